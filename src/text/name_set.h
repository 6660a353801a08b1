/*
 * A set of glob patterns for one path part, with a quick look before the slow match.
 *
 * Millions of names of a history have to be turned down: the first and the last four bytes of a
 * name are looked up in bitmaps; what passes is looked at by four more; and only what passes
 * again is matched.
 */
#ifndef LAYERGATE_TEXT_NAME_SET_H
#define LAYERGATE_TEXT_NAME_SET_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/vec.h"

/* Four bytes at one end of names, as bits of a hash. */
struct quad_bits {
	uint64_t words[256];
};

struct name_set {
	VEC(struct span) patterns; /* as in glob.h, without '/' */
	bool all;                  /* every name is in it */
	bool any;                  /* a pattern says too little of both ends */
	bool has_short;            /* a name of fewer than four bytes can be in it */
	/* the first four bytes of patterns that start with fixed ones, or else the last four */
	struct quad_bits lead, tail;
	struct quad_bits inner_lead, inner_tail; /* and the four behind or before them */
	struct quad_bits short_lead, short_tail; /* of names with less than eight bytes */
};

/* Add a pattern, which is borrowed. A name_set of all zeros is empty. */
void name_set_add(struct name_set *set, struct span pattern, struct arena *arena);

/* Could one of the patterns match? False is certain, true nearly so. */
bool name_set_may_have(const struct name_set *set, struct span name);

/* Does one of the patterns match? */
bool name_set_has(const struct name_set *set, struct span name);

#endif
