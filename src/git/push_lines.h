/* What git tells a pre-receive hook on its stdin: "OLD NEW REF", a line for each ref. */
#ifndef LAYERGATE_GIT_PUSH_LINES_H
#define LAYERGATE_GIT_PUSH_LINES_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"
#include "base/vec.h"
#include "git/oid.h"

struct push_line {
	struct oid new_oid;
	bool deletes; /* the ref is to go: there is no new object */
	struct span ref;
};

struct push_lines {
	VEC(struct push_line) items;
};

/*
 * STATUS_GIT if a line is not as it has to be, also if the last one has no line end: what was
 * cut off could be anything. Refs point into input.
 */
MUST_USE enum status push_lines_parse(struct span input, size_t oid_size, struct arena *arena,
	struct push_lines *out, struct error *err);

#endif
