#include "base/vec.h"

#include <string.h>

#include "base/nomem.h"

/* Most lists are short: of large elements few are made ready, for all are zeroed and wiped. */
static size_t first_capacity(size_t size)
{
	enum {
		FEWEST = 2,
		MOST = 8,
		BYTES = 160,
	};
	size_t count = BYTES / size;

	return count < FEWEST ? FEWEST : count > MOST ? MOST : count;
}

void *vec_reserve_(struct arena *arena, void *items, size_t len, size_t *cap, size_t size)
{
	size_t grown;
	char *copy;

	if (len < *cap) {
		/* who made the list shorter left something behind */
		memset((char *)items + len * size, 0, size);
		return items;
	}
	grown = *cap ? checked_mul(*cap, 2) : first_capacity(size);
	copy = arena_array(arena, grown, size);
	if (len)
		memcpy(copy, items, len * size);
	*cap = grown;
	return copy;
}
