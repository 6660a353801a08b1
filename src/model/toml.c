/*
 * TOML, as far as settings go: tables, dotted and quoted keys, the four kinds of strings,
 * inline tables and arrays. Numbers, dates and booleans are values as they are written.
 *
 * Lenient where TOML is strict: a reader for secrets has no reason to refuse a file with a key
 * that is defined twice. What it can't make sense of is a problem, and it goes on at the next
 * line.
 */
#include "model/settings.h"

struct toml {
	struct span text;
	size_t at;
	struct arena *arena;
	struct settings *out;
};

static char peek(const struct toml *t)
{
	return t->at < t->text.len ? t->text.ptr[t->at] : '\0';
}

static bool at_end(const struct toml *t)
{
	return t->at >= t->text.len;
}

static struct span rest_of(const struct toml *t)
{
	return span_from(t->text, t->at);
}

static size_t offset_of(const struct toml *t)
{
	return (size_t)(t->text.ptr + t->at - t->out->text.ptr);
}

static void skip_blanks(struct toml *t)
{
	while (is_blank(peek(t)))
		t->at++;
}

static void skip_line(struct toml *t)
{
	t->at += span_chr(rest_of(t), '\n');
	if (!at_end(t))
		t->at++;
}

/* Blanks, line ends and comments: what may stand between items of an array. */
static void skip_filler(struct toml *t)
{
	while (!at_end(t)) {
		if (peek(t) == '#')
			t->at += span_chr(rest_of(t), '\n');
		else if (is_space(peek(t)))
			t->at++;
		else
			return;
	}
}

/*
 * A string in any of the four quotations, decoded. False if there is none here or it is not
 * closed (then the position stays).
 */
static bool take_string(struct toml *t, struct span *decoded, struct span *raw)
{
	char quote = peek(t);
	const char *closer = quote == '"' ? "\"" : "'";
	size_t start = t->at + 1;
	size_t end;
	bool multi_line = false;

	if (quote != '"' && quote != '\'')
		return false;
	if (span_starts(rest_of(t), "\"\"\"") || span_starts(rest_of(t), "'''")) {
		multi_line = true;
		closer = quote == '"' ? "\"\"\"" : "'''";
		start += 2;
		if (start < t->text.len && t->text.ptr[start] == '\n')
			start++;
	}
	for (end = start; end < t->text.len; end++) {
		if (!multi_line && t->text.ptr[end] == '\n')
			return false;
		if (quote == '"' && t->text.ptr[end] == '\\')
			end++;
		else if (span_starts(span_from(t->text, end), closer))
			break;
	}
	if (end >= t->text.len)
		return false;
	*raw = *decoded = span_sub(t->text, start, end);
	if (quote == '"' && !multi_line)
		json_string_decode(*raw, t->arena, decoded);
	t->at = end + strlen(closer);
	return true;
}

static bool is_bare_key_byte(char c)
{
	return is_alnum(c) || c == '_' || c == '-' || (unsigned char)c >= 0x80;
}

/* One part of a key. */
static bool take_key_part(struct toml *t, struct span *decoded, struct span *raw)
{
	size_t start = t->at;

	if (take_string(t, decoded, raw))
		return true;
	while (is_bare_key_byte(peek(t)))
		t->at++;
	*raw = *decoded = span_sub(t->text, start, t->at);
	return t->at > start;
}

/* A dotted key: all but the last part go to *scope, the last one to *name. */
static bool take_key(struct toml *t, struct span *scope, struct span *name, struct span *raw)
{
	if (!take_key_part(t, name, raw))
		return false;
	for (;;) {
		skip_blanks(t);
		if (peek(t) != '.')
			return true;
		t->at++;
		skip_blanks(t);
		*scope = settings_join(t->arena, *scope, *name);
		if (!take_key_part(t, name, raw))
			return false;
	}
}

static bool take_value(struct toml *t, struct span scope, struct span name, struct span key_raw,
	unsigned depth);

/* The pairs of { a = 1, b = 2 }; the position is behind the brace. */
static bool take_inline_table(struct toml *t, struct span scope, unsigned depth)
{
	for (;;) {
		struct span inner = scope;
		struct span name;
		struct span raw;

		skip_filler(t);
		if (peek(t) == '}') {
			t->at++;
			return true;
		}
		if (!take_key(t, &inner, &name, &raw) || peek(t) != '=')
			return false;
		t->at++;
		if (!take_value(t, inner, name, raw, depth))
			return false;
		skip_filler(t);
		if (peek(t) == ',')
			t->at++;
		else if (peek(t) != '}')
			return false;
	}
}

static bool take_array(struct toml *t, struct span scope, struct span name, struct span key_raw,
	unsigned depth)
{
	for (;;) {
		skip_filler(t);
		if (peek(t) == ']') {
			t->at++;
			return true;
		}
		if (!take_value(t, scope, name, key_raw, depth))
			return false;
		skip_filler(t);
		if (peek(t) == ',')
			t->at++;
		else if (peek(t) != ']')
			return false;
	}
}

static bool take_value(struct toml *t, struct span scope, struct span name, struct span key_raw,
	unsigned depth)
{
	struct setting setting = {.scope = scope, .name = name, .key_raw = key_raw};
	size_t start;

	if (depth >= NESTING_MAX) {
		problem_limit(&t->out->problems, t->arena, offset_of(t), "nested too deeply");
		return false;
	}
	skip_blanks(t);
	if (peek(t) == '{') {
		t->at++;
		return take_inline_table(t, settings_join(t->arena, scope, name), depth + 1);
	}
	if (peek(t) == '[') {
		t->at++;
		return take_array(t, scope, name, key_raw, depth + 1);
	}
	if (!take_string(t, &setting.value, &setting.value_raw)) {
		start = t->at;
		while (!at_end(t) && !strchr(",]}#\r\n", peek(t)))
			t->at++;
		setting.value_raw = span_trim(span_sub(t->text, start, t->at));
		setting.value = setting.value_raw;
		if (setting.value.len == 0)
			return false;
	}
	settings_add(t->out, t->arena, &setting);
	return true;
}

/* [table] or [[table]] */
static bool take_header(struct toml *t, struct span *table)
{
	struct span scope = span_of("", 0);
	struct span name;
	struct span raw;

	t->at++;
	if (peek(t) == '[')
		t->at++;
	skip_blanks(t);
	if (!take_key(t, &scope, &name, &raw) || peek(t) != ']')
		return false;
	*table = settings_join(t->arena, scope, name);
	return true;
}

void toml_read(struct span text, struct arena *arena, struct settings *out)
{
	struct toml t = {.text = text, .arena = arena, .out = out};
	struct span table = span_of("", 0);

	for (;;) {
		struct span scope = table;
		struct span name;
		struct span raw;
		bool understood;

		skip_filler(&t);
		if (at_end(&t) || out->truncated)
			return;
		if (peek(&t) == '[') {
			understood = take_header(&t, &table);
		} else {
			understood = take_key(&t, &scope, &name, &raw) && peek(&t) == '=';
			if (understood) {
				t.at++;
				understood = take_value(&t, scope, name, raw, 0);
			}
		}
		if (!understood)
			settings_problem(out, arena, offset_of(&t), "not TOML");
		skip_line(&t);
	}
}
