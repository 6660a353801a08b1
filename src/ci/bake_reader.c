/* docker-bake.hcl: a target is a job that builds an image. */
#include "ci/code_text.h"
#include "tokens/secret_name.h"

struct bake_walk {
	struct ci_pipeline *out;
	struct arena *arena;
	struct code code;
};

/* An attribute, or an entry of a map: its key, and the tokens of its value. */
struct attribute {
	size_t key;
	size_t value;
	size_t end;
};

/* --- values ------------------------------------------------------------------------------- */

/* "item.version"; returns its last token. */
static size_t derive_path(const struct bake_walk *w, struct derived_maker *m, size_t at)
{
	size_t last = at;

	while (ci_is_sign(&w->code, last + 1, ".") && ci_is_kind(&w->code, last + 2, CODE_NAME))
		last += 2;
	ci_derive_name(m, ci_tokens_place(&w->code, at, last));
	return last;
}

/* What an expression may be of: names but those of functions, and strings behind a "?". */
static void derive_tokens(
	const struct bake_walk *w, struct derived_maker *m, size_t from, size_t end)
{
	const struct code *code = &w->code;

	for (size_t i = from; i < end; i++)
		if (ci_is_sign(code, i, "?"))
			from = i + 1;
	for (size_t i = from; i < end; i++) {
		const struct code_token *token = &code->tokens.at[i];

		if (token->kind == CODE_STRING)
			ci_derive_string(m, CODE_HCL, token);
		else if (token->kind == CODE_NUMBER || ci_is_name(code, i, "true") ||
			ci_is_name(code, i, "false"))
			derive_copy(m, token->raw);
		else if (token->kind == CODE_NAME && !ci_is_sign(code, i + 1, "(") &&
			!ci_is_name(code, i, "null"))
			i = derive_path(w, m, i);
	}
}

/* The text of a value; of "null" none. */
static struct ci_text value_text(const struct bake_walk *w, size_t from, size_t end)
{
	struct span place = ci_tokens_place(&w->code, from, end - 1);
	struct derived_maker m;
	struct derived_text derived;

	if (from >= end || (end == from + 1 && ci_is_name(&w->code, from, "null")))
		return (struct ci_text){.raw = place};
	if (end == from + 1 && ci_is_kind(&w->code, from, CODE_STRING))
		return ci_string_text(CODE_HCL, &w->code.tokens.at[from], w->arena);
	derive_begin(&m, w->arena);
	derive_tokens(w, &m, from, end);
	derived = derive_end(&m, place);
	return ci_derived_text(&derived, w->arena);
}

static struct ci_text key_text(const struct bake_walk *w, size_t key)
{
	const struct code_token *token = &w->code.tokens.at[key];

	return token->kind == CODE_STRING ? ci_string_text(CODE_HCL, token, w->arena)
					  : ci_plain_text(token->raw);
}

/* The index behind a value: where a line starts, or at a comma, but for those in brackets. */
static size_t behind_value(const struct bake_walk *w, size_t from, size_t end)
{
	size_t i = from;

	while (i < end && !ci_is_sign(&w->code, i, ",") &&
		(i == from || !w->code.tokens.at[i].starts_line)) {
		size_t match = w->code.tokens.at[i].match;

		i = (match > i ? match : i) + 1;
	}
	return i < end ? i : end;
}

/* Take the next attribute of a block or map; false at its end. */
static bool next_attribute(
	const struct bake_walk *w, size_t *at, size_t end, struct attribute *out)
{
	const struct code *code = &w->code;

	for (; *at < end; ++*at) {
		bool is_key =
			ci_is_kind(code, *at, CODE_NAME) || ci_is_kind(code, *at, CODE_STRING);

		if (!is_key)
			continue;
		out->key = *at;
		out->value = *at + 1;
		if (ci_is_sign(code, out->value, "=") || ci_is_sign(code, out->value, ":"))
			out->value++;
		else if (!ci_is_sign(code, out->value, "{"))
			continue;
		out->end = behind_value(w, out->value, end);
		*at = out->end;
		return true;
	}
	return false;
}

/* --- lists -------------------------------------------------------------------------------- */

/* { type = "registry", ref = "x" }, as "type=registry,ref=x" */
static struct ci_text object_text(const struct bake_walk *w, size_t open)
{
	size_t end = w->code.tokens.at[open].match;
	size_t at = open + 1;
	struct derived_maker m;
	struct derived_text derived;
	struct attribute a;

