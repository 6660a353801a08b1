/* What a variable gets whose value is put together by commands: "TOKEN=$(vault read a)". */
#ifndef LAYERGATE_CI_ASSIGNED_VALUES_H
#define LAYERGATE_CI_ASSIGNED_VALUES_H

#include "ci/verdicts.h"

/* What a command that is not known puts out is what the variable's name says it is. */
struct ci_verdict ci_judge_assigned(const struct ci_pipeline *pipeline,
	const struct ci_scope *scope, struct span name, const struct shell_word *value);

/* The same of a value that make puts together: "A := $(shell vault read a)". */
struct ci_verdict ci_judge_make_value(const struct ci_pipeline *pipeline,
	const struct ci_scope *scope, struct span name, struct span value, struct arena *arena);

#endif
