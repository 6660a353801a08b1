/* Words: quotes, escapes, literal text. What "$" and "`" begin is in shell_expansion.c. */
#include "text/shell_internal.h"

struct shell_part *shell_add_part(
	struct shell_reader *r, struct shell_word *word, enum shell_part_kind kind)
{
	struct shell_part *part = shell_add(r, &word->parts);

	part->kind = kind;
	return part;
}

static void add_text(struct shell_reader *r, struct shell_word *word, struct span raw,
	struct span text, bool quoted)
{
	struct shell_part *part = shell_add_part(r, word, SHELL_TEXT);

	part->raw = raw;
	part->text = text;
	part->quoted = quoted;
}

/* "<(" or ">(" */
static bool is_process(const struct shell_reader *r, size_t at)
{
	char c = shell_byte(r, at);

	return (c == '<' || c == '>') && shell_byte(r, at + 1) == '(';
}

bool shell_starts_word(const struct shell_reader *r)
{
	return !shell_is_delimiter(r, r->at) || is_process(r, r->at);
}

/* --- literal text ----------------------------------------------------------------------- */

/* Does an unquoted word end at a place? Patterns such as @(a|b) and (a|b) of =~ are inside. */
static bool word_ends(const struct shell_reader *r, struct shell_context *in, size_t at)
{
	char c = r->text.ptr[at];

	if (in->parens) {
		if (c == '(')
			in->parens++;
		else if (c == ')')
			in->parens--;
		return false;
	}
	if (c == '(' &&
		(in->inside == INSIDE_REGEX ||
			(at > r->at && memchr("?*+@!", r->text.ptr[at - 1], 5)))) {
		in->parens++;
		return false;
	}
	if (in->inside == INSIDE_REGEX && (c == '|' || c == '<' || c == '>'))
		return false;
	return shell_is_delimiter(r, at);
}

/* Does text end at a byte because of what the context is? */
static bool context_ends(const struct shell_reader *r, struct shell_context *in, size_t at)
{
	char c = r->text.ptr[at];

	switch (in->inside) {
	case INSIDE_WORD:
	case INSIDE_REGEX:
		return c == '\'' || c == '"' || word_ends(r, in, at);
	case INSIDE_BRACES:
		return c == '\'' || c == '"' || c == '}';
	case INSIDE_QUOTES:
		return c == '"';
	case INSIDE_QUOTED_BRACES:
		return c == '"' || c == '}';
	case INSIDE_TEXT:
		break;
	}
	return false;
}

/* Is the "$" there a dollar sign and no more? */
static bool is_plain_dollar(
	const struct shell_reader *r, const struct shell_context *in, size_t at)
{
	char next = shell_byte(r, shell_past_joins(r, at + 1));

	if (!shell_in_quotes(in) && (next == '"' || next == '\''))
		return false;
	return !shell_starts_expansion(r, at);
}

/* The end of the literal text at the reader's place, and whether it holds escapes. */
static size_t literal_end(
	const struct shell_reader *r, struct shell_context *in, bool *has_escapes)
{
	size_t at = r->at;

	while (at < r->text.len) {
		size_t join = shell_join(r->text, at);
		char c = r->text.ptr[at];

		if (join) {
			*has_escapes = true;
			at += join;
		} else if (c == '\\') {
			if (!shell_in_quotes(in))
				return at;
			*has_escapes = true;
			at += at + 1 < r->text.len ? 2 : 1;
		} else if (c == '`' || (c == '$' && !is_plain_dollar(r, in, at)) ||
			context_ends(r, in, at)) {
			return at;
		} else {
			at++;
		}
	}
	return at;
}

/* False if no literal text stands at the reader's place. */
static bool read_literal(
	struct shell_reader *r, struct shell_context *in, struct shell_word *word)
{
	size_t start = r->at;
	bool has_escapes = in->strips_tabs;
	bool starts_line = start == 0 || r->text.ptr[start - 1] == '\n';
	struct span raw;
	struct span text;

	r->at = literal_end(r, in, &has_escapes);
	raw = text = shell_since(r, start);
	if (raw.len == 0)
		return false;
	if (has_escapes)
		text = shell_unescape(r, raw, in, starts_line);
	if (text.len)
		add_text(r, word, raw, text, shell_in_quotes(in));
	return true;
}

/* --- quotes ----------------------------------------------------------------------------- */

/* A backslash and a byte, not in quotes. */
static void read_escape(struct shell_reader *r, struct shell_word *word)
{
	size_t start = r->at;
	struct span raw;

	r->at += start + 1 < r->text.len ? 2 : 1;
	raw = shell_since(r, start);
	word->is_quoted = true;
	add_text(r, word, raw, span_from(raw, raw.len - 1), true);
}

static void read_single_quotes(struct shell_reader *r, struct shell_word *word)
{
	size_t start = r->at + 1;
	struct span raw = span_from(r->text, start);

	raw.len = span_chr(raw, '\'');
	r->at = start + raw.len;
	if (shell_at_end(r))
		shell_complain(r, "a single quote is not closed", start - 1, start);
	else
		r->at++;
	word->is_quoted = true;
	if (raw.len)
		add_text(r, word, raw, raw, true);
}

