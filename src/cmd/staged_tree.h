/*
 * The trees around what is staged: the index, and the first parent's. A Dockerfile is judged
 * with the files that it copies, so both are asked when one is scanned, and only then.
 */
#ifndef LAYERGATE_CMD_STAGED_TREE_H
#define LAYERGATE_CMD_STAGED_TREE_H

#include "cmd/inspected.h"
#include "cmd/run.h"
#include "git/commit_view.h"
#include "git/index_view.h"
#include "git/tree_lists.h"

struct staged_tree {
	struct run *run;
	struct repo *repo;
	const char *parent_name; /* anything git resolves to a commit, or NULL */
	struct inspected inspected;
	struct tree_view index;
	struct tree_lists *lists; /* of the parent's tree; NULL before it is asked */
	struct tree_view parent;
	bool has_parent;
};

void staged_tree_open(
	struct staged_tree *tree, struct run *run, struct repo *repo, const char *parent_name);
void staged_tree_close(struct staged_tree *tree);

/* The first parent's tree, or NULL if there is none that can be read. */
const struct tree_view *staged_tree_parent(struct staged_tree *tree);

#endif
