#include "ci/code_text.h"

/* --- tokens ------------------------------------------------------------------------------- */

bool ci_is_kind(const struct code *code, size_t at, enum code_token_kind kind)
{
	return at < code->tokens.len && code->tokens.at[at].kind == kind;
}

bool ci_is_name(const struct code *code, size_t at, const char *name)
{
	return ci_is_kind(code, at, CODE_NAME) && span_eq_str(code->tokens.at[at].raw, name);
}

bool ci_is_sign(const struct code *code, size_t at, const char *sign)
{
	return ci_is_kind(code, at, CODE_SIGN) && span_eq_str(code->tokens.at[at].raw, sign);
}

struct span ci_tokens_place(const struct code *code, size_t first, size_t last)
{
	struct span from;
	struct span to;

	if (first >= code->tokens.len)
		return span_from(code->text, code->text.len);
	if (last >= code->tokens.len)
		last = code->tokens.len - 1;
	from = code->tokens.at[first].raw;
	to = code->tokens.at[last > first ? last : first].raw;
	return span_of(from.ptr, (size_t)(to.ptr + to.len - from.ptr));
}

/* --- names of what is put in -------------------------------------------------------------- */

static bool starts_name(char c)
{
	return is_alpha(c) || c == '_' || (unsigned char)c >= 0x80;
}

static size_t name_length(struct span s)
{
	size_t len = 0;

	while (len < s.len && (starts_name(s.ptr[len]) || is_digit(s.ptr[len])))
		len++;
	return s.len && starts_name(*s.ptr) ? len : 0;
}

/* What only says where variables are kept. */
static bool is_keeper(struct span name)
{
	static const char *const keepers[] = {
		"env", "params", "this", "var", "System", "getenv"};

	for (size_t i = 0; i < sizeof(keepers) / sizeof(*keepers); i++)
		if (span_eq_str(name, keepers[i]))
			return true;
	return false;
}

/* A part of a path: ".name", "?.name", "['name']", or the first name. */
static bool take_part(struct span *rest, struct span *name)
{
	struct span s = *rest;
	size_t len;

	if (span_starts(s, "['") || span_starts(s, "[\"") || span_starts(s, "('") ||
		span_starts(s, "(\"")) {
		size_t close = span_chr(span_from(s, 2), s.ptr[1]);

		*name = span_sub(s, 2, 2 + close);
		*rest = span_from(s, close + 4);
		return name_length(*name) == name->len && name->len > 0;
	}
	s = span_from(s, span_starts(s, "?.") ? 2 : span_starts(s, "."));
	len = name_length(s);
	*name = span_sub(s, 0, len);
	if (len)
		*rest = span_from(s, len);
	return len > 0;
}

enum {
	PARTS_MAX = 6 /* of a path */
};

/*
 * The parts of a path that name something: "env.X", "X.trim()" and "env['X']" are X,
 * "config.token" both. Returns how many; 0 if it is no path, or something is done with it.
 */
static size_t split_path(struct span inside, struct span parts[PARTS_MAX])
{
	struct span rest = span_trim(inside);
	struct span name;
	size_t count = 0;
	bool is_first = true;

	while (count < PARTS_MAX && take_part(&rest, &name)) {
		bool is_call = span_starts(rest, "(") && !is_keeper(name);

		if (is_call && count > 0)
			return count;
		if (!is_keeper(name))
			parts[count++] = name;
		if (is_call)
			return count;
		is_first = false;
	}
	rest = span_trim(rest);
	/* "X ?: 'y'" is X, of "X ? 'y' : 'z'" nothing is left */
	return !is_first && (rest.len == 0 || span_starts(rest, "?:")) ? count : 0;
}

void ci_derive_reference(struct derived_maker *m, struct span name, struct span place)
{
	char *text = arena_alloc(m->arena, name.len + 6);

	memcpy(text, "${{", 3);
	if (name.len)
		memcpy(text + 3, name.ptr, name.len);
	memcpy(text + 3 + name.len, "}}", 2);
	derive_as(m, span_of(text, name.len + 5), place);
}

