/*
 * .netrc: words separated by blanks and line ends; "machine HOST" or "default", then login,
 * password, account in any order; "macdef NAME" takes all lines up to an empty one. curl and
 * Python also take quoted words with backslash escapes. '#' starts a comment where a keyword
 * may stand, but a password may begin with it. git's own helper adds protocol, port and
 * service.
 */
#include "model/settings.h"

struct netrc {
	struct span text;
	size_t at;
	struct arena *arena;
};

static void skip_macro(struct netrc *n)
{
	size_t end = span_find(span_from(n->text, n->at), "\n\n");

	n->at += end;
}

/* The next word, decoded, and where it stands; false at the end. */
static bool take_word(struct netrc *n, struct span *decoded, struct span *raw)
{
	size_t start;

	while (n->at < n->text.len && is_space(n->text.ptr[n->at]))
		n->at++;
	if (n->at == n->text.len)
		return false;
	start = n->at;
	if (n->text.ptr[start] == '"') {
		size_t end = ++start;

		while (end < n->text.len && n->text.ptr[end] != '"' && n->text.ptr[end] != '\n')
			end += n->text.ptr[end] == '\\' ? 2 : 1;
		if (end > n->text.len)
			end = n->text.len;
		*raw = *decoded = span_sub(n->text, start, end);
		n->at = end < n->text.len && n->text.ptr[end] == '"' ? end + 1 : end;
		json_string_decode(*raw, n->arena, decoded);
		return true;
	}
	while (n->at < n->text.len && !is_space(n->text.ptr[n->at]))
		n->at++;
	*raw = *decoded = span_sub(n->text, start, n->at);
	return true;
}

/* The next keyword: comments before it are passed over. */
static bool take_keyword(struct netrc *n, struct span *decoded, struct span *raw)
{
	while (take_word(n, decoded, raw)) {
		if (!span_starts(*raw, "#"))
			return true;
		n->at = (size_t)(raw->ptr - n->text.ptr);
		n->at += span_chr(span_from(n->text, n->at), '\n');
	}
	return false;
}

static bool takes_value(struct span keyword)
{
	static const char *const keywords[] = {
		"login", "password", "account", "protocol", "port", "service"};

	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (span_eq_str(keyword, keywords[i]))
			return true;
	return false;
}

void netrc_read(struct span text, struct arena *arena, struct settings *out)
{
	struct netrc n = {.text = text, .arena = arena};
	struct span machine = span_of("", 0);
	struct setting setting = {0};
	struct span raw;

	while (!out->truncated && take_keyword(&n, &setting.name, &setting.key_raw)) {
		if (span_eq_str(setting.name, "machine")) {
			if (!take_word(&n, &machine, &raw))
				return;
		} else if (span_eq_str(setting.name, "default")) {
			machine = setting.name;
		} else if (span_eq_str(setting.name, "macdef")) {
			skip_macro(&n);
		} else if (takes_value(setting.name)) {
			setting.scope = machine;
			if (!take_word(&n, &setting.value, &setting.value_raw))
				return;
			settings_add(out, arena, &setting);
		} else {
			settings_problem(out, arena,
				(size_t)(setting.key_raw.ptr - out->text.ptr),
				"a word that is no part of a .netrc");
		}
	}
}
