/*
 * A hash table from keys of one fixed length to values of one fixed size.
 *
 * For the large sets of a run (which trees, which versions of files were seen): flat memory,
 * no allocation per entry, nothing is ever removed. Where a key ends up depends on a random
 * number of the process, so that nobody can prepare keys that collide; entries are therefore
 * never listed.
 */
#ifndef LAYERGATE_BASE_KEY_MAP_H
#define LAYERGATE_BASE_KEY_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct key_map {
	unsigned char *slots; /* each: a tag (0: free), the key, the value */
	size_t key_size;
	size_t value_size;
	size_t count;
	size_t capacity; /* a power of two; 0 before the first entry */
	uint64_t seed;
};

void key_map_init(struct key_map *map, size_t key_size, size_t value_size);
void key_map_release(struct key_map *map);

/*
 * The value of the key, not aligned: copy it out and in by memcpy. A new key gets a zeroed
 * value, and *added is true then. The address holds until the next addition.
 */
void *key_map_add(struct key_map *map, const void *key, bool *added);

/* The value of the key, or NULL if it is not there. */
void *key_map_find(const struct key_map *map, const void *key);

/* The random number of the process. */
uint64_t key_seed(void);

/* The hash of the keys, for bytes of any length: not to be foreseen if the seed is not. */
uint64_t key_hash(uint64_t seed, const void *bytes, size_t size);

#endif
