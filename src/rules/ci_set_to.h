/*
 * What variables of a file were set to, where the system puts them into scripts itself: those
 * of Jenkinsfiles and of Azure's pipelines.
 */
#ifndef LAYERGATE_RULES_CI_SET_TO_H
#define LAYERGATE_RULES_CI_SET_TO_H

#include "ci/pipeline.h"

struct ci_set_to {
	const struct ci_pipeline *pipeline;
	VEC(size_t) ends; /* where functions of Groovy end */
	size_t left;      /* variables that are still looked at */
};

struct ci_set_to ci_set_to_start(const struct ci_pipeline *pipeline, struct arena *arena);

enum ci_set_to_what {
	CI_NEVER_SET, /* it is none of the file's */
	CI_SET_TO_TEXT,
	CI_SET_TO_UNKNOWN,
};

/* Of a name that stands at a place of the file, in a script of scope: set *value to the text.
 */
enum ci_set_to_what ci_set_to_what(struct ci_set_to *set, const struct ci_scope *scope,
	struct span name, struct span place, const struct ci_text **value);

/* Azure doesn't tell upper and lower case apart. */
bool ci_same_variable(enum file_kind system, struct span a, struct span b);

#endif
