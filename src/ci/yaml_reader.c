/*
 * From YAML to the pipeline: a walk over the tree with the rows of systems.def in hand.
 *
 * Aliases and merge keys are followed where they stand, with the budget of the view. What a
 * value means, its row says; in which forms it may be written, yaml_values.h knows.
 */
#include "ci/inherit.h"
#include "ci/paths.h"
#include "ci/recognition.h"
#include "ci/yaml_values.h"
#include "model/yaml_lines.h"

enum {
	SCOPES_MAX = 20000 /* jobs and steps; there are no real files with more */
};

/* Where a value of a walk stands. */
struct spot {
	struct ci_scope *scope;
	const struct yaml_node *key;    /* NULL: a document */
	bool is_item;                   /* of a list below that key */
	const struct yaml_node *around; /* the mapping of the key */
	const struct yaml_node *above;  /* the key of that mapping, or NULL */
};

/* --- scripts --------------------------------------------------------------------------------
 */

static void add_text(struct ci_yaml *y, void *payload, const struct yaml_node *scalar)
{
	struct ci_script *script = payload;

	*vec_add(&script->texts, y->arena) = ci_yaml_text(y, scalar);
}

static enum ci_shell shell_of_role(enum ci_role role)
{
	switch (role) {
	case CI_SCRIPT_POWERSHELL:
		return CI_SHELL_POWERSHELL;
	case CI_SCRIPT_CMD:
		return CI_SHELL_CMD;
	case CI_SCRIPT_OTHER:
		return CI_SHELL_OTHER;
	default:
		return CI_SHELL_POSIX;
	}
}

/* compose: a list is one command's words; that of a health check says first what it is. */
static void choose_form(struct ci_script *script)
{
	bool is_shell =
		script->texts.len > 1 && span_eq_str(script->texts.at[0].text, "CMD-SHELL");

	script->is_words = !is_shell;
	if (script->texts.len && (is_shell || span_eq_str(script->texts.at[0].text, "CMD"))) {
		script->texts.at++;
		script->texts.len--;
		script->texts.cap = 0; /* nothing is added any more */
	}
}

static void read_script(struct ci_yaml *y, struct ci_scope *scope, const struct yaml_node *node,
	enum ci_role role)
{
	enum ci_phase phase = role == CI_SCRIPT_BEFORE ? CI_BEFORE
		: role == CI_SCRIPT_AFTER              ? CI_AFTER
						       : CI_MAIN;
	struct ci_script *script;

	if (node->type == YAML_MAPPING)
		return; /* its keys have rows of their own */
	script = ci_add_script(scope, phase, shell_of_role(role), y->arena);
	script->has_shell =
		role == CI_SCRIPT_BASH || role == CI_SCRIPT_POWERSHELL || role == CI_SCRIPT_CMD;
	ci_each_scalar(y, node, add_text, script);
	if (node->type == YAML_SEQUENCE && y->out->system == KIND_COMPOSE)
		choose_form(script);
}

/* The words of a command, its first ones perhaps elsewhere. */
static struct ci_script *words_of(struct ci_yaml *y, struct ci_scope *scope)
{
	VEC_EACH(struct ci_script *const, s, &scope->scripts)
		if ((*s)->is_words)
			return *s;
	struct ci_script *script = ci_add_script(scope, CI_MAIN, CI_SHELL_POSIX, y->arena);

	script->is_words = true;
	return script;
}

static void read_words(struct ci_yaml *y, struct ci_scope *scope, const struct yaml_node *node,
	bool come_first)
{
	struct ci_script *script = words_of(y, scope);
	struct ci_script added = {0};

	if (!come_first) {
		ci_each_scalar(y, node, add_text, script);
		return;
	}
	script->has_entry = true;
	ci_each_scalar(y, node, add_text, &added);
	VEC_EACH(const struct ci_text, text, &script->texts)
		*vec_add(&added.texts, y->arena) = *text;
	script->texts.at = added.texts.at;
	script->texts.len = added.texts.len;
	script->texts.cap = added.texts.cap;
}

/* --- properties -----------------------------------------------------------------------------
 */

struct property {
	struct ci_scope *scope;
	enum ci_role role;
	struct ci_text key;
};

static void add_property(struct ci_yaml *y, void *payload, const struct yaml_node *scalar)
{
	struct property *p = payload;

	ci_add_property(p->scope, p->role, p->key, ci_yaml_text(y, scalar), y->arena);
}

