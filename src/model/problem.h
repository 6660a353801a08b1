/* Places that a reader could not understand. */
#ifndef LAYERGATE_MODEL_PROBLEM_H
#define LAYERGATE_MODEL_PROBLEM_H

#include "base/arena.h"
#include "base/vec.h"

enum {
	PROBLEMS_MAX = 20 /* of one file; more are not kept */
};

struct problem {
	size_t offset; /* in the text */
	const char *what;
};

struct problem_list {
	VEC(struct problem) items;
};

void problem_add(
	struct problem_list *list, struct arena *arena, size_t offset, const char *what);

#endif
