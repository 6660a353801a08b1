/*
 * Paths in an image: absolute and clean, as text. What is unknown before the build stands in
 * them as "${NAME}".
 */
#ifndef LAYERGATE_IMAGE_PATH_H
#define LAYERGATE_IMAGE_PATH_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"

/*
 * path seen from the directory base, clean: no "." or "..", no double or last '/'. A path that
 * starts with something unknown is taken for absolute.
 */
struct span path_resolve(struct arena *arena, struct span base, struct span path);

/* The same for a relative path, as in a build context: "./a/../b/" is "b", the root is "". */
struct span path_clean_relative(struct arena *arena, struct span path);

/* directory + "/" + name */
struct span path_join(struct arena *arena, struct span directory, struct span name);

struct span path_base(struct span path);   /* behind the last '/' */
struct span path_parent(struct span path); /* before it; "/" for the top */

/* Is path the directory itself, or below it? below gets the rest, without a '/' in front. */
bool path_is_below(struct span path, struct span directory, struct span *below);

/* Is there a character in it that a pattern would have? */
bool path_has_pattern(struct span path);

enum path_match {
	PATH_NO_MATCH,
	PATH_MATCH,       /* the pattern names the path */
	PATH_MATCH_ABOVE, /* the pattern names a directory above it */
};

/*
 * Match part by part. hidden: a leading '*' or '?' matches a leading dot as well (Go's and
 * COPY's way; a shell doesn't). prefix_len gets the length of the part of path that matched.
 */
enum path_match path_matches(
	struct span pattern, struct span path, bool hidden, size_t *prefix_len);

#endif
