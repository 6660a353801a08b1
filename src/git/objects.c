#include "git/objects.h"

#include <stdlib.h>

#include "base/nomem.h"
#include "git/repo_internal.h"

static enum status not_found(const char *name, struct error *err)
{
	error_set(err, "object %.12s is not in the repository", name);
	return STATUS_NOT_FOUND;
}

static enum status not_a_blob(const char *name, struct error *err)
{
	error_set(err, "object %.12s is not a file", name);
	return STATUS_GIT;
}

/* --- git ------------------------------------------------------------------------------- */

/* Parse "NAME TYPE SIZE"; false for "NAME missing". */
static bool parse_answer(struct span line, struct span *type, uint64_t *size)
{
	struct span rest = span_trim(line);
	struct span word;
	char *end;

	if (!span_split(&rest, ' ', &word) || !span_split(&rest, ' ', type) || rest.len == 0 ||
		!is_digit(rest.ptr[0]))
		return false;
	*size = strtoull(rest.ptr, &end, 10); /* the line end stops it */
	return end == rest.ptr + rest.len;
}

/*
 * Ask a cat-file child about an object. A child that ends instead of answering (it tried to
 * fetch, and may not) is no answer: not found.
 */
static enum status ask(struct repo *repo, struct child *child, const char *mode,
	const char *name, uint64_t *size, struct error *err)
{
	const char *const args[] = {"cat-file", mode, NULL};
	struct buf line;
	struct span type;
	enum status st = STATUS_OK;

	if (child->pid == 0)
		st = child_start(child, args, err);
	if (st != STATUS_OK)
		return st;
	buf_init(&line, 1024);
	buf_printf(&line, "%s\n", name);
	st = child_write(child, buf_span(&line));
	buf_reset(&line);
	if (st == STATUS_OK)
		st = child_read_line(child, repo->deadline, &line);
	if (st == STATUS_LIMIT)
		error_set(err, "the time limit is reached");
	else if (st != STATUS_OK || !parse_answer(buf_span(&line), &type, size))
		st = not_found(name, err);
	else if (!span_eq_str(type, "blob"))
		st = not_a_blob(name, err);
	buf_release(&line);
	/* after an answer that was not read to its end the child is of no use any more */
	if (st != STATUS_OK)
		child_stop(child);
	return st;
}

static enum status read_by_git(
	struct repo *repo, const char *name, struct blob *blob, struct error *err)
{
	struct buf *contents = xmalloc(sizeof(*contents));
	uint64_t size = 0;
	enum status st = ask(repo, &repo->contents, "--batch", name, &size, err);

	buf_init(contents, (size_t)size + 1);
	if (st == STATUS_OK) {
		/* the contents and one LF behind them */
		st = child_read(&repo->contents, (size_t)size + 1, repo->deadline, contents);
		if (st != STATUS_OK) {
			error_set(err, "cannot read object %.12s", name);
			child_stop(&repo->contents);
		}
	}
	if (st != STATUS_OK) {
		buf_release(contents);
		free(contents);
		return st;
	}
	*blob = (struct blob){span_of(contents->ptr, (size_t)size), contents, false};
	return STATUS_OK;
}

/* --- libgit2 --------------------------------------------------------------------------- */

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

/*
 * Open the objects by libgit2, once; where it refuses (SHA-256, reftable, extensions that it
 * does not know) git reads them.
 *
 * Not "from the environment": that fails with GIT_WORK_TREE and GIT_COMMON_DIR. The owner is
 * not checked, since git was asked before and did.
 */
static git_odb *open_libgit2(struct repo *repo)
{
	git_repository *handle = NULL;
	const char *elsewhere = environment("GIT_OBJECT_DIRECTORY");

	if (repo->tried_libgit2)
		return repo->odb;
	repo->tried_libgit2 = true;
	if (git_libgit2_init() < 0)
		nomem();
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	declare_harmless_extensions();
	if (git_repository_open_ext(
		    &handle, repo->git_dir, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) == 0 &&
		git_repository_odb(&repo->odb, handle) == 0) {
		/* what is missing if this fails, git is asked for */
		if (elsewhere)
			(void)git_odb_add_disk_alternate(repo->odb, elsewhere);
	}
	git_repository_free(handle); /* the odb lives on */
	return repo->odb;
}

void objects_close(struct repo *repo)
{
	child_stop(&repo->sizes);
	child_stop(&repo->contents);
	git_odb_free(repo->odb);
	if (repo->tried_libgit2)
		git_libgit2_shutdown();
}

enum status blob_size(struct repo *repo, const char *name, uint64_t *size, struct error *err)
{
	git_odb *odb = open_libgit2(repo);
	git_oid oid;
	git_object_t type;
	size_t length;

	if (odb && git_oid_fromstr(&oid, name) == 0 &&
		git_odb_read_header(&length, &type, odb, &oid) == 0) {
		*size = length;
		return type == GIT_OBJECT_BLOB ? STATUS_OK : not_a_blob(name, err);
	}
	return ask(repo, &repo->sizes, "--batch-check", name, size, err);
}

enum status blob_read(struct repo *repo, const char *name, struct blob *blob, struct error *err)
{
	git_odb *odb = open_libgit2(repo);
	git_oid oid;
	git_odb_object *object;

	if (odb && git_oid_fromstr(&oid, name) == 0 && git_odb_read(&object, odb, &oid) == 0) {
		*blob = (struct blob){
			span_of(git_odb_object_data(object), git_odb_object_size(object)),
			object, true};
		return STATUS_OK;
	}
	return read_by_git(repo, name, blob, err);
}

void blob_release(struct blob *blob)
{
	if (!blob->owner)
		return;
	if (blob->of_libgit2) {
		git_odb_object_free(blob->owner);
	} else {
		buf_release(blob->owner);
		free(blob->owner);
	}
	*blob = (struct blob){0};
}
