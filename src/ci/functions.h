/*
 * What the functions of a shell script are called with: "$1" in "build() { … }" is what the
 * calls of build hand over.
 *
 * A function stands before its calls, so the commands of a scope are followed again when a call
 * handed it something that was not known.
 * What a function prints is kept as "()name", which is the name of no variable.
 */
#ifndef LAYERGATE_CI_FUNCTIONS_H
#define LAYERGATE_CI_FUNCTIONS_H

#include "ci/verdicts.h"

enum {
	CI_PARAMETERS = 10 /* $1 to $9, and all of them at 0 */
};

struct ci_function {
	const struct shell_command *shell;
	struct ci_verdict parameters[CI_PARAMETERS];
	bool shifts; /* which parameter is which one does not know */
};

struct ci_functions {
	VEC(struct ci_function) items;
	const struct shell_command *current; /* whose parameters are set; NULL: none */
	bool has_learned;                    /* in this round */
	bool is_cut; /* there are more than are compared with each command */
};

/* Those that commands of a scope stand in. */
void ci_find_functions(const struct ci_pipeline *pipeline, const struct ci_scope *scope,
	struct arena *arena, struct ci_functions *out);

/* Before a command is followed: set "$1" and the like, if it stands in another function. */
void ci_enter_function(struct ci_functions *functions, struct ci_scope *scope,
	const struct command *command, struct arena *arena);

/* What a function of the scope prints, once its commands are followed: "X=$(token)". */
struct ci_verdict ci_printed_by_function(const struct ci_scope *scope, struct span name);

/* Behind it: learn what it hands over, if it calls one of them, or sets parameters itself. */
void ci_leave_command(struct ci_functions *functions, struct ci_scope *scope,
	const struct command *command, const struct ci_command *facts, struct arena *arena);

#endif
