/* Commands and actions that run, build or install code of the directory they are called in. */
#ifndef LAYERGATE_RULES_CI_CODE_RUNS_H
#define LAYERGATE_RULES_CI_CODE_RUNS_H

#include "ci/pipeline.h"

/*
 * Paths below the workspace: "" is the workspace itself, "a/b" something in it. ptr NULL: it
 * may be anywhere.
 */
struct span ci_path_below(struct span directory, struct span path, struct arena *arena);

/* A word as it stands in the file, expressions included. */
struct span ci_word_written(const struct command_word *word);

/* Does a command run code? *where gets the directory or the file of it. */
bool ci_command_runs_code(const struct ci_pipeline *pipeline, const struct command *c,
	struct span directory, struct arena *arena, struct span *where);

/* Does what a step calls do so? */
bool ci_call_runs_code(const struct ci_pipeline *pipeline, const struct ci_scope *step,
	struct arena *arena, struct span *where);

#endif