static bool keys_count(enum ci_role role)
{
	return role == CI_TRIGGER || role == CI_PERMISSIONS || role == CI_SECRETS_PASSED;
}

/* What a default is one of: the "name" beside it, or else the key above. */
static const struct yaml_node *name_of_default(struct ci_yaml *y, const struct spot *spot)
{
	const struct yaml_node *name =
		spot->around ? yaml_lookup(y->view, spot->around, "name") : NULL;

	return name && name->type == YAML_SCALAR ? name : spot->above;
}

static void read_property(struct ci_yaml *y, const struct spot *spot,
	const struct yaml_node *node, enum ci_role role)
{
	struct property p = {spot->scope, role,
		ci_yaml_text(
			y, role == CI_DEFAULT_VALUE ? name_of_default(y, spot) : spot->key)};
	struct yaml_entries entries;

	ci_each_scalar(y, node, add_property, &p);
	if (node->type != YAML_MAPPING || !keys_count(role))
		return;
	yaml_entries(y->view, node, &entries);
	if (entries.items.len == 0) /* "permissions: {}" is none at all */
		ci_add_property(p.scope, role, p.key, ci_yaml_text(y, node), y->arena);
	VEC_EACH(const struct yaml_entry, e, &entries.items)
		if (e->key->type == YAML_SCALAR)
			ci_add_property(p.scope, role, ci_yaml_text(y, e->key),
				ci_yaml_text(y,
					e->value && e->value->type == YAML_SCALAR ? e->value
										  : e->key),
				y->arena);
}

/* --- the walk -------------------------------------------------------------------------------
 */

static void read_call(struct ci_yaml *y, const struct spot *spot, const struct yaml_node *node)
{
	ci_add_property(spot->scope, CI_CALL, ci_yaml_text(y, spot->key),
		ci_yaml_text(y, spot->key), y->arena);
	ci_yaml_inputs(y, node, &spot->scope->inputs);
}

/* False: there are too many, and what stands below is not looked at. */
static bool add_scope(
	struct ci_yaml *y, struct spot *spot, const struct yaml_node *node, enum ci_level level)
{
	const struct yaml_node *name = spot->is_item ? NULL : spot->key;

	if (node->type != YAML_MAPPING)
		return true;
	if (y->out->scopes.len >= SCOPES_MAX) {
		y->out->is_incomplete = true;
		return false;
	}
	spot->scope = ci_add_scope(y->out, spot->scope, level, ci_yaml_text(y, name), y->arena);
	spot->scope->place = node->raw;
	return true;
}

/* What a row makes of a value. Returns false if nothing below is looked at. */
static bool take(
	struct ci_yaml *y, struct spot *spot, const struct yaml_node *node, enum ci_role role)
{
	switch (role) {
	case CI_NOTHING:
		return false;
	case CI_GROUP:
		return true;
	case CI_JOB_SCOPE:
	case CI_STEP_SCOPE:
		return add_scope(y, spot, node, role == CI_JOB_SCOPE ? CI_JOB : CI_STEP);
	case CI_SCOPE_NAME:
		if (node->type == YAML_SCALAR)
			spot->scope->name = ci_yaml_text(y, node);
		return true;
	case CI_VARIABLES:
		ci_yaml_variables(y, node, &spot->scope->variables);
		return true;
	case CI_SECRETS_GIVEN:
		ci_yaml_secret_names(y, node, &spot->scope->variables);
		return true;
	case CI_ARGUMENTS:
		ci_yaml_variables(y, node, &spot->scope->arguments);
		return true;
	case CI_INPUTS:
		ci_yaml_inputs(y, node, &spot->scope->inputs);
		return true;
	case CI_CALL_WITH_INPUTS:
		read_call(y, spot, node);
		return true;
	case CI_SCRIPT:
	case CI_SCRIPT_BASH:
	case CI_SCRIPT_BEFORE:
	case CI_SCRIPT_AFTER:
	case CI_SCRIPT_POWERSHELL:
	case CI_SCRIPT_CMD:
	case CI_SCRIPT_OTHER:
		read_script(y, spot->scope, node, role);
		return true;
	case CI_WORDS:
	case CI_ENTRYPOINT:
		read_words(y, spot->scope, node, role == CI_ENTRYPOINT);
		return true;
	default:
		read_property(y, spot, node, role);
		return true;
	}
}