	derive_begin(&m, w->arena);
	while (next_attribute(w, &at, end, &a)) {
		struct span key = w->code.tokens.at[a.key].raw;

		if (a.key > open + 1)
			derive_as(&m, span_str(","), span_sub(key, 0, 0));
		derive_copy(&m, key);
		derive_as(&m, span_str("="), span_from(key, key.len));
		derive_tokens(w, &m, a.value, a.end);
	}
	derived = derive_end(&m, ci_tokens_place(&w->code, open, end));
	return ci_derived_text(&derived, w->arena);
}

/* "src" of "type=file,id=npm,src=.npmrc" */
static struct ci_text source_of(const struct ci_text *item, struct arena *arena)
{
	struct span rest = item->text;
	struct ci_text source = *item;
	struct span field;

	source.text = span_of(NULL, 0);
	while (span_split(&rest, ',', &field))
		if (span_starts(field, "src=") || span_starts(field, "source=")) {
			source.text = span_from(field, span_chr(field, '=') + 1);
			source.raw = ci_place(item, source.text, arena);
		}
	return source;
}

static void add_item(const struct bake_walk *w, struct ci_scope *scope, enum ci_role role,
	struct ci_text key, size_t from, size_t end)
{
	struct ci_text item = ci_is_sign(&w->code, from, "{") ? object_text(w, from)
							      : value_text(w, from, end);

	if (role == CI_SECRET_FILE)
		item = source_of(&item, w->arena);
	if (item.text.ptr)
		ci_add_property(scope, role, key, item, w->arena);
}

/* A value, or each item of a list. */
static void add_items(const struct bake_walk *w, struct ci_scope *scope, enum ci_role role,
	const struct attribute *a)
{
	struct ci_text key = key_text(w, a->key);
	size_t end;

	if (!ci_is_sign(&w->code, a->value, "[")) {
		add_item(w, scope, role, key, a->value, a->end);
		return;
	}
	end = w->code.tokens.at[a->value].match;
	for (size_t at = a->value + 1; at < end;) {
		size_t next = behind_value(w, at, end);

		if (next > at)
			add_item(w, scope, role, key, at, next);
		/* items stand on lines of their own or have commas between them */
		at = next > at ? next : at + 1;
	}
}

/* --- blocks ------------------------------------------------------------------------------- */

static void add_arguments(
	const struct bake_walk *w, struct ci_scope *scope, const struct attribute *a)
{
	struct attribute entry;
	size_t at = a->value + 1;

	if (!ci_is_sign(&w->code, a->value, "{"))
		return;
	while (next_attribute(w, &at, w->code.tokens.at[a->value].match, &entry)) {
		struct ci_text value = value_text(w, entry.value, entry.end);

		if (value.text.ptr)
			*vec_add(&scope->arguments.items, w->arena) = (struct ci_variable){
				.name = key_text(w, entry.key), .value = value};
	}
}

static const struct {
	const char *name;
	enum ci_role role;
} attributes[] = {
	{"context", CI_CONTEXT},
	{"dockerfile", CI_DOCKERFILE},
	{"target", CI_TARGET},
	{"cache-to", CI_CACHE_TO},
	{"cache-from", CI_CACHE_FROM},
	{"output", CI_OUTPUT},
	{"attest", CI_ATTEST},
	{"tags", CI_TAG},
	{"secret", CI_SECRET_FILE},
	{"inherits", CI_INHERITS},
};

static void read_target(const struct bake_walk *w, size_t name, size_t open)
{
	size_t end = w->code.tokens.at[open].match;
	size_t at = open + 1;
	struct attribute a;
	struct ci_scope *scope =
		ci_add_scope(w->out, w->out->scopes.at[0], CI_JOB, key_text(w, name), w->arena);

	scope->place = ci_tokens_place(&w->code, name - 1, end);
	while (next_attribute(w, &at, end, &a)) {
		if (ci_is_name(&w->code, a.key, "args"))
			add_arguments(w, scope, &a);
		for (size_t i = 0; i < sizeof(attributes) / sizeof(*attributes); i++)
			if (ci_is_name(&w->code, a.key, attributes[i].name))
				add_items(w, scope, attributes[i].role, &a);
	}
}

/*
 * A variable takes its value from the environment first. So one that is named like a secret is
 * one, and its default is something else.
 */
