/* What people write for commits, turned into object names by git itself. */
#ifndef LAYERGATE_GIT_REVISIONS_H
#define LAYERGATE_GIT_REVISIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/status.h"
#include "base/vec.h"
#include "git/oid.h"
#include "git/repo.h"

struct revision {
	struct oid oid;
	bool hidden; /* excluded, with its ancestors */
};

struct revision_list {
	VEC(struct revision) items;
};

/*
 * Add what "NAME", "A..B", "A...B", "^A" and the like stand for. STATUS_GIT with git's words if
 * git does not know it.
 */
MUST_USE enum status revisions_parse(struct repo *repo, const char *text, struct arena *arena,
	struct revision_list *out, struct error *err);

/* The time that git understands by a date such as "2 weeks ago" or 2026-01-31. */
MUST_USE enum status revisions_date(
	struct repo *repo, const char *date, int64_t *seconds, struct error *err);

#endif
