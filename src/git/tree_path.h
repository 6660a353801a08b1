/* What stands at a path of a directory tree. */
#ifndef LAYERGATE_GIT_TREE_PATH_H
#define LAYERGATE_GIT_TREE_PATH_H

#include "base/span.h"
#include "base/status.h"
#include "git/oid.h"
#include "git/parse.h"
#include "git/tree_shelf.h"

/*
 * The entry at a path; "" is the tree itself. STATUS_NOT_FOUND if there is none, STATUS_GIT or
 * STATUS_LIMIT if a directory on the way can't be read.
 */
MUST_USE enum status tree_path_look(struct tree_shelf *shelf, const struct oid *tree,
	struct span path, struct oid *oid, enum entry_type *type, struct error *err);

/*
 * The name of the file's blob. STATUS_NOT_FOUND if there is no file of that path, or a
 * directory on the way can't be read.
 */
MUST_USE enum status tree_path_find(struct tree_shelf *shelf, const struct oid *tree,
	struct span path, struct oid *blob, bool *is_link);

#endif
