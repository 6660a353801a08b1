/*
 * layergate pre-commit: what is staged, as git will commit it.
 *
 * The work tree is never read (but for the policy): "git add -p" stages something else than
 * what is on disk.
 */
#include "base/escape.h"
#include "cmd/commands.h"
#include "cmd/messages.h"
#include "cmd/run.h"
#include "git/objects.h"
#include "git/staged.h"

/* The versions of a staged file before this commit, for the engine. */
struct bases {
	struct repo *repo;
	const struct run *run;
	const struct staged_list *list;
	const struct staged_file *file;
	struct blob blob; /* the one that was handed out last */
};

/*
 * Versions in the order: the file in each parent; then, for a file that no parent has, all
 * inspected files that the commit removes, since it may be one of them under a new name.
 */
static bool base_at(struct bases *b, size_t index, const char **name, struct base_version *base)
{
	bool is_new = true;

	for (size_t i = 0; i < b->list->parent_count; i++) {
		if (!b->file->parents[i].name)
			continue;
		is_new = false;
		if (index-- == 0) {
			*name = b->file->parents[i].name;
			base->path = b->file->path;
			return true;
		}
	}
	for (size_t i = 0; is_new && i < b->list->removed.len; i++) {
		const struct removed_file *r = &b->list->removed.at[i];

		if (classify(b->run->policy.classifier, r->path) == KIND_NONE &&
			strcmp(r->name, b->file->name) != 0)
			continue;
		if (index-- == 0) {
			*name = r->name;
			base->path = r->path;
			base->moved = true;
			return true;
		}
	}
	return false;
}

static enum status read_base(
	void *payload, size_t index, struct base_version *base, struct error *err)
{
	struct bases *b = payload;
	const char *name;
	uint64_t size;
	enum status st;

	blob_release(&b->blob);
	if (!base_at(b, index, &name, base))
		return STATUS_NOT_FOUND;
	/* a commit that removes very many files must not outlast the time limit here */
	if (deadline_passed(engine_deadline(b->run->engine)))
		return STATUS_LIMIT;
	st = blob_size(b->repo, name, &size, err);
	if (st == STATUS_OK && size > b->run->policy.limits.blob)
		st = STATUS_LIMIT;
	if (st == STATUS_OK)
		st = blob_read(b->repo, name, &b->blob, err);
	/* not STATUS_NOT_FOUND, which means "no more versions" */
	if (st != STATUS_OK)
		return STATUS_GIT;
	base->bytes = b->blob.bytes;
	return STATUS_OK;
}

static enum status scan_staged(struct run *run, struct repo *repo,
	const struct staged_list *list, const struct staged_file *file, struct error *err)
{
	struct bases bases = {.repo = repo, .run = run, .list = list, .file = file};
	struct scan_request request = {
		.path = file->path,
		.kind = classify(run->policy.classifier, file->path),
		.bases = read_base,
		.payload = &bases,
	};
	struct blob blob = {0};
	uint64_t size;
	enum status st;

	if (request.kind == KIND_NONE)
		return STATUS_OK;
	if (file->is_link)
		request.kind = KIND_NONE; /* its content is a path */
	st = blob_size(repo, file->name, &size, err);
	if (st == STATUS_OK && !engine_admit(run->engine, file->path, size))
		return STATUS_OK;
	if (st == STATUS_OK)
		st = blob_read(repo, file->name, &blob, err);
	if (st != STATUS_OK) {
		engine_skip(run->engine, file->path, err->text);
		return STATUS_OK;
	}
	request.bytes = blob.bytes;
	st = engine_scan(run->engine, &request, err);
	blob_release(&bases.blob);
	blob_release(&blob);
	return st;
}

static enum status scan_all(struct run *run, struct repo *repo, struct error *err)
{
	struct staged_list list;
	enum status st =
		staged_read(repo, engine_deadline(run->engine), &run->arena, &list, err);

	for (size_t i = 0; st == STATUS_OK && i < list.files.len; i++)
		st = scan_staged(run, repo, &list, &list.files.at[i], err);
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
	if (run_begin(&run, options, REPORT_PRE_COMMIT, repo_worktree(repo), &err) != STATUS_OK)
		return fail(repo, &err);
	engine_start_budget(run.engine);
	repo_set_deadline(repo, engine_deadline(run.engine));
	failed = scan_all(&run, repo, &err) != STATUS_OK;
	if (failed)
		say_error("%s", err.text);
	repo_close(repo);
	return run_end(&run, false, failed);
}
