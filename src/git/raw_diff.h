/* The output of "git diff-index --raw -z --no-renames", one entry at a time. */
#ifndef LAYERGATE_GIT_RAW_DIFF_H
#define LAYERGATE_GIT_RAW_DIFF_H

#include <stdbool.h>

#include "base/span.h"

struct raw_entry {
	unsigned old_mode;    /* octal as in a tree; 0: was not there */
	unsigned new_mode;    /* 0: is not there any more */
	struct span old_name; /* object names, hexadecimal */
	struct span new_name;
	char status; /* A, M, D, T, U … */
	struct span path;
};

/*
 * Take one entry off *rest: ":MODE MODE NAME NAME STATUS\0PATH\0". False at the end or at
 * something else; *rest is empty only in the first case.
 */
bool raw_diff_next(struct span *rest, struct raw_entry *entry);

#endif
