#include "git/merge_heads.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

enum {
	MOST_PARENTS = 1000
};

/* The hexadecimal digits at the front of text, if they are a whole object name. */
static const char *object_name(const char *text, struct arena *arena)
{
	size_t len = 0;

	while (is_hex_digit(text[len]))
		len++;
	if (len != 40 && len != 64)
		return NULL;
	return arena_copy(arena, span_of(text, len)).ptr;
}

static void add_name(const char *text, struct arena *arena, struct name_list *out)
{
	const char *name = object_name(text, arena);

	if (name && out->names.len < MOST_PARENTS)
		*vec_add(&out->names, arena) = name;
}

static void read_merge_head(struct repo *repo, struct arena *arena, struct name_list *out)
{
	const char *path = arena_printf(arena, "%s/MERGE_HEAD", repo_git_dir(repo));
	char line[256];
	FILE *file = fopen(path, "re");

	if (!file)
		return;
	while (fgets(line, sizeof(line), file))
		add_name(line, arena, out);
	fclose(file);
}

/* "git merge" and "git pull" say so in GIT_REFLOG_ACTION; others may leave GITHEAD_ behind. */
static bool is_merging(void)
{
	const char *action = getenv("GIT_REFLOG_ACTION");

	return action && (strncmp(action, "merge", 5) == 0 || strncmp(action, "pull", 4) == 0);
}

void merge_heads_find(struct repo *repo, struct arena *arena, struct name_list *out)
{
	*out = (struct name_list){0};
	read_merge_head(repo, arena, out);
	if (out->names.len || !is_merging())
		return;
	for (char **v = environ; *v; v++)
		if (strncmp(*v, "GITHEAD_", 8) == 0)
			add_name(*v + 8, arena, out);
}