/* The same for what stands inside of "${…}". */
static void derive_inside(struct derived_maker *m, struct span inside, struct span place)
{
	struct span parts[PARTS_MAX];
	size_t count = split_path(inside, parts);
	size_t size = 1;
	size_t len = 0;
	char *name;

	if (count == 0) {
		ci_derive_reference(m, span_str("code_value"), place);
		return;
	}
	for (size_t i = 0; i < count; i++)
		size += parts[i].len + 1;
	name = arena_alloc(m->arena, size);
	for (size_t i = 0; i < count; i++) {
		if (i)
			name[len++] = '_';
		memcpy(name + len, parts[i].ptr, parts[i].len);
		len += parts[i].len;
	}
	ci_derive_reference(m, span_of(name, len), place);
}

void ci_derive_name(struct derived_maker *m, struct span name)
{
	derive_inside(m, name, name);
}

/* --- strings ------------------------------------------------------------------------------ */

/* The place behind the "}" that closes the "${" at the front; 0 if none does. */
static size_t behind_braces(struct span s)
{
	size_t depth = 0;

	for (size_t at = 1; at < s.len; at++) {
		char c = s.ptr[at];

		if (c == '"' || c == '\'') {
			size_t close = span_chr(span_from(s, at + 1), c);

			/* an apostrophe that stands alone */
			if (at + 1 + close < s.len)
				at += close + 1;
		} else if (c == '{') {
			depth++;
		} else if (c == '}' && --depth == 0) {
			return at + 1;
		}
	}
	return 0;
}

/* "$name", in Groovy with properties behind it; 0 if no name follows. */
static size_t behind_name(enum code_language language, struct span s)
{
	size_t len = 1 + name_length(span_from(s, 1));

	if (language == CODE_HCL || len == 1)
		return 0;
	while (language == CODE_GROOVY && len + 1 < s.len && s.ptr[len] == '.') {
		size_t more = name_length(span_from(s, len + 1));

		if (more == 0)
			break;
		len += more + 1;
	}
	return len;
}

/* The length of what the language puts in at the front of s; *inside: without its signs. */
static size_t reference_length(enum code_language language, struct span s, struct span *inside)
{
	size_t len = span_starts(s, "${") ? behind_braces(s) : behind_name(language, s);

	if (len == 0)
		return 0;
	*inside = span_sub(s, 1, len);
	if (span_starts(*inside, "{"))
		*inside = span_sub(*inside, 1, inside->len - 1);
	return len;
}

/* A "$" that was escaped is more than a byte in the file. */
static bool is_escaped(const struct code_token *string, size_t at)
{
	return code_place(string, span_sub(string->text, at, at + 1)).len != 1;
}

void ci_derive_string(
	struct derived_maker *m, enum code_language language, const struct code_token *string)
{
	struct derived_text plain = derived_from(string->raw);
	const struct derived_text *text = string->derived ? string->derived : &plain;
	struct span s = string->text;
	bool gave_up = false;
	size_t copied = 0;
	size_t at = 0;

	while (string->expands && (at += span_chr(span_from(s, at), '$')) < s.len) {
		bool in_braces = span_starts(span_from(s, at), "${");
		struct span inside;
		size_t len = 0;

		if (!is_escaped(string, at) && !(in_braces && gave_up)) {
			len = reference_length(language, span_from(s, at), &inside);
			/* to look for the end of more of them would take too long */
			gave_up |= in_braces && len == 0;
		}
		if (len == 0) {
			at++;
			continue;
		}
		derive_part(m, text, span_sub(s, copied, at));
		derive_inside(m, inside, code_place(string, span_sub(s, at, at + len)));
		at += len;
		copied = at;
	}
	derive_part(m, text, span_from(s, copied));
}

