/* From which refs a commit can be reached. */
#ifndef LAYERGATE_GIT_REF_REACH_H
#define LAYERGATE_GIT_REF_REACH_H

#include "git/history.h"

enum {
	MOST_REFS = 10
};

struct ref_reach {
	const struct history *history;
	uint32_t (*refs)[MOST_REFS]; /* of each commit: indexes of tips plus 1, ascending; 0:
					none */
};

/*
 * Find, for all wanted commits of the history in one pass, the first few of the tips that lead
 * to them; earlier tips come first. In the arena.
 */
void ref_reach_init(struct ref_reach *reach, const struct history *history,
	const struct tip *tips, size_t count, struct arena *arena);

/* Indexes of tips that lead to the commit; returns how many, at most MOST_REFS. */
size_t ref_reach_get(const struct ref_reach *reach, uint32_t commit, uint32_t tips[MOST_REFS]);

#endif
