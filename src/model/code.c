/* Tokens and brackets; strings are read by code_strings.c. */
#include "model/code_internal.h"

void code_problem(struct code_lexer *lx, size_t offset, const char *what)
{
	problem_add(&lx->out->problems, lx->arena, offset, what);
}

static bool looking_at(const struct code_lexer *lx, const char *sign)
{
	return span_starts(span_from(lx->text, lx->at), sign);
}

static void skip_line(struct code_lexer *lx)
{
	lx->at += span_chr(span_from(lx->text, lx->at), '\n');
}

/* --- what is between tokens ------------------------------------------------------------- */

/* A comment in brackets; those of Kotlin nest. */
static void skip_block_comment(struct code_lexer *lx)
{
	size_t start = lx->at;
	size_t depth = 0;

	while (lx->at < lx->text.len) {
		if (looking_at(lx, "/*") && (depth == 0 || lx->language == CODE_KOTLIN)) {
			depth++;
			lx->at += 2;
		} else if (looking_at(lx, "*/")) {
			lx->at += 2;
			if (--depth == 0)
				return;
		} else {
			lx->at++;
		}
	}
	code_problem(lx, start, "a comment is not closed");
}

static bool starts_line_comment(const struct code_lexer *lx)
{
	return looking_at(lx, "//") || (lx->at == 0 && looking_at(lx, "#!")) ||
		(lx->language == CODE_HCL && looking_at(lx, "#"));
}

/* Blanks, line ends and comments; was there a line end? */
static bool skip_filler(struct code_lexer *lx)
{
	bool met_line_end = lx->at == 0;

	while (lx->at < lx->text.len) {
		if (is_space(lx->text.ptr[lx->at])) {
			met_line_end |= lx->text.ptr[lx->at] == '\n';
			lx->at++;
		} else if (starts_line_comment(lx)) {
			skip_line(lx);
		} else if (looking_at(lx, "/*")) {
			skip_block_comment(lx);
		} else {
			break;
		}
	}
	return met_line_end;
}

/* --- brackets --------------------------------------------------------------------------- */

/* Which kind of bracket it is, opening or closing; -1: none. */
static int bracket_kind(const char *kinds, struct span sign)
{
	const char *kind = sign.len == 1 && *sign.ptr ? strchr(kinds, *sign.ptr) : NULL;

	return kind ? (int)(kind - kinds) : -1;
}

static int opening_kind(struct span sign)
{
	return bracket_kind("([{", sign);
}

/* The bracket that is open innermost is not any more. */
static size_t pop_open(struct code_lexer *lx, size_t match)
{
	size_t opener = lx->open.at[--lx->open.len];
	struct code_token *token = &lx->out->tokens.at[opener];

	token->match = match;
	lx->open_count[opening_kind(token->raw)]--;
	return opener;
}

static void unclosed(struct code_lexer *lx, size_t match)
{
	size_t opener = pop_open(lx, match);

	code_problem(lx, (size_t)(lx->out->tokens.at[opener].raw.ptr - lx->text.ptr),
		"a bracket is not closed");
}

/* The last token opens or closes something, perhaps. */
static void match_brackets(struct code_lexer *lx)
{
	size_t index = lx->out->tokens.len - 1;
	struct code_token *token = &lx->out->tokens.at[index];
	int opens = opening_kind(token->raw);
	int closes = bracket_kind(")]}", token->raw);

	if (token->kind != CODE_SIGN)
		return;
	if (opens >= 0) {
		*vec_add(&lx->open, lx->arena) = index;
		lx->open_count[opens]++;
	} else if (closes >= 0 && lx->open_count[closes] > 0) {
		while (opening_kind(lx->out->tokens.at[lx->open.at[lx->open.len - 1]].raw) !=
			closes)
			unclosed(lx, index);
		token->match = pop_open(lx, index);
	} else if (closes >= 0) {
		code_problem(lx, (size_t)(token->raw.ptr - lx->text.ptr),
			"a bracket closes nothing");
	}
}

/* --- tokens ----------------------------------------------------------------------------- */

static bool starts_name(const struct code_lexer *lx)
{
	char c = code_byte(lx, lx->at);

	return is_alpha(c) || c == '_' || (unsigned char)c >= 0x80 ||
		(c == '$' && lx->language != CODE_HCL);
}

static bool continues_name(const struct code_lexer *lx)
{
	char c = code_byte(lx, lx->at);

	return starts_name(lx) || is_digit(c) || (c == '-' && lx->language == CODE_HCL);
}

