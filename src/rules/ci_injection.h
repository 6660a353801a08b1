/* What finds the texts of outsiders in scripts shares. */
#ifndef LAYERGATE_RULES_CI_INJECTION_H
#define LAYERGATE_RULES_CI_INJECTION_H

#include "rules/subject.h"

struct ci_injection {
	const struct ci_text *script;
	struct span expression; /* a part of its text */
	enum severity severity;
	const char *shown; /* the text's name: printable */
	const char *whose; /* who writes it */
	const char *fix;
};

void raise_ci_injection(struct subject *subject, const struct ci_injection *injection);

/*
 * Texts that a system knows by names of its own: of all systems but GitHub Actions, where it
 * takes events and paths to tell.
 */
void find_injections_by_name(struct subject *subject);

#endif
