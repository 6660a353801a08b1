/* Which files are inspected, by the policy's classifier, as the views of trees ask it. */
#ifndef LAYERGATE_CMD_INSPECTED_H
#define LAYERGATE_CMD_INSPECTED_H

#include "git/tree_filter.h"
#include "model/path_filter.h"
#include "scan/engine.h"

struct inspected {
	const struct classifier *classifier;
	struct engine *engine; /* remembers the kinds of paths; NULL: each is met once */
	struct path_filter *filter;
	struct tree_filter
		tree; /* for views; its payload is this struct, which must not move */
};

/* The classifier and its engine must outlive it; the rest lives in the arena. */
void inspected_init(struct inspected *inspected, struct engine *engine,
	const struct classifier *classifier, struct arena *arena);

#endif
