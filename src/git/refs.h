/* What the refs of a repository point at. */
#ifndef LAYERGATE_GIT_REFS_H
#define LAYERGATE_GIT_REFS_H

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"
#include "base/vec.h"
#include "git/oid.h"
#include "git/repo.h"

struct ref {
	struct span name; /* raw bytes: "refs/heads/main", "HEAD" */
	struct oid oid;   /* of any type of object */
};

struct ref_list {
	VEC(struct ref) items; /* by name */
	/* what git said about refs that it could not read, a line each; printable */
	VEC(const char *) broken;
};

/*
 * All refs, by "git for-each-ref", which reads every format of them and looks at no object.
 * Everything lives in the arena.
 */
MUST_USE enum status refs_read(
	struct repo *repo, struct arena *arena, struct ref_list *out, struct error *err);

/*
 * Add HEAD and the heads of other worktrees, which may be on commits that no ref has. A head
 * without a commit adds nothing.
 */
MUST_USE enum status refs_add_heads(
	struct repo *repo, struct arena *arena, struct ref_list *out, struct error *err);

/* Notes are commits whose files are named after objects. */
bool ref_is_of_notes(struct span name);

#endif
