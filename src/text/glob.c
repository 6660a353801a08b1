/*
 * Two levels, each a plain loop with one point to come back to: parts with "**" as the
 * star, and bytes inside a part with "*" as the star. For a star, coming back to the most
 * recent one is enough, since all that an earlier one could take, the later one can as well;
 * that keeps hostile patterns polynomial.
 */
#include "text/glob.h"

size_t glob_class_length(struct span pattern)
{
	size_t at = 1;

	if (at < pattern.len && (pattern.ptr[at] == '!' || pattern.ptr[at] == '^'))
		at++;
	if (at < pattern.len && pattern.ptr[at] == ']')
		at++; /* a ']' in first place is a member */
	while (at < pattern.len && pattern.ptr[at] != ']')
		at += pattern.ptr[at] == '\\' ? 2 : 1;
	return at < pattern.len ? at + 1 : 0;
}

static bool class_has(struct span class, char byte)
{
	/* class is "[...]"; the loop ends before its last byte */
	size_t at = 1;
	bool negated = false;
	bool found = false;

	if (class.ptr[at] == '!' || class.ptr[at] == '^') {
		negated = true;
		at++;
	}
	while (at < class.len - 1) {
		unsigned char low;
		unsigned char high;

		if (class.ptr[at] == '\\' && at + 2 < class.len)
			at++;
		low = high = (unsigned char)class.ptr[at++];
		if (at + 2 < class.len && class.ptr[at] == '-') {
			at++;
			if (class.ptr[at] == '\\' && at + 2 < class.len)
				at++;
			high = (unsigned char)class.ptr[at++];
		}
		if ((unsigned char)byte >= low && (unsigned char)byte <= high)
			found = true;
	}
	return found != negated;
}

/*
 * Match one pattern element (not a star) at the front of pattern against byte; the length of
 * the element goes to *len. Returns false when it does not match.
 */
static bool element_matches(struct span pattern, char byte, size_t *len)
{
	size_t class;

	*len = 1;
	switch (pattern.ptr[0]) {
	case '?':
		return true;
	case '\\':
		if (pattern.len < 2)
			return byte == '\\';
		*len = 2;
		return pattern.ptr[1] == byte;
	case '[':
		class = glob_class_length(pattern);
		if (class == 0)
			return byte == '[';
		*len = class;
		return class_has(span_sub(pattern, 0, class), byte);
	default:
		return pattern.ptr[0] == byte;
	}
}

bool glob_match_part(struct span pattern, struct span part)
{
	size_t p = 0;
	size_t at = 0;
	size_t star = 0; /* pattern position behind the last star */
	size_t back = 0; /* where that star's match ends so far */
	bool starred = false;

	for (;;) {
		size_t len;

		if (p < pattern.len && pattern.ptr[p] == '*') {
			starred = true;
			star = ++p;
			back = at;
		} else if (at == part.len) {
			return p == pattern.len;
		} else if (p < pattern.len &&
			element_matches(span_from(pattern, p), part.ptr[at], &len)) {
			p += len;
			at++;
		} else if (starred) {
			p = star;
			at = ++back;
		} else {
			return false;
		}
	}
}

/* The part that starts at *at, which moves behind the next '/'. False behind the last part. */
static bool take_part(struct span whole, size_t *at, struct span *part)
{
	size_t len;

	if (*at > whole.len)
		return false;
	len = span_chr(span_from(whole, *at), '/');
	*part = span_sub(whole, *at, *at + len);
	*at += len + 1;
	return true;
}

static bool match_parts(struct span pattern, struct span path)
{
	size_t p = 0;
	size_t s = 0;
	size_t star = 0; /* position in the pattern behind the last double star */
	size_t back = 0; /* where that star's match ends so far */
	bool starred = false;

	for (;;) {
		size_t next_p = p;
		size_t next_s = s;
		struct span want;
		struct span have;
		bool wanted = take_part(pattern, &next_p, &want);
		bool there;

		if (wanted && span_eq_str(want, "**")) {
			if (next_p > pattern.len)
				return s <= path.len; /* at the end: all below */
			starred = true;
			star = p = next_p;
			back = s;
			continue;
		}
		there = take_part(path, &next_s, &have);
		if (!wanted && !there)
			return true;
		if (wanted && there && glob_match_part(want, have)) {
			p = next_p;
			s = next_s;
		} else if (starred && take_part(path, &back, &have)) {
			p = star;
			s = back;
		} else {
			return false;
		}
	}
}

static struct span last_part(struct span path)
{
	while (true) {
		size_t slash = span_chr(path, '/');

		if (slash == path.len)
			return path;
		path = span_from(path, slash + 1);
	}
}

bool glob_match(struct span pattern, struct span path)
{
	bool whole_tree = false;

	if (span_chr(pattern, '/') == pattern.len)
		return glob_match_part(pattern, last_part(path));
	if (pattern.ptr[0] == '/')
		pattern = span_from(pattern, 1);
	if (span_ends(pattern, "/")) {
		pattern.len--;
		whole_tree = true;
	}
	if (!whole_tree)
		return match_parts(pattern, path);
	/* "dir/": dir itself is not meant, any parent directory of the path is */
	for (size_t at = 0; at < path.len; at++)
		if (path.ptr[at] == '/' && match_parts(pattern, span_sub(path, 0, at)))
			return true;
	return false;
}

const char *glob_complaint(struct span pattern)
{
	if (pattern.len == 0)
		return "the pattern is empty";
	for (size_t at = 0; at < pattern.len; at++) {
		if (pattern.ptr[at] == '\\') {
			if (++at == pattern.len)
				return "a backslash at the end escapes nothing";
		} else if (pattern.ptr[at] == '[') {
			size_t len = glob_class_length(span_from(pattern, at));

			if (len == 0)
				return "a '[' is not closed";
			at += len - 1;
		} else if (pattern.ptr[at] == '\0') {
			return "a NUL byte cannot be part of a path";
		}
	}
	return NULL;
}
