/*
 * What is remembered of directories, against a look at every entry: of all versions of a
 * directory, honest or made up byte by byte, no entry goes unseen.
 */
#include <stdio.h>

#include "base/buf.h"
#include "base/nomem.h"
#include "git/parse.h"
#include "git/tree_memory.h"
#include "support/unit.h"

enum {
	OID_SIZE = 20,
	HISTORIES = 400,
	VERSIONS = 40,
};

static uint32_t random_state = 1;

static unsigned pick(unsigned n)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % n;
}

/* An object whose bytes are a copy of these. */
static struct object object_of(struct span bytes)
{
	struct buf *owner = xmalloc(sizeof(*owner));

	buf_init(owner, bytes.len + 1);
	buf_add(owner, bytes);
	return (struct object){OBJECT_TREE, buf_span(owner), owner, false};
}

/*
 * An entry, most often an ordinary one. The name of the object of a hostile one holds the start
 * of another entry, which shows when the bytes are read from a wrong place.
 */
static void add_entry(struct buf *tree, bool hostile)
{
	char name[16];

	snprintf(name, sizeof(name), "%s%u", pick(2) ? "file" : "f", pick(300));
	buf_add_str(tree, pick(4) ? "100644 " : "40000 ");
	buf_add_str(tree, name);
	buf_add_char(tree, '\0');
	if (hostile && pick(2))
		buf_add(tree,
			span_of("100644 evil\0"
				"100644 evil\0",
				24 - 4));
	else
		for (int i = 0; i < OID_SIZE; i++)
			buf_add_char(tree, (char)('A' + pick(3)));
}

/* Change the directory in one place: entries come, go, or are replaced. */
static void change(struct buf *tree, bool hostile)
{
	struct span all = buf_span(tree);
	struct span rest = all;
	struct tree_entry entry;
	struct buf changed;
	unsigned place = pick(20);
	size_t from;

	buf_init(&changed, 1 << 20);
	while (place-- > 0 && tree_next(&rest, OID_SIZE, &entry))
		;
	from = (size_t)(rest.ptr - all.ptr);
	buf_add(&changed, span_sub(all, 0, from));
	for (unsigned n = pick(3); n > 0; n--)
		tree_next(&rest, OID_SIZE, &entry);
	/* hostile: what follows is cut inside of an entry */
	if (hostile && pick(3) == 0)
		rest = span_from(rest, pick(40));
	for (unsigned n = pick(4); n > 0; n--)
		add_entry(&changed, hostile);
	if (hostile && pick(3) == 0)
		buf_add_str(&changed, "40000 x");
	buf_add(&changed, rest);
	buf_reset(tree);
	buf_add(tree, buf_span(&changed));
	buf_release(&changed);
}

/* The entry as a number, together with the number of the history. */
static uint64_t entry_key(uint32_t history, const struct tree_entry *entry)
{
	return key_hash(
		key_hash(history, entry->name.ptr, entry->name.len), entry->oid, OID_SIZE);
}

struct walk {
	struct tree_memory memory;
	struct key_map seen;
	size_t looked_at;
	size_t entries;
};

static bool is_at_known_part(const struct tree_track *track, struct span tree, struct span rest)
{
	return track->has_stop && (size_t)(rest.ptr - tree.ptr) == track->stop;
}

/* The way of the walk over versions: from the start to the known part, if there is one. */
static void look(struct walk *w, uint32_t history, struct span bytes)
{
	struct object tree = object_of(bytes);
	struct tree_track track;
	struct tree_entry entry;
	struct span rest;
	size_t start;
	bool had_versions;
	bool is_whole;
	bool added;

	tree_memory_begin(&w->memory, history, 1, tree.bytes, &track, &start, &had_versions);
	rest = span_from(tree.bytes, start);
	while (!is_at_known_part(&track, tree.bytes, rest) &&
		tree_next(&rest, OID_SIZE, &entry)) {
		uint64_t key = entry_key(history, &entry);

		tree_track_entry(&track, (size_t)(rest.ptr - tree.bytes.ptr));
		key_map_add(&w->seen, &key, &added);
		w->looked_at++;
	}
	is_whole = is_at_known_part(&track, tree.bytes, rest) || rest.len == 0;
	if (!is_whole || !tree_memory_end(&w->memory, &track, &tree, false))
		object_release(&tree);
	tree_track_drop(&track);
}

static void check_all_were_seen(struct walk *w, uint32_t history, struct span bytes)
{
	struct tree_entry entry;

	while (tree_next(&bytes, OID_SIZE, &entry)) {
		uint64_t key = entry_key(history, &entry);

		if (!key_map_find(&w->seen, &key))
			fail_msg("not seen: %.*s", SPAN_ARG(entry.name));
		w->entries++;
	}
}

static void check_histories(struct walk *w, bool hostile)
{
	tree_memory_init(&w->memory, OID_SHA1);
	key_map_init(&w->seen, sizeof(uint64_t), 0);
	for (uint32_t history = 0; history < HISTORIES; history++) {
		struct buf tree;

		buf_init(&tree, 1 << 20);
		for (int i = 0; i < 20; i++)
			add_entry(&tree, hostile);
		for (int i = 0; i < VERSIONS; i++) {
			look(w, history, buf_span(&tree));
			check_all_were_seen(w, history, buf_span(&tree));
			change(&tree, hostile);
		}
		buf_release(&tree);
	}
	key_map_release(&w->seen);
	tree_memory_release(&w->memory);
}

static void test_honest_directories(void **state)
{
	struct walk w = {.entries = 0};

	(void)state;
	check_histories(&w, false);
	/* otherwise it would be of no use */
	assert_true(w.looked_at < w.entries * 3 / 4);
}

static void test_hostile_directories(void **state)
{
	struct walk w = {.entries = 0};

	(void)state;
	check_histories(&w, true);
	assert_true(w.looked_at < w.entries);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_honest_directories),
		cmocka_unit_test(test_hostile_directories),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
