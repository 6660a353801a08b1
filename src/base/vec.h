/*
 * A growing array of one type, with its elements in an arena.
 *
 *	VEC(struct hit) hits = {0};
 *	*vec_add(&hits, arena) = hit;
 *	VEC_EACH(struct hit, h, &hits)
 *		use(h);
 *
 * Growing moves the elements: don't keep pointers to them while adding.
 */
#ifndef LAYERGATE_BASE_VEC_H
#define LAYERGATE_BASE_VEC_H

#include <stddef.h>

#include "base/arena.h"

#define VEC(type)           \
	struct {            \
		type *at;   \
		size_t len; \
		size_t cap; \
	}

/* A pointer to a new, zeroed last element. */
#define vec_add(vec, arena)                                                        \
	((vec)->at = vec_reserve_(                                                 \
		 (arena), (vec)->at, (vec)->len, &(vec)->cap, sizeof(*(vec)->at)), \
		&(vec)->at[(vec)->len++])

#define VEC_EACH(type, name, vec) \
	for (type *name = (vec)->at; name && name < (vec)->at + (vec)->len; name++)

/* The list that is handed from room to room. */
struct span_list {
	VEC(struct span) items;
};

/* Room for one more element; for vec_add only. */
void *vec_reserve_(struct arena *arena, void *items, size_t len, size_t *cap, size_t size);

#endif
