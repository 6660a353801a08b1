#include "ci/pipeline.h"

struct span ci_place(const struct ci_text *text, struct span part, struct arena *arena)
{
	const char *end = text->text.ptr + text->text.len;

	if (!part.ptr || part.ptr < text->text.ptr || part.ptr + part.len > end)
		return text->raw;
	if (text->place)
		return text->place(text, part, arena);
	/* a text that was made up stands nowhere itself */
	return part.ptr >= text->raw.ptr && part.ptr + part.len <= text->raw.ptr + text->raw.len
		? part
		: text->raw;
}

struct ci_text ci_part(const struct ci_text *whole, struct span part, struct arena *arena)
{
	struct ci_text text = *whole;

	text.text = part;
	text.raw = ci_place(whole, part, arena);
	return text;
}

struct ci_text ci_plain_text(struct span raw)
{
	return (struct ci_text){.text = raw, .raw = raw};
}

const struct ci_property *ci_property(const struct ci_scope *scope, enum ci_role role)
{
	for (size_t i = scope->properties.len; i-- > 0;)
		if (scope->properties.at[i].role == role)
			return &scope->properties.at[i];
	return NULL;
}

const struct ci_property *ci_inherited(const struct ci_scope *scope, enum ci_role role)
{
	for (; scope; scope = scope->parent) {
		const struct ci_property *property = ci_property(scope, role);

		if (property)
			return property;
	}
	return NULL;
}

static char folded(char c)
{
	return c == '_' ? '-' : to_lower(c);
}

static bool is_same_name(struct span name, const char *other)
{
	size_t i = 0;

	for (; i < name.len && other[i]; i++)
		if (folded(name.ptr[i]) != folded(other[i]))
			return false;
	return i == name.len && !other[i];
}

const struct ci_variable *ci_input(const struct ci_scope *scope, const char *name)
{
	for (size_t i = scope->inputs.items.len; i-- > 0;)
		if (is_same_name(scope->inputs.items.at[i].name.text, name))
			return &scope->inputs.items.at[i];
	return NULL;
}

static void each_value(const struct ci_variables *variables, ci_text_user *use, void *payload)
{
	VEC_EACH(const struct ci_variable, v, &variables->items)
		if (v->value.text.ptr)
			use(payload, &v->value);
}

void ci_each_text(const struct ci_scope *scope, ci_text_user *use, void *payload)
{
	each_value(&scope->variables, use, payload);
	each_value(&scope->inputs, use, payload);
	each_value(&scope->arguments, use, payload);
	VEC_EACH(struct ci_script *const, script, &scope->scripts)
		VEC_EACH(const struct ci_text, text, &(*script)->texts)
			use(payload, text);
	VEC_EACH(const struct ci_property, p, &scope->properties)
		if (p->value.text.ptr)
			use(payload, &p->value);
}

const struct ci_scope *ci_job_of(const struct ci_scope *scope)
{
	while (scope->level == CI_STEP && scope->parent)
		scope = scope->parent;
	return scope;
}

const struct ci_scope *ci_scope_of(const struct command *command)
{
	const struct ci_script *script = command->origin;

	return script->scope;
}

bool ci_is_true(struct span text)
{
	static const char *const words[] = {"true", "yes", "on", "1"};

	return SPAN_IN_NOCASE(span_trim(text), words);
}

bool ci_is_false(struct span text)
{
	static const char *const words[] = {"false", "no", "off", "0"};

	return SPAN_IN_NOCASE(span_trim(text), words);
}

/* One of the labels of a runner does. */
static bool names_windows(const struct ci_scope *scope)
{
	VEC_EACH(const struct ci_property, p, &scope->properties) {
		struct span label = p->value.text;

		if (p->role == CI_RUNNER && span_find_nocase(label, "win") < label.len &&
			span_find_nocase(label, "darwin") == label.len)
			return true;
	}
	return false;
}

bool ci_is_windows(const struct ci_scope *scope)
{
	while (scope && !ci_property(scope, CI_RUNNER))
		scope = scope->parent;
	return scope && names_windows(scope);
}

bool ci_calls(const struct ci_scope *scope, const char *name)
{
	const struct ci_property *call = ci_property(scope, CI_CALL);
	struct span text;

	if (!call)
		return false;
	text = call->value.text;
	text = span_sub(text, 0, span_chr(text, '@'));
	text = span_sub(text, 0, span_chr(text, ':'));
	return span_eq_nocase(text, name);
}

struct ci_scope *ci_add_scope(struct ci_pipeline *pipeline, struct ci_scope *parent,
	enum ci_level level, struct ci_text name, struct arena *arena)
{
	struct ci_scope *scope = ARENA_NEW(arena, struct ci_scope);

	scope->index = pipeline->scopes.len;
	scope->level = level;
	scope->parent = parent;
	scope->number = pipeline->scopes.len;
	scope->name = name;
	scope->place = name.raw;
	*vec_add(&pipeline->scopes, arena) = scope;
	return scope;
}

void ci_add_property(struct ci_scope *scope, enum ci_role role, struct ci_text key,
	struct ci_text value, struct arena *arena)
{
	*vec_add(&scope->properties, arena) = (struct ci_property){role, key, value};
}

struct ci_script *ci_add_script(
	struct ci_scope *scope, enum ci_phase phase, enum ci_shell shell, struct arena *arena)
{
	struct ci_script *script = ARENA_NEW(arena, struct ci_script);

	script->scope = scope;
	script->phase = phase;
	script->shell = shell;
	*vec_add(&scope->scripts, arena) = script;
	return script;
}
