/* One file of a directory tree, by its path. */
#ifndef LAYERGATE_GIT_TREE_PATH_H
#define LAYERGATE_GIT_TREE_PATH_H

#include "base/span.h"
#include "base/status.h"
#include "git/oid.h"
#include "git/repo.h"

/*
 * The name of the file's blob. STATUS_NOT_FOUND if there is no file of that path, or a
 * directory on the way can't be read.
 */
MUST_USE enum status tree_path_find(struct repo *repo, const struct oid *tree, struct span path,
	struct oid *blob, bool *is_link);

#endif
