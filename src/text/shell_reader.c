/* How the shell reader moves: bytes, blanks, operators, reserved words, complaints, limits. */
#include "text/shell_internal.h"

enum {
	LONGEST_WORD = 8,       /* of the reserved ones */
	SUBSCRIPT_LENGTH = 256, /* looked ahead for "]" */
};

/* --- limits and complaints -------------------------------------------------------------- */

void shell_complain(struct shell_reader *r, const char *what, size_t from, size_t to)
{
	if (!r->script || r->script->complaint)
		return;
	r->script->complaint = what;
	r->script->complaint_at =
		r->copied_from.len ? r->copied_from : span_sub(r->text, from, to);
}

static void note_limit(struct shell_reader *r)
{
	if (r->script)
		r->script->is_cut = true;
}

void shell_count_node(struct shell_reader *r)
{
	if (++r->nodes < SHELL_NODES_MAX)
		return;
	shell_complain(r, "the script has too many commands and words", r->at, r->at + 1);
	r->stopped = true;
	note_limit(r);
}

bool shell_descend(struct shell_reader *r)
{
	if (r->depth >= SHELL_DEPTH_MAX) {
		shell_complain(r, "commands are nested too deeply", r->at, r->at + 1);
		note_limit(r);
		return false;
	}
	r->depth++;
	return true;
}

void shell_ascend(struct shell_reader *r)
{
	r->depth--;
}

/* --- nested lists and texts ------------------------------------------------------------- */

struct shell_nested shell_enter(struct shell_reader *r)
{
	struct shell_nested outer = {
		.text = r->text,
		.at = r->at,
		.copied_from = r->copied_from,
		.pending_from = r->pending_from,
		.awaited = r->awaited,
		.in_parens = r->in_parens,
	};

	r->pending_from = r->pending.len;
	r->awaited = 0;
	r->in_parens = false;
	return outer;
}

void shell_leave(struct shell_reader *r, const struct shell_nested *outer)
{
	r->pending_from = outer->pending_from;
	r->awaited = outer->awaited;
	r->in_parens = outer->in_parens;
}

void shell_leave_text(struct shell_reader *r, const struct shell_nested *outer)
{
	shell_read_heredocs(r);
	shell_leave(r, outer);
	r->text = outer->text;
	r->at = outer->at;
	r->copied_from = outer->copied_from;
}

/* --- ends of lines and joins ------------------------------------------------------------ */

size_t shell_line_end(struct span text, size_t at)
{
	if (at < text.len && text.ptr[at] == '\n')
		return 1;
	if (at + 1 < text.len && text.ptr[at] == '\r' && text.ptr[at + 1] == '\n')
		return 2;
	return 0;
}

size_t shell_join(struct span text, size_t at)
{
	size_t end;

	if (at >= text.len || text.ptr[at] != '\\')
		return 0;
	end = shell_line_end(text, at + 1);
	return end ? end + 1 : 0;
}

size_t shell_past_joins(const struct shell_reader *r, size_t at)
{
	size_t join;

	while ((join = shell_join(r->text, at)) > 0)
		at += join;
	return at;
}

struct span shell_without_joins(struct shell_reader *r, struct span text)
{
	char *out;
	size_t len = 0;

	if (span_chr(text, '\\') == text.len)
		return text;
	out = arena_alloc(r->arena, text.len + 1);
	for (size_t at = 0; at < text.len;) {
		size_t join = shell_join(text, at);

		if (join)
			at += join;
		else
			out[len++] = text.ptr[at++];
	}
	return span_of(out, len);
}

/* --- operators, names, brackets --------------------------------------------------------- */

size_t shell_looking_at(const struct shell_reader *r, const char *sign)
{
	size_t at = r->at;

	for (; *sign; sign++) {
		at = shell_past_joins(r, at);
		if (shell_byte(r, at) != *sign)
			return 0;
		at++;
	}
	return at;
}

bool shell_take(struct shell_reader *r, const char *sign)
{
	size_t end = shell_looking_at(r, sign);

	if (end)
		r->at = end;
	return end > 0;
}

bool shell_is_delimiter(const struct shell_reader *r, size_t at)
{
	if (r->stopped || at >= r->text.len)
		return true;
	switch (r->text.ptr[at]) {
	case ' ':
	case '\t':
	case ';':
	case '&':
	case '|':
	case '<':
	case '>':
	case '(':
	case ')':
		return true;
	default:
		return shell_line_end(r->text, at) > 0;
	}
}

size_t shell_name_end(const struct shell_reader *r, size_t at)
{
	char first = shell_byte(r, shell_past_joins(r, at));
	size_t end = at;

	if (!is_alpha(first) && first != '_')
		return at;
	for (;;) {
		char c;

		at = shell_past_joins(r, at);
		c = shell_byte(r, at);
		if (!is_alnum(c) && c != '_')
			return end;
		end = ++at;
	}
}

/* The place behind what is protected at a place: "…", '…' or \x; the place if nothing is. */
static size_t past_quoted(struct span text, size_t at)
{
	char quote = text.ptr[at];

	if (quote == '\\')
		return at + 2;
	if (quote != '"' && quote != '\'')
		return at;
	for (at++; at < text.len && text.ptr[at] != quote; at++)
		if (text.ptr[at] == '\\' && quote == '"')
			at++;
	return at + 1;
}

