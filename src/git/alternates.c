#include "git/alternates.h"

#include <fcntl.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/io.h"

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

enum {
	DEEPEST = 5, /* git follows no more */
	LARGEST_FILE = 1 << 20,
};

static bool is_listed(const struct store_list *list, const char *directory)
{
	VEC_EACH(const char *const, d, &list->directories)
		if (strcmp(*d, directory) == 0)
			return true;
	return false;
}

/* A line of the file: a comment, a path, or one in quotes; relative ones start at the store. */
static const char *take_line(struct span line, const char *store, struct arena *arena)
{
	struct span rest = line;
	const char *directory;

	if (line.len == 0 || span_starts(line, "#"))
		return NULL;
	if (span_starts(line, "\"")) {
		if (!alternates_next(&rest, arena, &directory) || !*directory)
			return NULL;
	} else {
		directory = arena_copy(arena, line).ptr;
	}
	return *directory == '/' ? directory : arena_printf(arena, "%s/%s", store, directory);
}

static void follow(const char *store, int depth, struct arena *arena, struct store_list *out)
{
	int fd = open(arena_printf(arena, "%s/info/alternates", store), O_RDONLY | O_CLOEXEC);
	struct span rest;
	struct span line;
	struct buf buf;

	if (fd < 0)
		return;
	buf_init(&buf, LARGEST_FILE);
	if (io_read_all(fd, &buf) != STATUS_OK)
		buf_reset(&buf); /* git is asked for what is missing then */
	close(fd);
	rest = arena_copy(arena, buf_span(&buf));
	buf_release(&buf);
	while (span_next_line(&rest, &line)) {
		const char *directory = take_line(line, store, arena);

		if (!directory || is_listed(out, directory))
			continue;
		*vec_add(&out->directories, arena) = directory;
		if (depth < DEEPEST)
			follow(directory, depth + 1, arena, out);
	}
}

void alternates_follow(const char *store, struct arena *arena, struct store_list *out)
{
	*out = (struct store_list){{0}};
	follow(store, 1, arena, out);
}
