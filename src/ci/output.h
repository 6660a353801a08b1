/* Where the output of commands goes. */
#ifndef LAYERGATE_CI_OUTPUT_H
#define LAYERGATE_CI_OUTPUT_H

#include "ci/pipeline.h"

/*
 * Does the log of the job show what a command writes? Not what goes into a file or a variable,
 * or to a command that does not just pass it on.
 */
bool ci_is_logged(const struct ci_pipeline *pipeline, const struct command *command);

#endif
