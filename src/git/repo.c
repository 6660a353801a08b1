#include "git/repo.h"

#include <stdlib.h>
#include <string.h>

#include "base/nomem.h"
#include "git/repo_internal.h"

static char *copy_text(struct span text)
{
	char *copy = xmalloc(text.len + 1);

	memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	return copy;
}

/* With a '/' at its end; "" (the current directory) becomes "./". */
static char *directory(struct span path)
{
	struct buf buf;
	char *copy;

	buf_init(&buf, path.len + 2);
	buf_add(&buf, path.len ? path : span_str("."));
	if (!span_ends(path, "/"))
		buf_add_char(&buf, '/');
	copy = copy_text(buf_span(&buf));
	buf_release(&buf);
	return copy;
}

/*
 * The lines of "git rev-parse": the hash, then three paths. The last one is missing without a
 * work tree (a bare repository, or inside .git). A path with a line end in it makes more.
 */
static enum status take_answers(struct repo *repo, struct span rest, struct error *err)
{
	struct span answers[4];
	size_t count = 0;

	while (count < 4 && span_next_line(&rest, &answers[count]))
		count++;
	if (count < 3 || rest.len || answers[1].len == 0) {
		error_set(err,
			"git rev-parse: its answer is not understood (a line end in the "
			"repository's path?)");
		return STATUS_GIT;
	}
	if (span_eq_str(answers[0], "sha1")) {
		repo->oid_size = OID_SHA1;
	} else if (span_eq_str(answers[0], "sha256")) {
		repo->oid_size = OID_MAX;
	} else {
		error_set(err, "this version does not know the repository's kind of hash");
		return STATUS_GIT;
	}
	repo->git_dir = copy_text(answers[1]);
	repo->common_dir = copy_text(answers[2]);
	if (count == 4)
		repo->worktree = directory(answers[3]);
	return STATUS_OK;
}

enum status repo_open(struct repo **out, struct deadline deadline, struct error *err)
{
	const char *const args[] = {"rev-parse", "--show-object-format", "--git-dir",
		"--git-common-dir", "--show-cdup", NULL};
	struct repo *repo = xmalloc(sizeof(*repo));
	struct buf answer;
	enum status st;

	*repo = (struct repo){.deadline = deadline};
	buf_init(&answer, 65536);
	st = child_run(args, deadline, &answer, err);
	if (st == STATUS_OK)
		st = take_answers(repo, buf_span(&answer), err);
	buf_release(&answer);
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
	objects_close(repo);
	free(repo->git_dir);
	free(repo->common_dir);
	free(repo->worktree);
	free(repo);
}

void repo_set_deadline(struct repo *repo, struct deadline deadline)
{
	repo->deadline = deadline;
}

const char *repo_worktree(const struct repo *repo)
{
	return repo->worktree;
}

size_t repo_oid_size(const struct repo *repo)
{
	return repo->oid_size;
}

const char *repo_git_dir(const struct repo *repo)
{
	return repo->git_dir;
}

const char *repo_common_dir(const struct repo *repo)
{
	return repo->common_dir;
}

enum status repo_ask(
	struct repo *repo, const char *const args[], char *out, size_t size, struct error *err)
{
	struct buf buf;
	struct span rest;
	struct span line = span_of("", 0);
	enum status st;

	buf_init(&buf, 65536);
	st = child_run(args, repo->deadline, &buf, err);
	rest = buf_span(&buf);
	span_next_line(&rest, &line);
	if (st == STATUS_OK && line.len >= size) {
		error_set(err, "git %s: its answer is too long", args[0]);
		st = STATUS_LIMIT;
	}
	if (st == STATUS_OK) {
		memcpy(out, line.ptr, line.len);
		out[line.len] = '\0';
	}
	buf_release(&buf);
	return st;
}
