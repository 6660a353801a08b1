/*
 * The way of secrets through the scripts of a scope: assignments, exports, loops, functions,
 * what is read, and the files by which steps hand variables on.
 */
#ifndef LAYERGATE_CI_SCRIPT_FLOW_H
#define LAYERGATE_CI_SCRIPT_FLOW_H

#include "ci/pipeline.h"

/*
 * Fill in the facts of all commands of a scope whose variables are known. *loop: the index of
 * the next loop of the pipeline's list; it is moved behind those of the scope.
 */
void ci_follow_scripts(struct ci_pipeline *pipeline, struct ci_scope *scope, size_t *loop,
	struct arena *arena);

#endif
