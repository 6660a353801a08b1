/*
 * After a scan of a history: which commits the findings are of, who made them, which refs lead
 * there, and whether HEAD still has what was found.
 */
#ifndef LAYERGATE_CMD_LOCATE_H
#define LAYERGATE_CMD_LOCATE_H

#include "cmd/run.h"
#include "git/ref_reach.h"

/* Fill in commit, author and date of all findings. */
void locate_commits(struct run *run, struct repo *repo, const struct history *history);

/*
 * Fill in refs: of the tips, those that lead to a finding's commit. history may be another one
 * than that which was scanned, as long as it holds more.
 */
void locate_refs(struct run *run, const struct history *scanned, const struct history *history,
	const struct tip *tips, const struct span *names, size_t count);

/* Fill in in_head. STATUS_POLICY only. */
MUST_USE enum status locate_in_head(
	struct run *run, struct repo *repo, const struct oid *head_tree, struct error *err);

#endif
