#include "ci/names.h"

#include "base/key_map.h"

struct entry {
	struct span name; /* ptr NULL: free */
	struct ci_verdict verdict;
};

struct ci_names {
	struct entry *entries;
	size_t capacity; /* a power of two */
	size_t count;
};

enum {
	FIRST_CAPACITY = 16
};

static struct entry *slot(const struct ci_names *names, struct span name)
{
	size_t at = (size_t)key_hash(key_seed(), name.ptr, name.len) & (names->capacity - 1);

	while (names->entries[at].name.ptr && !span_eq(names->entries[at].name, name))
		at = (at + 1) & (names->capacity - 1);
	return &names->entries[at];
}

static void grow(struct ci_names *names, struct arena *arena)
{
	struct ci_names old = *names;

	names->capacity = old.capacity ? old.capacity * 2 : FIRST_CAPACITY;
	names->entries = arena_array(arena, names->capacity, sizeof(*names->entries));
	for (size_t i = 0; i < old.capacity; i++)
		if (old.entries[i].name.ptr)
			*slot(names, old.entries[i].name) = old.entries[i];
}

void ci_names_set(struct ci_scope *scope, struct span name, struct ci_verdict verdict,
	struct arena *arena)
{
	struct entry *entry;

	if (!name.ptr || name.len == 0)
		return;
	if (!scope->names)
		scope->names = ARENA_NEW(arena, struct ci_names);
	if (scope->names->count * 2 >= scope->names->capacity)
		grow(scope->names, arena);
	entry = slot(scope->names, name);
	scope->names->count += entry->name.ptr == NULL;
	*entry = (struct entry){name, verdict};
}

const struct ci_verdict *ci_names_find(const struct ci_scope *scope, struct span name)
{
	for (; scope && name.len; scope = scope->parent) {
		const struct entry *entry = scope->names ? slot(scope->names, name) : NULL;

		if (entry && entry->name.ptr)
			return &entry->verdict;
	}
	return NULL;
}
