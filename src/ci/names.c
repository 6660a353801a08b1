#include "ci/names.h"

#include "base/key_map.h"

struct entry {
	struct span name; /* ptr NULL: free */
	enum ci_name_kind kind;
	struct ci_verdict verdict;
};

struct ci_names {
	struct entry *entries;
	size_t capacity; /* a power of two */
	size_t count;
};

enum {
	FIRST_CAPACITY = 16,
	VISITS_MAX = 32, /* jobs that others extend, for one name */
};

static struct entry *slot(
	const struct ci_names *names, enum ci_name_kind kind, struct span name)
{
	uint64_t hash = key_hash(key_seed() + kind, name.ptr, name.len);
	size_t at = (size_t)hash & (names->capacity - 1);

	while (names->entries[at].name.ptr &&
		(names->entries[at].kind != kind || !span_eq(names->entries[at].name, name)))
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
			*slot(names, old.entries[i].kind, old.entries[i].name) = old.entries[i];
}

void ci_names_start(struct ci_scope *scope, struct arena *arena)
{
	if (scope->names)
		return;
	scope->names = ARENA_NEW(arena, struct ci_names);
	grow(scope->names, arena);
}

struct ci_names *ci_names_copy(const struct ci_scope *scope, struct arena *arena)
{
	const struct ci_names *names = scope->names;
	struct ci_names *copy;

	if (!names)
		return NULL;
	copy = ARENA_NEW(arena, struct ci_names);
	*copy = *names;
	copy->entries = arena_array(arena, names->capacity, sizeof(*copy->entries));
	memcpy(copy->entries, names->entries, names->capacity * sizeof(*copy->entries));
	return copy;
}

void ci_names_set_of(struct ci_scope *scope, enum ci_name_kind kind, struct span name,
	struct ci_verdict verdict, struct arena *arena)
{
	struct entry *entry;

	if (!name.ptr || name.len == 0)
		return;
	ci_names_start(scope, arena);
	if (scope->names->count * 2 >= scope->names->capacity)
		grow(scope->names, arena);
	entry = slot(scope->names, kind, name);
	scope->names->count += entry->name.ptr == NULL;
	*entry = (struct entry){name, kind, verdict};
}

void ci_names_set(struct ci_scope *scope, struct span name, struct ci_verdict verdict,
	struct arena *arena)
{
	ci_names_set_of(scope, CI_NAME_VARIABLE, name, verdict, arena);
}

static const struct ci_verdict *find_own(
	const struct ci_scope *scope, enum ci_name_kind kind, struct span name)
{
	const struct entry *entry = scope->names ? slot(scope->names, kind, name) : NULL;

	return entry && entry->name.ptr ? &entry->verdict : NULL;
}

/* In the scope, or in the jobs that it extends. */
static const struct ci_verdict *find_here(const struct ci_scope *scope, enum ci_name_kind kind,
	struct span name, unsigned *visits)
{
	const struct ci_verdict *found = find_own(scope, kind, name);

	for (size_t i = scope->extends.len; !found && i-- > 0 && *visits > 0;) {
		--*visits;
		found = find_here(scope->extends.at[i], kind, name, visits);
	}
	return found;
}

const struct ci_verdict *ci_names_find_of(
	const struct ci_scope *scope, enum ci_name_kind kind, struct span name)
{
	unsigned visits = VISITS_MAX;
	const struct ci_verdict *found = NULL;

	for (; scope && name.len && !found; scope = scope->parent)
		found = find_here(scope, kind, name, &visits);
	return found;
}

const struct ci_verdict *ci_names_find(const struct ci_scope *scope, struct span name)
{
	return ci_names_find_of(scope, CI_NAME_VARIABLE, name);
}