static void read_variable(const struct bake_walk *w, size_t name, size_t open)
{
	struct ci_scope *pipeline = w->out->scopes.at[0];
	struct ci_variable variable = {.name = key_text(w, name)};
	size_t at = open + 1;
	struct attribute a;

	variable.value.raw = w->code.tokens.at[name].raw;
	while (next_attribute(w, &at, w->code.tokens.at[open].match, &a)) {
		struct ci_text value = value_text(w, a.value, a.end);

		if (!ci_is_name(&w->code, a.key, "default") || value.text.len == 0 ||
			w->code.tokens.at[a.value].match > a.value)
			continue;
		if (is_secret_name(variable.name.text))
			ci_add_property(
				pipeline, CI_DEFAULT_VALUE, variable.name, value, w->arena);
		else
			variable.value = value;
	}
	*vec_add(&pipeline->variables.items, w->arena) = variable;
}

/* --- what targets have of others ---------------------------------------------------------- */

enum {
	COMPARISONS_MAX = 5000000, /* of names, for that */
	INHERITED_DEEP = 8,
};

static struct ci_scope *find_target(const struct bake_walk *w, struct span name)
{
	/* the pipeline itself comes first */
	for (size_t i = 1; i < w->out->scopes.len; i++)
		if (span_eq(w->out->scopes.at[i]->name.text, name))
			return w->out->scopes.at[i];
	return NULL;
}

static bool has_argument(const struct ci_scope *scope, struct span name)
{
	VEC_EACH(const struct ci_variable, v, &scope->arguments.items)
		if (span_eq(v->name.text, name))
			return true;
	return false;
}

/* What the target doesn't say itself it has of the other one. */
static void take_over(
	const struct bake_walk *w, struct ci_scope *to, const struct ci_scope *from)
{
	size_t own = to->properties.len;

	VEC_EACH(const struct ci_property, p, &from->properties) {
		bool is_own = p->role == CI_INHERITS;

		for (size_t i = 0; i < own; i++)
			is_own |= to->properties.at[i].role == p->role;
		if (!is_own)
			ci_add_property(to, p->role, p->key, p->value, w->arena);
	}
	VEC_EACH(const struct ci_variable, v, &from->arguments.items)
		if (!has_argument(to, v->name.text))
			*vec_add(&to->arguments.items, w->arena) = *v;
}

/* Take as many comparisons off the budget; false if there are not so many. */
static bool spend(size_t *budget, size_t comparisons)
{
	if (comparisons > *budget) {
		*budget = 0;
		return false;
	}
	*budget -= comparisons;
	return true;
}

static size_t size_of(const struct ci_scope *scope)
{
	return scope->properties.len + scope->arguments.items.len + 1;
}

/* Follow the targets that "from" inherits of. */
static void inherit(const struct bake_walk *w, struct ci_scope *to, const struct ci_scope *from,
	unsigned depth, size_t *budget)
{
	for (size_t i = 0; i < from->properties.len && depth < INHERITED_DEEP; i++) {
		const struct ci_property *p = &from->properties.at[i];
		const struct ci_scope *other;

		if (p->role == CI_INHERITS && depth + 1 == INHERITED_DEEP)
			*budget = 0; /* or in a circle, which bake refuses */
		if (p->role != CI_INHERITS || !spend(budget, w->out->scopes.len))
			continue;
		other = find_target(w, p->value.text);
		if (!other || other == to || !spend(budget, size_of(to) * size_of(other)))
			continue;
		take_over(w, to, other);
		inherit(w, to, other, depth + 1, budget);
	}
}

void ci_read_bake(struct span text, struct arena *arena, struct ci_pipeline *out)
{
	struct bake_walk w = {.out = out, .arena = arena};
	const struct code *code = &w.code;
	size_t budget = COMPARISONS_MAX;

	ci_read_code(out, CODE_HCL, text, &w.code, arena);
	for (size_t i = 0; i < code->tokens.len; i++) {
		bool has_block =
			ci_is_kind(code, i + 1, CODE_STRING) && ci_is_sign(code, i + 2, "{");

		if (has_block && ci_is_name(code, i, "target"))
			read_target(&w, i + 1, i + 2);
		else if (has_block && ci_is_name(code, i, "variable"))
			read_variable(&w, i + 1, i + 2);
		if (code->tokens.at[i].match > i)
			i = code->tokens.at[i].match;
	}
	VEC_EACH(struct ci_scope *, scope, &out->scopes)
		inherit(&w, *scope, *scope, 0, &budget);
	out->is_incomplete |= budget == 0;
}
