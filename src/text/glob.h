/*
 * Path patterns, as people know them from .gitignore.
 *
 *	*   any bytes but '/'           ?      one byte but '/'
 *	**  any number of path parts    [a-z]  one byte of a class; [!a] or [^a]: not of it
 *	\x  the byte x itself
 *
 * A pattern without '/' is matched against the last part of the path, one with '/' against
 * the whole path from its start. "dir/" with a trailing slash stands for everything below dir.
 * Leading dots are nothing special.
 */
#ifndef LAYERGATE_TEXT_GLOB_H
#define LAYERGATE_TEXT_GLOB_H

#include <stdbool.h>

#include "base/span.h"

/* Time is bounded by (length of the pattern) x (length of the path). */
bool glob_match(struct span pattern, struct span path);

/* One path part against one pattern part; neither holds '/'. */
bool glob_match_part(struct span pattern, struct span part);

/* Length of the class "[...]" at the front of pattern, which starts with '['; 0: not closed. */
size_t glob_class_length(struct span pattern);

/* NULL if the pattern is well-formed, else what is wrong with it. */
const char *glob_complaint(struct span pattern);

#endif
