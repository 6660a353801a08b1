/*
 * layergate pre-commit: what is staged, as git will commit it.
 *
 * The work tree is never read (but for the policy): "git add -p" stages something else than
 * what is on disk.
 */
#include "cmd/commands.h"
#include "cmd/messages.h"
#include "cmd/removed_files.h"
#include "cmd/run.h"
#include "cmd/staged_tree.h"
#include "git/objects.h"
#include "git/staged.h"
#include "image/path.h"
#include "scan/carried.h"
#include "scan/tree_context.h"

/* The commit that is being made. */
struct change {
	struct run *run;
	struct repo *repo;
	struct staged_list list;
	struct staged_tree tree;
	struct removed_files removed;
	bool removed_are_known;
	bool judges_images_again; /* something changed that images may take along */
	enum status status;       /* of what callbacks can't say */
	struct error error;
};

/* A staged file and the versions it had. */
struct staged_versions {
	struct change *change;
	const struct staged_file *file;
	struct object blob; /* the version that was handed out last */
};

/* The blob's bytes, within the limit for one file. */
static enum status read_blob(
	const struct change *c, const struct oid *oid, struct object *blob, struct error *err)
{
	uint64_t size;
	enum status st = blob_size(c->repo, oid, &size, err);

	if (st == STATUS_OK && size > c->run->policy.limits.blob)
		st = STATUS_LIMIT;
	return st == STATUS_OK ? object_read(c->repo, oid, blob, err) : st;
}

static enum status read_base(void *payload, size_t index, struct span *bytes, struct error *err)
{
	struct staged_versions *v = payload;
	const struct change *c = v->change;

	object_release(&v->blob);
	for (size_t i = 0; i < c->list.parent_count; i++) {
		if (!v->file->parents[i].exists || index-- > 0)
			continue;
		/* not STATUS_NOT_FOUND, which means "no more versions" */
		if (read_blob(c, &v->file->parents[i].blob, &v->blob, err) != STATUS_OK)
			return STATUS_GIT;
		*bytes = v->blob.bytes;
		return STATUS_OK;
	}
	return STATUS_NOT_FOUND;
}

static struct moved *find_moved(void *payload)
{
	struct staged_versions *v = payload;
	struct change *c = v->change;

	for (size_t i = 0; !c->removed_are_known && i < c->list.removed.len; i++) {
		const struct removed_file *file = &c->list.removed.at[i];

		if (c->status == STATUS_OK)
			c->status = removed_files_add(
				&c->removed, file->path, &file->blob, &c->error);
	}
	c->removed_are_known = true;
	return &c->removed.moved;
}

/* The tree of the parent that read_base() has the version of that index from. */
static const struct tree_view *base_tree(void *payload, size_t index)
{
	struct staged_versions *v = payload;
	struct change *c = v->change;

	for (size_t i = 0; i < c->list.parent_count; i++)
		if (v->file->parents[i].exists && index-- == 0)
			return staged_tree_parent(&c->tree, i);
	return NULL;
}

static enum status scan_file(
	struct change *c, const struct staged_file *file, struct error *err)
{
	struct run *run = c->run;
	struct staged_versions versions = {.change = c, .file = file};
	struct scan_outcome outcome = {0};
	struct scan_request request = {
		.path = file->path,
		.kind = classify(run->policy.classifier, file->path),
		.bases = read_base,
		.moved = find_moved,
		.payload = &versions,
		.tree = &c->tree.index,
		.base_tree = base_tree,
		.outcome = &outcome,
	};
	struct object blob = {0};
	uint64_t size;
	enum status st;

	if (request.kind == KIND_NONE)
		return STATUS_OK;
	if (file->is_link)
		request.kind = KIND_NONE; /* its content is a path */
	st = blob_size(c->repo, &file->blob, &size, err);
	if (st == STATUS_OK && !engine_admit(run->engine, file->path, size))
		return STATUS_OK;
	if (st == STATUS_OK)
		st = object_read(c->repo, &file->blob, &blob, err);
	if (st != STATUS_OK) {
		engine_skip(run->engine, file->path, err->text);
		return STATUS_OK;
	}
	request.bytes = blob.bytes;
	st = engine_scan(run->engine, &request, err);
	object_release(&versions.blob);
	object_release(&blob);
	c->judges_images_again = c->judges_images_again || outcome.matters_to_images;
	return st;
}

/* --- files that are not staged, but that the change has to do with --------------------------
 */

/* A file of the index that is not staged: each parent has it, or one of them the very same. */
struct unchanged {
	struct change *change;
	struct span path;
	struct span bytes; /* of the parent's version that was handed out last */
	size_t parent;     /* that it is of */
};

/* The version of the file in a parent's tree; false if it is not there. */
static bool find_in_parent(struct unchanged *u, size_t which, struct span *bytes)
{
	const struct tree_view *view = staged_tree_parent(&u->change->tree, which);
	const struct tree_file *file;
	struct error err;

	return view && tree_view_find(view, u->path, &file, &err) == STATUS_OK &&
		view->read(view->payload, file, bytes, &err) == STATUS_OK;
}

