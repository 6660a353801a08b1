/* "docker run", "podman run" and their like: the options that stand before the image. */
#ifndef LAYERGATE_RULES_ENGINE_OPTIONS_H
#define LAYERGATE_RULES_ENGINE_OPTIONS_H

#include "rules/build_commands.h"

struct engine_option {
	struct span name; /* "privileged", "v" */
	struct span value;
	struct span place; /* in the file */
};

/* What the options are for. */
struct container {
	const char *by;    /* "docker run", "options:" of a job's container: printable */
	struct span image; /* empty: somewhere else */
};

/* Is it a command that starts a container? at: for engine_option_next(). */
bool starts_container(const struct command *c, size_t *at);

/* Behind the last one, at is the index of the first word that is none. */
bool engine_option_next(const struct command *c, size_t *at, struct engine_option *option);

/*
 * Call use with all of them: those of commands, and those that a CI file gives to the engine
 * as one text.
 */
typedef void engine_option_user(struct subject *subject, const struct container *container,
	const struct engine_option *option);

void each_engine_option(struct subject *subject, engine_option_user *use);

#endif