enum {
	WALK_DEPTH_MAX = 64
};

static void walk(struct ci_yaml *y, const struct yaml_node *node, struct ci_paths *paths,
	struct spot spot);

static void walk_entries(struct ci_yaml *y, const struct yaml_node *node,
	const struct ci_paths *paths, const struct spot *spot)
{
	struct ci_paths *below = &y->paths[y->depth];
	struct yaml_entries entries;

	yaml_entries(y->view, node, &entries);
	VEC_EACH(const struct yaml_entry, e, &entries.items) {
		if (e->key->type != YAML_SCALAR || !e->value)
			continue;
		ci_paths_key(paths, e->key->text, y->arena, below);
		if (below->at.len)
			walk(y, e->value, below,
				(struct spot){spot->scope, e->key, false, node, spot->key});
	}
}

static void walk_items(struct ci_yaml *y, const struct yaml_node *node,
	const struct ci_paths *paths, struct spot spot)
{
	struct ci_paths *below = &y->paths[y->depth];

	spot.is_item = true;
	for (const struct yaml_node *item = node->first; item; item = item->next) {
		ci_paths_item(paths, y->arena, below);
		if (below->at.len == 0)
			return;
		walk(y, item, below, spot);
	}
}

static void walk(struct ci_yaml *y, const struct yaml_node *node, struct ci_paths *paths,
	struct spot spot)
{
	const struct ci_row *row;
	size_t at = 0;

	node = yaml_resolve(y->view, node);
	if (!node)
		return;
	if (y->depth >= WALK_DEPTH_MAX) {
		y->out->is_incomplete = true;
		return;
	}
	if (node->type != YAML_SEQUENCE)
		ci_paths_not_list(paths);
	while ((row = ci_paths_next_end(paths, &at)))
		if (!take(y, &spot, node, row->role))
			return;
	y->depth++;
	if (node->type == YAML_MAPPING)
		walk_entries(y, node, paths, &spot);
	else if (node->type == YAML_SEQUENCE)
		walk_items(y, node, paths, spot);
	y->depth--;
}

/* The documents of one system: what a file has besides is nobody's. */
static void walk_documents(struct ci_yaml *y)
{
	struct ci_scope *pipeline = y->out->scopes.at[0];
	enum file_kind kind = y->out->system;
	struct span path = y->out->path;

	y->out->is_foreign = !ci_recognise(y->view, y->tree, path, &y->out->system);
	VEC_EACH(struct yaml_node *, root, &y->tree->documents) {
		if (y->out->is_foreign ||
			!ci_belongs(y->view, *root, path, kind, y->out->system) ||
			!ci_paths_start(y->out->system, y->arena, &y->paths[0]))
			continue;
		y->root = *root;
		walk(y, *root, &y->paths[0], (struct spot){.scope = pipeline});
	}
}

/* --- what escapes hide ---------------------------------------------------------------------
 */

/* All scalars below a node, used or not; the depth of a tree is limited. */
static void collect_escaped(struct ci_yaml *y, const struct yaml_node *node)
{
	if (node->type == YAML_SCALAR) {
		if (node->style == YAML_DOUBLE && span_chr(node->raw, '\\') < node->raw.len)
			*vec_add(&y->out->escaped, y->arena) = ci_yaml_text(y, node);
		return;
	}
	for (const struct yaml_node *n = node->first; n; n = n->next)
		collect_escaped(y, n);
}

void ci_read_yaml(struct span text, struct arena *arena, struct ci_pipeline *out)
{
	struct yaml_tree *tree = ARENA_NEW(arena, struct yaml_tree);
	struct ci_yaml y = {.out = out, .arena = arena, .tree = tree};

	yaml_read_any(text, arena, tree);
	out->is_guess = tree->is_guess;
	y.view = yaml_view_new(tree, arena);
	y.paths = arena_array(arena, WALK_DEPTH_MAX + 1, sizeof(*y.paths));
	VEC_EACH(struct yaml_node *, root, &tree->documents)
		collect_escaped(&y, *root);
	walk_documents(&y);
	if (out->is_foreign)
		return;
	if (tree->problem)
		problem_add(&out->problems, arena, tree->problem_offset, tree->problem);
	out->is_incomplete |= tree->is_cut;
	if (yaml_view_gave_up(y.view)) {
		problem_limit(&out->problems, arena, 0, "more aliases than are followed");
	}
	ci_inherit(out, arena);
}
