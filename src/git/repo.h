/*
 * A repository, opened in every way git can hand it to a client hook: GIT_DIR and
 * GIT_WORK_TREE, linked worktrees, submodules, alternates, shallow clones, repository format 1
 * with extensions.
 *
 * libgit2 1.5 refuses some of these (SHA-256, reftable, extensions that it does not know). Then
 * git itself reads the objects, slower but right. What neither can read is an error, never a
 * repository without content.
 */
#ifndef LAYERGATE_GIT_REPO_H
#define LAYERGATE_GIT_REPO_H

#include <stdbool.h>

#include "base/deadline.h"
#include "base/status.h"

struct repo;

enum {
	OBJECT_NAME_MAX = 64
}; /* hexadecimal digits of SHA-256; SHA-1 has 40 */

/*
 * Open the repository that the environment names, or else the one around the current
 * directory. STATUS_NOT_FOUND if there is none, STATUS_GIT if it can't be opened.
 * No git command that it runs goes on beyond the deadline.
 */
MUST_USE enum status repo_open(struct repo **out, struct deadline deadline, struct error *err);
void repo_close(struct repo *repo);

/* The top of the work tree, with a '/' at its end; NULL in a bare repository. */
const char *repo_worktree(const struct repo *repo);

/* The directory of HEAD and the index (of this worktree); and that of refs and objects. */
const char *repo_git_dir(const struct repo *repo);
const char *repo_common_dir(const struct repo *repo);

/* There is no commit yet. */
bool repo_is_unborn(const struct repo *repo);

/* The name of the empty tree in this repository's hash. */
const char *repo_empty_tree(const struct repo *repo);

#endif
