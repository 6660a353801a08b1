/*
 * Jobs that extend others ("extends:" of GitLab): they run the scripts of those, if they have
 * none of their own, and know their variables.
 */
#ifndef LAYERGATE_CI_INHERIT_H
#define LAYERGATE_CI_INHERIT_H

#include "ci/pipeline.h"

/* Find what each job extends, and give it what it lacks. */
void ci_inherit(struct ci_pipeline *pipeline, struct arena *arena);

#endif