static void read_double_quotes(struct shell_reader *r, struct shell_word *word)
{
	struct shell_context in = {.inside = INSIDE_QUOTES};
	size_t start = r->at++;

	word->is_quoted = true;
	shell_read_parts(r, &in, word);
	if (shell_at_end(r))
		shell_complain(r, "a double quote is not closed", start, start + 1);
	else
		r->at++;
}

/* $'…' */
static void read_ansi_quotes(struct shell_reader *r, struct shell_word *word)
{
	size_t quote = shell_past_joins(r, r->at + 1);
	size_t end = quote + 1;
	struct span raw;

	while (end < r->text.len && r->text.ptr[end] != '\'')
		end += r->text.ptr[end] == '\\' ? 2 : 1;
	raw = span_sub(r->text, quote + 1, end);
	r->at = end + 1;
	if (end >= r->text.len) {
		shell_complain(r, "a single quote is not closed", quote, quote + 1);
		r->at = r->text.len;
	}
	word->is_quoted = true;
	if (raw.len)
		add_text(r, word, raw, shell_unescape_ansi(r, raw), true);
}

/* --- parts ------------------------------------------------------------------------------ */

static void read_dollar(
	struct shell_reader *r, const struct shell_context *in, struct shell_word *word)
{
	size_t next = shell_past_joins(r, r->at + 1);

	if (shell_starts_expansion(r, r->at)) {
		shell_read_expansion(r, in, word);
	} else if (shell_byte(r, next) == '\'') {
		read_ansi_quotes(r, word);
	} else {
		/* $"…": translated, which nobody does */
		r->at = next;
		read_double_quotes(r, word);
	}
}

/* "NAME=" or "NAME+=", and no more. */
static bool is_assignment_start(const struct shell_word *word)
{
	struct span text;
	size_t at = 0;

	if (word->parts.len != 1 || word->is_quoted || word->parts.at->kind != SHELL_TEXT)
		return false;
	text = word->parts.at->text;
	if (is_digit(*text.ptr))
		return false;
	while (at < text.len && (is_alnum(text.ptr[at]) || text.ptr[at] == '_'))
		at++;
	return at > 0 &&
		(span_eq_str(span_from(text, at), "=") ||
			span_eq_str(span_from(text, at), "+="));
}

/* One part; false where the context ends. */
static bool read_part(struct shell_reader *r, struct shell_context *in, struct shell_word *word)
{
	if (read_literal(r, in, word))
		return true;
	switch (shell_byte(r, r->at)) {
	case '$':
		read_dollar(r, in, word);
		return true;
	case '`':
		shell_read_backquotes(r, in, word);
		return true;
	case '\\':
		read_escape(r, word);
		return true;
	case '\'':
		read_single_quotes(r, word);
		return true;
	case '"':
		if (in->inside == INSIDE_QUOTES)
			return false;
		read_double_quotes(r, word);
		return true;
	case '<':
	case '>':
		if (!is_process(r, r->at))
			return false;
		shell_read_process(r, word);
		return true;
	case '(':
		if (in->inside != INSIDE_WORD || !is_assignment_start(word))
			return false;
		shell_read_array(r, word);
		return true;
	default:
		return false;
	}
}

void shell_read_parts(struct shell_reader *r, struct shell_context *in, struct shell_word *word)
{
	while (!shell_at_end(r) && read_part(r, in, word))
		;
}

void shell_read_word(struct shell_reader *r, enum shell_inside inside, struct shell_word *word)
{
	struct shell_context in = {.inside = inside};
	size_t start = r->at;

	shell_read_parts(r, &in, word);
	word->raw = shell_since(r, start);
	if (in.parens)
		shell_complain(r, "a bracket is not closed", start, r->at);
}

/* --- arrays ----------------------------------------------------------------------------- */

/* Blanks, comments and lines between the words of an array. */
static void skip_array_blanks(struct shell_reader *r)
{
	for (;;) {
		size_t end;

		shell_skip_blanks(r);
		end = shell_at_end(r) ? 0 : shell_line_end(r->text, r->at);
		if (end == 0)
			return;
		r->at += end;
	}
}

void shell_read_array(struct shell_reader *r, struct shell_word *word)
{
	size_t open = r->at++;
	bool is_first = true;

	for (;;) {
		struct shell_context in = {.inside = INSIDE_WORD};
		size_t blanks = r->at;

		skip_array_blanks(r);
		if (!shell_starts_word(r))
			break;
		if (!is_first)
			add_text(r, word, shell_since(r, blanks), span_of(" ", 1), false);
		is_first = false;
		shell_read_parts(r, &in, word);
	}
	if (!shell_take(r, ")"))
		shell_complain(r, "an array is not closed", open, open + 1);
}

/* --- texts ------------------------------------------------------------------------------ */

void shell_read_quoted_text(
	struct shell_reader *r, struct span text, bool strips_tabs, struct shell_word *word)
{
	struct shell_context in = {.inside = INSIDE_TEXT, .strips_tabs = strips_tabs};
	struct shell_nested outer = shell_enter(r);

	r->text = text;
	r->at = 0;
	shell_read_parts(r, &in, word);
	shell_leave_text(r, &outer);
	word->raw = text;
}
