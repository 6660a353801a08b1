/* The image builds that a compose file names: which Dockerfile with which context. */
#ifndef LAYERGATE_SCAN_COMPOSE_BUILDS_H
#define LAYERGATE_SCAN_COMPOSE_BUILDS_H

#include "base/arena.h"
#include "base/span.h"
#include "base/vec.h"

enum {
	COMPOSE_BUILDS_MAX = 200 /* of one file */
};

struct compose_build {
	struct span context; /* seen from the compose file; with variables it is not listed */
	struct span dockerfile; /* seen from the context */
};

struct compose_builds {
	VEC(struct compose_build) items;
};

/* Everything lives in the arena; what does not parse names nothing. */
void compose_builds_read(struct span text, struct arena *arena, struct compose_builds *out);

#endif
