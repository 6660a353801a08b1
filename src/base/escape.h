/*
 * The one place where foreign bytes (paths, excerpts, names from a policy) become printable.
 *
 * A path or a line of an inspected file may hold anything: escape sequences that drive the
 * terminal, carriage returns that hide text, NUL, invalid UTF-8, characters that turn the
 * direction of writing. None of them may reach a terminal, a log or a web page raw.
 */
#ifndef LAYERGATE_BASE_ESCAPE_H
#define LAYERGATE_BASE_ESCAPE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/span.h"

/*
 * For people: control characters, DEL and invalid bytes as \xHH; C1 controls, bidi controls,
 * line separators and invisible characters as \uHHHH; the rest as it is. A tab becomes one
 * space, so that columns stay countable.
 */
void escape_text(struct buf *out, struct span foreign);

/* As escape_text, and a backslash is doubled, so that the result is unambiguous. */
void escape_path(struct buf *out, struct span path);

/* The same into an arena, NUL-terminated: for error messages. */
const char *escaped_text(struct arena *arena, struct span foreign);
const char *escaped_path(struct arena *arena, struct span path);

/*
 * For JSON: well-formed UTF-8 in which invalid bytes became \xHH and a backslash is doubled.
 * Control characters stay: the JSON encoder escapes them.
 */
struct span escaped_for_json(struct arena *arena, struct span path);

#endif
