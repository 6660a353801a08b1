/*
 * The trees around what is staged: the index, and those of the parents. A Dockerfile is judged
 * with the files that it copies, so both are asked when one is scanned, and only then.
 */
#ifndef LAYERGATE_CMD_STAGED_TREE_H
#define LAYERGATE_CMD_STAGED_TREE_H

#include "cmd/inspected.h"
#include "cmd/run.h"
#include "git/commit_view.h"
#include "git/index_view.h"
#include "git/staged.h"
#include "git/tree_lists.h"

struct parent_view {
	struct tree_view view;
	bool was_asked;
	bool is_open;
};

struct staged_tree {
	struct run *run;
	struct repo *repo;
	const struct staged_list *list;
	struct inspected inspected;
	struct tree_view index;
	struct tree_lists *lists;    /* of the parents' trees; NULL before one is asked */
	struct parent_view *parents; /* as many as the list has */
};

/* The list is borrowed. */
void staged_tree_open(struct staged_tree *tree, struct run *run, struct repo *repo,
	const struct staged_list *list);
void staged_tree_close(struct staged_tree *tree);

/* The tree of a parent, or NULL if there is none that can be read. */
const struct tree_view *staged_tree_parent(struct staged_tree *tree, size_t which);

#endif
