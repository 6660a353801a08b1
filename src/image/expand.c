/*
 * Words of instructions as the builder expands them (moby/buildkit, frontend/dockerfile/shell):
 * quotes and escapes go, ${NAME} and its forms are replaced. What has no value before the build
 * stays as "${NAME}".
 */
#include "image/edit.h"

enum {
	NESTING_OF_DEFAULTS = 16 /* ${a:-${b:-${c}}} */
};

struct expansion {
	struct builder *b;
	const struct variables *vars;
	struct value_builder out;
	struct span rest;
	bool is_body; /* of a here-document: quotes are text */
	unsigned depth;
};

static char first(const struct expansion *e)
{
	return e->rest.len ? e->rest.ptr[0] : '\0';
}

static void skip(struct expansion *e, size_t count)
{
	e->rest = span_from(e->rest, count);
}

/* Take the next count bytes as they are. */
static void take_text(struct expansion *e, size_t count)
{
	struct span text = span_sub(e->rest, 0, count);
	struct file_range range = range_of(e->b, e->b->at, text);

	value_add_text(&e->out, text, range.from, range.to);
	mark_tokens(e->b, &e->out, text.len, range);
	skip(e, count);
}

static size_t name_length(struct span s)
{
	size_t len = 0;

	if (s.len && is_digit(s.ptr[0])) { /* a positional parameter, which has no value */
		while (len < s.len && is_digit(s.ptr[len]))
			len++;
		return len;
	}
	while (len < s.len && (is_alnum(s.ptr[len]) || s.ptr[len] == '_'))
		len++;
	if (len == 0 && s.len && memchr("@*#?-$!", s.ptr[0], 7))
		return 1;
	return len;
}

static bool is_special(struct span name)
{
	return name.len > 0 && !is_alpha(name.ptr[0]) && name.ptr[0] != '_';
}

static void add_variable(struct expansion *e, struct span name)
{
	const struct variable *v = variables_look_up(e->vars, name);

	if (is_special(name))
		return;
	/* "ENV A=$A$A", again and again, would double it each time */
	if (v && builder_pay(e->b, v->value.text.len / 8 + 1))
		value_add(&e->out, &v->value);
	else
		value_add_unknown(&e->out, name, NO_SOURCE);
}

/* The length of what stands before the '}' that ends this expansion. */
static size_t closing_brace(struct span s)
{
	size_t depth = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.ptr[i] == '\\') {
			i++;
		} else if (s.ptr[i] == '$' && i + 1 < s.len && s.ptr[i + 1] == '{') {
			depth++;
			i++;
		} else if (s.ptr[i] == '}') {
			if (depth-- == 0)
				return i;
		}
	}
	return s.len;
}

static void expand_rest(struct expansion *e);

static struct value expand_inner(struct expansion *e, struct span word)
{
	struct expansion inner = {
		.b = e->b, .vars = e->vars, .rest = word, .depth = e->depth + 1};

	value_begin(&inner.out, e->b->arena);
	e->b->out->is_incomplete |= inner.depth > NESTING_OF_DEFAULTS;
	if (inner.depth <= NESTING_OF_DEFAULTS && builder_pay(e->b, word.len))
		expand_rest(&inner);
	return value_end(&inner.out);
}

/* ${NAME/what/with}: a plain text is replaced, once or everywhere. */
static void replace(struct expansion *e, const struct value *value, struct span rest)
{
	bool everywhere = span_starts(rest, "/");
	struct span what;
	struct value with;
	size_t at = 0;

	rest = span_from(rest, everywhere);
	what = span_sub(rest, 0, span_chr(rest, '/'));
	with = expand_inner(e, span_from(rest, what.len + 1));
	while (what.len && at + what.len <= value->text.len && builder_pay(e->b, 64)) {
		const char *found =
			memmem(value->text.ptr + at, value->text.len - at, what.ptr, what.len);
		struct value part;

		if (!found)
			break;
		part = value_sub(value, at, (size_t)(found - value->text.ptr), e->b->arena);
		value_add(&e->out, &part);
		value_add(&e->out, &with);
		at = (size_t)(found - value->text.ptr) + what.len;
		if (!everywhere)
			break;
	}
	with = value_sub(value, at, value->text.len, e->b->arena);
	value_add(&e->out, &with);
}

/* ${NAME:-word}: where NAME is passed or not, what the word holds stands there all the same. */
static struct value default_value(
	struct expansion *e, struct span name, struct span word, const struct variable *v)
{
	struct value value;
	struct value_builder out;

	if (v && !value_is_unknown(v->value.text))
		return v->value;
	value = expand_inner(e, word);
	value_begin(&out, e->b->arena);
	value_add(&out, &value);
	mark_named_literal(e->b, name, &out);
	return v ? v->value : value_end(&out);
}

