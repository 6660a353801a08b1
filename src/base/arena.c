/*
 * Blocks grow with the arena: the first is small because most files are, and doubling keeps
 * the number of blocks of a big file low.
 */
#include "base/arena.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/nomem.h"

#if defined(__SANITIZE_ADDRESS__)
#define WITH_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ASAN 1
#endif
#endif

#ifdef WITH_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(ptr, size) __asan_poison_memory_region((ptr), (size))
#define UNPOISON(ptr, size) __asan_unpoison_memory_region((ptr), (size))
enum {
	RED_ZONE = 16
};
#else
#define POISON(ptr, size) ((void)(ptr), (void)(size))
#define UNPOISON(ptr, size) ((void)(ptr), (void)(size))
enum {
	RED_ZONE = 0
};
#endif

enum {
	ALIGNMENT = 16,
	FIRST_BLOCK = 16 * 1024,
	LARGEST_STEP = 4 * 1024 * 1024,
};

struct arena_block {
	struct arena_block *next;
	size_t size; /* of data */
	size_t used;
	_Alignas(ALIGNMENT) char data[];
};

void arena_init(struct arena *arena)
{
	*arena = (struct arena){0};
}

static struct arena_block *block_new(size_t size, struct arena_block *next)
{
	struct arena_block *block = xmalloc(checked_add(sizeof(*block), size));

	block->next = next;
	block->size = size;
	block->used = 0;
	POISON(block->data, size);
	return block;
}

static void block_wipe(struct arena_block *block)
{
	UNPOISON(block->data, block->used);
	explicit_bzero(block->data, block->used);
	POISON(block->data, block->size);
	block->used = 0;
}

static void block_free(struct arena_block *block)
{
	block_wipe(block);
	UNPOISON(block->data, block->size);
	free(block);
}

/* Free all blocks behind the given one. */
static void free_behind(struct arena_block *block)
{
	struct arena_block *next;

	for (struct arena_block *b = block->next; b; b = next) {
		next = b->next;
		block_free(b);
	}
	block->next = NULL;
}

void arena_reset(struct arena *arena)
{
	arena->used = 0;
	if (!arena->blocks)
		return;
	free_behind(arena->blocks);
	/* one exceptionally large file should not pin its memory for the rest of the run */
	if (arena->blocks->size > LARGEST_STEP) {
		arena_release(arena);
		return;
	}
	block_wipe(arena->blocks);
}

void arena_release(struct arena *arena)
{
	if (arena->blocks) {
		free_behind(arena->blocks);
		block_free(arena->blocks);
	}
	*arena = (struct arena){0};
}

void *arena_alloc(struct arena *arena, size_t size)
{
	size_t rounded = checked_add(checked_add(size, RED_ZONE), ALIGNMENT - 1) &
		~(size_t)(ALIGNMENT - 1);
	struct arena_block *block = arena->blocks;
	char *ptr;

	if (!block || block->size - block->used < rounded) {
		size_t want = block ? block->size * 2 : FIRST_BLOCK;

		if (want > LARGEST_STEP)
			want = LARGEST_STEP;
		if (want < rounded)
			want = rounded;
		block = block_new(want, arena->blocks);
		arena->blocks = block;
	}
	ptr = block->data + block->used;
	block->used += rounded;
	arena->used += rounded;
	UNPOISON(ptr, size);
	memset(ptr, 0, size);
	return ptr;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
	return arena_alloc(arena, checked_mul(count, size));
}

struct span arena_copy(struct arena *arena, struct span s)
{
	char *copy = arena_alloc(arena, checked_add(s.len, 1));

	if (s.len)
		memcpy(copy, s.ptr, s.len);
	return span_of(copy, s.len);
}

const char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	int len;
	char *text;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		return "";
	text = arena_alloc(arena, (size_t)len + 1);
	va_start(args, format);
	vsnprintf(text, (size_t)len + 1, format, args);
	va_end(args);
	return text;
}
