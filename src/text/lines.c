#include "text/lines.h"

#include "base/nomem.h"

static size_t count_lines(struct span text)
{
	size_t count = 1;
	const char *at = text.ptr;
	const char *end = at + text.len;

	while (at < end && (at = memchr(at, '\n', (size_t)(end - at)))) {
		at++;
		count++;
	}
	return count;
}

void lines_index(struct line_index *index, struct span text, struct arena *arena)
{
	size_t count = count_lines(text);
	size_t line = 1;

	index->text = text;
	index->count = count;
	index->starts = arena_array(arena, count, sizeof(*index->starts));
	for (size_t at = 0; line < count; line++) {
		at += span_chr(span_from(text, at), '\n') + 1;
		index->starts[line] = at;
	}
}

struct position lines_position(const struct line_index *index, size_t offset)
{
	size_t low = 0;
	size_t high = index->count;

	/* the last line that starts at or before offset */
	while (high - low > 1) {
		size_t mid = low + (high - low) / 2;

		if (index->starts[mid] <= offset)
			low = mid;
		else
			high = mid;
	}
	return (struct position){low + 1, offset - index->starts[low] + 1};
}

size_t lines_start(const struct line_index *index, size_t line)
{
	if (line == 0 || line > index->count)
		return index->text.len;
	return index->starts[line - 1];
}

struct span lines_text(const struct line_index *index, size_t line)
{
	struct span rest;
	struct span text = span_of("", 0);

	if (line == 0 || line > index->count)
		return text;
	rest = span_from(index->text, index->starts[line - 1]);
	if (!span_next_line(&rest, &text))
		return span_of("", 0);
	return text;
}
