/*
 * Physical positions: byte offset to line and column.
 *
 * A line ends at LF, as git and compilers count; columns count bytes from 1.
 */
#ifndef LAYERGATE_TEXT_LINES_H
#define LAYERGATE_TEXT_LINES_H

#include "base/arena.h"
#include "base/span.h"

struct line_index {
	struct span text;
	size_t *starts; /* offset of each line's first byte */
	size_t count;
};

struct position {
	size_t line;   /* from 1; 0: no position */
	size_t column; /* from 1, in bytes */
};

/* One pass over text, which must stay alive; the table lives in the arena. */
void lines_index(struct line_index *index, struct span text, struct arena *arena);

/* Line and column of a byte offset; offset may be text.len (just behind the last byte). */
struct position lines_position(const struct line_index *index, size_t offset);

/* The text of a line (from 1), without its line ending; empty for a number out of range. */
struct span lines_text(const struct line_index *index, size_t line);

/* Offset of the first byte of a line (from 1); text.len for a number out of range. */
size_t lines_start(const struct line_index *index, size_t line);

#endif
