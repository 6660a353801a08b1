/*
 * From YAML to the pipeline: a walk over the tree with the rows of systems.def in hand.
 *
 * Aliases and merge keys are followed where they stand, with the budget of the view. What a
 * value means, its row says; the functions here say in which forms it may be written.
 */
#include "ci/paths.h"
#include "model/settings.h"
#include "model/yaml_place.h"
#include "model/yaml_view.h"

struct walk {
	struct ci_pipeline *out;
	struct arena *arena;
	const struct yaml_tree *tree;
	struct yaml_view *view;
	const struct yaml_node *root; /* of the document */
	unsigned depth;
};

/* Where a value of a walk stands. */
struct spot {
	struct ci_scope *scope;
	const struct yaml_node *key; /* NULL: in a list */
};

/* --- texts ---------------------------------------------------------------------------------
 */

struct yaml_origin {
	const struct yaml_tree *tree;
	const struct yaml_node *node;
};

static struct span place_in_scalar(
	const struct ci_text *text, struct span part, struct arena *arena)
{
	const struct yaml_origin *from = text->from;

	return yaml_place(from->tree, from->node, part, arena);
}

static struct ci_text text_of(struct walk *w, const struct yaml_node *node)
{
	struct ci_text text = {.raw = node ? node->raw : span_of("", 0)};
	struct yaml_origin *from;

	if (!node || node->type != YAML_SCALAR)
		return text;
	text.text = node->text.ptr ? node->text : span_of("", 0);
	if (node->text.ptr == node->raw.ptr)
		return text;
	from = ARENA_NEW(w->arena, struct yaml_origin);
	*from = (struct yaml_origin){w->tree, node};
	text.place = place_in_scalar;
	text.from = from;
	return text;
}

static struct ci_text part_of(
	const struct ci_text *whole, struct span part, struct arena *arena)
{
	struct ci_text text = *whole;

	text.text = part;
	text.raw = ci_place(whole, part, arena);
	return text;
}

/* --- values with more than one form ----------------------------------------------------------
 */

/* Call f with each scalar of a value: itself, or those in a list and in lists in it. */
typedef void scalar_user(struct walk *w, void *payload, const struct yaml_node *scalar);

static const struct yaml_node *value_of(
	struct walk *w, const struct yaml_node *mapping, struct span key)
{
	const struct yaml_node *value = NULL;
	struct yaml_entries entries;

	if (mapping->type != YAML_MAPPING)
		return NULL;
	yaml_entries(w->view, mapping, &entries);
	VEC_EACH(const struct yaml_entry, e, &entries.items)
		if (!e->is_overridden && e->key->type == YAML_SCALAR &&
			span_eq(e->key->text, key))
			value = e->value;
	return value;
}

/* !reference [job, key]: the value of another job. */
static const struct yaml_node *referenced(struct walk *w, const struct yaml_node *node)
{
	const struct yaml_node *at = w->root;

	for (const struct yaml_node *k = node->first; k && at; k = k->next)
		at = k->type == YAML_SCALAR ? value_of(w, at, k->text) : NULL;
	return at;
}

static void each_scalar(struct walk *w, const struct yaml_node *node, unsigned depth,
	scalar_user *use, void *payload)
{
	enum {
		LISTS_DEEP = 10
	};

	node = node ? yaml_resolve(w->view, node) : NULL;
	if (node && node->type == YAML_SEQUENCE && span_eq_str(node->tag, "!reference"))
		node = referenced(w, node);
	if (!node || depth > LISTS_DEEP)
		return;
	if (node->type == YAML_SCALAR)
		use(w, payload, node);
	if (node->type == YAML_SEQUENCE)
		for (const struct yaml_node *item = node->first; item; item = item->next)
			each_scalar(w, item, depth + 1, use, payload);
}

/* --- variables ------------------------------------------------------------------------------
 */

static void add_variable(struct walk *w, struct ci_variables *out, struct ci_text name,
	struct ci_text value, bool is_secret)
{
	*vec_add(&out->items, w->arena) =
		(struct ci_variable){.name = name, .value = value, .is_secret = is_secret};
}

