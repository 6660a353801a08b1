#include "base/vec.h"

#include <string.h>

#include "base/nomem.h"

void *vec_reserve_(struct arena *arena, void *items, size_t len, size_t *cap, size_t size)
{
	size_t grown;
	char *copy;

	if (len < *cap) {
		/* who made the list shorter left something behind */
		memset((char *)items + len * size, 0, size);
		return items;
	}
	grown = *cap ? checked_mul(*cap, 2) : 8;
	copy = arena_array(arena, grown, size);
	if (len)
		memcpy(copy, items, len * size);
	*cap = grown;
	return copy;
}
