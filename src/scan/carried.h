/*
 * Files that a Dockerfile takes into its image, and the secrets in them: such a secret is a
 * finding of that file, and the image is a further place of it.
 */
#ifndef LAYERGATE_SCAN_CARRIED_H
#define LAYERGATE_SCAN_CARRIED_H

#include "base/key_map.h"
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
	size_t first; /* the findings of that file, in the list: set by carried_apply() */
	size_t end;
};

enum {
	CARRIED_MAX = 100000,     /* in one run */
	CARRIED_PLACES_MAX = 100, /* of one finding */
};

struct carried_list {
	VEC(struct carried_file) items;
};

/* Where in a list the findings of a file are: they stand together. */
struct path_index {
	struct key_map starts;
};

void path_index_make(struct path_index *index, const struct finding_list *findings);
void path_index_release(struct path_index *index);

/*
 * Add the places to the findings with those secrets in that file, behind the first ones. True
 * if there was such a finding.
 */
bool carried_apply(struct carried_file *carried, const struct path_index *index,
	struct finding_list *findings, struct arena *arena);

/* Is the finding about one of the secrets? */
bool carried_has(const struct carried_file *carried, const struct finding *finding);

#endif
