/* What is known of variables in a scope: a hash table in an arena. */
#ifndef LAYERGATE_CI_NAMES_H
#define LAYERGATE_CI_NAMES_H

#include "ci/pipeline.h"

/* Begin with none, if nothing is known yet: scope->names is not NULL any more. */
void ci_names_start(struct ci_scope *scope, struct arena *arena);

/* All that is known in a scope, as it is now; NULL: nothing. */
struct ci_names *ci_names_copy(const struct ci_scope *scope, struct arena *arena);

/* Set the verdict of a name in a scope. The name is borrowed. */
void ci_names_set(struct ci_scope *scope, struct span name, struct ci_verdict verdict,
	struct arena *arena);

/* The verdict of a name in a scope or the ones above; NULL if nothing sets it there. */
const struct ci_verdict *ci_names_find(const struct ci_scope *scope, struct span name);

#endif
