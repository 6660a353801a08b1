#include "text/urlref.h"

enum {
	LONGEST_SCHEME = 32,
	LONGEST_AUTHORITY = 4096,
	LONGEST_REFERENCE = 256,
};

static bool is_scheme_byte(char c)
{
	return is_alnum(c) || c == '+' || c == '-' || c == '.';
}

/* Bytes that end an authority: those of RFC 3986, and what ends a URL in running text. */
static bool ends_authority(char c)
{
	return c == '/' || c == '?' || c == '#' || c == '"' || c == '\'' || c == '<' ||
		c == '>' || c == '`' || c == '\\' || is_space(c) || c == '\0';
}

/*
 * A reference such as ${A:-b/c} or ${{ secrets.X }} may stand in a password; its bytes don't
 * end the authority. Returns the length of the reference at the front of s, or 0.
 */
static size_t reference_length(struct span s)
{
	size_t depth = 0;

	if (s.len < 2 || s.ptr[0] != '$' || (s.ptr[1] != '{' && s.ptr[1] != '('))
		return 0;
	for (size_t i = 1; i < s.len && i < LONGEST_REFERENCE && s.ptr[i] != '\n'; i++) {
		if (s.ptr[i] == '{' || s.ptr[i] == '(')
			depth++;
		else if ((s.ptr[i] == '}' || s.ptr[i] == ')') && --depth == 0)
			return i + 1;
	}
	return 0;
}

static size_t authority_length(struct span s)
{
	size_t at = 0;

	while (at < s.len && at < LONGEST_AUTHORITY && !ends_authority(s.ptr[at])) {
		size_t reference = reference_length(span_from(s, at));

		at += reference ? reference : 1;
	}
	return at;
}

static void split_authority(struct span authority, struct urlref *url)
{
	size_t at_sign = authority.len;
	struct span userinfo;
	struct span host;
	size_t colon;

	/* the last '@' counts, as browsers and curl have it */
	for (size_t i = authority.len; i-- > 0;) {
		if (authority.ptr[i] == '@') {
			at_sign = i;
			break;
		}
	}
	url->user = span_of("", 0);
	url->password = span_of(NULL, 0);
	host = authority;
	if (at_sign < authority.len) {
		userinfo = span_sub(authority, 0, at_sign);
		host = span_from(authority, at_sign + 1);
		colon = span_chr(userinfo, ':');
		url->user = span_sub(userinfo, 0, colon);
		if (colon < userinfo.len)
			url->password = span_from(userinfo, colon + 1);
	}
	if (host.len && host.ptr[0] == '[') {
		host = span_from(host, 1);
		url->host = span_sub(host, 0, span_chr(host, ']'));
	} else {
		size_t len = 0;

		/* a port, or the next host of a list of database servers, ends the name */
		while (len < host.len && host.ptr[len] != ':' && host.ptr[len] != ',')
			len++;
		url->host = span_sub(host, 0, len);
	}
}

bool urlref_parse(struct span text, struct urlref *url)
{
	size_t scheme = 0;

	while (scheme < text.len && scheme < LONGEST_SCHEME && is_scheme_byte(text.ptr[scheme]))
		scheme++;
	if (scheme > 0) {
		if (!is_alpha(text.ptr[0]) || !span_starts(span_from(text, scheme), "://"))
			return false;
		url->scheme = span_sub(text, 0, scheme);
		text = span_from(text, scheme + 3);
	} else {
		if (!span_starts(text, "//"))
			return false;
		url->scheme = span_of("", 0);
		text = span_from(text, 2);
	}
	urlref_parse_authority(text, url);
	return true;
}

void urlref_parse_authority(struct span text, struct urlref *url)
{
	size_t len = authority_length(text);

	split_authority(span_sub(text, 0, len), url);
	url->rest = span_from(text, len);
}

bool urlref_around(struct span text, size_t colon, struct urlref *url)
{
	size_t start = colon;

	while (start > 0 && colon - start < LONGEST_SCHEME &&
		is_scheme_byte(text.ptr[start - 1]))
		start--;
	/* a list such as "-https://…" is not a scheme called "-https" */
	while (start < colon && !is_alpha(text.ptr[start]))
		start++;
	if (start == colon)
		return false;
	return urlref_parse(span_from(text, start), url);
}

static bool is_loopback_address(struct span host)
{
	if (!span_starts(host, "127."))
		return false;
	for (size_t i = 0; i < host.len; i++)
		if (!is_digit(host.ptr[i]) && host.ptr[i] != '.')
			return false;
	return true;
}

/* Not ".local": companies name their real domains so. */
bool is_local_host(struct span host)
{
	static const char *const names[] = {"localhost", "localhost.localdomain", "::1",
		"0.0.0.0", "host.docker.internal", "example.com", "example.org", "example.net"};
	static const char *const ends[] = {".localhost", ".test", ".example", ".invalid"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_nocase(host, names[i]))
			return true;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (span_ends_nocase(host, ends[i]))
			return true;
	return is_loopback_address(host);
}