/* {from_secret: x}, {secure: x}, {valueFrom: {secretKeyRef: …}}, {value: x}, {secret: x} */
static void add_described(struct walk *w, struct ci_variables *out, struct ci_text name,
	const struct yaml_node *mapping)
{
	static const char *const secrets[] = {
		"from_secret", "secure", "valueFrom", "secret", "vault", "secretKeyRef"};
	const struct yaml_node *value = yaml_lookup(w->view, mapping, "value");

	if (value && value->type == YAML_SCALAR) {
		add_variable(w, out, name, text_of(w, value), false);
		return;
	}
	for (size_t i = 0; i < sizeof(secrets) / sizeof(*secrets); i++)
		if (yaml_lookup(w->view, mapping, secrets[i])) {
			add_variable(w, out, name, (struct ci_text){.raw = name.raw}, true);
			return;
		}
}

/* Several lines or items of one input: kept as they are, for whoever takes them apart. */
static void add_entries(
	struct walk *w, struct ci_variables *out, const struct yaml_node *mapping)
{
	struct yaml_entries entries;

	yaml_entries(w->view, mapping, &entries);
	VEC_EACH(const struct yaml_entry, e, &entries.items) {
		if (e->key->type != YAML_SCALAR || !e->value)
			continue;
		if (e->value->type == YAML_SCALAR)
			add_variable(w, out, text_of(w, e->key), text_of(w, e->value), false);
		else if (e->value->type == YAML_MAPPING)
			add_described(w, out, text_of(w, e->key), e->value);
	}
}

/* One or more "A=b" of one string; quotes belong to the value as in a shell. */
static void add_words(struct walk *w, void *payload, const struct yaml_node *scalar)
{
	struct ci_variables *out = payload;
	struct ci_text whole = text_of(w, scalar);
	struct span rest = whole.text;

	while ((rest = span_trim(rest)).len) {
		size_t equals = span_chr(rest, '=');
		size_t end = 0;
		char quote = '\0';

		while (end < rest.len && (quote || !is_space(rest.ptr[end]))) {
			if (quote && rest.ptr[end] == quote)
				quote = '\0';
			else if (!quote && (rest.ptr[end] == '"' || rest.ptr[end] == '\''))
				quote = rest.ptr[end];
			end++;
		}
		if (equals < end)
			add_variable(w, out,
				part_of(&whole, span_sub(rest, 0, equals), w->arena),
				part_of(&whole, span_sub(rest, equals + 1, end), w->arena),
				false);
		rest = span_from(rest, end);
	}
}

/* "A=b c" of a list is one variable; a bare "A" takes its value from the environment. */
static void add_item(struct walk *w, void *payload, const struct yaml_node *scalar)
{
	struct ci_variables *out = payload;
	struct ci_text whole = text_of(w, scalar);
	size_t equals = span_chr(whole.text, '=');
	struct ci_text name = part_of(&whole, span_sub(whole.text, 0, equals), w->arena);

	if (equals < whole.text.len)
		add_variable(w, out, name,
			part_of(&whole, span_from(whole.text, equals + 1), w->arena), false);
	else
		add_variable(w, out, name, (struct ci_text){.raw = whole.raw}, false);
}

/* {name: A, value: b} of a list, as Azure and Kubernetes write it. */
static bool add_named(struct walk *w, struct ci_variables *out, const struct yaml_node *mapping)
{
	const struct yaml_node *name = yaml_lookup(w->view, mapping, "name");
	const struct yaml_node *value = yaml_lookup(w->view, mapping, "value");

	if (!name || name->type != YAML_SCALAR)
		return false;
	if (value && value->type == YAML_SCALAR)
		add_variable(w, out, text_of(w, name), text_of(w, value), false);
	else
		add_described(w, out, text_of(w, name), mapping);
	return true;
}

static void read_variables(
	struct walk *w, const struct yaml_node *node, struct ci_variables *out)
{
	bool splits = w->out->system == KIND_TRAVIS;

