/* How a build gets a secret that it was given as a build argument. */
#ifndef LAYERGATE_RULES_BUILD_SECRET_WAYS_H
#define LAYERGATE_RULES_BUILD_SECRET_WAYS_H

#include "ci/builds.h"

/* In the words of the system and the tool, printable. */
const char *way_of_build_secret(enum file_kind system, const struct ci_build *build);

/* It writes no values of arguments into the history, and knows no mounts of secrets. */
bool is_kaniko(const struct ci_build *build);

#endif
