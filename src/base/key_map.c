#include "base/key_map.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <time.h>

#include "base/nomem.h"

enum {
	FIRST_CAPACITY = 64,
	HUGE_PAGE = 1 << 21, /* bytes */
};

/* Without a random source the clock has to do: it only makes collisions harder to prepare. */
static uint64_t random_seed(void)
{
	struct timespec now;
	uint64_t seed;

	if (getrandom(&seed, sizeof(seed), GRND_NONBLOCK) == (ssize_t)sizeof(seed))
		return seed;
	clock_gettime(CLOCK_REALTIME, &now);
	return (uint64_t)now.tv_nsec * 0x9E3779B97F4A7C15u + (uint64_t)now.tv_sec;
}

uint64_t key_seed(void)
{
	static uint64_t seed;

	if (seed == 0)
		seed = random_seed() | 1;
	return seed;
}

void key_map_init(struct key_map *map, size_t key_size, size_t value_size)
{
	*map = (struct key_map){
		.key_size = key_size, .value_size = value_size, .seed = key_seed()};
}

void key_map_release(struct key_map *map)
{
	free(map->slots);
	map->slots = NULL;
	map->count = map->capacity = 0;
}

static size_t stride(const struct key_map *map)
{
	return 1 + map->key_size + map->value_size;
}

/* Eight bytes at a time, each round mixed by a multiplication (as in splitmix64). */
uint64_t key_hash(uint64_t seed, const void *bytes, size_t size)
{
	const unsigned char *key = bytes;
	uint64_t h = seed;

	for (size_t at = 0; at < size; at += 8) {
		uint64_t word = 0;

		memcpy(&word, key + at, size - at < 8 ? size - at : 8);
		h = (h ^ word) * 0xBF58476D1CE4E5B9u;
		h ^= h >> 29;
	}
	h *= 0x94D049BB133111EBu;
	return h ^ (h >> 32);
}

/*
 * The slot of the key, or the free one where it belongs. The tag, a part of the hash that does
 * not decide about the place, tells most other keys apart without a look at them.
 */
static unsigned char *probe(
	const struct key_map *map, const unsigned char *key, unsigned char *tag)
{
	size_t mask = map->capacity - 1;
	uint64_t hash = key_hash(map->seed, key, map->key_size);

	*tag = (unsigned char)(0x80 | hash >> 57);
	for (size_t i = (size_t)hash & mask;; i = (i + 1) & mask) {
		unsigned char *slot = map->slots + i * stride(map);

		if (!slot[0] || (slot[0] == *tag && memcmp(slot + 1, key, map->key_size) == 0))
			return slot;
	}
}

/*
 * Zeroed memory for a table. Entries are met at random: in a large table each would cost a
 * look-up of its page as well, were it not made of huge pages where the system has some.
 */
static unsigned char *new_slots(size_t size)
{
	unsigned char *slots;

	if (size < HUGE_PAGE)
		return calloc(size, 1);
	if (size > SIZE_MAX - HUGE_PAGE)
		return NULL;
	size = (size + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
	slots = aligned_alloc(HUGE_PAGE, size);
	if (!slots)
		return NULL;
#ifdef MADV_HUGEPAGE
	(void)madvise(slots, size, MADV_HUGEPAGE);
#endif
	memset(slots, 0, size);
	return slots;
}

static void grow(struct key_map *map)
{
	struct key_map larger = *map;
	unsigned char tag;

	if (map->capacity > SIZE_MAX / 2 / stride(map))
		nomem();
	larger.capacity = map->capacity ? map->capacity * 2 : FIRST_CAPACITY;
	larger.slots = new_slots(larger.capacity * stride(map));
	if (!larger.slots)
		nomem();
	for (size_t i = 0; i < map->capacity; i++) {
		const unsigned char *slot = map->slots + i * stride(map);

		if (slot[0])
			memcpy(probe(&larger, slot + 1, &tag), slot, stride(map));
	}
	free(map->slots);
	*map = larger;
}

void *key_map_add(struct key_map *map, const void *key, bool *added)
{
	unsigned char *slot;
	unsigned char tag;

	/* at most three quarters full */
	if (map->count >= map->capacity / 4 * 3)
		grow(map);
	slot = probe(map, key, &tag);
	*added = !slot[0];
	if (*added) {
		slot[0] = tag;
		memcpy(slot + 1, key, map->key_size);
		map->count++;
	}
	return slot + 1 + map->key_size;
}

void *key_map_find(const struct key_map *map, const void *key)
{
	unsigned char *slot;
	unsigned char tag;

	if (map->capacity == 0)
		return NULL;
	slot = probe(map, key, &tag);
	return slot[0] ? slot + 1 + map->key_size : NULL;
}
