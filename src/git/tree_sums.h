/*
 * One number for the inspected files of a tree: the sum of a number for each. What is below a
 * directory is added up once for each path that the directory stands at, so a commit costs the
 * directories that it changes.
 */
#ifndef LAYERGATE_GIT_TREE_SUMS_H
#define LAYERGATE_GIT_TREE_SUMS_H

#include "git/tree_lists.h"

/* The number of a file, by its path and content; the path lives during the call. */
typedef uint64_t tree_file_number(void *payload, const struct tree_file *file);

/*
 * The sum over the files that tree_lists_files() lists for the top of the tree; what it says
 * where they can't be listed. The numbers have to be the same in each call.
 */
MUST_USE enum status tree_sum(struct tree_lists *lists, const struct oid *tree,
	tree_file_number *number, void *payload, uint64_t *sum, struct error *err);

#endif
