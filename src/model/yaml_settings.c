/*
 * Settings of YAML and JSON files: every scalar of the tree, with the path of keys above it as
 * scope. An alias of a scalar is that scalar. A file that does not parse is read a second time,
 * line by line and with less understanding, from the place where the parser gave up.
 */
#include "model/settings.h"
#include "model/yaml.h"

enum {
	ANCHORS_MAX = 100,       /* each alias is compared with all of them */
	ALIASED_BYTES = 1 << 20, /* of text that aliases stand for: it is looked at each time */
};

/* The tree of one file on its way to settings. */
struct flattener {
	struct arena *arena;
	struct settings *out;
	const struct yaml_node *anchored[ANCHORS_MAX]; /* scalars, in the order of the file */
	size_t anchors;
	size_t aliased;
};

static void note_anchor(struct flattener *f, const struct yaml_node *node)
{
	if (node->type != YAML_SCALAR || node->anchor.len == 0)
		return;
	if (f->anchors < ANCHORS_MAX)
		f->anchored[f->anchors++] = node;
	else
		problem_limit(&f->out->problems, f->arena,
			(size_t)(node->raw.ptr - f->out->text.ptr),
			"too many anchors; aliases of the rest are not followed");
}

/* The scalar that an alias stands for, the last of that name; else the node itself. */
static const struct yaml_node *resolved(struct flattener *f, const struct yaml_node *node)
{
	if (node->type != YAML_ALIAS)
		return node;
	for (size_t i = f->anchors; i-- > 0;) {
		if (!span_eq(f->anchored[i]->anchor, node->anchor))
			continue;
		f->aliased += f->anchored[i]->text.len;
		if (f->aliased <= ALIASED_BYTES)
			return f->anchored[i];
		problem_limit(&f->out->problems, f->arena,
			(size_t)(node->raw.ptr - f->out->text.ptr),
			"aliases of too much text; the rest is not followed");
		break;
	}
	return node;
}

static void add_scalar(struct flattener *f, const struct yaml_node *key,
	const struct yaml_node *value, struct span scope)
{
	struct setting setting = {
		.scope = scope,
		.key_raw = key->raw,
		.value = value->text,
		.value_raw = value->raw,
	};

	setting_split_key(&setting, key->text); /* pnpm has .npmrc keys in YAML */
	settings_add(f->out, f->arena, &setting);
}

/* Recursion is bounded by the depth limit of the tree. */
static void flatten(struct flattener *f, const struct yaml_node *key,
	const struct yaml_node *node, struct span scope)
{
	note_anchor(f, node);
	node = resolved(f, node);
	switch (node->type) {
	case YAML_SCALAR:
		if (key)
			add_scalar(f, key, node, scope);
		break;
	case YAML_SEQUENCE:
		/* items of a list belong to the key of the list */
		for (const struct yaml_node *item = node->first; item; item = item->next)
			flatten(f, key, item, scope);
		break;
	case YAML_MAPPING:
		if (key)
			scope = settings_join(f->arena, scope, key->text);
		for (const struct yaml_node *k = node->first; k && k->next; k = k->next->next) {
			note_anchor(f, k);
			flatten(f, resolved(f, k), k->next, scope);
		}
		break;
	case YAML_ALIAS:
		break; /* of a collection: read where its anchor stands */
	}
}

/* The text of a quoted or plain word at the front of s, and its length with quotes. */
static struct span word_at(struct span s, size_t *len)
{
	char quote = s.len ? s.ptr[0] : '\0';
	size_t end = 0;

	if (quote == '"' || quote == '\'') {
		for (end = 1; end < s.len && s.ptr[end] != quote; end++)
			if (quote == '"' && s.ptr[end] == '\\')
				end++;
		if (end > s.len)
			end = s.len;
		*len = end < s.len ? end + 1 : end;
		return span_sub(s, 1, end);
	}
	while (end < s.len && s.ptr[end] != ':' && s.ptr[end] != ',' && s.ptr[end] != '{' &&
		s.ptr[end] != '}')
		end++;
	*len = end;
	return span_trim(span_sub(s, 0, end));
}

/* Where the last setting's value starts: what stands before was read already. */
static const char *last_value(const struct settings *s)
{
	return s->items.len ? s->items.at[s->items.len - 1].value_raw.ptr : NULL;
}

/* All "key: value" pairs of one line, also of a line of JSON. */
static void read_pairs(struct span line, struct arena *arena, struct settings *out)
{
	while (line.len) {
		struct setting setting = {0};
		size_t len;

		while (line.len && (is_space(line.ptr[0]) || strchr("-{},[]", line.ptr[0])))
			line = span_from(line, 1);
		if (line.len == 0 || line.ptr[0] == '#')
			return;
		setting.key_raw = setting.name = word_at(line, &len);
		line = span_from(line, len ? len : 1);
		while (line.len && is_space(line.ptr[0]))
			line = span_from(line, 1);
		if (line.len == 0 || line.ptr[0] != ':')
			continue;
		line = span_trim(span_from(line, 1));
		if (line.len == 0 || line.ptr[0] == '{' || line.ptr[0] == '[')
			continue;
		if (line.ptr[0] == '"' || line.ptr[0] == '\'') {
			setting.value_raw = word_at(line, &len);
			line = span_from(line, len);
		} else {
			len = span_find(line, " #");
			setting.value_raw = span_trim(span_sub(line, 0, len));
			line = span_from(line, line.len);
		}
		setting.value = setting.value_raw;
		if (setting.value_raw.ptr > last_value(out))
			settings_add(out, arena, &setting);
	}
}

static void read_lines(struct span rest, struct arena *arena, struct settings *out)
{
	struct span line;

	while (span_next_line(&rest, &line))
		read_pairs(line, arena, out);
}

void yaml_settings_read(struct span text, struct arena *arena, struct settings *out)
{
	struct flattener f = {.arena = arena, .out = out};
	struct yaml_tree tree;
	size_t skipped = out->text.len - text.len; /* a byte order mark */
	size_t from;

	yaml_read(text, arena, &tree);
	VEC_EACH(struct yaml_node *, root, &tree.documents) {
		if ((*root)->type != YAML_MAPPING && (*root)->raw.len && !tree.problem)
			settings_problem(out, arena, (size_t)((*root)->raw.ptr - out->text.ptr),
				"not a list of settings");
		flatten(&f, NULL, *root, span_of("", 0));
	}
	if (!tree.problem)
		return;
	settings_problem(out, arena, skipped + tree.problem_offset, tree.problem);
	if (tree.is_cut)
		out->problems.limit = tree.problem;
	/* go on in the line of the last node: it may be a key whose value was lost */
	from = tree.last_offset;
	while (from > 0 && text.ptr[from - 1] != '\n')
		from--;
	read_lines(span_from(text, from), arena, out);
}
