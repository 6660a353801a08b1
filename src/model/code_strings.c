/* Strings: where they end, with others in their ${…}, and what they stand for. */
#include "base/utf8.h"
#include "model/code_internal.h"

enum {
	/* passes over the file that may be wasted on ${…} that turn out not to be closed */
	WASTED_PASSES = 4,
};

/* The longer of two quotes first. */
static const struct code_string_form groovy_forms[] = {
	{"'''", "'''", true, false, false, ESCAPES_C_AND_LINES},
	{"\"\"\"", "\"\"\"", true, true, false, ESCAPES_C_AND_LINES},
	{"'", "'", false, false, false, ESCAPES_C_AND_LINES},
	{"\"", "\"", false, true, false, ESCAPES_C_AND_LINES},
	{"$/", "/$", true, true, false, ESCAPES_DOLLAR_SLASHY},
	{"/", "/", true, true, true, ESCAPES_SLASHY},
	{0},
};

static const struct code_string_form hcl_forms[] = {
	{"\"", "\"", false, true, false, ESCAPES_TEMPLATE},
	{0},
};

static const struct code_string_form kotlin_forms[] = {
	{"\"\"\"", "\"\"\"", true, true, false, ESCAPES_NONE},
	{"\"", "\"", false, true, false, ESCAPES_C},
	{"'", "'", false, false, false, ESCAPES_C},
	{0},
};

static const struct code_string_form *const forms_of[] = {
	[CODE_GROOVY] = groovy_forms,
	[CODE_HCL] = hcl_forms,
	[CODE_KOTLIN] = kotlin_forms,
};

/* The form of the string that starts at a place; NULL if none does. */
static const struct code_string_form *form_at(
	const struct code_lexer *lx, size_t at, bool starts_expression)
{
	struct span rest = span_from(lx->text, at);

	for (const struct code_string_form *f = forms_of[lx->language]; f->quote; f++)
		if (span_starts(rest, f->quote) && (starts_expression || !f->is_slashy))
			return f;
	return NULL;
}

/* --- escapes ---------------------------------------------------------------------------- */

struct escape {
	size_t raw_len; /* 0: there is none */
	char bytes[4];
	size_t len;
};

static struct escape escape_of(size_t raw_len, const char *bytes, size_t len)
{
	struct escape e = {.raw_len = raw_len, .len = len};

	memcpy(e.bytes, bytes, len);
	return e;
}

/* \uHHHH or \UHHHHHHHH */
static struct escape unicode_escape(const struct code_lexer *lx, size_t at)
{
	size_t digits = code_byte(lx, at + 1) == 'u' ? 4 : 8;
	uint32_t code = 0;
	char bytes[4];
	size_t len;

	for (size_t i = 0; i < digits; i++) {
		int value = hex_value(code_byte(lx, at + 2 + i));

		if (value < 0)
			return (struct escape){0};
		code = code << 4 | (uint32_t)value;
	}
	len = utf8_encode(code, bytes);
	return len ? escape_of(digits + 2, bytes, len) : (struct escape){0};
}

static struct escape c_escape(const struct code_lexer *lx, size_t at, bool joins_lines)
{
	static const char letters[] = "btnfrs\"'\\$";
	static const char meanings[] = "\b\t\n\f\r \"'\\$";
	char c = code_byte(lx, at + 1);
	const char *letter = c ? strchr(letters, c) : NULL;

	if (code_byte(lx, at) != '\\')
		return (struct escape){0};
	if (letter)
		return escape_of(2, &meanings[letter - letters], 1);
	if (c == 'u' || c == 'U')
		return unicode_escape(lx, at);
	if (joins_lines && c == '\n')
		return escape_of(2, "", 0);
	if (joins_lines && c == '\r' && code_byte(lx, at + 2) == '\n')
		return escape_of(3, "", 0);
	return (struct escape){0};
}

/* $${ or %%{ */
static struct escape template_escape(const struct code_lexer *lx, size_t at)
{
	char c = code_byte(lx, at);
	char bytes[2] = {c, '{'};

	if ((c != '$' && c != '%') || code_byte(lx, at + 1) != c ||
		code_byte(lx, at + 2) != '{')
		return (struct escape){0};
	return escape_of(3, bytes, 2);
}

/* ${'$'}: the only way to a "$" in a raw string of Kotlin, and seen elsewhere. */
static struct escape quoted_dollar(const struct code_lexer *lx, size_t at)
{
	struct span rest = span_from(lx->text, at);

	if (lx->language != CODE_HCL &&
		(span_starts(rest, "${'$'}") || span_starts(rest, "${\"$\"}")))
		return escape_of(6, "$", 1);
	return (struct escape){0};
}

