/*
 * A .dockerignore file, matched exactly as BuildKit does (moby/patternmatcher).
 *
 * Unlike .gitignore: patterns are rooted (".npmrc" matches at the root only), the last match
 * decides, a path is excluded if it or any directory above it matches, and "!" brings single
 * files of an excluded directory back.
 *
 * So "dir/f" and then "!dir" brings dir/f back. BuildKit's walk of a context leaves such a file
 * out (it doesn't try "!dir" on a directory that is not excluded), buildah takes it: what one
 * builder takes along counts.
 *
 * Patterns become regular expressions there, which shows: "[^a]" matches a '/', and a character
 * is one of UTF-8.
 */
#ifndef LAYERGATE_IMAGE_IGNORE_FILE_H
#define LAYERGATE_IMAGE_IGNORE_FILE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/vec.h"

enum {
	IGNORE_PATTERNS_MAX = 10000,
};

struct ignore_element;

struct ignore_pattern {
	struct span text;  /* cleaned; in the file or the arena */
	bool is_exception; /* "!" */
	size_t offset;     /* in the file */
	/* For the matching. NULL: only a "**" at its start or end, or nothing, is special. */
	const struct ignore_element *elements;
	size_t element_count;
};

struct ignore_file {
	VEC(struct ignore_pattern) patterns;
	/*
	 * A pattern error makes the build fail; then nothing is taken as excluded. So it is for
	 * what is accepted, but means what nobody meant (a star in a class, "x|y*"). NULL:
	 * none.
	 */
	const char *complaint;
	size_t complaint_at; /* offset in the file */
	bool is_cut; /* IGNORE_PATTERNS_MAX was reached: that is ours, not a builder's */
};

/* Never fails; linear in the length of the text, which must outlive what is read. */
void ignore_file_read(struct span text, struct arena *arena, struct ignore_file *out);

/*
 * Is the file at that path excluded from the build context? path is relative to the root of the
 * context, clean, with '/' between its parts. The root itself ("" or ".") never is.
 * Time is bounded by (length of the patterns) x (length of the path).
 */
bool ignore_file_excludes(const struct ignore_file *file, struct span path);

#endif
