#include "image/variables.h"

#include "base/key_map.h"

static size_t hash_of(const struct variables *vars, struct span name, enum variable_kind kind)
{
	return key_hash(vars->seed, name.ptr, name.len) + (size_t)kind;
}

/* The slot of that name, or the free one where it belongs. */
static uint32_t *slot_of(
	const struct variables *vars, struct span name, enum variable_kind kind)
{
	size_t at = hash_of(vars, name, kind);

	for (;; at++) {
		uint32_t *slot = &vars->slots[at & (vars->slot_count - 1)];
		const struct variable *v = *slot ? &vars->items.at[*slot - 1] : NULL;

		if (!v || (v->kind == kind && span_eq(v->name, name)))
			return slot;
	}
}

static void grow(struct variables *vars, struct arena *arena)
{
	if (vars->slot_count == 0)
		vars->seed = key_seed();
	vars->slot_count = vars->slot_count ? vars->slot_count * 2 : 16;
	vars->slots = arena_array(arena, vars->slot_count, sizeof(*vars->slots));
	for (size_t i = 0; i < vars->items.len; i++) {
		const struct variable *v = &vars->items.at[i];

		*slot_of(vars, v->name, v->kind) = (uint32_t)i + 1;
	}
}

struct variable *variables_find(
	const struct variables *vars, struct span name, enum variable_kind kind)
{
	const uint32_t *slot = vars->slot_count ? slot_of(vars, name, kind) : NULL;

	return slot && *slot ? &vars->items.at[*slot - 1] : NULL;
}

struct variable *variables_set(
	struct variables *vars, struct span name, enum variable_kind kind, struct arena *arena)
{
	struct variable *found = variables_find(vars, name, kind);

	if (found)
		return found;
	/* at most half full: looking up stays short */
	if (vars->items.len * 2 >= vars->slot_count)
		grow(vars, arena);
	found = vec_add(&vars->items, arena);
	found->name = name;
	found->kind = kind;
	*slot_of(vars, name, kind) = (uint32_t)vars->items.len;
	return found;
}

const struct variable *variables_look_up(const struct variables *vars, struct span name)
{
	const struct variable *v = variables_find(vars, name, VARIABLE_ENV);

	return v ? v : variables_find(vars, name, VARIABLE_ARG);
}

struct variables variables_copy(const struct variables *vars, struct arena *arena)
{
	struct variables copy = {0};

	VEC_EACH(const struct variable, v, &vars->items)
		*variables_set(&copy, v->name, v->kind, arena) = *v;
	return copy;
}
