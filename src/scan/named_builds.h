/*
 * The image builds that a CI, compose or bake file names: which Dockerfile with which context,
 * and what they get that is a secret. Kept by content, so paths are as the file has them.
 */
#ifndef LAYERGATE_SCAN_NAMED_BUILDS_H
#define LAYERGATE_SCAN_NAMED_BUILDS_H

#include <stdint.h>

#include "ci/build_paths.h"

enum {
	NAMED_BUILDS_MAX = 200,   /* of one file */
	NAMED_ARGUMENTS_MAX = 50, /* of one build, that are secrets */
};

struct named_build {
	struct ci_build_paths paths;
	struct span_list secret_arguments; /* names */
	bool has_provenance; /* an attestation with all arguments goes to a registry */
};

struct named_builds {
	VEC(struct named_build) items;
	bool is_cut; /* NAMED_BUILDS_MAX or NAMED_ARGUMENTS_MAX was reached */
};

/* All that is kept lives in the arena. */
void named_builds_read(
	const struct ci_pipeline *pipeline, struct arena *arena, struct named_builds *out);

/*
 * A number for what they mean to Dockerfiles: contexts that are not the usual ones, and
 * secrets. 0: nothing. It is of this process only.
 */
uint64_t named_builds_key(const struct named_builds *builds);

/*
 * The paths of a build in the tree that its file (at that path) is in. False if it is not known
 * which Dockerfile it reads. *context: ptr NULL if that is not known.
 */
bool named_build_paths(const struct named_build *build, struct span file, struct arena *arena,
	struct span *context, struct span *dockerfile);

/*
 * Does a build of the file at that path read that Dockerfile (both in the tree)? *context gets
 * its directory; ptr NULL: not known.
 */
bool named_build_reads(const struct named_build *build, struct span file,
	struct span dockerfile, struct arena *arena, struct span *context);

#endif
