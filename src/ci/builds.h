/*
 * The image builds of a pipeline: of commands (docker, podman, buildah, kaniko, …), of actions
 * and plugins, of services of compose and targets of bake.
 */
#ifndef LAYERGATE_CI_BUILDS_H
#define LAYERGATE_CI_BUILDS_H

#include "ci/pipeline.h"

/* A part of the file that says something. */
struct ci_mention {
	struct span text;  /* what it says; ptr NULL: nothing does */
	struct span place; /* in the file */
};

struct ci_argument {
	struct span name;
	struct span value; /* as written; ptr NULL: taken from the environment */
	struct span place; /* in the file, name and value */
	struct ci_verdict verdict;
};

enum ci_push {
	CI_NOT_PUSHED,
	CI_MAYBE_PUSHED, /* an expression decides */
	CI_PUSHED,
};

struct ci_build {
	const struct ci_scope *scope;
	const struct command *command; /* NULL: it is none */
	/* commands of the pipeline before this index run before it (in the same job) */
	size_t order;
	const char *tool;  /* "docker build", "docker/build-push-action": printable */
	struct span place; /* of all of it */
	struct ci_mention context;
	struct ci_mention dockerfile;
	struct ci_mention target;
	enum ci_push push;
	VEC(struct ci_argument) arguments;
	VEC(struct ci_mention) cache_to; /* "type=registry,mode=max" */
	VEC(struct ci_mention) attest;   /* "mode=max" of --provenance, "type=provenance,…" */
	VEC(struct ci_mention) secret_files; /* paths of --secret src= and the like */
	struct ci_mention squash;
	/* only options that a variable holds are known, not the command that gets them */
	bool is_fragment;
};

struct ci_builds {
	VEC(struct ci_build) items;
};

/* Find all of them, in the order of the file: sets pipeline->builds. */
void ci_find_builds(struct ci_pipeline *pipeline, struct arena *arena);

/* Does an attestation with all arguments go to a registry (mode=max, written out)? */
bool ci_pushes_all_provenance(const struct ci_build *build);

/* The program that a command runs: "docker" of "$(DOCKER)" as well. */
struct span ci_program(const struct ci_pipeline *pipeline, const struct command *c);

/* --- for the files that make them --------------------------------------------------------- */

/* Is it a command that builds an image? The build without its place; false if it is none. */
bool ci_build_of_command(struct ci_pipeline *pipeline, const struct command *command,
	struct arena *arena, struct ci_build *out);

/* The same of one that gets build arguments for something else: make, ssh, a script. */
bool ci_build_of_options(struct ci_pipeline *pipeline, const struct command *command,
	struct arena *arena, struct ci_build *out);

/* Build arguments anywhere in a text of another language. */
void ci_build_options_inside(struct ci_pipeline *pipeline, const struct ci_scope *scope,
	const struct ci_text *text, struct arena *arena, struct ci_build *out);

/* Options of a build that stand in a text: "--build-arg A=b --target c". */
void ci_build_options_text(struct ci_pipeline *pipeline, const struct ci_scope *scope,
	const struct ci_text *text, struct arena *arena, struct ci_build *out);

/* Does the scope call something that builds an image? */
bool ci_build_of_call(struct ci_pipeline *pipeline, const struct ci_scope *scope,
	struct arena *arena, struct ci_build *out);

#endif
