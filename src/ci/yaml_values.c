#include "ci/yaml_values.h"

#include <stdlib.h>

#include "model/yaml_place.h"

enum {
	TEXT_MAX = 1048576, /* bytes of texts in all, and as many times the file's */
	TEXT_TIMES_MAX = 4,
	LISTS_DEEP = 10,    /* in each other */
	LOOKED_MAX = 500000 /* see ci_yaml.looked */
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

struct ci_text ci_yaml_text(struct ci_yaml *y, const struct yaml_node *node)
{
	struct ci_text text = {.raw = node ? node->raw : span_of("", 0)};
	struct yaml_origin *from;

	if (!node || node->type != YAML_SCALAR)
		return text;
	y->taken += node->text.len;
	if (y->taken > TEXT_MAX + TEXT_TIMES_MAX * y->out->text.len) {
		y->out->is_incomplete = true;
		text.text = span_of("", 0);
		return text;
	}
	text.text = node->text.ptr ? node->text : span_of("", 0);
	if (node->text.ptr == node->raw.ptr)
		return text;
	from = ARENA_NEW(y->arena, struct yaml_origin);
	*from = (struct yaml_origin){y->tree, node};
	text.place = place_in_scalar;
	text.from = from;
	return text;
}

/* --- lists ----------------------------------------------------------------------------------
 */

/* The keys at the top of a document. */
struct ci_jobs {
	const struct yaml_node *root;
	VEC(const struct yaml_node *) keys; /* sorted; of equal ones the last one comes last */
};

static int compare_keys(const void *a, const void *b)
{
	const struct yaml_node *left = *(const struct yaml_node *const *)a;
	const struct yaml_node *right = *(const struct yaml_node *const *)b;
	int order = span_cmp(left->text, right->text);

	if (order != 0)
		return order;
	return (left->raw.ptr > right->raw.ptr) - (left->raw.ptr < right->raw.ptr);
}

static struct ci_jobs *jobs_of(struct ci_yaml *y)
{
	struct ci_jobs *jobs = y->jobs;