size_t shell_subscript_end(const struct shell_reader *r, size_t at)
{
	struct span text = span_sub(r->text, 0, at + SUBSCRIPT_LENGTH);
	unsigned depth = 0;

	if (shell_byte(r, at) != '[')
		return 0;
	while (at < text.len && text.ptr[at] != '\n') {
		size_t past = past_quoted(text, at);

		if (past > at) {
			at = past;
			continue;
		}
		if (text.ptr[at] == '[')
			depth++;
		else if (text.ptr[at] == ']' && --depth == 0)
			return at + 1;
		at++;
	}
	return 0;
}

size_t shell_arithmetic_end(const struct shell_reader *r, size_t at)
{
	struct span text = r->text;
	size_t depth = 0;

	while (at < text.len) {
		size_t past = past_quoted(text, at);

		if (past > at) {
			at = past;
			continue;
		}
		if (text.ptr[at] == '(')
			depth++;
		else if (text.ptr[at] == ')' && --depth == 1)
			return at + 1 < text.len && text.ptr[at + 1] == ')' ? at + 2 : 0;
		at++;
	}
	return 0;
}

void shell_skip_nested(struct shell_reader *r, char open, char close)
{
	size_t depth = 0;
	size_t at = r->at;

	while (at < r->text.len) {
		size_t past = past_quoted(r->text, at);

		if (past > at) {
			at = past;
			continue;
		}
		if (r->text.ptr[at] == open)
			depth++;
		else if (r->text.ptr[at] == close && --depth == 0)
			break;
		at++;
	}
	r->at = at < r->text.len ? at + 1 : r->text.len;
}

/* --- blanks ----------------------------------------------------------------------------- */

static void skip_comment(struct shell_reader *r)
{
	size_t len = span_chr(span_from(r->text, r->at), '\n');

	r->at += len;
	/* the CR belongs to the end of the line */
	if (r->at < r->text.len && r->text.ptr[r->at - 1] == '\r')
		r->at--;
}

void shell_skip_blanks(struct shell_reader *r)
{
	while (!shell_at_end(r)) {
		size_t join = shell_join(r->text, r->at);

		if (join)
			r->at += join;
		else if (is_blank(r->text.ptr[r->at]))
			r->at++;
		else
			break;
	}
	if (!shell_at_end(r) && r->text.ptr[r->at] == '#')
		skip_comment(r);
}

void shell_skip_lines(struct shell_reader *r)
{
	for (;;) {
		size_t end;

		shell_skip_blanks(r);
		end = shell_at_end(r) ? 0 : shell_line_end(r->text, r->at);
		if (end == 0)
			return;
		r->at += end;
		shell_read_heredocs(r);
	}
}

/* --- reserved words --------------------------------------------------------------------- */

static enum shell_token reserved_word(struct span word)
{
	static const struct {
		const char *word;
		enum shell_token token;
	} reserved[] = {
		{"if", TOKEN_IF},
		{"then", TOKEN_THEN},
		{"elif", TOKEN_ELIF},
		{"else", TOKEN_ELSE},
		{"fi", TOKEN_FI},
		{"for", TOKEN_FOR},
		{"select", TOKEN_FOR},
		{"while", TOKEN_WHILE},
		{"until", TOKEN_WHILE},
		{"do", TOKEN_DO},
		{"done", TOKEN_DONE},
		{"case", TOKEN_CASE},
		{"in", TOKEN_IN},
		{"esac", TOKEN_ESAC},
		{"function", TOKEN_FUNCTION},
		{"!", TOKEN_NOT},
		{"time", TOKEN_TIME},
		{"{", TOKEN_OPEN_BRACE},
		{"}", TOKEN_CLOSE_BRACE},
		{"[[", TOKEN_OPEN_TEST},
		{"]]", TOKEN_CLOSE_TEST},
	};

	for (size_t i = 0; i < sizeof(reserved) / sizeof(*reserved); i++)
		if (span_eq_str(word, reserved[i].word))
			return reserved[i].token;
	return TOKEN_NONE;
}

enum shell_token shell_peek(const struct shell_reader *r, size_t *end)
{
	char word[LONGEST_WORD];
	size_t len = 0;
	size_t at = r->at;

	if ((*end = shell_looking_at(r, "(")) > 0)
		return TOKEN_OPEN_PAREN;
	if ((*end = shell_looking_at(r, ")")) > 0)
		return TOKEN_CLOSE_PAREN;
	if ((*end = shell_looking_at(r, ";;&")) > 0 || (*end = shell_looking_at(r, ";;")) > 0 ||
		(*end = shell_looking_at(r, ";&")) > 0)
		return TOKEN_CASE_END;
	for (;;) {
		at = shell_past_joins(r, at);
		if (shell_is_delimiter(r, at))
			return reserved_word(span_of(word, len));
		if (len == LONGEST_WORD)
			return TOKEN_NONE;
		word[len++] = r->text.ptr[at++];
		*end = at;
	}
}

bool shell_take_token(struct shell_reader *r, enum shell_token token)
{
	size_t end;

	shell_skip_lines(r);
	if (shell_peek(r, &end) != token)
		return false;
	r->at = end;
	return true;
}

void shell_expect(struct shell_reader *r, enum shell_token token, const char *complaint)
{
	if (!shell_take_token(r, token))
		shell_complain(r, complaint, r->at, r->at + 1);
}
