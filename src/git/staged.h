/*
 * What the commit that is being made changes, compared with each of its parents.
 *
 * git itself makes the list (git diff-index --cached): it reads every kind of index, honours
 * GIT_INDEX_FILE, and is eight times faster than libgit2's index. A file counts as changed if
 * it differs from its version in every parent, as in a merge only such content is new.
 */
#ifndef LAYERGATE_GIT_STAGED_H
#define LAYERGATE_GIT_STAGED_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"
#include "base/vec.h"
#include "git/oid.h"
#include "git/repo.h"

/* The version of a file in a parent, if it is there. */
struct parent_version {
	bool exists;
	struct oid blob;
};

struct staged_file {
	struct span path; /* relative to the top of the repository, raw bytes */
	bool is_link;     /* a symbolic link: its content is its target */
	struct oid blob;
	struct parent_version *parents; /* as many as the list has */
};

struct removed_file {
	struct span path;
	struct oid blob; /* that was there */
};

struct staged_list {
	VEC(struct staged_file) files;    /* added and changed; no submodules */
	VEC(struct removed_file) removed; /* from the first parent */
	size_t parent_count;
	const char **parent_names; /* that git resolves: of commits, or of the empty tree */
};

/* Everything lives in the arena. STATUS_LIMIT at the deadline. */
MUST_USE enum status staged_read(struct repo *repo, struct deadline deadline,
	struct arena *arena, struct staged_list *out, struct error *err);

#endif
