#include "git/commit_view.h"

#include <stdlib.h>

#include "base/nomem.h"
#include "base/vec.h"
#include "git/blob_reader.h"
#include "git/parse.h"
#include "git/tree_path.h"

/* What was listed: files live as long as the view, so a second list would be a waste. */
struct listed {
	struct span dir;
	const struct tree_file *files;
	size_t count;
};

struct commit_view {
	struct tree_lists *lists;
	struct oid tree;
	struct arena arena;
	VEC(struct listed) listed;
	struct blob_reader reader;
};

static enum status list(void *payload, struct span dir, const struct tree_file **files,
	size_t *count, struct error *err)
{
	struct commit_view *v = payload;
	struct listed listed;
	enum status st;

	VEC_EACH(const struct listed, known, &v->listed) {
		if (!span_eq(known->dir, dir))
			continue;
		*files = known->files;
		*count = known->count;
		return STATUS_OK;
	}
	st = tree_lists_files(v->lists, &v->tree, dir, &v->arena, files, count, err);
	if (st != STATUS_OK)
		return st;
	listed = (struct listed){arena_copy(&v->arena, dir), *files, *count};
	*vec_add(&v->listed, &v->arena) = listed;
	return STATUS_OK;
}

static bool exists(void *payload, struct span path)
{
	const struct commit_view *v = payload;
	struct oid oid;
	enum entry_type type;

	return tree_path_look(tree_lists_shelf(v->lists), &v->tree, path, &oid, &type, NULL) ==
		STATUS_OK;
}

static enum status read_file(
	void *payload, const struct tree_file *file, struct span *bytes, struct error *err)
{
	struct commit_view *v = payload;

	return blob_reader_read(&v->reader, file, bytes, err);
}

void commit_view_of_tree(
	struct tree_lists *lists, const struct oid *tree, struct tree_view *view)
{
	struct commit_view *v = xmalloc(sizeof(*v));

	*v = (struct commit_view){.lists = lists,
		.tree = *tree,
		.reader = {.repo = tree_lists_repo(lists),
			.largest = tree_lists_limits(lists)->largest_blob}};
	*view = (struct tree_view){
		.payload = v, .list = list, .exists = exists, .read = read_file};
}

enum status commit_view_open(struct tree_lists *lists, const struct oid *commit,
	struct tree_view *view, struct error *err)
{
	struct repo *repo = tree_lists_repo(lists);
	uint64_t largest = tree_lists_limits(lists)->largest_tree;
	struct object object = {0};
	struct commit_head head;
	enum status st = object_read_as(
		repo, commit, OBJECT_COMMIT, largest ? largest : UINT64_MAX, &object, err);

	if (st == STATUS_OK && !commit_parse(object.bytes, repo_oid_size(repo), &head)) {
		error_set(err, "commit %.12s is damaged",
			oid_hex(commit, repo_oid_size(repo)).text);
		st = STATUS_GIT;
	}
	if (st == STATUS_OK)
		commit_view_of_tree(lists, &head.tree, view);
	object_release(&object);
	return st;
}

void commit_view_close(struct tree_view *view)
{
	struct commit_view *v = view->payload;

	if (!v)
		return;
	blob_reader_release(&v->reader);
	arena_release(&v->arena);
	free(v);
	*view = (struct tree_view){0};
}
