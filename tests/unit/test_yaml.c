/* The model of YAML: where text stands, what aliases and merges stand for, and the guess. */
#include "base/buf.h"
#include "model/yaml.h"
#include "model/yaml_place.h"
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

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
