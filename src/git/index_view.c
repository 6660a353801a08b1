/* The index is sorted by the bytes of its paths: what is below a directory is a range of it. */
#include "git/index_view.h"

#include <stdlib.h>

#include "base/nomem.h"
#include "base/vec.h"
#include "git/blob_reader.h"
#include "git/repo_internal.h"
#include "git/stage_list.h"

#define LARGEST_LISTING ((size_t)1 << 30)

struct index_view {
	struct repo *repo;
	struct tree_filter filter;
	struct blob_reader reader;
	bool is_loaded;
	enum status status; /* of loading it */
	struct error error;
	struct buf listing;
	struct arena arena;
	VEC(struct span) paths;      /* of everything; in the listing */
	VEC(struct tree_file) files; /* that are inspected */
};

/* --- loading ---------------------------------------------------------------------------- */

/* The state of the directory that was met last: files of one stand together. */
struct last_directory {
	struct span path; /* with a '/' at its end */
	uint32_t state;
};

static struct span directory_of(struct span path)
{
	while (path.len && path.ptr[path.len - 1] != '/')
		path.len--;
	return path;
}

static void enter_directory(
	struct index_view *v, struct span directory, struct last_directory *last)
{
	struct span rest = directory;
	struct span name;

	if (span_eq(directory, last->path))
		return;
	last->path = directory;
	last->state = v->filter.top;
	while (rest.len && span_split(&rest, '/', &name))
		last->state = v->filter.enter(v->filter.payload, last->state, name);
}

static bool is_inspected(struct index_view *v, struct span path, struct last_directory *last)
{
	struct span directory = directory_of(path);

	enter_directory(v, directory, last);
	return v->filter.admits(
		       v->filter.payload, last->state, span_from(path, directory.len)) &&
		v->filter.inspects(v->filter.payload, path);
}

static void take_entry(
	struct index_view *v, const struct stage_entry *entry, struct last_directory *last)
{
	/* 1 is the common ancestor; 3 follows 2 if there are both */
	if (entry->stage == 1)
		return;
	if (v->paths.len && span_eq(v->paths.at[v->paths.len - 1], entry->path))
		return;
	*vec_add(&v->paths, &v->arena) = entry->path;
	if (entry->type != ENTRY_SUBMODULE && is_inspected(v, entry->path, last))
		*vec_add(&v->files, &v->arena) = (struct tree_file){.path = entry->path,
			.id = blob_content_id(&entry->oid),
			.is_link = entry->type == ENTRY_LINK};
}

static enum status list_index(struct index_view *v)
{
	/* of the whole tree, also when started in a directory of it */
	const char *const args[] = {
		"ls-files", "--stage", "-z", "--full-name", "--", ":/", NULL};
	struct last_directory last = {span_of("", 0), v->filter.top};
	struct stage_entry entry;
	struct span rest;
	enum status st = child_run(args, v->repo->deadline, &v->listing, &v->error);

	if (st != STATUS_OK)
		return st;
	rest = buf_span(&v->listing);
	while (stage_list_next(&rest, &entry))
		take_entry(v, &entry, &last);
	if (rest.len == 0)
		return STATUS_OK;
	error_set(&v->error, "git ls-files: its output is not understood");
	return STATUS_GIT;
}

static enum status load(struct index_view *v, struct error *err)
{
	if (!v->is_loaded) {
		v->is_loaded = true;
		v->status = list_index(v);
	}
	if (v->status != STATUS_OK && err)
		*err = v->error;
	return v->status;
}

/* --- asking ----------------------------------------------------------------------------- */

/* Compare a path with the directory's name and a '/'; 0 is below it. */
static int compare_below(struct span path, struct span dir)
{
	int order = span_cmp(span_sub(path, 0, dir.len), dir);

	if (order != 0)
		return order;
	if (path.len == dir.len)
		return -1;
	return (int)(unsigned char)path.ptr[dir.len] - '/';
}

/* The first file that is below the directory or (past: true) behind it. */
static size_t find_bound(const struct index_view *v, struct span dir, bool past)
{
	size_t low = 0;
	size_t high = v->files.len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare_below(v->files.at[middle].path, dir);

		if (order < 0 || (past && order == 0))
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static enum status list(void *payload, struct span dir, const struct tree_file **files,
	size_t *count, struct error *err)
{
	struct index_view *v = payload;
	enum status st = load(v, err);
	size_t from = 0;
	size_t to = v->files.len;

	*files = NULL;
	*count = 0;
	if (st != STATUS_OK)
		return st;
	if (dir.len) {
		from = find_bound(v, dir, false);
		to = find_bound(v, dir, true);
	}
	if (to > from) {
		*files = v->files.at + from;
		*count = to - from;
	}
	return STATUS_OK;
}

/* Is there a path that compares as equal? */
static bool has_path(const struct index_view *v, struct span path,
	int (*compare)(struct span path, struct span wanted))
{
	size_t low = 0;
	size_t high = v->paths.len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare(v->paths.at[middle], path);

		if (order == 0)
			return true;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return false;
}

static bool exists(void *payload, struct span path)
{
	struct index_view *v = payload;

	if (load(v, NULL) != STATUS_OK)
		return false;
	return path.len == 0 || has_path(v, path, span_cmp) || has_path(v, path, compare_below);
}

static enum status read_file(
	void *payload, const struct tree_file *file, struct span *bytes, struct error *err)
{
	struct index_view *v = payload;

	return blob_reader_read(&v->reader, file, bytes, err);
}

void index_view_open(struct repo *repo, const struct tree_filter *filter, uint64_t largest_blob,
	struct tree_view *view)
{
	struct index_view *v = xmalloc(sizeof(*v));

	*v = (struct index_view){.repo = repo,
		.filter = *filter,
		.reader = {.repo = repo, .largest = largest_blob}};
	buf_init(&v->listing, LARGEST_LISTING);
	*view = (struct tree_view){
		.payload = v, .list = list, .exists = exists, .read = read_file};
}

void index_view_close(struct tree_view *view)
{
	struct index_view *v = view->payload;

	if (!v)
		return;
	blob_reader_release(&v->reader);
	buf_release(&v->listing);
	arena_release(&v->arena);
	free(v);
	*view = (struct tree_view){0};
}
