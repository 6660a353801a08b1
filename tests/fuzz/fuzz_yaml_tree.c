/* Trees of YAML by both readers: where their scalars stand, and what a view makes of them. */
#include "fuzz/fuzz.h"
#include "model/settings.h"
#include "model/yaml_lines.h"
#include "model/yaml_place.h"
#include "model/yaml_view.h"

/* What the sanitizer sees if a span leads nowhere. */
static volatile unsigned char seen;

static size_t nodes;
static size_t handed_out;

static void must_be_inside(struct span s, struct span text)
{
	MUST(s.ptr >= text.ptr && s.ptr + s.len <= text.ptr + text.len);
}

static void check_span(struct span s)
{
	if (s.len == 0)
		return;
	seen = (unsigned char)s.ptr[0];
	seen = (unsigned char)s.ptr[s.len - 1];
}

static bool is_visible(char c)
{
	return c > ' ' && c < 0x7f;
}

/* A part without blanks stands in the file as it is, unless escapes are in it. */
static void check_word(const struct yaml_tree *tree, const struct yaml_node *scalar,
	struct span word, struct arena *arena)
{
	struct span place = yaml_place(tree, scalar, word, arena);

	must_be_inside(place, tree->text);
	if (scalar->style == YAML_DOUBLE && span_chr(place, '\\') < place.len)
		return;
	if (scalar->style == YAML_SINGLE && span_find(place, "''") < place.len)
		return;
	MUST(span_eq(word, place));
}

static void check_scalar(
	const struct yaml_tree *tree, const struct yaml_node *scalar, struct arena *arena)
{
	struct span text = scalar->text;

	for (size_t from = 0; from < text.len;) {
		size_t to = from;

		while (to < text.len && is_visible(text.ptr[to]))
			to++;
		if (to > from)
			check_word(tree, scalar, span_sub(text, from, to), arena);
		/* any part, and one that crosses what is not visible */
		must_be_inside(yaml_place(tree, scalar, span_sub(text, from, to + 3), arena),
			tree->text);
		from = to + 1;
	}
	must_be_inside(yaml_place(tree, scalar, text, arena), tree->text);
}

static void check_node(const struct yaml_tree *tree, const struct yaml_node *node,
	unsigned depth, struct arena *arena)
{
	MUST(depth <= NESTING_MAX + 1);
	nodes++;
	must_be_inside(node->raw, tree->text);
	check_span(node->raw);
	check_span(node->text);
	check_span(node->anchor);
	check_span(node->tag);
	if (node->type == YAML_SCALAR)
		check_scalar(tree, node, arena);
	for (const struct yaml_node *child = node->first; child; child = child->next)
		check_node(tree, child, depth + 1, arena);
}

static void walk(struct yaml_view *view, const struct yaml_node *node, unsigned depth)
{
	struct yaml_entries entries;

	handed_out++;
	node = yaml_resolve(view, node);
	if (!node || depth == 0)
		return;
	MUST(node->type != YAML_ALIAS);
	if (node->type == YAML_SEQUENCE)
		for (const struct yaml_node *item = node->first; item; item = item->next)
			walk(view, item, depth - 1);
	yaml_entries(view, node, &entries);
	VEC_EACH(const struct yaml_entry, e, &entries.items) {
		handed_out++;
		MUST(e->key != NULL);
		if (e->value)
			walk(view, e->value, depth - 1);
	}
	yaml_lookup(view, node, "a");
}

static void check_tree(const struct yaml_tree *tree, struct arena *arena)
{
	struct yaml_view *view = yaml_view_new(tree, arena);

	nodes = handed_out = 0;
	MUST(!tree->problem || tree->problem_offset <= tree->text.len);
	VEC_EACH(struct yaml_node *, root, &tree->documents)
		check_node(tree, *root, 0, arena);
	VEC_EACH(struct yaml_node *, root, &tree->documents)
		walk(view, *root, 10);
	MUST(handed_out <= 2 * nodes + (size_t)20 * YAML_VIEW_BUDGET);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = span_of_data(data, size);
	struct arena arena = {0};
	struct yaml_tree tree;

	if (size == 0)
		return 0;
	yaml_read_any(text, &arena, &tree);
	check_tree(&tree, &arena);
	if (!tree.is_guess) {
		yaml_read_lines(text, &arena, &tree);
		check_tree(&tree, &arena);
	}
	arena_release(&arena);
	return 0;
}
