/* Parents first, and among those that could come next the oldest. */
#include "git/history_internal.h"

/* Does a come out of the heap before b? Names decide between equal times, for equal output. */
static bool is_before(
	const struct commit_heap *heap, const struct history *h, uint32_t a, uint32_t b)
{
	const struct commit *ca = &h->commits.at[a];
	const struct commit *cb = &h->commits.at[b];

	if (ca->time != cb->time)
		return (ca->time < cb->time) == heap->oldest_first;
	return memcmp(&ca->id, &cb->id, sizeof(ca->id)) < 0;
}

void commit_heap_push(struct commit_heap *heap, const struct history *h, uint32_t index)
{
	size_t at = heap->items.len;

	*vec_add(&heap->items, h->arena) = index;
	while (at > 0 && is_before(heap, h, index, heap->items.at[(at - 1) / 2])) {
		heap->items.at[at] = heap->items.at[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	heap->items.at[at] = index;
}

uint32_t commit_heap_pop(struct commit_heap *heap, const struct history *h)
{
	uint32_t *at = heap->items.at;
	uint32_t top = at[0];
	uint32_t last = at[--heap->items.len];
	size_t len = heap->items.len;
	size_t hole = 0;

	for (;;) {
		size_t child = 2 * hole + 1;

		if (child + 1 < len && is_before(heap, h, at[child + 1], at[child]))
			child++;
		if (child >= len || !is_before(heap, h, at[child], last))
			break;
		at[hole] = at[child];
		hole = child;
	}
	at[hole] = last;
	return top;
}

static bool is_wanted(const struct history *h, uint32_t index)
{
	return h->commits.at[index].flags & COMMIT_WANTED;
}

/* The wanted children of all commits, one list behind the other. */
struct children {
	uint32_t *start; /* of each commit's list; one more at the end */
	uint32_t *list;
	uint32_t *missing_parents; /* wanted parents that are not in the order yet */
};

static struct children find_children(const struct history *h, struct arena *arena)
{
	size_t n = h->commits.len;
	struct children c = {
		.start = arena_array(arena, n + 2, sizeof(*c.start)),
		.list = arena_array(arena, h->parents.len + 1, sizeof(*c.list)),
		.missing_parents = arena_array(arena, n, sizeof(*c.missing_parents)),
	};

	/* start[i + 2] counts first; while lists are filled start[i + 1] is the end of list i
	 */
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t j = 0; is_wanted(h, i) && j < h->commits.at[i].parent_count;
			j++) {
			uint32_t parent = history_parent(h, &h->commits.at[i], j);

			c.start[parent + 2]++;
			c.missing_parents[i] += is_wanted(h, parent);
		}
	for (size_t i = 2; i < n + 2; i++)
		c.start[i] += c.start[i - 1];
	for (uint32_t i = 0; i < n; i++)
		for (uint32_t j = 0; is_wanted(h, i) && j < h->commits.at[i].parent_count; j++)
			c.list[c.start[history_parent(h, &h->commits.at[i], j) + 1]++] = i;
	return c;
}

void order_wanted(struct history *h)
{
	struct arena arena;
	struct commit_heap ready = {.oldest_first = true};
	struct children children;

	arena_init(&arena);
	children = find_children(h, &arena);
	for (uint32_t i = 0; i < h->commits.len; i++)
		if (is_wanted(h, i) && children.missing_parents[i] == 0)
			commit_heap_push(&ready, h, i);
	while (ready.items.len) {
		uint32_t index = commit_heap_pop(&ready, h);

		*vec_add(&h->order, h->arena) = index;
		for (uint32_t i = children.start[index]; i < children.start[index + 1]; i++)
			if (--children.missing_parents[children.list[i]] == 0)
				commit_heap_push(&ready, h, children.list[i]);
	}
	arena_release(&arena);
}

void mark_notes(struct history *h, const struct tip *tips, size_t count)
{
	VEC(uint32_t) stack = {0};

	for (size_t i = 0; i < count; i++)
		if (tips[i].notes && tips[i].is_commit && !tips[i].hidden)
			*vec_add(&stack, h->arena) = tips[i].commit;
	while (stack.len) {
		struct commit *c = &h->commits.at[stack.at[--stack.len]];

		if (!(c->flags & COMMIT_WANTED) || (c->flags & COMMIT_NOTES))
			continue;
		c->flags |= COMMIT_NOTES;
		for (uint32_t i = 0; i < c->parent_count; i++)
			*vec_add(&stack, h->arena) = history_parent(h, c, i);
	}
}

void history_since(struct history *h, int64_t time)
{
	size_t kept = 0;

	VEC_EACH(const uint32_t, index, &h->order)
		if (h->commits.at[*index].time >= time)
			h->order.at[kept++] = *index;
	h->order.len = kept;
}
