/*
 * The build context of a Dockerfile, as far as it matters: its files that hold secrets or name
 * the variables that do.
 */
#ifndef LAYERGATE_IMAGE_CONTEXT_H
#define LAYERGATE_IMAGE_CONTEXT_H

#include <stdbool.h>

#include "base/span.h"
#include "base/vec.h"
#include "model/classify.h"

struct context_file {
	struct span path; /* from the root of the context */
	bool has_secrets; /* literal ones; known once it is loaded */
	bool is_silent; /* the rules about that file are switched off: the image has to tell */
	bool is_loaded;
	bool is_ignored; /* .dockerignore keeps it out */
	VEC(struct span)
	references;        /* variables that stand where a secret belongs: ${NPM_TOKEN} */
	const void *owner; /* for whoever made the context */
};

/* A build argument that a file of the tree gives a secret to. */
struct passed_argument {
	struct span name;
	struct span by; /* path of that file, in the tree */
	/* and the build's provenance, which has all arguments, goes to a registry */
	bool in_provenance;
};

struct build_context {
	bool is_known; /* false: there is no tree to look into */
	VEC(struct passed_argument) passed;
	const struct classifier *classifier; /* what credential files are called */
	VEC(struct context_file) files;
	/* Fill in what a file holds; asked when it is first copied. NULL: all is filled in. */
	void (*load)(void *payload, struct context_file *file);
	/* Is there anything at that path of the context? Only if is_known. */
	bool (*exists)(void *payload, struct span path);
	/* Would .dockerignore keep that path out? */
	bool (*is_ignored)(void *payload, struct span path);
	void *payload;
};

#endif
