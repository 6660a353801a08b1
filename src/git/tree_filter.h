/*
 * Which files of a tree are inspected, as views and lists ask it. The answers come from
 * outside: this room knows no kinds of files.
 *
 * A state is a number for what a directory's path means: of two directories in the same state
 * the same files are inspected, whatever their paths are.
 */
#ifndef LAYERGATE_GIT_TREE_FILTER_H
#define LAYERGATE_GIT_TREE_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"

struct tree_filter {
	void *payload;
	uint32_t top; /* the state of the top directory */
	uint32_t (*enter)(void *payload, uint32_t state, struct span name);
	/* Of a file's name in a directory of that state; false is certain. */
	bool (*admits)(void *payload, uint32_t state, struct span name);
	bool (*inspects)(void *payload, struct span path);
};

#endif
