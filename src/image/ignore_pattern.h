/* One pattern of a .dockerignore file; see ignore_file.h. */
#ifndef LAYERGATE_IMAGE_IGNORE_PATTERN_H
#define LAYERGATE_IMAGE_IGNORE_PATTERN_H

#include "image/ignore_file.h"

/* Prepare the pattern of which the text is set. NULL, or what is wrong with it. */
const char *ignore_pattern_compile(struct ignore_pattern *pattern, struct arena *arena);

/* The first len bytes of a path: a directory above it, or all of it. */
struct ignore_prefix {
	size_t len;
	bool matches; /* the answer */
};

/*
 * Which of the prefixes match, each on its own? They are in order of their length. Time is
 * bounded by (length of the pattern) x (length of the path); memory comes from scratch.
 */
void ignore_pattern_match(const struct ignore_pattern *pattern, struct span path,
	struct ignore_prefix *prefixes, size_t count, struct arena *scratch);

#endif