	if (node->type == YAML_MAPPING)
		add_entries(w, out, node);
	else if (node->type == YAML_SCALAR)
		(splits ? add_words : add_item)(w, out, node);
	else if (node->type == YAML_SEQUENCE)
		for (const struct yaml_node *i = node->first; i; i = i->next) {
			const struct yaml_node *item = yaml_resolve(w->view, i);

			if (item && item->type == YAML_MAPPING) {
				if (!add_named(w, out, item))
					add_entries(w, out, item);
			} else {
				each_scalar(w, item, 0, splits ? add_words : add_item, out);
			}
		}
}

/* Names only: a list, or the keys of a mapping; {source: a, target: B} is B. */
static void add_secret_name(struct walk *w, void *payload, const struct yaml_node *scalar)
{
	struct ci_variables *out = payload;

	add_variable(w, out, text_of(w, scalar), (struct ci_text){.raw = scalar->raw}, true);
}

static void read_secret_names(
	struct walk *w, const struct yaml_node *node, struct ci_variables *out)
{
	struct yaml_entries entries;

	if (node->type == YAML_MAPPING) {
		yaml_entries(w->view, node, &entries);
		VEC_EACH(const struct yaml_entry, e, &entries.items)
			if (e->key->type == YAML_SCALAR)
				add_secret_name(w, out, e->key);
		return;
	}
	each_scalar(w, node, 0, add_secret_name, out);
	if (node->type != YAML_SEQUENCE)
		return;
	for (const struct yaml_node *i = node->first; i; i = i->next) {
		const struct yaml_node *target = yaml_lookup(w->view, i, "target");

		if (target && target->type == YAML_SCALAR)
			add_secret_name(w, out, target);
	}
}

/* --- inputs ---------------------------------------------------------------------------------
 */

/* A list is as many inputs of one name. */
struct inputs {
	struct ci_variables *out;
	struct ci_text name;
};

static void add_input(struct walk *w, void *payload, const struct yaml_node *scalar)
{
	struct inputs *inputs = payload;

	add_variable(w, inputs->out, inputs->name, text_of(w, scalar), false);
}

/* {A: b} below an input such as build_args: as if it were "A=b". */
static void add_input_mapping(
	struct walk *w, struct inputs *inputs, const struct yaml_node *mapping)
{
	struct yaml_entries entries;

	if (yaml_lookup(w->view, mapping, "from_secret") ||
		yaml_lookup(w->view, mapping, "secure")) {
		add_described(w, inputs->out, inputs->name, mapping);
		return;
	}
	yaml_entries(w->view, mapping, &entries);
	VEC_EACH(const struct yaml_entry, e, &entries.items) {
		struct ci_text pair;

		if (e->key->type != YAML_SCALAR || !e->value || e->value->type != YAML_SCALAR)
			continue;
		pair = text_of(w, e->value);
		pair.text = span_str(arena_printf(w->arena, "%.*s=%.*s", SPAN_ARG(e->key->text),
			SPAN_ARG(e->value->text)));
		pair.place = NULL;
		add_variable(w, inputs->out, inputs->name, pair, false);
	}
}

static void read_inputs(struct walk *w, const struct yaml_node *node, struct ci_variables *out)
{
	struct yaml_entries entries;

	if (node->type != YAML_MAPPING)
		return;
	yaml_entries(w->view, node, &entries);
	VEC_EACH(const struct yaml_entry, e, &entries.items) {
		struct inputs inputs = {.out = out};

		if (e->key->type != YAML_SCALAR || !e->value)
			continue;
		inputs.name = text_of(w, e->key);
		if (e->value->type == YAML_MAPPING)
			add_input_mapping(w, &inputs, e->value);
		else
			each_scalar(w, e->value, 0, add_input, &inputs);
	}
}

/* --- scripts --------------------------------------------------------------------------------
 */

