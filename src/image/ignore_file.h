/*
 * A .dockerignore file, matched exactly as BuildKit does (moby/patternmatcher).
 *
 * Unlike .gitignore: patterns are rooted (".npmrc" matches at the root only), the last match
 * decides, a path is excluded if it or any directory above it matches, and "!" brings single
 * files of an excluded directory back.
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

struct ignore_pattern {
	struct span text;  /* cleaned; in the file or the arena */
	bool is_exception; /* "!" */
	size_t offset;     /* in the file */
};

struct ignore_file {
	VEC(struct ignore_pattern) patterns;
	/*
	 * A pattern error makes the build fail; then nothing is taken as excluded. NULL: none.
	 */
	const char *complaint;
	size_t complaint_at; /* offset in the file */
};

/* Never fails; linear in the length of the text. */
void ignore_file_read(struct span text, struct arena *arena, struct ignore_file *out);

/*
 * Is the file at that path excluded from the build context? path is relative to the root of the
 * context, clean, with '/' between its parts. The root itself ("" or ".") never is.
 */
bool ignore_file_excludes(const struct ignore_file *file, struct span path);

#endif
