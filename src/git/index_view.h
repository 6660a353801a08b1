/*
 * A view of the index that is being committed; see base/tree_view.h.
 *
 * git itself lists it (git ls-files --stage), once, when something is asked first: it reads
 * every kind of index and honours GIT_INDEX_FILE. The whole list is kept, since it is in memory
 * already and answers every exists() without another process: about 150 bytes a file.
 *
 * Of a file with a conflict our side counts, or theirs if we have none. Files of "git add -N"
 * are listed as empty ones: git's list does not tell them apart.
 */
#ifndef LAYERGATE_GIT_INDEX_VIEW_H
#define LAYERGATE_GIT_INDEX_VIEW_H

#include "base/tree_view.h"
#include "git/repo.h"
#include "git/tree_filter.h"

/*
 * Never fails; an index that can't be listed shows in list(): STATUS_GIT, or STATUS_LIMIT at
 * the repository's deadline. largest_blob: bytes of a file that read() reads. The repository is
 * borrowed, and so are the filter's payload and functions.
 */
void index_view_open(struct repo *repo, const struct tree_filter *filter, uint64_t largest_blob,
	struct tree_view *view);
void index_view_close(struct tree_view *view);

#endif