static struct escape escape_at(
	const struct code_lexer *lx, const struct code_string_form *form, size_t at)
{
	char c = code_byte(lx, at);
	struct escape e = {0};

	switch (form->escapes) {
	case ESCAPES_NONE:
		break;
	case ESCAPES_C:
	case ESCAPES_C_AND_LINES:
		e = c_escape(lx, at, form->escapes == ESCAPES_C_AND_LINES);
		break;
	case ESCAPES_SLASHY:
		if (c == '\\' && code_byte(lx, at + 1) == '/')
			e = escape_of(2, "/", 1);
		break;
	case ESCAPES_DOLLAR_SLASHY:
		if (c == '$' && (code_byte(lx, at + 1) == '$' || code_byte(lx, at + 1) == '/'))
			e = escape_of(2, lx->text.ptr + at + 1, 1);
		break;
	case ESCAPES_TEMPLATE:
		e = c == '\\' ? c_escape(lx, at, false) : template_escape(lx, at);
		break;
	}
	if (e.raw_len == 0 && form->expands && c == '$')
		e = quoted_dollar(lx, at);
	return e;
}

/* --- from the quote to its like --------------------------------------------------------- */

/* One way through a string. */
struct string_scan {
	struct code_lexer *lx;
	size_t at;
	bool follows;                /* looks for strings in ${…} */
	bool has_followed;           /* there was one */
	bool has_escapes;            /* of the outermost string */
	size_t copied;               /* with maker: up to there it was put into it */
	struct derived_maker *maker; /* NULL: only to find the end */
};

enum step {
	STEP_ON,
	STEP_CLOSED, /* the string, or braces in it */
	STEP_FAILED, /* the line ends in a string that can't span lines */
};

static bool is_closer(const struct string_scan *s, const struct code_string_form *form)
{
	size_t len = strlen(form->closer);

	if (!span_starts(span_from(s->lx->text, s->at), form->closer))
		return false;
	/* of more than three quotes the last three count */
	return len < 3 || code_byte(s->lx, s->at + len) != *form->closer;
}

static void take_escape(struct string_scan *s, const struct escape *e)
{
	struct span text = s->lx->text;

	if (s->lx->nested.len == 1) {
		s->has_escapes = true;
		if (s->maker) {
			derive_copy(s->maker, span_sub(text, s->copied, s->at));
			derive_as(s->maker, span_of(e->bytes, e->len),
				span_sub(text, s->at, s->at + e->raw_len));
			s->copied = s->at + e->raw_len;
		}
	}
	s->at += e->raw_len;
}

static bool starts_template(const struct string_scan *s, const struct code_string_form *form)
{
	char c = code_byte(s->lx, s->at);

	return s->follows && form->expands && code_byte(s->lx, s->at + 1) == '{' &&
		(c == '$' || (c == '%' && s->lx->language == CODE_HCL));
}

static enum step step_in_string(struct string_scan *s, const struct code_string_form *form)
{
	struct code_lexer *lx = s->lx;
	char c = code_byte(lx, s->at);
	struct escape e;

	if (is_closer(s, form)) {
		s->at += strlen(form->closer);
		return STEP_CLOSED;
	}
	if (c == '\n' && !form->spans_lines)
		return STEP_FAILED;
	if (c != '\\' && c != '$' && c != '%') {
		s->at++;
		return STEP_ON;
	}
	e = escape_at(lx, form, s->at);
	if (e.raw_len) {
		take_escape(s, &e);
	} else if (starts_template(s, form)) {
		s->has_followed = true;
		*vec_add(&lx->nested, lx->arena) = NULL;
		s->at += 2;
	} else {
		s->at++;
	}
	return STEP_ON;
}

/* In a ${…}, where lines don't count. */
static enum step step_in_braces(struct string_scan *s)
{
	struct code_lexer *lx = s->lx;
	const struct code_string_form *form = form_at(lx, s->at, false);
	char c = code_byte(lx, s->at);

	if (form) {
		*vec_add(&lx->nested, lx->arena) = form;
		s->at += strlen(form->quote);
		return STEP_ON;
	}
	s->at++;
	if (c == '{')
		*vec_add(&lx->nested, lx->arena) = NULL;
	return c == '}' ? STEP_CLOSED : STEP_ON;
}

/* Go to behind the quote that closes the string which starts at a place; false if none does. */
static bool scan_string(
	struct string_scan *s, const struct code_string_form *form, size_t start)
{
	struct code_lexer *lx = s->lx;