/* What stands behind the name in ${NAME…}. */
static void apply(struct expansion *e, struct span name, struct span rest)
{
	const struct variable *v = variables_look_up(e->vars, name);
	bool colon = span_starts(rest, ":");
	char op = rest.len > colon ? rest.ptr[colon] : '\0';
	struct span word = span_from(rest, colon + 1U);
	/* with a colon an empty value counts as none */
	bool is_set = v && (!colon || v->value.text.len);
	struct value value;

	switch (op) {
	case '-':
		value = default_value(e, name, word, is_set ? v : NULL);
		break;
	case '+':
		value = is_set ? expand_inner(e, word) : value_of(span_of("", 0));
		break;
	case '#':
	case '%': {
		bool longest = word.len && word.ptr[0] == op;

		value = v ? v->value : value_of(span_of("", 0));
		value = edit_strip(e->b, &value, span_from(word, longest), op, longest);
		break;
	}
	case '/':
		if (v)
			replace(e, &v->value, word);
		return;
	default: /* "?" and errors */
		add_variable(e, name);
		return;
	}
	value_add(&e->out, &value);
}

static void take_braced(struct expansion *e)
{
	struct span inner = span_from(e->rest, 2);
	size_t end = closing_brace(inner);
	struct span name;

	if (end == inner.len) { /* not closed: text */
		take_text(e, 2);
		return;
	}
	inner = span_sub(inner, 0, end);
	name = span_sub(inner, 0, name_length(inner));
	skip(e, end + 3);
	if (name.len == inner.len)
		add_variable(e, name);
	else
		apply(e, name, span_from(inner, name.len));
}

static void take_dollar(struct expansion *e)
{
	size_t len;

	if (e->rest.len > 1 && e->rest.ptr[1] == '{') {
		take_braced(e);
		return;
	}
	len = name_length(span_from(e->rest, 1));
	if (len == 0) {
		take_text(e, 1);
		return;
	}
	add_variable(e, span_sub(e->rest, 1, 1 + len));
	skip(e, 1 + len);
}

static void take_single_quoted(struct expansion *e)
{
	struct span inner = span_from(e->rest, 1);
	size_t len = span_chr(inner, '\'');

	skip(e, 1);
	take_text(e, len);
	skip(e, 1);
}

/* Bytes that mean nothing, as many as there are. */
static size_t plain_length(const struct expansion *e, const char *meaning, char escape)
{
	size_t len = 0;

	while (len < e->rest.len && e->rest.ptr[len] != escape &&
		!strchr(meaning, e->rest.ptr[len]))
		len++;
	return len;
}

static void take_escaped(struct expansion *e, const char *only)
{
	char next = e->rest.len > 1 ? e->rest.ptr[1] : '\0';

	/* in double quotes the escape stays before what it has no meaning for */
	if (e->rest.len < 2 || (only && next != e->b->file->escape && !strchr(only, next))) {
		take_text(e, 1);
		return;
	}
	skip(e, 1);
	take_text(e, 1);
}

static void take_double_quoted(struct expansion *e)
{
	skip(e, 1);
	while (e->rest.len && first(e) != '"') {
		size_t plain = plain_length(e, "\"$", e->b->file->escape);

		if (plain)
			take_text(e, plain);
		else if (first(e) == '$')
			take_dollar(e);
		else
			take_escaped(e, "\"$");
	}
	skip(e, 1);
}

static void expand_rest(struct expansion *e)
{
	const char *meaning = e->is_body ? "$" : "$'\"";

	while (e->rest.len) {
		size_t plain = plain_length(e, meaning, e->b->file->escape);

		if (plain)
			take_text(e, plain);
		else if (first(e) == '$')
			take_dollar(e);
		else if (first(e) == '\'')
			take_single_quoted(e);
		else if (first(e) == '"')
			take_double_quoted(e);
		else
			take_escaped(e, e->is_body ? "$" : NULL);
	}
}

static struct value expand(
	struct builder *b, const struct variables *vars, struct span text, bool is_body)
{
	struct expansion e = {.b = b, .vars = vars, .rest = text, .is_body = is_body};

	value_begin(&e.out, b->arena);
	if (builder_pay(b, text.len / 8 + 1))
		expand_rest(&e);
	if (e.out.value.is_cut)
		b->out->is_incomplete = true;
	return value_end(&e.out);
}

struct value expand_word(struct builder *b, const struct variables *vars, struct span word)
{
	return expand(b, vars, word, false);
}

struct value expand_body(struct builder *b, const struct variables *vars, struct span body)
{
	return expand(b, vars, body, true);
}
