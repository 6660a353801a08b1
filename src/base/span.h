/*
 * A span: pointer and length into somebody else's bytes.
 *
 * Spans are how text travels through the program. They are never NUL-terminated by
 * promise, may hold any byte (NUL included), and own nothing: the bytes must outlive the
 * span. An empty span may have a NULL pointer.
 */
#ifndef LAYERGATE_BASE_SPAN_H
#define LAYERGATE_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct span {
	const char *ptr;
	size_t len;
};

/* A span over a string literal, usable in initialisers of constant tables. */
#define SPAN_LIT(s)                \
	{                          \
		(s), sizeof(s) - 1 \
	}

/* printf arguments for "%.*s"; only for text that is known to be printable. */
#define SPAN_ARG(s) (int)(s).len, (s).ptr

static inline struct span span_of(const char *ptr, size_t len)
{
	return (struct span){ptr, len};
}

static inline struct span span_str(const char *s)
{
	return (struct span){s, s ? strlen(s) : 0};
}

/* The part [from, to) of s; positions beyond the end are moved to the end. */
static inline struct span span_sub(struct span s, size_t from, size_t to)
{
	if (to > s.len)
		to = s.len;
	if (from > to)
		from = to;
	/* from > 0 means that ptr is not NULL */
	return (struct span){from ? s.ptr + from : s.ptr, to - from};
}

static inline struct span span_from(struct span s, size_t from)
{
	return span_sub(s, from, s.len);
}

/* ASCII classes that don't depend on the locale and take any char value. */
static inline bool is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_lower(char c)
{
	return c >= 'a' && c <= 'z';
}

static inline bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool is_alpha(char c)
{
	return is_lower(c) || is_upper(c);
}

static inline bool is_alnum(char c)
{
	return is_alpha(c) || is_digit(c);
}

static inline bool is_hex_digit(char c)
{
	return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

static inline char to_lower(char c)
{
	return is_upper(c) ? (char)(c - 'A' + 'a') : c;
}

/* The value of a hexadecimal digit, or -1. */
static inline int hex_value(char c)
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* What stands behind the last of these bytes; all of it if there is none. */
struct span span_behind_last(struct span s, char c);

bool span_eq(struct span a, struct span b);
/* Most answers are no, and most of those are known by the first byte. */
static inline bool span_eq_str(struct span a, const char *b)
{
	if (a.len == 0 || a.ptr[0] != b[0])
		return a.len == 0 && b[0] == '\0';
	return strlen(b) == a.len && memcmp(a.ptr, b, a.len) == 0;
}

/* Is it one of these words? For arrays, in a function that has them. */
bool span_in_list(struct span s, const char *const *words, size_t count);
bool span_in_list_nocase(struct span s, const char *const *words, size_t count);
#define SPAN_IN(s, words) span_in_list((s), (words), sizeof(words) / sizeof(*(words)))
#define SPAN_IN_NOCASE(s, words) \
	span_in_list_nocase((s), (words), sizeof(words) / sizeof(*(words)))

/*
 * ASCII letters compare without case; other bytes exactly. These are asked millions of times,
 * mostly about a literal whose length the compiler knows.
 */
bool span_same_letters(const char *a, const char *b, size_t len);
static inline bool span_eq_nocase(struct span a, const char *b)
{
	if (a.len == 0 || to_lower(a.ptr[0]) != to_lower(b[0]))
		return a.len == 0 && b[0] == '\0';
	return a.len == strlen(b) && span_same_letters(a.ptr, b, a.len);
}
static inline bool span_starts(struct span s, const char *prefix)
{
	size_t len;

	if (s.len == 0 || s.ptr[0] != prefix[0])
		return prefix[0] == '\0';
	len = strlen(prefix);
	return s.len >= len && memcmp(s.ptr, prefix, len) == 0;
}
static inline bool span_starts_nocase(struct span s, const char *prefix)
{
	size_t len = strlen(prefix);

	return s.len >= len && span_same_letters(s.ptr, prefix, len);
}
static inline bool span_ends(struct span s, const char *suffix)
{
	size_t len = strlen(suffix);

	return s.len >= len && (len == 0 || memcmp(s.ptr + (s.len - len), suffix, len) == 0);
}
static inline bool span_ends_nocase(struct span s, const char *suffix)
{
	size_t len = strlen(suffix);

	return s.len >= len &&
		(len == 0 || span_same_letters(s.ptr + (s.len - len), suffix, len));
}

/* <0, 0, >0 like memcmp; a shorter span sorts before a longer one with the same start. */
int span_cmp(struct span a, struct span b);

/* Position of the first occurrence, or s.len when there is none. */
size_t span_find(struct span s, const char *needle);
size_t span_find_nocase(struct span s, const char *needle);
size_t span_chr(struct span s, char c);

/* Without blanks (space, tab, CR, LF, VT, FF) at both ends. */
struct span span_trim(struct span s);

/*
 * Take the text up to the next separator off the front of *rest. Returns false when *rest
 * was used up (its ptr is NULL then), so that "a,b," yields "a", "b" and "".
 */
bool span_split(struct span *rest, char separator, struct span *part);

/*
 * Take one line off *rest, without its LF; a CR before the LF is taken off too. A last line
 * without LF counts, an empty rest yields nothing.
 */
bool span_next_line(struct span *rest, struct span *line);

/* The same for a line that may also end at a CR alone, as Python has it. */
bool span_next_any_line(struct span *rest, struct span *line);

#endif
