/* From the scripts of a pipeline to its commands. */
#ifndef LAYERGATE_CI_COMMANDS_H
#define LAYERGATE_CI_COMMANDS_H

#include "ci/pipeline.h"

/* Read all scripts: fills in pipeline->commands, and where each scope's are. */
void ci_read_scripts(struct ci_pipeline *pipeline, struct arena *arena);

#endif
