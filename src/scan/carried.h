/*
 * Files that a Dockerfile takes into its image, and the secrets in them: such a secret is a
 * finding of that file, and the image is a further place of it.
 */
#ifndef LAYERGATE_SCAN_CARRIED_H
#define LAYERGATE_SCAN_CARRIED_H

#include "report/finding.h"

/* One place in an image, with the lines that led there, as findings have them. */
struct carried_place {
	struct finding_place place;
	VEC(struct trace_step) trace;
};

struct carried_file {
	struct span path;      /* as findings have it */
	struct span tree_path; /* in the tree of the Dockerfile */
	VEC(struct fingerprint) secrets;
	VEC(struct carried_place) places;
	bool was_rescanned;
};

struct carried_list {
	VEC(struct carried_file) items;
};

/*
 * Add the places to the findings with those secrets in that file, behind the first ones. True
 * if there was such a finding.
 */
bool carried_apply(
	const struct carried_file *carried, struct finding_list *findings, struct arena *arena);

#endif
