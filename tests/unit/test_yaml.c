/* The model of YAML: where text stands, what aliases and merges stand for, and the guess. */
#include "base/buf.h"
#include "model/settings.h"
#include "model/yaml_lines.h"
#include "model/yaml_place.h"
#include "model/yaml_view.h"
#include "support/unit.h"

/* A file with one scalar in it, the value of the key "k", or the only root. */
static const struct yaml_node *scalar_of(const struct yaml_tree *tree)
{
	const struct yaml_node *node;

	assert_int_equal(tree->documents.len, 1);
	node = tree->documents.at[0];
	if (node->type == YAML_MAPPING)
		node = yaml_get(node, "k");
	assert_non_null(node);
	return node;
}

struct place_case {
	const char *file;
	const char *text;  /* all of the scalar */
	const char *part;  /* the first place of it */
	const char *place; /* what stands there in the file */
};

typedef void tree_reader(struct span text, struct arena *arena, struct yaml_tree *tree);

static void check_place(const struct place_case *c, tree_reader *read, struct arena *arena)
{
	struct yaml_tree tree;
	const struct yaml_node *scalar;
	struct span part;
	struct span place;

	read(span_str(c->file), arena, &tree);
	scalar = scalar_of(&tree);
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
		{"k: !y-1 # &x\n # c\n  \"a\\x62c\"", "abc", "b", "\\x62"},
		{"k: &x:abc", ":abc", "b", "b"},
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

		check_place(&cases[i], yaml_read, &arena);
		/* to the other one NEL and the like are no line ends, and "&x:" is no anchor */
		if (!strchr(cases[i].file, '\xc2') && !strstr(cases[i].file, "&x:"))
			check_place(&cases[i], yaml_read_lines, &arena);
		arena_release(&arena);
	}
}

