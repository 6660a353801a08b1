/*
 * Which Dockerfile a build reads, and which directory it sends along, as paths of the tree that
 * the CI file is in.
 */
#ifndef LAYERGATE_CI_BUILD_PATHS_H
#define LAYERGATE_CI_BUILD_PATHS_H

#include "ci/builds.h"

/* As the file says it; what only the job knows (a variable, a remote address) is not known. */
struct ci_build_paths {
	bool is_below_file; /* seen from the file's directory (compose, bake, make), not the top
			     */
	struct span directory;       /* that the command runs in, from there; "" for itself */
	struct span context;         /* from directory; ptr NULL: not known, or no directory */
	struct span dockerfile;      /* ptr NULL: not known, but for has_default_dockerfile */
	bool has_default_dockerfile; /* "Dockerfile" of the context */
	bool is_in_context;          /* the Dockerfile's path is seen from the context */
	/* the context is what git has, not what the job's directory has */
	bool is_from_git;
};

void ci_build_paths(const struct ci_pipeline *pipeline, const struct ci_build *build,
	struct arena *arena, struct ci_build_paths *out);

/*
 * A path as a step or a command would write it, without what stands for the checkout's top
 * ("$CI_PROJECT_DIR/", "${{ github.workspace }}/", "./"). ptr NULL if it is not below that top,
 * or not known: absolute, of the home directory, with a variable.
 */
struct span ci_checkout_path(struct span path);

/* Does a path from the top lead out of the checkout: "../npmrc"? */
bool ci_is_outside(struct span path);

/*
 * The directory that the scope's commands before index run in, from the top: working-directory,
 * and "cd". ptr NULL: not known, or outside.
 */
struct span ci_directory(const struct ci_pipeline *pipeline, const struct ci_scope *scope,
	size_t index, struct arena *arena);

/* The directory behind a command that ran in one: another one only behind "cd". */
struct span ci_directory_behind(const struct ci_pipeline *pipeline,
	const struct command *command, struct span directory, struct arena *arena);

#endif
