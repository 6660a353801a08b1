/* Whose code a workflow checks out. */
#ifndef LAYERGATE_RULES_CI_FOREIGN_CODE_H
#define LAYERGATE_RULES_CI_FOREIGN_CODE_H

#include "rules/ci_events.h"

enum ci_code {
	CI_CODE_OWN,
	CI_CODE_BRANCH,   /* of this repository, under a name that an outsider chose */
	CI_CODE_COMPUTED, /* of an outsider, if a script before it says what its names say */
	CI_CODE_FOREIGN,  /* of an outsider */
};

struct ci_code_reader {
	const struct ci_pipeline *pipeline;
	enum ci_event event; /* that started the workflow */
	size_t bytes_left;   /* that are still looked at; then all is own code */
};

enum {
	CI_CODE_BYTES_MAX = 4 << 20
};

/* What a text of a scope names, such as the ref of a checkout. */
enum ci_code ci_code_of_ref(
	struct ci_code_reader *reader, const struct ci_scope *scope, struct span text);

/* What actions/checkout would get with the inputs of a step. */
enum ci_code ci_code_of_checkout(struct ci_code_reader *reader, const struct ci_scope *step);

/*
 * Does actions/checkout of that version take no code of forks where it would run with the
 * rights of the repository, unless it is told to (allow-unsafe-pr-checkout)? call:
 * "NAME@VERSION" in the text of the file; behind a commit a comment may say which version it
 * is.
 */
bool ci_checkout_refuses_forks(struct span text, struct span call);

#endif