static void test_places_in_guesses(void **state)
{
	static const struct place_case cases[] = {
		{"\tk: |\n\t\ta\n\t\t  b\n\t\tc\n", "a\n  b\nc\n", "c", "c"},
		{"\tk: >\n\t\ta\n\t\tb\n\n \t\tc\n", "a b\nc\n", "b\nc", "b\n\n \t\tc"},
		{"k: |\n    a\n  b\n\t", "a\nb\n", "b", "b"},
		{"k: @a\xc2\x85  b\r\n  c\r\n", "@a\xc2\x85  b c", "c", "c"},
		{"k: \"\\d\\ud83d\\ude00\\x\"", "\\d\xf0\x9f\x98\x80\\x", "\xf0\x9f",
			"\\ud83d\\ude00"},
		{"k: 'a''\xe9\n\n   b'", "a'\xe9\nb", "'\xe9", "''\xe9"},
		{"k: {{ a }}\n  b", "{{ a }} b", "}} b", "}}\n  b"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena arena = {0};

		check_place(&cases[i], yaml_read_lines, &arena);
		arena_release(&arena);
	}
}

/* Parts that are none, and questions without an answer. */
static void test_places_elsewhere(void **state)
{
	struct arena arena = {0};
	struct yaml_tree tree;
	const struct yaml_node *scalar;

	(void)state;
	yaml_read(span_str("k: \"a\\\n b\\x63\""), &arena, &tree);
	scalar = scalar_of(&tree);
	assert_span(scalar->text, "abc");
	assert_span(yaml_place(&tree, scalar, span_str("abc"), &arena), "a\\\n b\\x63");
	assert_span(yaml_place(&tree, scalar, span_of(NULL, 0), &arena), "a\\\n b\\x63");
	assert_span(
		yaml_place(&tree, scalar, span_from(scalar->text, 3), &arena), "a\\\n b\\x63");
	arena_release(&arena);
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

/* --- the reader for what libyaml refuses ------------------------------------------------ */

/* Both readers' nodes are the same, with all that is below them. */
static bool same(const struct yaml_node *a, const struct yaml_node *b)
{
	if (a->type != b->type || a->style != b->style || !span_eq(a->text, b->text) ||
		!span_eq(a->anchor, b->anchor) || !span_eq(a->tag, b->tag))
		return false;
	if (a->type == YAML_SCALAR && a->raw.len &&
		(a->raw.ptr != b->raw.ptr || a->raw.len != b->raw.len))
		return false;
	for (a = a->first, b = b->first; a && b; a = a->next, b = b->next)
		if (!same(a, b))
			return false;
	return a == b;
}

static void test_lines_as_libyaml(void **state)
{
	static const char *const files[] = {
		"",
		"# a\n\n",
		"a",
		"a\nb\n\n c # d\n",
		"a: b\nc: d",
		"a:\n  b: c\n\n  # d\n  e:\n    f: g\nh: i\n",
		"a:\nb: # c\n  d\n'e': 'f''g' # h\n\"i\": \"j\\x41\\\"\"\n",
		"- a\n- b: c\n  d: e\n-\n- f\n-\n  g: h\n- - i\n  - j\n- - - k\n",
		"a:\n- b\n- c: d\n  e:\n  - f\ng:\n  - h\n  -\ni:\n",
		"a: |\n  b\n   c\n\n  d\n\n\ne: f",
		"a: |-\n  b\nc: |+\n  d\n\n\ne: >+ # f\n\n  g\n  h\n\n\n  i\n   j\n  k\n\n",
		"a: |2\n    b\n  c\nd: >-1\n   e\n f\n # g\n",
		"a: |\n\nb: |2\n\nc: >\n\n",
		"a: |\n  b\n # c\n  \nd: >\n   e\n  # f\n",
		"- |\n a\n- >\n b\n\n c\n- d: |\n    e\n  f: |\n   g\n",
		"a: b\n  c\n\n  d\ne:\n  f\n  - g\n  h\ni: 'j\n\n  k'\nl: \"m \\\n  n\\\n\n  "
		"o\"\n",
		"a: [b, 'c', \"d\", [e, f], {g: h}, i: j]\nk: {l: m, n, o: [p], \"q\":r, s: , "
		"t: 'u'}\n",
		"a: [\n  b, # c\n  d\n    e,\n]\nf: {\n  g: h,\n  # i\n  j: [k,\n    l]\n}\nm: "
		"[]\nn: {}\n",
		"{\n\t\"a\": [\n\t\t1,\n\t\ttrue\n\t],\n\t\"b\": {\"c\": \"d e\"}\n}\n",
		"a: &b c\nd: *b\ne: &f\n  g: *b\nh: !i j\nk: !!str l\nm: !<n> o\np: &q !r\n  - "
		"s\n"
		"t: !u &v\nw: ! x\ny: ! 'z'\n",
		"- &a b: c\n- !d\n  e: f\n- &g [h, &i j, *a, !k 'l', !m ]\n- *g\n",
		"&a\nb: c\n<<: *d\n*e : f\n",
		"a: !reference [b, c]\nd:\n  - !reference [e]\n",
		"? a\n: b\n? c\n? - d\n: - e\n? |\n  f\n: g: h\n",
		"%YAML 1.1\n---\na: b\n---\n--- c\n--- |\n d\n--- # e\nf: g\n...\n---\n- "
		"h\n...\n",
		"---\n",
		"--- {a: b}\n--- 'c'\n---\n# d\n",
		"a: b#c\nd: e:f\ng: http://h\ni: j'k\nl: $m{n}\no: -p\nq: [r:s, t#u]\nv:w: x\n",
		"a: \"b: c\"\n\"d: e\": f\n'g'  : h\ni j : k\n",
		"a: ${{ b }}\nc: d-${{ e }}\n",
		"on: ~\n1: 0x1\n? a\n",
		"a:\r\n  - b\r\n  - |\r\n    c\r\n\r\n    d\r\n  - 'e\r\n    f'\r\n",
		"a:\r  b: c\r",
		"a:   \n  b:\t c\t# d\n  e: f \t\n",
		"a: |\n  b\n  \tc\n  \n    \n  d\t\ne: >\n  f\n    \n  g\n",
		"a:\n  |\n  b\nc:\n  'd'\ne:\n  [f]\ng:\n  *h\n",
		"'a'#b\n",
		"a: '{\n    b\n  }'\nc: \"(\n    d\n  )\"\ne: [\"\n   f\n  \"]\n",
		"a: \xc3\xa4\n\xc3\xb6: [\xe2\x82\xac]\n",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		struct arena arena = {0};
		struct yaml_tree tree;
		struct yaml_tree lines;
		bool agree;

		yaml_read(span_str(files[i]), &arena, &tree);
		yaml_read_lines(span_str(files[i]), &arena, &lines);
		assert_true(lines.is_guess);
		agree = tree.documents.len == lines.documents.len;
		for (size_t d = 0; agree && d < tree.documents.len; d++)
			agree = same(tree.documents.at[d], lines.documents.at[d]);
		if (tree.problem || !agree)
			fail_msg("\n%s\n%s", files[i],
				tree.problem ? tree.problem : "is read in two ways");
		arena_release(&arena);
	}
}

static void test_guesses(void **state)
{
	static const struct {
		const char *file; /* libyaml refuses it */
		const char *shown;
	} cases[] = {
		/* tabs */
		{"jobs:\n\tbuild:\n\t\tsteps:\n\t\t- run: a\n\t\t  env: b\n\t\t- c\n\tnext: "
		 "|\n\t\td\n"
		 "\t\t\te\n",
			"{jobs:{build:{steps:[{run:a env:b} c]} next:d\n\te\n}}"},
		{"a:\n  b: c\n\td: e\n  f:\n    - g\n\t- h\n    - i\n",
			"{a:{b:c d:e f:[g h i]}}"},
		{"a:\n  b: c\n\td: |\n\t\te\n\tf:\n\t- g\n  h: i\n",
			"{a:{b:c d:e\n f:[g] h:i}}"},
		{"-\ta: b\n  c: d\n\te: f\n", "[{a:b c:d e:f}]"},
		/* templates */
		{"a: {{ b }}\nc: {{ d }}/e # f\ng: [{{ h }}, ${{ i }}, 'j']\nk: {l: {{ m }}}\n",
			"{a:{{ b }} c:{{ d }}/e g:[{{ h }} ${{ i }} j] k:{l:{{ m }}}}"},
		{"{% if a %}\nb:\n  {{- with c }}\n  d: e\n  {{- end }}\n  {{ f }}: g\n{%- "
		 "endif %}\n",
			"{b:{d:e {{ f }}:g}}"},
		{"<% if a %>\nb: |\n  c\n<% end %>\nd: @e\n", "{b:c\n d:@e}"},
		{"a: |\n  b\n{% if c %}\n  d\n\n{% end %}\n\ne: {{ f }}\n",
			"{a:b\n{% if c %}\nd\n e:{{ f }}}"},
		/* a slip of the pen */
		{"a: b: c\nd: e\n", "{a:b: c d:e}"},
		{"a: [b, c\nd: [e\nf: {g: h\n", "{a:[b, c d:[e f:{g: h}"},
		{"a: \"b\nc: 'd\ne: 'f' g\n", "{a:\"b c:'d e:'f' g}"},
		{"a: \"\\d\\x4g\\u00e4\\ud83d\\ude00\"\n",
			"{a:\\d\\x4g\xc3\xa4\xf0\x9f\x98\x80}"},
		{"a: *.js\nb: @c\nd: `e`\nf: %g\nh: &.i j\nk: !l() && m\n",
			"{a:*.js b:@c d:`e` f:%g h:&.i j k:!l() && m}"},
		{"- *.b\n- x: &a.b c\n- *a.b\n", "[*.b {x:c} c]"},
		{"a:\n  - b\n - c\nd:\n  - e: f\n  g: h\n  - i: j\n     k: l\n",
			"{a:[b c] d:[{e:f g:h} {i:j k:l}]}"},
		{"  a: b\nc: d\n    e: f\n", "{a:b c:d e:f}"},
		{"a: b\nc\n- d\ne: f\n", "{a:b c:[d] e:f}"},
		{"- a\nb\nc: d\n- e\n", "[a b {c:d} e]"},
		{"a: b\n- c\n", "{a:b :[c]}"},
		{"a: |x\n  b\n", "{a:|x b}"},
		{"a: |\n    b\n  c\n # d\ne: @\n", "{a:b\nc\n e:@}"},
		{"<<<<<<< HEAD\na: b\n=======\na: c\n>>>>>>> d\n", "{~a:b a:c}"},
		{"a: @\n... # b\nc: d\n", "{a:@}{c:d}"},
		{"a\nb: c\n---\n&d {e: f\n", "a{b:c}{e: f"},
		/* bytes */
		{"a: caf\xe9\n\xe9: b\n", "{a:caf\xe9 \xe9:b}"},
		{"a: \x1b[1m\nb: \"\x7f\"\n", "{a:\x1b[1m b:\x7f}"},
		{"a: @\xc2\x85  b\xe2\x80\xa8\n", "{a:@\xc2\x85  b\xe2\x80\xa8}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena arena = {0};
		struct yaml_tree tree;
		struct yaml_view *view;
		struct buf out;

		buf_init(&out, 1000);
		yaml_read_any(span_str(cases[i].file), &arena, &tree);
		view = yaml_view_new(&tree, &arena);
		VEC_EACH(struct yaml_node *, root, &tree.documents)
			show(view, *root, 10, &out);
		if (!tree.problem || !tree.is_guess ||
			!span_eq_str(buf_span(&out), cases[i].shown))
			fail_msg("\n%s\nis\n%s\nand not\n%s\n%s", cases[i].file, out.ptr,
				cases[i].shown, tree.problem ? tree.problem : "not refused");
		buf_release(&out);
		arena_release(&arena);
	}
}

/* start, and then piece over and over. */
static struct span repeated(
	const char *start, const char *piece, size_t size, struct arena *arena)
{
	size_t head = strlen(start);
	size_t len = strlen(piece);
	char *text = arena_alloc(arena, head + size);

	memcpy(text, start, head);
	for (size_t i = 0; i < size; i++)
		text[head + i] = piece[i % len];
	return span_of(text, head + size);
}

static void place_all(
	const struct yaml_tree *tree, const struct yaml_node *node, struct arena *arena)
{
	if (node->type == YAML_SCALAR)
		for (size_t at = 0; at < node->text.len; at += 200) {
			struct span part = span_sub(node->text, at, at + 5);
			struct span place = yaml_place(tree, node, part, arena);

			assert_true(place.ptr >= tree->text.ptr);
			assert_true(place.ptr + place.len <= tree->text.ptr + tree->text.len);
		}
	for (const struct yaml_node *child = node->first; child; child = child->next)
		place_all(tree, child, arena);
}

/* So many of each that it would not end if anything took quadratic time. */
static void test_hostile(void **state)
{
	static const char *const starts[] = {"", "|\n  ", "\"", "a: ["};
	static const char *const pieces[] = {"a ", "[", "{", "[\n", "- ", "? ", "\n", "\r",
		"\t", " ", "'", "\"", "\"\n", "''", "\\\n", ": ", "a: ", "a:\n", "a: [\n",
		"a: 'b\n", "- |\n", "- >\n\n", "&a ", "!b ", "*c ", "{{ ", "#", "---\n", "%\n",
		"\xe9", "a: |\n ", "a\n\n  ", "- [a, 'b\n  '\n", "a: >\n  \n    b\n", "- &a\n",
		"\t- a: \"\n", "\xc2\x85 ", "a: 'b\n ]"};

	(void)state;
	for (size_t i = 0; i < 4 * sizeof(pieces) / sizeof(*pieces); i++) {
		struct arena arena = {0};
		struct yaml_tree tree;
		struct span text = repeated(starts[i % 4], pieces[i / 4], 1 << 18, &arena);

		yaml_read_any(text, &arena, &tree);
		VEC_EACH(struct yaml_node *, root, &tree.documents)
			place_all(&tree, *root, &arena);
		arena_release(&arena);
	}
}

static void test_limits(void **state)
{
	struct arena arena = {0};
	struct yaml_tree tree;
	struct span nul = span_of("a: b\0c\n\0: d", 11);
	const struct yaml_node *root;

	(void)state;
	yaml_read_any(nul, &arena, &tree);
	assert_non_null(tree.problem);
	root = tree.documents.at[0];
	assert_int_equal(root->first->next->text.len, 3);
	assert_ptr_equal(root->first->next->text.ptr, nul.ptr + 3);
	assert_span(root->first->next->next->next->text, "d");

	yaml_read_any(repeated("", "[", 120000, &arena), &arena, &tree);
	assert_string_equal(tree.problem, "nested too deeply");
	assert_int_equal(tree.problem_offset, NESTING_MAX);
	assert_true(tree.is_guess);
	assert_int_equal(tree.documents.at[0]->type, YAML_SCALAR);

	yaml_read_lines(repeated("", "- ", 1000, &arena), &arena, &tree);
	assert_string_equal(tree.problem, "nested too deeply");
	yaml_read_lines(repeated("", "-\n", 1 << 21, &arena), &arena, &tree);
	assert_string_equal(tree.problem, "too many nodes");
	yaml_read_lines(span_of(NULL, 0), &arena, &tree);
	assert_null(tree.problem);
	assert_int_equal(tree.documents.len, 0);
	arena_release(&arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_places_in_guesses),
		cmocka_unit_test(test_places_elsewhere),
		cmocka_unit_test(test_views),
		cmocka_unit_test(test_lookup),
		cmocka_unit_test(test_view_gives_up),
		cmocka_unit_test(test_large_merges),
		cmocka_unit_test(test_lines_as_libyaml),
		cmocka_unit_test(test_guesses),
		cmocka_unit_test(test_hostile),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
