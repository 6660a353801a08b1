#include "base/span.h"

bool span_eq(struct span a, struct span b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool span_same_letters(const char *a, const char *b, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (to_lower(a[i]) != to_lower(b[i]))
			return false;
	return true;
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

int span_cmp(struct span a, struct span b)
{
	size_t shorter = a.len < b.len ? a.len : b.len;
	int order = shorter ? memcmp(a.ptr, b.ptr, shorter) : 0;

	if (order != 0)
		return order;
	return (a.len > b.len) - (a.len < b.len);
}

struct span span_behind_last(struct span s, char c)
{
	const char *last = s.len ? memrchr(s.ptr, c, s.len) : NULL;

	return last ? span_from(s, (size_t)(last + 1 - s.ptr)) : s;
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

/*
 * How common a byte is in texts like these: letters by their frequency, what else may stand in
 * a name is rare. Only the speed depends on it.
 */
static unsigned commonness(char c)
{
	static const unsigned char letters[] = {27, 12, 20, 19, 29, 13, 14, 15, 23, 6, 8, 21,
		17, 22, 26, 18, 5, 24, 25, 28, 16, 9, 10, 7, 11, 4};

	size_t letter = (size_t)(to_lower(c) - 'a');

	if (letter < sizeof(letters))
		return letters[letter];
	return is_space(c) ? 30 : 8;
}

/* The place of the needle's rarest byte: the one to look for. */
static size_t rarest(const char *needle, size_t len)
{
	size_t best = 0;

	for (size_t i = 1; i < len; i++)
		if (commonness(needle[i]) < commonness(needle[best]))
			best = i;
	return best;
}

/* The next place of a byte from an offset on; the end if there is none. */
static size_t next_byte(struct span s, char c, size_t from)
{
	return from < s.len ? from + span_chr(span_from(s, from), c) : s.len;
}

/* In a few bytes: preparing anything would cost more than it saves. */
static size_t find_letters_nearby(struct span s, const char *needle, size_t len)
{
	char lower = to_lower(needle[0]);

	for (size_t i = 0; i <= s.len - len; i++)
		if (to_lower(s.ptr[i]) == lower && span_same_letters(s.ptr + i, needle, len))
			return i;
	return s.len;
}

static size_t find_letters(struct span s, const char *needle, size_t len)
{
	size_t anchor = rarest(needle, len);
	char lower = to_lower(needle[anchor]);
	char upper = is_lower(lower) ? (char)(lower - 'a' + 'A') : lower;
	/* where the anchor may stand */
	struct span places = span_sub(s, 0, s.len - (len - 1 - anchor));
	size_t next_lower = next_byte(places, lower, anchor);
	size_t next_upper = upper == lower ? places.len : next_byte(places, upper, anchor);

	while (next_lower < places.len || next_upper < places.len) {
		bool is_lower_next = next_lower < next_upper;
		size_t at = (is_lower_next ? next_lower : next_upper) - anchor;

		if (span_same_letters(s.ptr + at, needle, len))
			return at;
		if (is_lower_next)
			next_lower = next_byte(places, lower, next_lower + 1);
		else
			next_upper = next_byte(places, upper, next_upper + 1);
	}
	return s.len;
}

enum {
	NEARBY = 48 /* bytes */
};

size_t span_find_nocase(struct span s, const char *needle)
{
	size_t len = strlen(needle);

	if (len == 0)
		return 0;
	if (s.len < len)
		return s.len;
	return (s.len < NEARBY ? find_letters_nearby : find_letters)(s, needle, len);
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