static enum status read_of_parents(
	void *payload, size_t index, struct span *bytes, struct error *err)
{
	struct unchanged *u = payload;
	struct span found;

	(void)err;
	for (size_t i = 0; i < u->change->list.parent_count; i++) {
		if (!find_in_parent(u, i, &found) || index-- > 0)
			continue;
		/* the view reads other files while this one is judged */
		u->bytes = *bytes = arena_copy(&u->change->run->arena, found);
		u->parent = i;
		return STATUS_OK;
	}
	return STATUS_NOT_FOUND;
}

static const struct tree_view *tree_of_parent(void *payload, size_t index)
{
	struct unchanged *u = payload;

	(void)index;
	return staged_tree_parent(&u->change->tree, u->parent);
}

static enum status scan_unchanged(
	struct change *c, const struct tree_file *file, struct error *err)
{
	struct unchanged unchanged = {.change = c, .path = file->path};
	struct scan_request request = {
		.path = file->path,
		.kind = engine_kind_of(c->run->engine, file->path),
		.bases = read_of_parents,
		.payload = &unchanged,
		.tree = &c->tree.index,
		.base_tree = tree_of_parent,
	};
	struct span bytes;

	if (c->tree.index.read(c->tree.index.payload, file, &bytes, err) != STATUS_OK) {
		engine_skip(c->run->engine, file->path, err->text);
		return STATUS_OK;
	}
	if (!engine_admit(c->run->engine, file->path, bytes.len))
		return STATUS_OK;
	request.bytes = arena_copy(&c->run->arena, bytes);
	return engine_scan(c->run->engine, &request, err);
}

static bool is_staged(const struct change *c, struct span path)
{
	VEC_EACH(const struct staged_file, file, &c->list.files)
		if (span_eq(file->path, path))
			return true;
	return false;
}

/*
 * Dockerfiles that are not staged, but may take along what is. All of them: the context of each
 * may be the top of the tree.
 */
static enum status judge_images_again(struct change *c, struct error *err)
{
	const struct tree_file *files;
	size_t count;
	enum status st = STATUS_OK;

	VEC_EACH(const struct removed_file, file, &c->list.removed)
		if (decides_context(engine_kind_of(c->run->engine, file->path)))
			c->judges_images_again = true;
	/* a merge brings together what no parent had together */
	if (c->list.parent_count > 1)
		c->judges_images_again = true;
	if (!c->judges_images_again)
		return STATUS_OK;
	if (c->tree.index.list(c->tree.index.payload, span_of("", 0), &files, &count, err) !=
		STATUS_OK) {
		engine_skip(c->run->engine, span_of("", 0), err->text);
		return STATUS_OK;
	}
	for (size_t i = 0; st == STATUS_OK && i < count; i++)
		if (!files[i].is_link &&
			engine_kind_of(c->run->engine, files[i].path) == KIND_DOCKERFILE &&
			!is_staged(c, files[i].path))
			st = scan_unchanged(c, &files[i], err);
	return st;
}

/* A file that a Dockerfile takes along and that is not staged. */
static enum status rescan(void *payload, const struct carried_file *carried, struct error *err)
{
	struct change *c = payload;
	const struct tree_file *file;
	enum status st = tree_view_find(&c->tree.index, carried->tree_path, &file, err);

	if (st == STATUS_OK)
		return scan_unchanged(c, file, err);
	engine_skip(c->run->engine, carried->path, err->text);
	return STATUS_OK;
}

static enum status scan_all(struct run *run, struct repo *repo, struct error *err)
{
	struct change change = {.run = run, .repo = repo};
	enum status st =
		staged_read(repo, engine_deadline(run->engine), &run->arena, &change.list, err);

	removed_files_init(&change.removed, run, repo);
	staged_tree_open(&change.tree, run, repo, &change.list);
	for (size_t i = 0; st == STATUS_OK && i < change.list.files.len; i++)
		st = scan_file(&change, &change.list.files.at[i], err);
	if (st == STATUS_OK)
		st = judge_images_again(&change, err);
	if (st == STATUS_OK)
		st = engine_settle_carried(run->engine, rescan, &change, err);
	staged_tree_close(&change.tree);
	removed_files_release(&change.removed);
	if (st == STATUS_OK && change.status != STATUS_OK) {
		st = change.status;
		*err = change.error;
	}
	return st;
}

static int fail(struct repo *repo, const struct error *err)
{
	say_error("%s", err->text);
	repo_close(repo);
	return EXIT_INCOMPLETE;
}

int cmd_pre_commit(const struct options *options)
{
	struct repo *repo = NULL;
	struct error err = {""};
	struct policy_place place = {NULL, NULL};
	struct run run;
	bool failed;

	if (options->argc > 0) {
		say_error("pre-commit takes no arguments: it scans what is staged");
		return EXIT_USAGE;
	}
	if (repo_open(&repo, deadline_in(0), &err) != STATUS_OK)
		return fail(repo, &err);
	if (!repo_worktree(repo)) {
		error_set(&err, "a bare repository has no staged files");
		return fail(repo, &err);
	}
	place.top = repo_worktree(repo);
	if (run_begin(&run, options, REPORT_PRE_COMMIT, &place, &err) != STATUS_OK)
		return fail(repo, &err);
	engine_start_budget(run.engine);
	repo_set_deadline(repo, engine_deadline(run.engine));
	failed = scan_all(&run, repo, &err) != STATUS_OK;
	if (failed)
		say_error("%s", err.text);
	repo_close(repo);
	return run_end(&run, false, failed);
}
