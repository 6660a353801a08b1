/* Variables of Azure Pipelines: how scripts see them, and how scripts set them. */
#ifndef LAYERGATE_CI_AZURE_VARIABLES_H
#define LAYERGATE_CI_AZURE_VARIABLES_H

#include "ci/pipeline.h"

/* How scripts see a variable: "npm.token" is $NPM_TOKEN. */
struct span azure_environment_name(struct span name, struct arena *arena);

/*
 * Set in the job what a word sets, whose verdict is known:
 * ##vso[task.setvariable variable=NAME;issecret=true]value
 */
void azure_set_by_logging(
	struct ci_scope *job, struct span word, struct ci_verdict verdict, struct arena *arena);

#endif
