/* "docker run", "podman run" and their like: the options that stand before the image. */
#ifndef LAYERGATE_RULES_ENGINE_OPTIONS_H
#define LAYERGATE_RULES_ENGINE_OPTIONS_H

#include "rules/build_commands.h"

struct engine_option {
	struct span name; /* "privileged", "v" */
	struct span value;
	struct span place; /* in the file */
};

/* Is it a command that starts a container? at: for engine_option_next(). */
bool starts_container(const struct command *c, size_t *at);

bool engine_option_next(const struct command *c, size_t *at, struct engine_option *option);

#endif
