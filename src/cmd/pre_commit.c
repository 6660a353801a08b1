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
#include "git/objects.h"
#include "git/staged.h"

/* The commit that is being made. */
struct change {
	struct run *run;
	struct repo *repo;
	struct staged_list list;
	struct removed_files removed;
	bool removed_are_known;
	enum status status; /* of what callbacks can't say */
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

static enum status scan_file(
	struct change *c, const struct staged_file *file, struct error *err)
{
	struct run *run = c->run;
	struct staged_versions versions = {.change = c, .file = file};
	struct scan_request request = {
		.path = file->path,
		.kind = classify(run->policy.classifier, file->path),
		.bases = read_base,
		.moved = find_moved,
		.payload = &versions,
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
	return st;
}

static enum status scan_all(struct run *run, struct repo *repo, struct error *err)
{
	struct change change = {.run = run, .repo = repo};
	enum status st =
		staged_read(repo, engine_deadline(run->engine), &run->arena, &change.list, err);

	removed_files_init(&change.removed, run, repo);
	for (size_t i = 0; st == STATUS_OK && i < change.list.files.len; i++)
		st = scan_file(&change, &change.list.files.at[i], err);
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