/* --- texts -------------------------------------------------------------------------------- */

static struct span place_in_derived(
	const struct ci_text *text, struct span part, struct arena *arena)
{
	(void)arena;
	return derived_place(text->from, part);
}

struct ci_text ci_derived_text(const struct derived_text *derived, struct arena *arena)
{
	struct derived_text *kept = ARENA_NEW(arena, struct derived_text);

	*kept = *derived;
	/* a text that is there but empty is not the same as none */
	if (!kept->text.ptr)
		kept->text = span_of("", 0);
	return (struct ci_text){.text = kept->text,
		.raw = kept->source,
		.place = place_in_derived,
		.from = kept};
}

struct ci_text ci_string_text(
	enum code_language language, const struct code_token *string, struct arena *arena)
{
	struct derived_maker m;
	struct derived_text derived;

	derive_begin(&m, arena);
	ci_derive_string(&m, language, string);
	derived = derive_end(&m, string->raw);
	return ci_derived_text(&derived, arena);
}

void ci_read_code(struct ci_pipeline *pipeline, enum code_language language, struct span text,
	struct code *code, struct arena *arena)
{
	code_read(language, text, arena, code);
	pipeline->problems = code->problems;
	pipeline->is_incomplete |= code->truncated;
	VEC_EACH(const struct code_token, token, &code->tokens)
		if (token->derived)
			*vec_add(&pipeline->escaped, arena) =
				ci_string_text(language, token, arena);
}

/* --- expressions -------------------------------------------------------------------------- */

/* Behind ".trim()" and the like. */
static size_t behind_methods(const struct code *code, size_t at)
{
	while ((ci_is_sign(code, at, ".") || ci_is_sign(code, at, "?.")) &&
		ci_is_kind(code, at + 1, CODE_NAME)) {
		at += 2;
		if (ci_is_sign(code, at, "("))
			at = code->tokens.at[at].match + 1;
	}
	return at;
}

/* A name with properties, subscripts and calls; the index behind it. */
static size_t behind_path(const struct code *code, size_t at)
{
	at++;
	for (;;) {
		size_t next = behind_methods(code, at);

		if (ci_is_sign(code, next, "(") ||
			(ci_is_sign(code, next, "[") && !code->tokens.at[next].starts_line))
			next = code->tokens.at[next].match + 1;
		if (next == at)
			return at < code->tokens.len ? at : code->tokens.len;
		at = next;
	}
}

/* One operand, added to the text; returns the index behind it, or at if there is none. */
static size_t take_operand(struct derived_maker *m, enum code_language language,
	const struct code *code, size_t at)
{
	struct span place;
	size_t end;

	if (ci_is_kind(code, at, CODE_STRING)) {
		ci_derive_string(m, language, &code->tokens.at[at]);
		return behind_methods(code, at + 1);
	}
	if (ci_is_kind(code, at, CODE_NUMBER)) {
		derive_copy(m, code->tokens.at[at].raw);
		return at + 1;
	}
	if (!ci_is_kind(code, at, CODE_NAME))
		return at;
	end = behind_path(code, at);
	place = ci_tokens_place(code, at, end - 1);
	if (ci_is_name(code, at, "true") || ci_is_name(code, at, "false"))
		derive_copy(m, place);
	else
		derive_inside(m, place, place);
	return end;
}

bool ci_take_expression(enum code_language language, const struct code *code, size_t *at,
	struct arena *arena, struct ci_text *out)
{
	struct derived_maker m;
	struct derived_text derived;
	size_t end = *at;
	size_t next;

	derive_begin(&m, arena);
	while ((next = take_operand(&m, language, code, end)) > end) {
		end = next;
		if (!ci_is_sign(code, end, "+"))
			break;
		end++;
	}
	if (end == *at)
		return false;
	derived = derive_end(&m, ci_tokens_place(code, *at, end - 1));
	*out = ci_derived_text(&derived, arena);
	*at = end;
	return true;
}
