/* What is known of variables and other names in a scope: a hash table in an arena. */
#ifndef LAYERGATE_CI_NAMES_H
#define LAYERGATE_CI_NAMES_H

#include "ci/pipeline.h"

/* What a name is the name of: each kind has names of its own. */
enum ci_name_kind {
	CI_NAME_VARIABLE,
	CI_NAME_HELD,     /* a variable; its value is the name of another one: ${!NAME} */
	CI_NAME_FILE,     /* a path, as commands write it: what is in it */
	CI_NAME_FUNCTION, /* of a shell: what it prints */
	CI_NAME_OUTPUT,   /* of a step */
};

/* Begin with none, if nothing is known yet: scope->names is not NULL any more. */
void ci_names_start(struct ci_scope *scope, struct arena *arena);

/* All that is known in a scope, as it is now; NULL: nothing. */
struct ci_names *ci_names_copy(const struct ci_scope *scope, struct arena *arena);

/* Set the verdict of a name in a scope: of a variable, or of that kind. It is borrowed. */
void ci_names_set(struct ci_scope *scope, struct span name, struct ci_verdict verdict,
	struct arena *arena);
void ci_names_set_of(struct ci_scope *scope, enum ci_name_kind kind, struct span name,
	struct ci_verdict verdict, struct arena *arena);

/* The verdict of a name in a scope or the ones above; NULL if nothing sets it there. */
const struct ci_verdict *ci_names_find(const struct ci_scope *scope, struct span name);
const struct ci_verdict *ci_names_find_of(
	const struct ci_scope *scope, enum ci_name_kind kind, struct span name);

#endif
