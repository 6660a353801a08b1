/* Which shell reads a script: what the file says, or what the system has on the runner. */
#ifndef LAYERGATE_CI_SHELLS_H
#define LAYERGATE_CI_SHELLS_H

#include "ci/pipeline.h"

/* Set the shell of all scripts of a scope. */
void ci_choose_shells(const struct ci_pipeline *pipeline, struct ci_scope *scope);

#endif
