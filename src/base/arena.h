/*
 * An arena: memory that is given back all at once.
 *
 * Allocations never return NULL (see nomem.h) and are aligned for any type. Hostile input
 * is kept small by the limits of the parsers, not by the arena.
 *
 * Reset and release wipe what was handed out: a file arena holds the secrets of the file.
 * Under AddressSanitizer the gaps between allocations and everything after a reset are
 * poisoned, so that an overrun inside a block is found like one on the heap.
 */
#ifndef LAYERGATE_BASE_ARENA_H
#define LAYERGATE_BASE_ARENA_H

#include <stddef.h>

#include "base/span.h"

struct arena_block;

struct arena {
	struct arena_block *blocks; /* the current one first */
	size_t used;                /* bytes handed out since the last reset */
};

/* An arena of all zeros is ready for use; this makes one. */
void arena_init(struct arena *arena);

/* Wipe everything and keep one block for the next round. */
void arena_reset(struct arena *arena);

/* Wipe everything and give the memory back; the arena may be used again. */
void arena_release(struct arena *arena);

/* size zeroed bytes. */
void *arena_alloc(struct arena *arena, size_t size);

/* count zeroed elements of the given size. */
void *arena_array(struct arena *arena, size_t count, size_t size);

#define ARENA_NEW(arena, type) ((type *)arena_alloc((arena), sizeof(type)))

/* A copy of s; the copy is followed by a NUL that its length does not count. */
struct span arena_copy(struct arena *arena, struct span s);

/* Formatted text, NUL-terminated. Foreign bytes must have gone through escape.h. */
__attribute__((format(printf, 2, 3))) const char *arena_printf(
	struct arena *arena, const char *format, ...);

#endif
