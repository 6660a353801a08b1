/* The list of directories in GIT_ALTERNATE_OBJECT_DIRECTORIES. */
#ifndef LAYERGATE_GIT_ALTERNATES_H
#define LAYERGATE_GIT_ALTERNATES_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"

/*
 * Take one directory off *rest. They are separated by ':'; one that holds a ':' or starts with
 * a '"' is written by git as a C string in double quotes, which libgit2 does not understand.
 * *directory is NUL-terminated, in the arena; "" for one that can't be read. False at the end.
 */
bool alternates_next(struct span *rest, struct arena *arena, const char **directory);

#endif
