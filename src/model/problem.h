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
	/* The first one that is a limit of ours: what is behind it was not looked at. NULL:
	 * none. */
	const char *limit;
};

/* The text does not have the form that it should have; what is understood of it stands. */
void problem_add(
	struct problem_list *list, struct arena *arena, size_t offset, const char *what);

/* It is too large or too deep for us, so it was not read to its end. */
void problem_limit(
	struct problem_list *list, struct arena *arena, size_t offset, const char *what);

/* Append the problems of another list. */
void problem_append(
	struct problem_list *list, struct arena *arena, const struct problem_list *more);

#endif
