/*
 * Escapes: inside quotes, in $'…', in backquotes, and the tabs of <<-. All of them make a text
 * shorter, so that one of the same length is the one that was written.
 */
#include "base/utf8.h"
#include "text/shell_internal.h"

/* Does a backslash before c vanish there? */
static bool is_escapable(char c, const struct shell_context *in)
{
	switch (c) {
	case '$':
	case '`':
	case '\\':
		return true;
	case '"':
		return in->inside != INSIDE_TEXT;
	case '}':
		return in->inside == INSIDE_QUOTED_BRACES;
	default:
		return false;
	}
}

struct span shell_unescape(struct shell_reader *r, struct span raw,
	const struct shell_context *in, bool starts_line)
{
	char *out = arena_alloc(r->arena, raw.len + 1);
	size_t len = 0;

	for (size_t at = 0; at < raw.len;) {
		size_t join = shell_join(raw, at);
		char c = raw.ptr[at];

		if (join) {
			at += join;
			continue;
		}
		at++;
		if (c == '\t' && starts_line && in->strips_tabs)
			continue;
		if (c == '\\' && shell_in_quotes(in) && at < raw.len &&
			is_escapable(raw.ptr[at], in))
			c = raw.ptr[at++];
		starts_line = c == '\n';
		out[len++] = c;
	}
	return len == raw.len ? raw : span_of(out, len);
}

struct span shell_without_tabs(struct shell_reader *r, struct span raw)
{
	char *out = arena_alloc(r->arena, raw.len + 1);
	bool starts_line = true;
	size_t len = 0;

	for (size_t at = 0; at < raw.len; at++) {
		if (raw.ptr[at] == '\t' && starts_line)
			continue;
		starts_line = raw.ptr[at] == '\n';
		out[len++] = raw.ptr[at];
	}
	return len == raw.len ? raw : span_of(out, len);
}

/* A number of at most that many digits; *at moves behind them. */
static uint32_t take_number(struct span s, size_t *at, unsigned base, unsigned digits)
{
	uint32_t number = 0;

	while (digits-- && *at < s.len) {
		int digit = hex_value(s.ptr[*at]);

		if (digit < 0 || (unsigned)digit >= base)
			break;
		number = number * base + (uint32_t)digit;
		++*at;
	}
	return number;
}

/* \xHH \uHHHH \UHHHHHHHH: never longer than it was written; 0 if no digits follow. */
static size_t take_hex_escape(struct span s, size_t *at, char *out)
{
	char kind = s.ptr[*at];
	unsigned digits = kind == 'x' ? 2 : kind == 'u' ? 4 : 8;
	size_t start = ++*at;
	uint32_t code = take_number(s, at, 16, digits);
	size_t len;

	if (*at == start) {
		--*at;
		return 0;
	}
	if (kind != 'x' && (len = utf8_encode(code, out)) > 0)
		return len;
	*out = (char)(code & 0xff);
	return 1;
}

/* The escape whose letter is at *at; its bytes go to out. */
static size_t take_ansi_escape(struct span s, size_t *at, char *out)
{
	static const char letters[] = "abeEfnrtv\\'\"?";
	static const char meanings[] = "\a\b\033\033\f\n\r\t\v\\'\"?";
	char c = s.ptr[*at];
	const char *letter = c ? strchr(letters, c) : NULL;
	size_t len;

	if (letter) {
		++*at;
		*out = meanings[letter - letters];
		return 1;
	}
	if (c >= '0' && c <= '7') {
		*out = (char)(take_number(s, at, 8, 3) & 0xff);
		return 1;
	}
	if ((c == 'x' || c == 'u' || c == 'U') && (len = take_hex_escape(s, at, out)) > 0)
		return len;
	if (c == 'c' && *at + 1 < s.len) {
		*out = (char)(s.ptr[*at + 1] & 0x1f);
		*at += 2;
		return 1;
	}
	/* no escape: the backslash stays */
	*out = '\\';
	return 1;
}

struct span shell_unescape_ansi(struct shell_reader *r, struct span raw)
{
	char *out;
	size_t len = 0;

	if (span_chr(raw, '\\') == raw.len)
		return raw;
	out = arena_alloc(r->arena, raw.len + 1);
	for (size_t at = 0; at < raw.len;) {
		char character[4];
		size_t size = 1;

		*character = raw.ptr[at++];
		if (*character == '\\' && at < raw.len)
			size = take_ansi_escape(raw, &at, character);
		memcpy(out + len, character, size);
		len += size;
	}
	return len == raw.len ? raw : span_of(out, len);
}

struct span shell_unescape_backquotes(struct shell_reader *r, struct span raw, bool quoted)
{
	char *out;
	size_t len = 0;

	if (span_chr(raw, '\\') == raw.len)
		return raw;
	out = arena_alloc(r->arena, raw.len + 1);
	for (size_t at = 0; at < raw.len; at++) {
		char next = at + 1 < raw.len ? raw.ptr[at + 1] : '\0';

		if (raw.ptr[at] == '\\' &&
			(next == '\\' || next == '`' || next == '$' || (next == '"' && quoted)))
			at++;
		out[len++] = raw.ptr[at];
	}
	return len == raw.len ? raw : span_of(out, len);
}
