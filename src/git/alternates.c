#include "git/alternates.h"

#include "base/buf.h"

/* One to three octal digits, as git writes bytes that are no printable ASCII. */
static char take_octal(struct span *rest)
{
	unsigned value = 0;

	for (int i = 0; i < 3 && rest->len && rest->ptr[0] >= '0' && rest->ptr[0] <= '7'; i++) {
		value = value << 3 | (unsigned)(rest->ptr[0] - '0');
		*rest = span_from(*rest, 1);
	}
	return (char)value;
}

/* What stands behind a backslash, which rest starts behind. */
static char take_escaped(struct span *rest)
{
	static const char letters[] = "abfnrtv";
	static const char meanings[] = "\a\b\f\n\r\t\v";
	const char *letter;
	char c = rest->ptr[0];

	if (c >= '0' && c <= '7')
		return take_octal(rest);
	*rest = span_from(*rest, 1);
	letter = c ? strchr(letters, c) : NULL;
	return letter ? meanings[letter - letters] : c;
}

/* rest starts behind the opening quote, and ends behind the closing one. */
static bool take_quoted(struct span *rest, struct buf *out)
{
	while (rest->len) {
		char c = rest->ptr[0];

		*rest = span_from(*rest, 1);
		if (c == '"')
			return true;
		if (c == '\\') {
			if (rest->len == 0)
				return false;
			c = take_escaped(rest);
		}
		buf_add_char(out, c);
	}
	return false;
}

bool alternates_next(struct span *rest, struct arena *arena, const char **directory)
{
	struct span part;
	struct buf unquoted;

	*directory = "";
	if (!span_starts(*rest, "\"")) {
		if (!span_split(rest, ':', &part))
			return false;
		*directory = arena_copy(arena, part).ptr;
		return true;
	}
	*rest = span_from(*rest, 1);
	buf_init(&unquoted, rest->len + 1);
	if (take_quoted(rest, &unquoted))
		*directory = arena_copy(arena, buf_span(&unquoted)).ptr;
	buf_release(&unquoted);
	/* up to the next separator, which nothing should stand before */
	(void)span_split(rest, ':', &part);
	return true;
}
