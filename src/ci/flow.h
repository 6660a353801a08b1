/*
 * The way of secrets through a pipeline.
 *
 * Variables are followed from the pipeline to its jobs and steps, through assignments, exports
 * and the files by which steps hand variables on.
 */
#ifndef LAYERGATE_CI_FLOW_H
#define LAYERGATE_CI_FLOW_H

#include "ci/verdicts.h"

/* Fill in the verdicts of all variables, inputs, arguments and words. */
void ci_follow(struct ci_pipeline *pipeline, struct arena *arena);

/* The facts about a command, such as the verdicts of its words. */
const struct ci_command *ci_facts(
	const struct ci_pipeline *pipeline, const struct command *command);

#endif
