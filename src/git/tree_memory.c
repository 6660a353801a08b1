#include "git/tree_memory.h"

#include <stdlib.h>

#include "base/nomem.h"

enum {
	MARK_EVERY = 8, /* entries */
	SMALLEST = 256, /* bytes; below, looking at the entries is as quick */
};

#define MOST_BYTES ((uint64_t)64 << 20) /* of directories; more are not remembered */

struct remembered_tree {
	struct object tree;
	uint32_t *marks;
	size_t count;
	bool has_versions;
};

struct slot_key {
	uint64_t path_hash;
	uint64_t state;
};

void tree_memory_init(struct tree_memory *m, size_t oid_size)
{
	*m = (struct tree_memory){.oid_size = oid_size};
	key_map_init(&m->slots, sizeof(struct slot_key), sizeof(uint32_t));
}

void tree_memory_release(struct tree_memory *m)
{
	for (size_t i = 0; i < m->count; i++) {
		object_release(&m->items[i].tree);
		free(m->items[i].marks);
	}
	free(m->items);
	key_map_release(&m->slots);
}

static uint32_t slot_of(struct tree_memory *m, uint64_t path_hash, uint32_t state)
{
	struct slot_key key = {path_hash, state};
	uint32_t slot = (uint32_t)m->count;
	bool added;
	void *value = key_map_add(&m->slots, &key, &added);

	if (!added) {
		memcpy(&slot, value, sizeof(slot));
		return slot;
	}
	memcpy(value, &slot, sizeof(slot));
	if (m->count == m->capacity) {
		m->capacity = m->capacity ? checked_mul(m->capacity, 2) : 64;
		m->items = xrealloc(m->items, checked_mul(m->capacity, sizeof(*m->items)));
	}
	m->items[m->count++] = (struct remembered_tree){.count = 0};
	return slot;
}

/* How many bytes the two have in common at their starts. */
static size_t common_start(struct span a, struct span b)
{
	size_t most = a.len < b.len ? a.len : b.len;
	size_t at = 0;

	while (most - at >= 64 && memcmp(a.ptr + at, b.ptr + at, 64) == 0)
		at += 64;
	while (most - at >= 8 && memcmp(a.ptr + at, b.ptr + at, 8) == 0)
		at += 8;
	while (at < most && a.ptr[at] == b.ptr[at])
		at++;
	return at;
}

/* And at their ends, but no more than most. */
static size_t common_end(struct span a, struct span b, size_t most)
{
	const char *end_a = a.ptr + a.len;
	const char *end_b = b.ptr + b.len;
	size_t len = 0;

	while (most - len >= 64 && memcmp(end_a - len - 64, end_b - len - 64, 64) == 0)
		len += 64;
	while (len < most && end_a[-1 - (ptrdiff_t)len] == end_b[-1 - (ptrdiff_t)len])
		len++;
	return len;
}

static void add_mark(struct tree_track *t, size_t offset)
{
	if (t->count == t->capacity) {
		t->capacity = t->capacity ? checked_mul(t->capacity, 2) : 32;
		t->marks = xrealloc(t->marks, checked_mul(t->capacity, sizeof(*t->marks)));
	}
	t->marks[t->count++] = (uint32_t)offset;
}

/* Index of the first mark at or behind the offset. */
static size_t first_mark_from(const struct remembered_tree *r, size_t offset)
{
	size_t low = 0;
	size_t high = r->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (r->marks[middle] < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Find the marks around what differs, and keep those before it. */
static size_t compare(const struct remembered_tree *r, struct span tree, struct tree_track *t)
{
	size_t same = t->same = common_start(r->tree.bytes, tree);
	size_t shorter = tree.len < r->tree.bytes.len ? tree.len : r->tree.bytes.len;
	size_t same_end = common_end(r->tree.bytes, tree, shorter - same);
	size_t before = first_mark_from(r, same + 1);
	size_t behind = first_mark_from(r, r->tree.bytes.len - same_end);

	for (size_t i = 0; i < before; i++)
		add_mark(t, r->marks[i]);
	if (behind < r->count && behind >= before) {
		t->has_stop = true;
		t->old_marks = behind;
		t->stop = r->marks[behind] + tree.len - r->tree.bytes.len;
	}
	return before ? r->marks[before - 1] : 0;
}

void tree_memory_begin(struct tree_memory *m, uint64_t path_hash, uint32_t state,
	struct span tree, struct tree_track *t, size_t *start, bool *had_versions)
{
	const struct remembered_tree *r;

	*t = (struct tree_track){.is_on = false};
	*start = 0;
	*had_versions = false;
	if (tree.len < SMALLEST || tree.len > MOST_BYTES)
		return;
	t->is_on = true;
	t->slot = slot_of(m, path_hash, state);
	r = &m->items[t->slot];
	if (r->tree.owner) {
		*start = compare(r, tree, t);
		t->next = *start;
		*had_versions = r->has_versions;
	}
}

void tree_track_entry(struct tree_track *t, size_t next)
{
	if (!t->is_on)
		return;
	/* the same bytes from there on, but entries start elsewhere: made to mislead */
	if (t->has_stop && next > t->stop)
		t->has_stop = false;
	/* the mark at the stop comes with the old ones behind it */
	if ((t->has_stop && next == t->stop) || ++t->entries < MARK_EVERY)
		return;
	t->entries = 0;
	add_mark(t, next);
}

/*
 * Read the remembered version on to the entry of that name; false if it has none. In a
 * directory that is not sorted it may be missed: then more is looked at, never less.
 */
static bool find_old(const struct tree_memory *m, struct tree_track *t, struct span old,
	const struct tree_entry *entry, struct tree_entry *found)
{
	struct span rest = span_from(old, t->old);
	int order = -1;

	while (order < 0 && tree_next(&rest, m->oid_size, found)) {
		order = tree_entry_compare(found, entry);
		if (order <= 0)
			t->old = old.len - rest.len;
	}
	return order == 0;
}

bool tree_memory_has(const struct tree_memory *m, struct tree_track *t, struct span tree,
	struct span rest, const struct tree_entry *entry)
{
	size_t start = t->next;
	size_t end = t->next = tree.len - rest.len;
	struct tree_entry found;
	struct span old;

	if (end <= t->same)
		return true;
	if (!t->is_on)
		return false;
	if (start <= t->same)
		t->old += start - t->run;
	t->same = 0;
	old = m->items[t->slot].tree.bytes;
	if (!find_old(m, t, old, entry, &found))
		return false;
	t->run = end;
	t->same = end + common_start(span_from(old, t->old), rest);
	return found.type == entry->type && memcmp(found.oid, entry->oid, m->oid_size) == 0;
}

bool tree_memory_end(struct tree_memory *m, struct tree_track *t, const struct object *tree,
	bool has_versions)
{
	struct remembered_tree *r;

	if (!t->is_on)
		return false;
	r = &m->items[t->slot];
	m->bytes -= r->tree.bytes.len;
	if (m->bytes + tree->bytes.len > MOST_BYTES) {
		object_release(&r->tree);
		tree_track_drop(t);
		return false;
	}
	for (size_t i = t->old_marks; t->has_stop && i < r->count; i++)
		add_mark(t, r->marks[i] + tree->bytes.len - r->tree.bytes.len);
	object_release(&r->tree);
	free(r->marks);
	*r = (struct remembered_tree){*tree, t->marks, t->count, has_versions};
	m->bytes += tree->bytes.len;
	*t = (struct tree_track){.is_on = false};
	return true;
}

void tree_track_drop(struct tree_track *t)
{
	free(t->marks);
	*t = (struct tree_track){.is_on = false};
}
