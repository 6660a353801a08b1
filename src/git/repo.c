#include "git/repo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/nomem.h"
#include "git/repo_internal.h"

#define EMPTY_TREE_SHA1 "4b825dc642cb6eb9a060e54bf8d69288fbee4904"

static char *copy_text(const char *text)
{
	size_t size = strlen(text) + 1;
	char *copy = xmalloc(size);

	memcpy(copy, text, size);
	return copy;
}

static const char *environment(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/*
 * Extensions that change nothing for a reader of objects. libgit2 knows none of them and
 * refuses to open a repository that declares one, unless it is told.
 */
static void declare_harmless_extensions(void)
{
	const char *names[] = {"noop", "preciousobjects", "worktreeconfig", "partialclone",
		"relativeworktrees"};

	git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, sizeof(names) / sizeof(*names));
}

static bool join_path(struct buf *out, const char *dir, const char *name)
{
	buf_init(out, 16384);
	if (name[0] != '/') {
		buf_add_str(out, dir);
		if (out->len && out->ptr[out->len - 1] != '/')
			buf_add_char(out, '/');
	}
	buf_add_str(out, name);
	return !out->overflow;
}

/* The first line of a small file such as .git/commondir; NULL if there is none. */
static char *read_first_line(const char *dir, const char *name)
{
	struct buf path;
	char line[4096];
	char *copy = NULL;
	FILE *file = NULL;

	if (join_path(&path, dir, name))
		file = fopen(path.ptr, "re");
	if (file) {
		if (fgets(line, sizeof(line), file)) {
			line[strcspn(line, "\r\n")] = '\0';
			copy = copy_text(line);
		}
		fclose(file);
	}
	buf_release(&path);
	return copy;
}

/* Linked worktrees keep refs and objects with the main one. */
static char *find_common_dir(const char *git_dir)
{
	const char *given = environment("GIT_COMMON_DIR");
	char *named = given ? copy_text(given) : read_first_line(git_dir, "commondir");
	struct buf path;
	char *result;

	if (!named)
		return copy_text(git_dir);
	if (given)
		return named;
	result = join_path(&path, git_dir, named) ? copy_text(path.ptr) : copy_text(git_dir);
	buf_release(&path);
	free(named);
	return result;
}

static enum status find_git_dir(struct repo *repo, struct error *err)
{
	const char *given = environment("GIT_DIR");
	git_buf found = {0};

	if (given) {
		repo->git_dir = copy_text(given);
		return STATUS_OK;
	}
	if (git_repository_discover(&found, ".", 0, environment("GIT_CEILING_DIRECTORIES")) !=
		0) {
		error_set(err, "not in a git repository");
		return STATUS_NOT_FOUND;
	}
	repo->git_dir = copy_text(found.ptr);
	git_buf_dispose(&found);
	return STATUS_OK;
}

/*
 * Can libgit2 1.5 read this repository's objects and refs? Asked of the configuration before
 * it is opened, because a refusal does not say which extension it was about.
 */
static bool libgit2_can_read(const struct repo *repo)
{
	git_config *config = NULL;
	git_config *snapshot = NULL;
	struct buf path;
	const char *value;
	bool can = false;

	if (join_path(&path, repo->common_dir, "config") &&
		git_config_open_ondisk(&config, path.ptr) == 0 &&
		git_config_snapshot(&snapshot, config) == 0) {
		can = true;
		if (git_config_get_string(&value, snapshot, "extensions.objectformat") == 0)
			can = strcmp(value, "sha1") == 0;
		if (git_config_get_string(&value, snapshot, "extensions.refstorage") == 0)
			can = can && strcmp(value, "files") == 0;
	}
	git_config_free(snapshot);
	git_config_free(config);
	buf_release(&path);
	return can;
}

