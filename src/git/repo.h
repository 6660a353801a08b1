/*
 * A repository as git hands it to a hook: GIT_DIR and GIT_WORK_TREE, linked worktrees,
 * submodules, alternates, shallow clones, bare ones, repository format 1 with extensions.
 *
 * git itself says where things are (one "git rev-parse"): that takes a quarter of the time that
 * libgit2 needs only to start (it parses the system's certificates), knows every kind of
 * repository, and checks its owner. libgit2 is started when the first object is read.
 */
#ifndef LAYERGATE_GIT_REPO_H
#define LAYERGATE_GIT_REPO_H

#include <stddef.h>

#include "base/deadline.h"
#include "base/status.h"

struct repo;

/*
 * Open the repository that the environment names, or else the one around the current
 * directory. STATUS_GIT with git's words if there is none or git can't read it. No git command
 * goes on beyond the deadline.
 */
MUST_USE enum status repo_open(struct repo **out, struct deadline deadline, struct error *err);
void repo_close(struct repo *repo);

/* From now on git commands end at this deadline. */
void repo_set_deadline(struct repo *repo, struct deadline deadline);

/* The top of the work tree, with a '/' at its end; NULL in a bare repository. */
const char *repo_worktree(const struct repo *repo);

/* Bytes of an object's name: 20 (SHA-1) or 32 (SHA-256). */
size_t repo_oid_size(const struct repo *repo);

/* The directory of HEAD and the index (of this worktree); and that of refs and objects. */
const char *repo_git_dir(const struct repo *repo);
const char *repo_common_dir(const struct repo *repo);

/*
 * Run "git ARGS…" and copy the first line of its output, without its end, to out (size bytes).
 * STATUS_GIT if git fails, STATUS_LIMIT if the line is too long.
 */
MUST_USE enum status repo_ask(
	struct repo *repo, const char *const args[], char *out, size_t size, struct error *err);

#endif
