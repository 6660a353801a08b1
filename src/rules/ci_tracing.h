/* Commands that a shell writes to the log before it runs them: "set -x" and its like. */
#ifndef LAYERGATE_RULES_CI_TRACING_H
#define LAYERGATE_RULES_CI_TRACING_H

#include "ci/pipeline.h"

/* What a run of scripts has been told so far. An empty one is of a new shell. */
struct ci_tracing {
	const struct ci_script *script; /* the last one */
	struct span by;                 /* what switched it on; ptr NULL: it is off */
	/* it holds only in this subshell or function; NULL: to the end */
	const struct shell_command *on_in;
	const struct shell_command *off_in; /* it is off in this one */
};

/* Move on to the next command of a scope. True if the shell traces it. */
bool ci_is_traced(struct ci_tracing *tracing, const struct command *command);

#endif