static bool open_with_libgit2(struct repo *repo)
{
	const char *objects = environment("GIT_OBJECT_DIRECTORY");

	if (!libgit2_can_read(repo))
		return false;
	/*
	 * Not "from the environment": that fails with GIT_WORK_TREE and GIT_COMMON_DIR. The
	 * owner is not checked: git has run the hook in this directory, so it trusts it; when
	 * it was not git, the git that we run next checks by itself.
	 */
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	declare_harmless_extensions();
	if (git_repository_open_ext(
		    &repo->handle, repo->git_dir, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) != 0 ||
		git_repository_odb(&repo->odb, repo->handle) != 0) {
		git_repository_free(repo->handle);
		repo->handle = NULL;
		return false;
	}
	if (objects && git_odb_add_disk_alternate(repo->odb, objects) != 0)
		git_error_clear(); /* what is missing then, git is asked for */
	return true;
}

static void find_worktree(struct repo *repo)
{
	const char *given = environment("GIT_WORK_TREE");
	const char *found = given ? given : git_repository_workdir(repo->handle);
	struct buf path;

	if (!found || (!given && git_repository_is_bare(repo->handle)))
		return;
	if (join_path(&path, found, ""))
		repo->worktree = copy_text(path.ptr);
	buf_release(&path);
}

/* Run git for one line of output. */
static enum status ask_git(
	struct repo *repo, const char *const args[], struct buf *line, struct error *err)
{
	enum status st;

	buf_init(line, 65536);
	st = child_run(args, repo->deadline, line, err);
	while (line->len && line->ptr[line->len - 1] == '\n')
		line->ptr[--line->len] = '\0';
	return st;
}

static enum status open_with_git(struct repo *repo, struct error *err)
{
	const char *const top[] = {"rev-parse", "--show-toplevel", NULL};
	const char *const head[] = {"rev-parse", "--verify", "--quiet", "HEAD^{commit}", NULL};
	const char *const empty[] = {"hash-object", "-t", "tree", "--stdin", NULL};
	struct buf line;
	enum status st = ask_git(repo, top, &line, err);

	if (st == STATUS_OK && line.len) {
		buf_add_char(&line, '/');
		repo->worktree = copy_text(line.ptr);
	}
	buf_release(&line);
	if (st != STATUS_OK)
		return st;
	/* a HEAD that can't be resolved is taken for none: then everything staged is new */
	repo->unborn = ask_git(repo, head, &line, err) != STATUS_OK;
	buf_release(&line);
	st = ask_git(repo, empty, &line, err);
	if (st == STATUS_OK && line.len <= OBJECT_NAME_MAX)
		memcpy(repo->empty_tree, line.ptr, line.len + 1);
	buf_release(&line);
	return st;
}

enum status repo_open(struct repo **out, struct deadline deadline, struct error *err)
{
	struct repo *repo = xmalloc(sizeof(*repo));
	enum status st;

	*repo = (struct repo){.deadline = deadline};
	if (git_libgit2_init() < 0)
		nomem();
	st = find_git_dir(repo, err);
	if (st == STATUS_OK) {
		repo->common_dir = find_common_dir(repo->git_dir);
		if (open_with_libgit2(repo)) {
			find_worktree(repo);
			repo->unborn = git_repository_head_unborn(repo->handle) != 0;
			memcpy(repo->empty_tree, EMPTY_TREE_SHA1, sizeof(EMPTY_TREE_SHA1));
		} else {
			st = open_with_git(repo, err);
		}
	}
	if (st != STATUS_OK) {
		repo_close(repo);
		return st;
	}
	*out = repo;
	return STATUS_OK;
}

void repo_close(struct repo *repo)
{
	if (!repo)
		return;
	child_stop(&repo->sizes);
	child_stop(&repo->contents);
	git_odb_free(repo->odb);
	git_repository_free(repo->handle);
	free(repo->git_dir);
	free(repo->common_dir);
	free(repo->worktree);
	free(repo);
	git_libgit2_shutdown();
}

const char *repo_worktree(const struct repo *repo)
{
	return repo->worktree;
}

const char *repo_git_dir(const struct repo *repo)
{
	return repo->git_dir;
}

const char *repo_common_dir(const struct repo *repo)
{
	return repo->common_dir;
}

bool repo_is_unborn(const struct repo *repo)
{
	return repo->unborn;
}

const char *repo_empty_tree(const struct repo *repo)
{
	return repo->empty_tree;
}
