/*
 * A view of the tree of a commit; see base/tree_view.h.
 *
 * Views are cheap to make: nothing is read before something is asked, and all views of a run
 * share what was learned about directories (see tree_lists.h).
 */
#ifndef LAYERGATE_GIT_COMMIT_VIEW_H
#define LAYERGATE_GIT_COMMIT_VIEW_H

#include "base/tree_view.h"
#include "git/tree_lists.h"

/* Of a tree that is known, as that of a commit in a history. The lists must outlive it. */
void commit_view_of_tree(
	struct tree_lists *lists, const struct oid *tree, struct tree_view *view);

/*
 * Of a commit. STATUS_NOT_FOUND if it is missing, STATUS_LIMIT if it is larger than a directory
 * may be, STATUS_GIT if it is no commit; then there is nothing to close.
 */
MUST_USE enum status commit_view_open(struct tree_lists *lists, const struct oid *commit,
	struct tree_view *view, struct error *err);

void commit_view_close(struct tree_view *view);

#endif
