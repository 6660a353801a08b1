/*
 * The programs that build images, by the words that a command starts with.
 */
#ifndef LAYERGATE_CI_BUILD_PROGRAMS_H
#define LAYERGATE_CI_BUILD_PROGRAMS_H

#include "ci/pipeline.h"

/* How a command that builds is written. */
struct ci_builder {
	const char *words; /* that it starts with */
	const char *name;  /* for people; NULL: its words */
	bool pushes;       /* unless --no-push */
};

/* The builder that the command is, and the index of the word behind its words; NULL: none. */
const struct ci_builder *ci_builder_of(
	struct ci_pipeline *pipeline, const struct command *c, size_t *behind);

/* The same behind the words of a command that is not known: "retry 3 docker build --tag x .".
 */
const struct ci_builder *ci_builder_behind(
	struct ci_pipeline *pipeline, const struct command *c, size_t *behind);

/* Does it show its words, or keep them: echo, printf, logger? */
bool ci_only_writes(const struct command *c);

/* Are its words no command: git, grep, mkdir, and what only writes? */
bool ci_runs_nothing(const struct command *c);

/* Does what it runs not see the files of the job: ssh, docker, kubectl? */
bool ci_runs_elsewhere(const struct command *c);

#endif
