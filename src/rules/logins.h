/* Commands that log in somewhere, as image/logins.def lists them. */
#ifndef LAYERGATE_RULES_LOGINS_H
#define LAYERGATE_RULES_LOGINS_H

#include "rules/ci_hits.h"

struct login {
	const char *words; /* "docker login" */
	/* whose value is the secret, with blanks between; see logins.def */
	const char *options;
};

/*
 * The log-in that a command of a CI file is, or NULL. *behind gets the index of the first word
 * behind those that say so; options may stand among them ("docker --config DIR login").
 */
const struct login *login_find(
	const struct subject *subject, const struct command *c, size_t *behind);

#endif
