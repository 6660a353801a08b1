/* The model of YAML: where text stands, what aliases and merges stand for, and the guess. */
#include "base/buf.h"
#include "model/yaml.h"
#include "model/yaml_place.h"
#include "model/yaml_view.h"
#include "support/unit.h"

/* A file with one scalar in it, the value of the key "k", or the only root. */
static const struct yaml_node *scalar_of(const struct yaml_tree *tree)
{
	const struct yaml_node *root;

	if (tree->documents.len == 0)
		return NULL;
	root = tree->documents.at[0];
	return root->type == YAML_MAPPING ? yaml_get(root, "k") : root;
}

struct place_case {
	const char *file;
	const char *text;  /* all of the scalar */
	const char *part;  /* the first place of it */
	const char *place; /* what stands there in the file */
};

static void check_place(const struct place_case *c, struct arena *arena)
{
	struct yaml_tree tree;
	const struct yaml_node *scalar;
	struct span part;
	struct span place;

	yaml_read(span_str(c->file), arena, &tree);
	scalar = scalar_of(&tree);
	if (tree.problem || !scalar)
		fail_msg("\n%s\n%s", c->file, tree.problem ? tree.problem : "has no scalar");
	assert_span(scalar->text, c->text);
	part = span_from(scalar->text, span_find(scalar->text, c->part));
	part.len = strlen(c->part);
	place = yaml_place(&tree, scalar, part, arena);
	if (!span_eq_str(place, c->place))
		fail_msg("\n%s\n'%s' stands at '%.*s' and not at '%s'", c->file, c->part,
			SPAN_ARG(place), c->place);
}