static void add_text(struct walk *w, void *payload, const struct yaml_node *scalar)
{
	struct ci_script *script = payload;

	*vec_add(&script->texts, w->arena) = text_of(w, scalar);
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

/* compose and Kubernetes: a list is one command's words. */
static bool lists_are_words(const struct walk *w)
{
	return w->out->system == KIND_COMPOSE;
}

static void read_script(
	struct walk *w, struct ci_scope *scope, const struct yaml_node *node, enum ci_role role)
{
	enum ci_phase phase = role == CI_SCRIPT_BEFORE ? CI_BEFORE
		: role == CI_SCRIPT_AFTER              ? CI_AFTER
						       : CI_MAIN;
	struct ci_script *script;

	if (node->type == YAML_MAPPING)
		return; /* its keys have rows of their own */
	script = ci_add_script(scope, phase, shell_of_role(role), w->arena);
	script->is_words = node->type == YAML_SEQUENCE && lists_are_words(w);
	each_scalar(w, node, 0, add_text, script);
}

/* The words of a command, its first ones perhaps elsewhere. */
static struct ci_script *words_of(struct walk *w, struct ci_scope *scope)
{
	VEC_EACH(struct ci_script *const, s, &scope->scripts)
		if ((*s)->is_words)
			return *s;
	struct ci_script *script = ci_add_script(scope, CI_MAIN, CI_SHELL_POSIX, w->arena);

	script->is_words = true;
	return script;
}

static void read_words(
	struct walk *w, struct ci_scope *scope, const struct yaml_node *node, bool come_first)
{
	struct ci_script *script = words_of(w, scope);
	struct ci_script added = {0};

	if (!come_first) {
		each_scalar(w, node, 0, add_text, script);
		return;
	}
	script->has_entry = true;
	each_scalar(w, node, 0, add_text, &added);
	VEC_EACH(const struct ci_text, text, &script->texts)
		*vec_add(&added.texts, w->arena) = *text;
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

static void add_property(struct walk *w, void *payload, const struct yaml_node *scalar)
{
	struct property *p = payload;

	ci_add_property(p->scope, p->role, p->key, text_of(w, scalar), w->arena);
}

static bool keys_count(enum ci_role role)
{
	return role == CI_TRIGGER || role == CI_PERMISSIONS || role == CI_SECRETS_PASSED;
}

static void read_property(struct walk *w, const struct spot *spot, const struct yaml_node *node,
	enum ci_role role)
{
	struct property p = {spot->scope, role, text_of(w, spot->key)};
	struct yaml_entries entries;

	each_scalar(w, node, 0, add_property, &p);
	if (node->type != YAML_MAPPING || !keys_count(role))
		return;
	yaml_entries(w->view, node, &entries);
	if (entries.items.len == 0) /* "permissions: {}" is none at all */
		ci_add_property(p.scope, role, p.key, text_of(w, node), w->arena);
	VEC_EACH(const struct yaml_entry, e, &entries.items)
		if (e->key->type == YAML_SCALAR)
			ci_add_property(p.scope, role, text_of(w, e->key),
				text_of(w,
					e->value && e->value->type == YAML_SCALAR ? e->value
										  : e->key),
				w->arena);
}

/* --- the walk -------------------------------------------------------------------------------
 */

static void read_call(struct walk *w, const struct spot *spot, const struct yaml_node *node)
{
	ci_add_property(
		spot->scope, CI_CALL, text_of(w, spot->key), text_of(w, spot->key), w->arena);
	read_inputs(w, node, &spot->scope->inputs);
}

/* What a row makes of a value. Returns false if nothing below is looked at. */
static bool take(
	struct walk *w, struct spot *spot, const struct yaml_node *node, enum ci_role role)
{
	switch (role) {
	case CI_NOTHING:
		return false;
	case CI_GROUP:
		return true;
	case CI_JOB_SCOPE:
	case CI_STEP_SCOPE:
		if (node->type == YAML_MAPPING)
			spot->scope = ci_add_scope(w->out, spot->scope,
				role == CI_JOB_SCOPE ? CI_JOB : CI_STEP, text_of(w, spot->key),
				w->arena);
		spot->scope->place =
			node->type == YAML_MAPPING ? node->raw : spot->scope->place;
		return true;
	case CI_VARIABLES:
		read_variables(w, node, &spot->scope->variables);
		return true;
	case CI_SECRETS_GIVEN:
		read_secret_names(w, node, &spot->scope->variables);
		return true;
	case CI_ARGUMENTS:
		read_variables(w, node, &spot->scope->arguments);
		return true;
	case CI_INPUTS:
		read_inputs(w, node, &spot->scope->inputs);
		return true;
	case CI_CALL_WITH_INPUTS:
		read_call(w, spot, node);
		return true;
	case CI_SCRIPT:
	case CI_SCRIPT_BEFORE:
	case CI_SCRIPT_AFTER:
	case CI_SCRIPT_POWERSHELL:
	case CI_SCRIPT_CMD:
	case CI_SCRIPT_OTHER:
		read_script(w, spot->scope, node, role);
		return true;
	case CI_WORDS:
	case CI_ENTRYPOINT:
		read_words(w, spot->scope, node, role == CI_ENTRYPOINT);
		return true;
	default:
		read_property(w, spot, node, role);
		return true;
	}
}

static void walk(
	struct walk *w, const struct yaml_node *node, struct ci_paths *paths, struct spot spot);

static void walk_entries(struct walk *w, const struct yaml_node *node,
	const struct ci_paths *paths, struct ci_scope *scope)
{
	struct yaml_entries entries;

	yaml_entries(w->view, node, &entries);
	VEC_EACH(const struct yaml_entry, e, &entries.items) {
		struct ci_paths below;

		if (e->key->type != YAML_SCALAR || !e->value)
			continue;
		ci_paths_key(paths, e->key->text, w->arena, &below);
		if (below.at.len)
			walk(w, e->value, &below, (struct spot){scope, e->key});
	}
}

static void walk_items(struct walk *w, const struct yaml_node *node,
	const struct ci_paths *paths, struct spot spot)
{
	struct ci_paths below;

	for (const struct yaml_node *item = node->first; item; item = item->next) {
		ci_paths_item(paths, w->arena, &below);
		if (below.at.len == 0)
			return;
		walk(w, item, &below, spot);
	}
}

static void walk(
	struct walk *w, const struct yaml_node *node, struct ci_paths *paths, struct spot spot)
{
	enum {
		WALK_DEPTH_MAX = 64
	};
	const struct ci_row *row;
	size_t at = 0;

	node = yaml_resolve(w->view, node);
	if (!node)
		return;
	if (w->depth >= WALK_DEPTH_MAX) {
		w->out->is_incomplete = true;
		return;
	}
	if (node->type != YAML_SEQUENCE)
		ci_paths_not_list(paths);
	while ((row = ci_paths_next_end(paths, &at)))
		if (!take(w, &spot, node, row->role))
			return;
	w->depth++;
	if (node->type == YAML_MAPPING)
		walk_entries(w, node, paths, spot.scope);
	else if (node->type == YAML_SEQUENCE)
		walk_items(w, node, paths, spot);
	w->depth--;
}

void ci_read_yaml(struct span text, struct arena *arena, struct ci_pipeline *out)
{
	struct yaml_tree *tree = ARENA_NEW(arena, struct yaml_tree);
	struct walk w = {.out = out, .arena = arena, .tree = tree};
	struct ci_paths paths;

	yaml_read(text, arena, tree);
	if (tree->problem)
		problem_add(&out->problems, arena, tree->problem_offset, tree->problem);
	w.view = yaml_view_new(tree, arena);
	VEC_EACH(struct yaml_node *, root, &tree->documents) {
		if (!ci_paths_start(out->system, arena, &paths))
			return;
		w.root = *root;
		walk(&w, *root, &paths, (struct spot){out->scopes.at[0], NULL});
	}
	if (yaml_view_gave_up(w.view)) {
		out->is_incomplete = true;
		problem_add(&out->problems, arena, 0, "more aliases than are followed");
	}
}
