/* The parents, besides HEAD, of the merge commit that is being made. */
#ifndef LAYERGATE_GIT_MERGE_HEADS_H
#define LAYERGATE_GIT_MERGE_HEADS_H

#include "base/arena.h"
#include "base/vec.h"
#include "git/repo.h"

struct name_list {
	VEC(const char *) names; /* hexadecimal object names, NUL-terminated */
};

/*
 * From MERGE_HEAD, which exists when a merge stopped and is now committed; or from the
 * variables GITHEAD_<name> that "git merge" gives to its pre-merge-commit hook, where there is
 * no MERGE_HEAD yet. No names if no merge is going on.
 */
void merge_heads_find(struct repo *repo, struct arena *arena, struct name_list *out);

#endif