static void test_places(void **state)
{
	static const struct place_case cases[] = {
		{"k: abc", "abc", "b", "b"},
		{"k: &x !y abc", "abc", "abc", "abc"},
		{"k: !y&'z # &x\n # c\n  \"a\\x62c\"", "abc", "b", "\\x62"},
		{"! 'a''b'", "a'b", "'b", "''b"},
		{"k: a\n\n  b  \n c", "a\nb c", "\nb", "\n  b"},
		{"k: a\n\n  b  \n c", "a\nb c", "b c", "b  \n c"},
		{"k: a\r\n  b\r\n", "a b", "b", "b"},
		{"k: 'a  b\n\n\n  c ''d'' '", "a  b\n\nc 'd' ", "d", "d"},
		{"k: '\n a\n '", " a ", "a", "a"},
		{"k: \"a \\\n   \\ b\\\n\n  c\"", "a  b\nc", "b", "b"},
		{"k: \"a \\\n   \\ b\\\n\n  c\"", "a  b\nc", "c", "c"},
		{"k: \"\\x6e\\u0070m_x\"", "npm_x", "npm_", "\\x6e\\u0070m_"},
		{"k: \"\\u20ac\\U0001F600\\n\\/x\"", "\xe2\x82\xac\xf0\x9f\x98\x80\n/x", "/x",
			"\\/x"},
		{"k: \"\\u20ac\\U0001F600\\n\\/x\"", "\xe2\x82\xac\xf0\x9f\x98\x80\n/x", "\x82",
			"\\u20ac"},
		{"k: |\n  a\n   b\n\n  c\n", "a\n b\n\nc\n", "b\n\nc", "b\n\n  c"},
		{"k: |\n  a\n   b\n\n  c\n", "a\n b\n\nc\n", "c\n", "c\n"},
		{"k: |2- # x\n    a\n  b\n\n", "  a\nb", "  a", "  a"},
		{"k: !x |2- # |\n    a\n  b\n\n", "  a\nb", "b", "b"},
		{"k: |+\n\n  a\r\n  b\r\n\r\n", "\na\nb\n\n", "b\n\n", "b\r\n\r\n"},
		{"k: >\n  a\n  b\n", "a b\n", "b\n", "b\n"},
		{"k: >\n  a\n  b\n", "a b\n", "a b", "a\n  b"},
		{"k: >\n\n  a\n\n\n  b\n   c\n\n  d\n", "\na\n\nb\n c\n\nd\n", "b", "b"},
		{"k: >\n\n  a\n\n\n  b\n   c\n\n  d\n", "\na\n\nb\n c\n\nd\n", "d", "d"},
		{"k: >-\n  a\n      \n  b\n  \n  c\n\n\n", "a\n    \nb\nc", "c", "c"},
		{"k: >1+\n   a\n    \n  b \n c\n\n\n", "  a\n   \n b \nc\n\n\n", "c\n", "c\n"},
		{"k: |\n  a\xc2\x85  b\xe2\x80\xa8  c\n",
			"a\nb\xe2\x80\xa8"
			"c\n",
			"c", "c"},
		{"k: >\n  a\xc2\x85  b\xe2\x80\xa8  c\n",
			"a b\xe2\x80\xa8"
			"c\n",
			"c", "c"},
		{"k: a\xc2\x85  b\xe2\x80\xa8  c\n",
			"a b\xe2\x80\xa8"
			"c",
			"c", "c"},
		{"k: |", "", "", "|"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena arena = {0};

		check_place(&cases[i], &arena);
		arena_release(&arena);
	}
}

/* As flow style shows it: "<" before what was merged, "~" before what is overridden. */
static void show(
	struct yaml_view *view, const struct yaml_node *node, unsigned depth, struct buf *out)
{
	struct yaml_entries entries;

	node = yaml_resolve(view, node);
	if (!node) {
		buf_add_str(out, "NULL");
	} else if (depth == 0) {
		buf_add_str(out, "...");
	} else if (node->type == YAML_SCALAR) {
		buf_add(out, node->text);
	} else if (node->type == YAML_SEQUENCE) {
		buf_add_str(out, "[");
		for (const struct yaml_node *i = node->first; i; i = i->next) {
			show(view, i, depth - 1, out);
			buf_add_str(out, i->next ? " " : "");
		}
		buf_add_str(out, "]");
	} else {
		yaml_entries(view, node, &entries);
		buf_add_str(out, "{");
		VEC_EACH(const struct yaml_entry, e, &entries.items) {
			buf_add_str(out, e == entries.items.at ? "" : " ");
			buf_add_str(out, e->is_merged ? "<" : "");
			buf_add_str(out, e->is_overridden ? "~" : "");
			show(view, e->key, depth - 1, out);
			buf_add_str(out, ":");
			show(view, e->value, depth - 1, out);
		}
		buf_add_str(out, "}");
	}
}

static void test_views(void **state)
{
	static const struct {
		const char *file;
		const char *shown; /* all documents */
	} cases[] = {
		{"a: &x 1\nb: *x\n", "{a:1 b:1}"},
		/* the latest before it, in the same document */
		{"a: &x 1\nb: *x\nc: &x 2\nd: *x\n", "{a:1 b:1 c:2 d:2}"},
		{"a: *x\nb: &x 1\n", "{a:NULL b:1}"},
		{"- &x 1\n- *x\n---\n- *x\n---\n- &x 2\n- *x\n", "[1 1][NULL][2 2]"},
		{"&x a: *x\n*x : b\n", "{~a:a a:b}"},
		{"- &xy 1\n- &x 2\n- &xyz 3\n- [*xy, *x, *xyz]\n", "[1 2 3 [1 2 3]]"},
		/* in itself */
		{"&e {A: *e}", "{A:{A:{A:{...:...}}}}"},
		/* duplicates */
		{"a: 1\nb: 2\na: 3\n? [a]\n: 4\n'a': 5\n", "{~a:1 b:2 ~a:3 [a]:4 a:5}"},
		{"1: \n2: \n3: \n4: \n5: \n6: \n7: \n8: \n9: \n1: \n2: \n3: \n4: \n5: \n6: \n"
		 "7: \n8: \n9: \n9: \n",
			"{~1: ~2: ~3: ~4: ~5: ~6: ~7: ~8: ~9: 1: 2: 3: 4: 5: 6: 7: 8: ~9: 9:}"},
		/* merges */
		{"- &x {a: 1, b: 2}\n- <<: *x\n  b: 3\n  c: 4\n", "[{a:1 b:2} {b:3 c:4 <a:1}]"},
		{"- &x {a: 1, b: 2, a: 3}\n- &y {a: 4, c: 5}\n- <<: [*x, *y, 6, *z]\n",
			"[{~a:1 b:2 a:3} {a:4 c:5} {<~a:1 <b:2 <a:3 <c:5}]"},
		{"{<<: {a: 1}, b: 2, <<: {a: 3, c: 4}}", "{b:2 <a:1 <c:4}"},
		{"- &x {a: 1}\n- &y {<<: *x, b: 2}\n- {<<: *y}\n",
			"[{a:1} {b:2 <a:1} {<b:2 <a:1}]"},
		{"&x {a: 1, <<: *x}", "{a:1}"},
		{"&x {a: 1, <<: [*x, {b: *x}]}",
			"{a:1 <b:{a:1 <b:{a:1 <b:{...:... <...:...}}}}"},
		/* not merges */
		{"{'<<': {a: 1}, <<: b, <<: *x}", "{~<<:{a:1} ~<<:b <<:NULL}"},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena arena = {0};
		struct yaml_tree tree;
		struct yaml_view *view;
		struct buf out;

		buf_init(&out, 1000);
		yaml_read(span_str(cases[i].file), &arena, &tree);
		view = yaml_view_new(&tree, &arena);
		VEC_EACH(struct yaml_node *, root, &tree.documents)
			show(view, *root, 4, &out);
		if (tree.problem || !span_eq_str(buf_span(&out), cases[i].shown))
			fail_msg("\n%s\nis\n%s\nand not\n%s\n%s", cases[i].file, out.ptr,
				cases[i].shown, tree.problem ? tree.problem : "");
		assert_null(yaml_view_gave_up(view));
		buf_release(&out);
		arena_release(&arena);
	}
}

static void test_lookup(void **state)
{
	static const char text[] = "- &x {a: 1, b: 2, a: 3, <<: {d: 4}}\n"
				   "- &y {<<: *x, b: *x, c: *none, <<: {d: 5, e: 6}}\n"
				   "- *y\n";
	struct arena arena = {0};
	struct yaml_tree tree;
	struct yaml_view *view;
	const struct yaml_node *y;

	(void)state;
	yaml_read(span_str(text), &arena, &tree);
	view = yaml_view_new(&tree, &arena);
	y = tree.documents.at[0]->first->next;
	for (int i = 0; i < 2; i++, y = y->next) { /* in its place, and by an alias */
		assert_span(yaml_lookup(view, y, "a")->text, "3");
		assert_span(yaml_lookup(view, yaml_lookup(view, y, "b"), "b")->text, "2");
		assert_null(yaml_lookup(view, y, "c"));
		assert_span(yaml_lookup(view, y, "d")->text, "4");
		assert_span(yaml_lookup(view, y, "e")->text, "6");
		assert_null(yaml_lookup(view, y, "<<"));
		assert_null(yaml_lookup(view, y, "f"));
	}
	assert_null(yaml_lookup(view, NULL, "a"));
	assert_null(yaml_lookup(view, yaml_lookup(view, y, "a"), "a"));
	assert_null(yaml_view_gave_up(view));
	arena_release(&arena);
}

/* Nodes below a node as a consumer meets them. */
static size_t walk(struct yaml_view *view, const struct yaml_node *node, unsigned depth)
{
	struct yaml_entries entries;
	size_t count = 1;

	node = yaml_resolve(view, node);
	if (!node || depth == 0)
		return count;
	if (node->type == YAML_SEQUENCE)
		for (const struct yaml_node *i = node->first; i; i = i->next)
			count += walk(view, i, depth - 1);
	yaml_entries(view, node, &entries);
	VEC_EACH(const struct yaml_entry, e, &entries.items)
		count += 1 + walk(view, e->value, depth - 1);
	return count;
}

/* Files that stand for very much: the budget ends the walk, and says where. */
static void test_view_gives_up(void **state)
{
	static const char *const tails[] = {"[*%d, *%d, *%d, *%d, *%d, *%d, *%d, *%d, *%d]",
		"{<<: [*%d, {a: *%d}], b: *%d, c: *%d, d: *%d, e: *%d, f: *%d, g: *%d, h: "
		"*%d}"};

	(void)state;
	for (size_t t = 0; t < sizeof(tails) / sizeof(*tails); t++) {
		struct arena arena = {0};
		struct yaml_tree tree;
		struct yaml_view *view;
		struct buf text;

		buf_init(&text, 10000);
		buf_add_str(&text, "- &0 {x: y}\n");
		for (int i = 0; i < 30; i++) {
			struct span tail = span_str(tails[t]);

			buf_printf(&text, "- &%d ", i + 1);
			for (size_t at; (at = span_find(tail, "%d")) < tail.len;
				tail = span_from(tail, at + 2)) {
				buf_add(&text, span_sub(tail, 0, at));
				buf_printf(&text, "%d", i);
			}
			buf_add(&text, tail);
			buf_add_char(&text, '\n');
		}
		yaml_read(buf_span(&text), &arena, &tree);
		assert_null(tree.problem);
		view = yaml_view_new(&tree, &arena);
		assert_in_range(walk(view, tree.documents.at[0], 100), 1000, 2000000);
		assert_non_null(yaml_view_gave_up(view));
		/* what stands in its place is still there */
		assert_span(yaml_lookup(view, tree.documents.at[0]->first, "x")->text, "y");
		buf_release(&text);
		arena_release(&arena);
	}
}

/* A large mapping, merged and referred to by as many others. */
static void test_large_merges(void **state)
{
	struct arena arena = {0};
	struct yaml_tree tree;
	struct yaml_view *view;
	struct yaml_entries entries;
	struct buf text;

	(void)state;
	buf_init(&text, 1 << 24);
	buf_add_str(&text, "a: &a\n");
	for (int i = 0; i < 50000; i++)
		buf_printf(&text, "  key%d: x\n  key%d: y\n", i, 49999 - i);
	buf_add_str(&text, "b:\n  key1: z\n  <<: *a\n");
	for (int i = 0; i < 30000; i++)
		buf_printf(&text, "c%d: *a\nd%d: {<<: *a}\n", i, i);
	yaml_read(buf_span(&text), &arena, &tree);
	assert_null(tree.problem);
	view = yaml_view_new(&tree, &arena);
	yaml_entries(view, yaml_lookup(view, tree.documents.at[0], "a"), &entries);
	assert_int_equal(entries.items.len, 100000);
	assert_true(entries.items.at[0].is_overridden);
	assert_false(entries.items.at[99998].is_overridden);
	assert_null(yaml_view_gave_up(view));
	yaml_entries(view, yaml_lookup(view, tree.documents.at[0], "b"), &entries);
	assert_non_null(yaml_view_gave_up(view));
	view = yaml_view_new(&tree, &arena);
	for (const struct yaml_node *k = tree.documents.at[0]->first; k; k = k->next->next) {
		yaml_lookup(view, k->next, "key49999");
		yaml_entries(view, k->next, &entries);
	}
	assert_non_null(yaml_view_gave_up(view));
	buf_release(&text);
	arena_release(&arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_views),
		cmocka_unit_test(test_lookup),
		cmocka_unit_test(test_view_gives_up),
		cmocka_unit_test(test_large_merges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
