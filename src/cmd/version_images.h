/*
 * Dockerfiles in a history: what they build depends on the files that they copy, so a version
 * of one is judged once for each state of those files.
 */
#ifndef LAYERGATE_CMD_VERSION_IMAGES_H
#define LAYERGATE_CMD_VERSION_IMAGES_H

#include "cmd/inspected.h"
#include "cmd/run.h"
#include "git/commit_view.h"
#include "git/history.h"
#include "git/tree_lists.h"

struct version_images {
	struct run *run;
	const struct history *history;
	struct inspected inspected;
	struct tree_lists *lists;
	/* a file was met that means something to an image: an ignore file, one with a secret */
	bool has_relevant;
	/* the commit that is looked at has a new version of one */
	bool judges_again;
};

void version_images_init(struct version_images *images, struct run *run, struct repo *repo,
	const struct history *history);
void version_images_release(struct version_images *images);

/* The tree of a commit, or of one of its parents; false if there is none. */
bool version_images_view(
	struct version_images *images, uint32_t commit, struct tree_view *view);
bool version_images_parent_view(
	struct version_images *images, uint32_t commit, uint32_t which, struct tree_view *view);

/*
 * A number for the files of the commit's tree that matter to images, wherever they are: a
 * context may be anywhere. 0 if there are none.
 */
uint64_t version_images_state(
	struct version_images *images, uint32_t commit, const struct tree_view *view);

#endif