	lx->nested.len = 0;
	*vec_add(&lx->nested, lx->arena) = form;
	s->at = s->copied = start + strlen(form->quote);
	while (s->at < lx->text.len) {
		const struct code_string_form *top = lx->nested.at[lx->nested.len - 1];
		enum step step = top ? step_in_string(s, top) : step_in_braces(s);

		if (step == STEP_FAILED)
			return false;
		if (step == STEP_CLOSED && --lx->nested.len == 0)
			return true;
	}
	return false;
}

static bool is_exhausted(const struct code_lexer *lx)
{
	return lx->wasted > lx->text.len * WASTED_PASSES;
}

/* The same, and where a ${…} is in the way, without looking into it. */
static bool find_end(struct string_scan *s, const struct code_string_form *form)
{
	struct code_lexer *lx = s->lx;

	s->follows = !is_exhausted(lx);
	if (scan_string(s, form, lx->at))
		return true;
	if (s->has_followed) {
		lx->wasted += s->at - lx->at;
		s->follows = s->has_escapes = false;
		if (scan_string(s, form, lx->at))
			return true;
	}
	return false;
}

/* The rest of the string; then it is known what it stands for. */
static void end_decoding(struct string_scan *s, struct code_token *token)
{
	struct span rest = span_from(s->lx->text, s->copied);
	struct derived_text *derived = ARENA_NEW(s->lx->arena, struct derived_text);

	derive_copy(s->maker,
		span_sub(rest, 0, (size_t)(token->raw.ptr + token->raw.len - rest.ptr)));
	*derived = derive_end(s->maker, token->raw);
	token->derived = derived;
	token->text = derived->text;
}

bool code_take_string(struct code_lexer *lx, bool starts_expression, struct code_token *token)
{
	const struct code_string_form *form =
		form_at(lx, lx->at, starts_expression && !is_exhausted(lx));
	struct string_scan s = {.lx = lx};
	struct derived_maker maker;
	size_t content_end;

	if (!form)
		return false;
	if (find_end(&s, form)) {
		content_end = s.at - strlen(form->closer);
	} else if (form->is_slashy) {
		lx->wasted += s.at - lx->at;
		return false;
	} else {
		code_problem(lx, lx->at, "a string is not closed");
		content_end = s.at;
	}
	token->kind = CODE_STRING;
	token->expands = form->expands;
	token->raw = span_sub(lx->text, lx->at + strlen(form->quote), content_end);
	token->text = token->raw;
	if (s.has_escapes) {
		derive_begin(&maker, lx->arena);
		s.maker = &maker;
		scan_string(&s, form, lx->at);
		end_decoding(&s, token);
	}
	lx->at = s.at;
	return true;
}

/* --- here-documents --------------------------------------------------------------------- */

/* The body, up to the line that is the name. The lexer moves behind that. */
static struct span take_body(struct code_lexer *lx, size_t start, struct span name)
{
	for (size_t at = start; at < lx->text.len;) {
		size_t line_end = at + span_chr(span_from(lx->text, at), '\n');

		if (span_eq(span_trim(span_sub(lx->text, at, line_end)), name)) {
			lx->at = line_end;
			return span_sub(lx->text, start, at);
		}
		at = line_end + 1;
	}
	code_problem(lx, lx->at, "a here-document does not end");
	lx->at = lx->text.len;
	return span_from(lx->text, start);
}

/* There are no quotes in it that could hide something: one pass finds the escapes. */
static void decode_body(struct code_lexer *lx, struct code_token *token)
{
	struct derived_maker maker;
	struct string_scan s = {.lx = lx, .maker = &maker};
	size_t end;

	s.at = s.copied = (size_t)(token->raw.ptr - lx->text.ptr);
	end = s.at + token->raw.len;
	derive_begin(&maker, lx->arena);
	lx->nested.len = 1;
	while (s.at < end) {
		struct escape e = template_escape(lx, s.at);

		if (e.raw_len)
			take_escape(&s, &e);
		else
			s.at++;
	}
	if (s.has_escapes)
		end_decoding(&s, token);
}

bool code_take_heredoc(struct code_lexer *lx, struct code_token *token)
{
	size_t name = lx->at + 2 + (code_byte(lx, lx->at + 2) == '-');
	size_t end = name;
	size_t body;

	if (lx->language != CODE_HCL || !span_starts(span_from(lx->text, lx->at), "<<"))
		return false;
	while (is_alnum(code_byte(lx, end)) || code_byte(lx, end) == '_')
		end++;
	body = end;
	while (is_blank(code_byte(lx, body)) || code_byte(lx, body) == '\r')
		body++;
	if (end == name || code_byte(lx, body) != '\n')
		return false;
	token->kind = CODE_STRING;
	token->expands = true;
	token->raw = take_body(lx, body + 1, span_sub(lx->text, name, end));
	token->text = token->raw;
	decode_body(lx, token);
	return true;
}
