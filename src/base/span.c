#include "base/span.h"

bool span_eq(struct span a, struct span b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static bool same_letters(const char *a, const char *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (to_lower(a[i]) != to_lower(b[i]))
			return false;
	return true;
}

bool span_eq_nocase(struct span a, const char *b)
{
	return a.len == strlen(b) && same_letters(a.ptr, b, a.len);
}

bool span_in_list(struct span s, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_eq_str(s, words[i]))
			return true;
	return false;
}

bool span_in_list_nocase(struct span s, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_eq_nocase(s, words[i]))
			return true;
	return false;
}

bool span_starts(struct span s, const char *prefix)
{
	size_t len = strlen(prefix);

	return s.len >= len && span_eq_str(span_sub(s, 0, len), prefix);
}

bool span_starts_nocase(struct span s, const char *prefix)
{
	size_t len = strlen(prefix);

	return s.len >= len && same_letters(s.ptr, prefix, len);
}

bool span_ends(struct span s, const char *suffix)
{
	size_t len = strlen(suffix);

	return s.len >= len && span_eq_str(span_from(s, s.len - len), suffix);
}

bool span_ends_nocase(struct span s, const char *suffix)
{
	size_t len = strlen(suffix);

	return s.len >= len && same_letters(s.ptr + (s.len - len), suffix, len);
}

int span_cmp(struct span a, struct span b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;
	int order = shorter ? memcmp(a.ptr, b.ptr, shorter) : 0;

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

size_t span_find(struct span s, const char *needle)
{
	size_t len = strlen(needle);
	const char *hit;

	if (len == 0)
		return 0;
	if (s.len < len)
		return s.len;
	hit = memmem(s.ptr, s.len, needle, len);
	return hit ? (size_t)(hit - s.ptr) : s.len;
}

size_t span_find_nocase(struct span s, const char *needle)
{
	size_t len = strlen(needle);
	char lower = to_lower(needle[0]);
	char upper = is_lower(lower) ? (char)(lower - 'a' + 'A') : lower;

	if (len == 0)
		return 0;
	for (size_t i = 0; len <= s.len && i <= s.len - len; i++)
		if ((s.ptr[i] == lower || s.ptr[i] == upper) &&
			same_letters(s.ptr + i, needle, len))
			return i;
	return s.len;
}

size_t span_chr(struct span s, char c)
{
	const char *hit = s.len ? memchr(s.ptr, (unsigned char)c, s.len) : NULL;

	return hit ? (size_t)(hit - s.ptr) : s.len;
}

struct span span_trim(struct span s)
{
	while (s.len && is_space(s.ptr[0]))
		s = span_from(s, 1);
	while (s.len && is_space(s.ptr[s.len - 1]))
		s.len--;
	return s;
}

bool span_split(struct span *rest, char separator, struct span *part)
{
	size_t at;

	if (!rest->ptr)
		return false;
	at = span_chr(*rest, separator);
	*part = span_sub(*rest, 0, at);
	if (at == rest->len)
		*rest = span_of(NULL, 0);
	else
		*rest = span_from(*rest, at + 1);
	return true;
}

bool span_next_line(struct span *rest, struct span *line)
{
	size_t at;

	if (rest->len == 0)
		return false;
	at = span_chr(*rest, '\n');
	*line = span_sub(*rest, 0, at);
	*rest = span_from(*rest, at + 1);
	if (line->len && line->ptr[line->len - 1] == '\r')
		line->len--;
	return true;
}

bool span_next_any_line(struct span *rest, struct span *line)
{
	size_t at = 0;

	if (rest->len == 0)
		return false;
	/* byte by byte: searching for LF first would read a file without LF over and over */
	while (at < rest->len && rest->ptr[at] != '\n' && rest->ptr[at] != '\r')
		at++;
	*line = span_sub(*rest, 0, at);
	at += span_starts(span_from(*rest, at), "\r\n") ? 2 : 1;
	*rest = span_from(*rest, at);
	return true;
}
