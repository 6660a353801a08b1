/*
 * Where a pipeline sets its variables: in the file's mappings, and in scripts (NAME=value
 * before a command, export, env, set, $env:NAME, what goes to GITHUB_ENV, task.setvariable).
 */
#ifndef LAYERGATE_CI_ASSIGNMENTS_H
#define LAYERGATE_CI_ASSIGNMENTS_H

#include "ci/pipeline.h"

struct ci_assignment {
	struct span name;
	struct span value; /* ptr NULL: none is said */
	struct span place; /* in the file */
	const struct ci_scope *scope;
	const struct command *command; /* NULL: it is none */
};

struct ci_assignments {
	VEC(struct ci_assignment) items;
};

/* All of them, scope by scope. */
void ci_find_assignments(
	const struct ci_pipeline *pipeline, struct arena *arena, struct ci_assignments *out);

#endif
