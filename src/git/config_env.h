/*
 * Settings that git gets by "git -c name=value" and hands on in GIT_CONFIG_PARAMETERS.
 */
#ifndef LAYERGATE_GIT_CONFIG_ENV_H
#define LAYERGATE_GIT_CONFIG_ENV_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"

/*
 * Take the next setting off the front of GIT_CONFIG_PARAMETERS: 'name'='value', 'name'= without
 * a value (it is empty here), or 'name=value' as older versions write it. False at the end, and
 * where git would complain of the format. Name and value live in the arena.
 */
bool config_env_next(
	struct span *rest, struct arena *arena, struct span *name, struct span *value);

#endif
