/*
 * Literal credentials by what stands in front of them, wherever in a CI file: in echo, printf
 * and here-documents that write .npmrc, and in inputs of actions that write files.
 */
#include "rules/ci_literal.h"
#include "text/base64.h"
#include "tokens/judge.h"
#include "tokens/placeholder.h"

static const struct {
	const char *word;
	bool is_whole; /* no letter stands in front of it */
} markers[] = {
	{"_authToken=", false},
	{":_auth=", false},
	{":_password=", false},
	{"npmAuthToken:", true},
};

static bool is_credential_byte(char c)
{
	return is_alnum(c) || memchr("+/=_.-~:!@#%^*", c, 14) != NULL;
}

/* What stands behind a marker; empty if more than a literal does, such as a reference. */
static struct span literal_behind(struct span rest)
{
	size_t start = 0;
	size_t end;

	while (start < rest.len && (rest.ptr[start] == '"' || rest.ptr[start] == ' '))
		start++;
	end = start;
	while (end < rest.len && is_credential_byte(rest.ptr[end]))
		end++;
	/* "${NPM_TOKEN}", "$(get)", ".*": the judge sees defaults in them as they are whole */
	if (end < rest.len && memchr("${(<`[", rest.ptr[end], 6))
		while (end < rest.len && !memchr(" \t\r\n\"'\\", rest.ptr[end], 7))
			end++;
	return span_sub(rest, start, end);
}

static void check_marker(struct literal_search *s, size_t marker)
{
	struct span text = s->subject->text;
	size_t len = strlen(markers[marker].word);

	for (size_t at = 0; at < text.len; at += len) {
		struct span value;

		at += span_find_nocase(span_from(text, at), markers[marker].word);
		if (at >= text.len)
			return;
		if (markers[marker].is_whole && at && is_alnum(text.ptr[at - 1]))
			continue;
		value = literal_behind(span_from(text, at + len));
		check_literal_at(s, value, value, LITERAL_IN_SLOT,
			shown_text(s->subject->arena, span_str(markers[marker].word)));
	}
}

/* --- docker's configuration ------------------------------------------------------------------
 */

/* Behind "auth", its quote (with a backslash in a string), a colon and another quote. */
static struct span auth_behind(struct span rest)
{
	size_t at = 0;
	size_t end;

	for (int part = 0; part < 2; part++) {
		while (at < rest.len && rest.ptr[at] == '\\')
			at++;
		if (at == rest.len || rest.ptr[at] != '"')
			return span_of("", 0);
		at++;
		while (part == 0 && at < rest.len &&
			(rest.ptr[at] == ':' || is_blank(rest.ptr[at])))
			at++;
	}
	end = at;
	while (end < rest.len && (is_alnum(rest.ptr[end]) || memchr("+/=", rest.ptr[end], 3)))
		end++;
	return span_sub(rest, at, end);
}

static void check_auth(struct literal_search *s, struct span encoded)
{
	struct span decoded;
	struct span password;
	size_t colon;

	if (encoded.len < 8 || !base64_decode_text(encoded, s->subject->arena, &decoded))
		return;
	colon = span_chr(decoded, ':');
	password = span_from(decoded, colon + 1);
	if (colon == 0 || password.len == 0 || span_eq(span_sub(decoded, 0, colon), password))
		return;
	check_literal_at(
		s, password, encoded, LITERAL_IN_SLOT, "the auth of a docker configuration");
}

static void check_docker_config(struct literal_search *s)
{
	struct span text = s->subject->text;
	static const char key[] = "\"auth";

	for (size_t at = 0; at < text.len;) {
		at += span_find(span_from(text, at), key);
		if (at >= text.len)
			return;
		at += strlen(key);
		check_auth(s, auth_behind(span_from(text, at)));
	}
}

void find_literals_in_text(struct literal_search *s)
{
	for (size_t i = 0; i < sizeof(markers) / sizeof(*markers); i++)
		check_marker(s, i);
	check_docker_config(s);
}
