/*
 * .netrc: words separated by blanks and line ends; "machine HOST" or "default", then login,
 * password, account in any order; "macdef NAME" takes all lines up to an empty one. curl takes
 * keywords in any case, Python "user" for "login"; both take quoted words with backslash
 * escapes. '#' starts a comment where a keyword
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
	struct span rest = span_from(n->text, n->at);
	struct span line;

	/* the first line is what is left of that of "macdef" */
	span_next_any_line(&rest, &line);
	while (span_next_any_line(&rest, &line) && span_trim(line).len > 0)
		;
	n->at = n->text.len - rest.len;
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
		struct span rest = span_from(n->text, (size_t)(raw->ptr - n->text.ptr));
		struct span comment;

		if (!span_starts(*raw, "#"))
			return true;
		span_next_any_line(&rest, &comment);
		n->at = n->text.len - rest.len;
	}
	return false;
}

/* The name of the setting whose value follows the keyword; empty if none does. */
static struct span setting_name(struct span keyword)
{
	static const char *const keywords[] = {
		"login", "password", "account", "protocol", "port", "service"};

	if (span_eq_nocase(keyword, "user"))
		return span_str("login");
	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (span_eq_nocase(keyword, keywords[i]))
			return span_str(keywords[i]);
	return span_of("", 0);
}

void netrc_read(struct span text, struct arena *arena, struct settings *out)
{
	struct netrc n = {.text = text, .arena = arena};
	struct span machine = span_of("", 0);
	struct setting setting = {0};
	struct span keyword;
	struct span raw;

	while (!out->truncated && take_keyword(&n, &keyword, &setting.key_raw)) {
		setting.name = setting_name(keyword);
		if (span_eq_nocase(keyword, "machine")) {
			if (!take_word(&n, &machine, &raw))
				return;
		} else if (span_eq_nocase(keyword, "default")) {
			machine = span_str("default");
		} else if (span_eq_nocase(keyword, "macdef")) {
			skip_macro(&n);
		} else if (setting.name.len) {
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