	if (jobs && jobs->root == y->root)
		return jobs;
	jobs = y->jobs = ARENA_NEW(y->arena, struct ci_jobs);
	jobs->root = y->root;
	if (y->root->type == YAML_MAPPING)
		for (const struct yaml_node *k = y->root->first; k && k->next;
			k = k->next->next)
			if (k->type == YAML_SCALAR)
				*vec_add(&jobs->keys, y->arena) = k;
	if (jobs->keys.len)
		qsort(jobs->keys.at, jobs->keys.len, sizeof(*jobs->keys.at), compare_keys);
	return jobs;
}

static const struct yaml_node *job_value(struct ci_yaml *y, struct span name)
{
	const struct ci_jobs *jobs = jobs_of(y);
	size_t low = 0;
	size_t high = jobs->keys.len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (span_cmp(jobs->keys.at[middle]->text, name) <= 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low && span_eq(jobs->keys.at[low - 1]->text, name)
		? yaml_resolve(y->view, jobs->keys.at[low - 1]->next)
		: NULL;
}

/* Count what is below a node, once more. False: it was too much in all. */
static bool look_at(struct ci_yaml *y, const struct yaml_node *node)
{
	if (y->looked > LOOKED_MAX) {
		y->out->is_incomplete = true;
		return false;
	}
	y->looked++;
	for (const struct yaml_node *child = node->first; child; child = child->next)
		y->looked++;
	return true;
}

static const struct yaml_node *value_of(
	struct ci_yaml *y, const struct yaml_node *mapping, struct span key)
{
	if (!look_at(y, mapping))
		return NULL;
	return yaml_lookup(y->view, mapping, arena_printf(y->arena, "%.*s", SPAN_ARG(key)));
}

/* !reference [job, key]: the value of another job. */
static const struct yaml_node *referenced(struct ci_yaml *y, const struct yaml_node *node)
{
	const struct yaml_node *k = node->first;
	const struct yaml_node *at = k && k->type == YAML_SCALAR ? job_value(y, k->text) : NULL;

	while (at && (k = k->next))
		at = k->type == YAML_SCALAR ? value_of(y, at, k->text) : NULL;
	return at && look_at(y, at) ? at : NULL;
}

static void each_scalar(struct ci_yaml *y, const struct yaml_node *node, unsigned depth,
	ci_scalar_user *use, void *payload)
{
	node = node ? yaml_resolve(y->view, node) : NULL;
	if (node && node->type == YAML_SEQUENCE && span_eq_str(node->tag, "!reference"))
		node = referenced(y, node);
	if (!node || depth > LISTS_DEEP)
		return;
	if (node->type == YAML_SCALAR)
		use(y, payload, node);
	if (node->type == YAML_SEQUENCE)
		for (const struct yaml_node *item = node->first; item; item = item->next)
			each_scalar(y, item, depth + 1, use, payload);
}

void ci_each_scalar(
	struct ci_yaml *y, const struct yaml_node *node, ci_scalar_user *use, void *payload)
{
	each_scalar(y, node, 0, use, payload);
}

/* --- variables ------------------------------------------------------------------------------
 */

static void add_variable(struct ci_yaml *y, struct ci_variables *out, struct ci_text name,
	struct ci_text value, bool is_secret)
{
	*vec_add(&out->items, y->arena) =
		(struct ci_variable){.name = name, .value = value, .is_secret = is_secret};
}

/* {from_secret: x}, {secure: x}, {valueFrom: {secretKeyRef: …}}, {vault: x} */
static bool names_secret(struct ci_yaml *y, const struct yaml_node *mapping)
{
	static const char *const secrets[] = {
		"from_secret", "secure", "valueFrom", "secret", "vault", "secretKeyRef"};

	for (size_t i = 0; i < sizeof(secrets) / sizeof(*secrets); i++)
		if (yaml_lookup(y->view, mapping, secrets[i]))
			return true;
	return false;
}

/* One of those, or {value: x} */
static void add_described(struct ci_yaml *y, struct ci_variables *out, struct ci_text name,
	const struct yaml_node *mapping)
{
	const struct yaml_node *value = yaml_lookup(y->view, mapping, "value");

	if (value && value->type == YAML_SCALAR)
		add_variable(y, out, name, ci_yaml_text(y, value), false);
	else if (names_secret(y, mapping))
		add_variable(y, out, name, (struct ci_text){.raw = name.raw}, true);
}

static void read_variables(struct ci_yaml *y, const struct yaml_node *node, unsigned depth,
	struct ci_variables *out);

/* Several of one name: parallel:matrix of GitLab, lists as inputs. */
struct values {
	struct ci_variables *out;
	struct ci_text name;
};

static void add_value(struct ci_yaml *y, void *payload, const struct yaml_node *scalar)
{
	struct values *values = payload;

	add_variable(y, values->out, values->name, ci_yaml_text(y, scalar), false);
}

/*
 * "- group: x" and "- template: x" of Azure are no variables, and neither are the groups of
 * Travis.
 */
static bool is_other_item(
	struct ci_yaml *y, const struct yaml_node *mapping, const struct yaml_node *key)
{
	if (y->out->system == KIND_TRAVIS)
		return span_eq_str(key->text, "global") || span_eq_str(key->text, "jobs") ||
			span_eq_str(key->text, "matrix");
	return y->out->system == KIND_AZURE_PIPELINES && mapping->first == key &&
		(span_eq_str(key->text, "group") || span_eq_str(key->text, "template"));
}

/* "NAME:" of compose takes its value from the environment. */
static bool is_from_environment(const struct ci_yaml *y, const struct yaml_node *value)
{
	return y->out->system == KIND_COMPOSE && value->type == YAML_SCALAR &&
		value->style == YAML_PLAIN &&
		(value->text.len == 0 || span_eq_str(value->text, "~") ||
			span_eq_nocase(value->text, "null"));
}

static void add_entries(struct ci_yaml *y, const struct yaml_node *mapping, unsigned depth,
	struct ci_variables *out)
{
	struct yaml_entries entries;

	yaml_entries(y->view, mapping, &entries);
	VEC_EACH(const struct yaml_entry, e, &entries.items) {
		struct values values = {.out = out};

		if (e->key->type != YAML_SCALAR || !e->value)
			continue;
		/* "${{ if … }}:" of Azure: what stands below is variables as well */
		if (span_starts(e->key->text, "${{"))
			read_variables(y, e->value, depth + 1, out);
		if (span_starts(e->key->text, "${{") || is_other_item(y, mapping, e->key))
			continue;
		values.name = ci_yaml_text(y, e->key);
		if (is_from_environment(y, e->value))
			add_variable(y, out, values.name,
				(struct ci_text){.raw = values.name.raw}, false);
		else if (e->value->type == YAML_MAPPING)
			add_described(y, out, values.name, e->value);
		else if (e->value->type == YAML_SCALAR || y->out->system == KIND_GITLAB_CI)
			ci_each_scalar(y, e->value, add_value, &values);
	}
}

/* Up to the first blank that is not in quotes. */
static size_t word_length(struct span text)
{
	char quote = '\0';
	size_t len = 0;

	for (; len < text.len && (quote || !is_space(text.ptr[len])); len++) {
		char c = text.ptr[len];

		if (quote && c == quote)
			quote = '\0';
		else if (!quote && (c == '"' || c == '\''))
			quote = c;
	}
	return len;
}

/* One or more "A=b" of one string; quotes belong to the value as in a shell. */
static void add_words(struct ci_yaml *y, void *payload, const struct yaml_node *scalar)
{
	struct ci_variables *out = payload;
	struct ci_text whole = ci_yaml_text(y, scalar);
	struct span rest = whole.text;

	while ((rest = span_trim(rest)).len) {
		struct span word = span_sub(rest, 0, word_length(rest));
		size_t equals = span_chr(word, '=');

		if (equals < word.len)
			add_variable(y, out,
				ci_part(&whole, span_sub(word, 0, equals), y->arena),
				ci_part(&whole, span_from(word, equals + 1), y->arena), false);
		rest = span_from(rest, word.len);
	}
}

/* "A=b c" of a list is one variable; a bare "A" takes its value from the environment. */
static void add_item(struct ci_yaml *y, void *payload, const struct yaml_node *scalar)
{
	struct ci_variables *out = payload;
	struct ci_text whole = ci_yaml_text(y, scalar);
	size_t equals = span_chr(whole.text, '=');
	struct ci_text name = ci_part(&whole, span_sub(whole.text, 0, equals), y->arena);

	if (equals < whole.text.len)
		add_variable(y, out, name,
			ci_part(&whole, span_from(whole.text, equals + 1), y->arena), false);
	else
		add_variable(y, out, name, (struct ci_text){.raw = whole.raw}, false);
}

/* {name: A, value: b} of a list, as Azure and Kubernetes write it. */
static bool add_named(
	struct ci_yaml *y, const struct yaml_node *mapping, struct ci_variables *out)
{
	const struct yaml_node *name = yaml_lookup(y->view, mapping, "name");

	if (!name || name->type != YAML_SCALAR)
		return false;
	add_described(y, out, ci_yaml_text(y, name), mapping);
	return true;
}

/* "secure: …" alone, of Travis, holds the name of the variable as well. */
static bool is_sealed(struct ci_yaml *y, const struct yaml_node *mapping)
{
	return y->out->system == KIND_TRAVIS && yaml_lookup(y->view, mapping, "secure");
}

static void read_variables(struct ci_yaml *y, const struct yaml_node *node, unsigned depth,
	struct ci_variables *out)
{
	ci_scalar_user *add = y->out->system == KIND_TRAVIS ? add_words : add_item;

	if (depth > LISTS_DEEP)
		return;
	if (node->type == YAML_SCALAR)
		add(y, out, node);
	if (node->type == YAML_MAPPING && !is_sealed(y, node))
		add_entries(y, node, depth, out);
	if (node->type != YAML_SEQUENCE)
		return;
	for (const struct yaml_node *i = node->first; i; i = i->next) {
		const struct yaml_node *item = yaml_resolve(y->view, i);

		if (!item || item->type != YAML_MAPPING)
			ci_each_scalar(y, item, add, out);
		else if (!is_sealed(y, item) && !add_named(y, item, out))
			add_entries(y, item, depth, out);
	}
}

void ci_yaml_variables(
	struct ci_yaml *y, const struct yaml_node *node, struct ci_variables *out)
{
	read_variables(y, node, 0, out);
}

static void add_secret_name(struct ci_yaml *y, void *payload, const struct yaml_node *scalar)
{
	struct ci_variables *out = payload;

	add_variable(
		y, out, ci_yaml_text(y, scalar), (struct ci_text){.raw = scalar->raw}, true);
}

/* {source: a, target: B} of a list is B. */
void ci_yaml_secret_names(
	struct ci_yaml *y, const struct yaml_node *node, struct ci_variables *out)
{
	struct yaml_entries entries;

	if (node->type == YAML_MAPPING) {
		yaml_entries(y->view, node, &entries);
		VEC_EACH(const struct yaml_entry, e, &entries.items)
			if (e->key->type == YAML_SCALAR)
				add_secret_name(y, out, e->key);
		return;
	}
	ci_each_scalar(y, node, add_secret_name, out);
	if (node->type != YAML_SEQUENCE)
		return;
	for (const struct yaml_node *i = node->first; i; i = i->next) {
		const struct yaml_node *target = yaml_lookup(y->view, i, "target");

		if (target && target->type == YAML_SCALAR)
			add_secret_name(y, out, target);
	}
}

/* --- inputs ---------------------------------------------------------------------------------
 */

/* {A: b} below an input such as build_args: as if it were "A=b". */
static void add_pairs(
	struct ci_yaml *y, const struct values *input, const struct yaml_node *mapping)
{
	struct yaml_entries entries;

	if (names_secret(y, mapping)) {
		add_described(y, input->out, input->name, mapping);
		return;
	}
	yaml_entries(y->view, mapping, &entries);
	VEC_EACH(const struct yaml_entry, e, &entries.items) {
		struct ci_text pair = {0};

		if (e->key->type != YAML_SCALAR || !e->value)
			continue;
		if (e->value->type == YAML_SCALAR) {
			pair.raw = e->value->raw;
			pair.text = span_str(arena_printf(y->arena, "%.*s=%.*s",
				SPAN_ARG(e->key->text), SPAN_ARG(e->value->text)));
			add_variable(y, input->out, input->name, pair, false);
		} else if (e->value->type == YAML_MAPPING && names_secret(y, e->value)) {
			/* the name of the pair takes the place of its value */
			add_variable(y, input->out, input->name, ci_yaml_text(y, e->key), true);
		}
	}
}

/* Where "[{A: {from_secret: x}}]" is a list of build arguments, and not of steps. */
static bool has_nested_secrets(enum file_kind system)
{
	return system == KIND_DRONE || system == KIND_WOODPECKER;
}

static void add_input(struct ci_yaml *y, struct values *input, const struct yaml_node *value)
{
	if (value->type == YAML_MAPPING) {
		add_pairs(y, input, value);
		return;
	}
	ci_each_scalar(y, value, add_value, input);
	if (value->type != YAML_SEQUENCE || !has_nested_secrets(y->out->system))
		return;
	for (const struct yaml_node *i = value->first; i; i = i->next) {
		const struct yaml_node *item = yaml_resolve(y->view, i);

		if (item && item->type == YAML_MAPPING)
			add_pairs(y, input, item);
	}
}

static void add_named_input(
	struct ci_yaml *y, const struct yaml_node *item, struct ci_variables *out)
{
	const struct yaml_node *name = yaml_lookup(y->view, item, "name");
	const struct yaml_node *value = yaml_lookup(y->view, item, "value");
	struct values input = {.out = out};

	if (!name || name->type != YAML_SCALAR || !value)
		return;
	input.name = ci_yaml_text(y, name);
	add_input(y, &input, value);
}

void ci_yaml_inputs(struct ci_yaml *y, const struct yaml_node *node, struct ci_variables *out)
{
	struct yaml_entries entries;

	if (node->type == YAML_SEQUENCE)
		for (const struct yaml_node *item = node->first; item; item = item->next)
			add_named_input(y, item, out);
	if (node->type != YAML_MAPPING)
		return;
	yaml_entries(y->view, node, &entries);
	VEC_EACH(const struct yaml_entry, e, &entries.items) {
		struct values input = {.out = out};

		if (e->key->type != YAML_SCALAR || !e->value)
			continue;
		input.name = ci_yaml_text(y, e->key);
		add_input(y, &input, e->value);
	}
}
