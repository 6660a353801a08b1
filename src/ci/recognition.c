#include "ci/recognition.h"

#include "text/glob.h"

static const struct {
	enum file_kind kind;
	const char *globs;
} doubts[] = {
#define IN_DOUBT(kind, globs) {KIND_##kind, globs},
#define LOOKS(system, tests)
#include "ci/recognition.def"
#undef IN_DOUBT
#undef LOOKS
};

static const struct {
	enum file_kind system;
	const char *tests;
} looks[] = {
#define IN_DOUBT(kind, globs)
#define LOOKS(system, tests) {KIND_##system, tests},
#include "ci/recognition.def"
#undef IN_DOUBT
#undef LOOKS
};

static bool is_in_doubt(enum file_kind kind, struct span path)
{
	for (size_t i = 0; i < sizeof(doubts) / sizeof(*doubts); i++) {
		struct span rest = span_str(doubts[i].globs);
		struct span glob;

		while (doubts[i].kind == kind && span_split(&rest, ' ', &glob))
			if (glob_match(glob, path))
				return true;
	}
	return false;
}

/* --- tests -----------------------------------------------------------------------------------
 */

/* Does a value have this path? glob: what the text there has to be; ptr NULL: anything. */
static bool has_path(struct yaml_view *view, const struct yaml_node *node, struct span path,
	struct span glob);

static bool has_item(struct yaml_view *view, const struct yaml_node *list, struct span path,
	struct span glob)
{
	if (list->type == YAML_SEQUENCE)
		for (const struct yaml_node *item = list->first; item; item = item->next)
			if (has_path(view, item, path, glob))
				return true;
	return false;
}

static bool has_entry(struct yaml_view *view, const struct yaml_node *mapping, struct span key,
	struct span path, struct span glob)
{
	bool is_any = span_eq_str(key, "*");

	if (mapping->type == YAML_MAPPING)
		for (const struct yaml_node *k = mapping->first; k && k->next;
			k = k->next->next)
			if (k->type == YAML_SCALAR && (is_any || span_eq(k->text, key)) &&
				has_path(view, k->next, path, glob))
				return true;
	return false;
}

static bool has_path(struct yaml_view *view, const struct yaml_node *node, struct span path,
	struct span glob)
{
	size_t len = 0;

	node = yaml_resolve(view, node);
	if (!node)
		return false;
	if (path.len == 0)
		return !glob.ptr ||
			(node->type == YAML_SCALAR && glob_match_part(glob, node->text));
	if (span_starts(path, "[].") || span_eq_str(path, "[]"))
		return has_item(view, node, span_from(path, strlen("[].")), glob);
	while (len < path.len && path.ptr[len] != '.' && path.ptr[len] != '[')
		len++;
	return has_entry(view, node, span_sub(path, 0, len),
		span_from(path, len + (len < path.len && path.ptr[len] == '.')), glob);
}

static bool passes(struct yaml_view *view, const struct yaml_node *document, const char *tests)
{
	struct span rest = span_str(tests);
	struct span test;

	while (span_split(&rest, ' ', &test)) {
		size_t equals = span_chr(test, '=');
		struct span glob = {NULL, 0};

		if (equals < test.len)
			glob = span_from(test, equals + 1);
		if (!has_path(view, document, span_sub(test, 0, equals), glob))
			return false;
	}
	return true;
}

/* NONE: it looks like nothing that is known. */
static enum file_kind look_of(struct yaml_view *view, const struct yaml_node *document)
{
	for (size_t i = 0; i < sizeof(looks) / sizeof(*looks); i++)
		if (passes(view, document, looks[i].tests))
			return looks[i].system;
	return KIND_NONE;
}

/* --- files -----------------------------------------------------------------------------------
 */

bool ci_recognise(struct yaml_view *view, const struct yaml_tree *tree, struct span path,
	enum file_kind *system)
{
	if (!is_in_doubt(*system, path))
		return true;
	VEC_EACH(struct yaml_node *const, document, &tree->documents) {
		enum file_kind look = look_of(view, *document);

		if (look == KIND_NONE)
			continue;
		*system = look;
		return true;
	}
	return false;
}

bool ci_belongs(struct yaml_view *view, const struct yaml_node *document, struct span path,
	enum file_kind kind, enum file_kind system)
{
	return !is_in_doubt(kind, path) || look_of(view, document) == system;
}
