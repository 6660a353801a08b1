/*
 * The paths of systems.def, matched along the way down a tree: a set of places in patterns,
 * moved on by each key and each item.
 */
#ifndef LAYERGATE_CI_PATHS_H
#define LAYERGATE_CI_PATHS_H

#include "base/vec.h"
#include "ci/pipeline.h"

struct ci_row {
	const char *path;
	enum file_kind kind;
	enum ci_role role;
};

/* What is left of a row's path. */
struct ci_place_in_path {
	const struct ci_row *row;
	const char *rest;
};

struct ci_paths {
	VEC(struct ci_place_in_path) at;
};

/*
 * What is handed out replaces what out has, in the same memory: out has to be zeroed, or have
 * been used for this before.
 */

/* At the top of a document. False if the kind has no rows. */
bool ci_paths_start(enum file_kind kind, struct arena *arena, struct ci_paths *out);

/* Below a key, or an item of a list. */
void ci_paths_key(const struct ci_paths *from, struct span key, struct arena *arena,
	struct ci_paths *out);
void ci_paths_item(const struct ci_paths *from, struct arena *arena, struct ci_paths *out);

/* A value that is no list stands for the one item of a list. */
void ci_paths_not_list(struct ci_paths *paths);

/* The rows that end here: the first, and those with the same path. *at starts at 0. */
const struct ci_row *ci_paths_next_end(const struct ci_paths *paths, size_t *at);

#endif
