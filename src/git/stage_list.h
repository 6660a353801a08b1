/* The output of "git ls-files --stage -z", one entry at a time. */
#ifndef LAYERGATE_GIT_STAGE_LIST_H
#define LAYERGATE_GIT_STAGE_LIST_H

#include <stdbool.h>

#include "base/span.h"
#include "git/oid.h"
#include "git/parse.h"

struct stage_entry {
	enum entry_type type;
	struct oid oid;
	unsigned stage; /* 0; of a conflict 1 for the common ancestor, 2 for ours, 3 for theirs
			 */
	struct span path;
};

/*
 * Take one entry off *rest: "MODE NAME STAGE\tPATH\0". False at the end or at something else;
 * *rest is empty only in the first case.
 */
bool stage_list_next(struct span *rest, struct stage_entry *entry);

#endif