static bool take_name(struct code_lexer *lx, struct code_token *token)
{
	size_t start = lx->at;

	if (!starts_name(lx))
		return false;
	while (continues_name(lx))
		lx->at++;
	token->kind = CODE_NAME;
	token->raw = span_sub(lx->text, start, lx->at);
	return true;
}

/* `name` of Kotlin: any characters of one line. */
static bool take_quoted_name(struct code_lexer *lx, struct code_token *token)
{
	size_t start = lx->at + 1;
	size_t end = start;

	if (lx->language != CODE_KOTLIN || code_byte(lx, lx->at) != '`')
		return false;
	while (end < lx->text.len && lx->text.ptr[end] != '`' && lx->text.ptr[end] != '\n')
		end++;
	if (end == start || code_byte(lx, end) != '`')
		return false;
	token->kind = CODE_NAME;
	token->raw = span_sub(lx->text, start, end);
	lx->at = end + 1;
	return true;
}

/* 1, 0x1F, 1_000L, 1.5; but of 1..5 only the 1. */
static bool take_number(struct code_lexer *lx, struct code_token *token)
{
	size_t start = lx->at;

	if (!is_digit(code_byte(lx, start)))
		return false;
	while (is_alnum(code_byte(lx, lx->at)) || code_byte(lx, lx->at) == '_' ||
		(code_byte(lx, lx->at) == '.' && is_digit(code_byte(lx, lx->at + 1))))
		lx->at++;
	token->kind = CODE_NUMBER;
	token->raw = span_sub(lx->text, start, lx->at);
	return true;
}

/* Any one character, or a sign in which "=", "<" or "/" mean something else than alone. */
static void take_sign(struct code_lexer *lx, struct code_token *token)
{
	static const char *const signs[] = {"===", "!==", "==", "!=", "<=", ">=", "=~", "=>",
		"->", "?:", "?.", "?=", "*.", "::", "&&", "||", "++", "--", "+=", "-=", "<<",
		".."};
	size_t len = 1;

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++) {
		if (looking_at(lx, signs[i])) {
			len = strlen(signs[i]);
			break;
		}
	}
	token->kind = CODE_SIGN;
	token->raw = span_sub(lx->text, lx->at, lx->at + len);
	lx->at += len;
}

/* Behind these a "/" is the start of a string, and behind other names a division. */
static bool is_keyword(struct span name)
{
	static const char *const keywords[] = {
		"assert", "case", "do", "else", "in", "instanceof", "return", "throw", "while"};

	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (span_eq_str(name, keywords[i]))
			return true;
	return false;
}

/* Can an expression start behind the last token? */
static bool starts_expression(const struct code_lexer *lx)
{
	const struct code_token *last;

	if (lx->out->tokens.len == 0)
		return true;
	last = &lx->out->tokens.at[lx->out->tokens.len - 1];
	switch (last->kind) {
	case CODE_NAME:
		return is_keyword(last->raw);
	case CODE_SIGN:
		return bracket_kind(")]}", last->raw) < 0 && !span_eq_str(last->raw, "++") &&
			!span_eq_str(last->raw, "--");
	default:
		return false;
	}
}

static void take_token(struct code_lexer *lx, struct code_token *token)
{
	if (code_take_string(lx, starts_expression(lx), token) || code_take_heredoc(lx, token))
		return;
	if (!take_name(lx, token) && !take_quoted_name(lx, token) && !take_number(lx, token))
		take_sign(lx, token);
	token->text = token->raw;
}

void code_read(
	enum code_language language, struct span text, struct arena *arena, struct code *out)
{
	struct code_lexer lx = {.language = language, .text = text, .arena = arena, .out = out};

	*out = (struct code){.text = text};
	for (;;) {
		struct code_token token = {.starts_line = skip_filler(&lx)};

		if (lx.at >= text.len)
			break;
		if (out->tokens.len == CODE_TOKENS_MAX) {
			out->truncated = true;
			problem_limit(&out->problems, arena, lx.at, "too many tokens");
			break;
		}
		take_token(&lx, &token);
		token.match = out->tokens.len;
		*vec_add(&out->tokens, arena) = token;
		match_brackets(&lx);
	}
	while (lx.open.len > 0)
		unclosed(&lx, out->tokens.len);
}

struct span code_place(const struct code_token *token, struct span part)
{
	struct derived_text plain = derived_from(token->raw);

	return derived_place(token->derived ? token->derived : &plain, part);
}
