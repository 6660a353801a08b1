/* The list of directories in GIT_ALTERNATE_OBJECT_DIRECTORIES. */
#ifndef LAYERGATE_GIT_ALTERNATES_H
#define LAYERGATE_GIT_ALTERNATES_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/vec.h"

/*
 * Take one directory off *rest. They are separated by ':'; one that holds a ':' or starts with
 * a '"' is written by git as a C string in double quotes, which libgit2 does not understand.
 * *directory is NUL-terminated, in the arena; "" for one that can't be read. False at the end.
 */
bool alternates_next(struct span *rest, struct arena *arena, const char **directory);

/*
 * The stores that a store borrows from, by its file info/alternates and theirs, as git follows
 * them: libgit2 1.5 does not follow a relative path behind an absolute one. All are given as
 * NUL-terminated paths in the arena; what can't be read is left out.
 */
struct store_list {
	VEC(const char *) directories;
};

void alternates_follow(const char *store, struct arena *arena, struct store_list *out);

#endif
