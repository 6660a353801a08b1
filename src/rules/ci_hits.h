/* What the rules about CI files share. */
#ifndef LAYERGATE_RULES_CI_HITS_H
#define LAYERGATE_RULES_CI_HITS_H

#include "ci/assignments.h"
#include "ci/builds.h"
#include "ci/flow.h"
#include "rules/build_commands.h"

/*
 * Raise a hit, once for each place: what an alias stands for is met where it is used, and is at
 * fault only once. The value is the text there; of a file that was only guessed at the hit is
 * possible, else likely. NULL: it was raised there before.
 */
struct hit *raise_ci_hit(struct subject *subject, enum rule_id rule, struct span where);

/* The same for rules that look at Dockerfiles as well, where raise_hit() is all there is to do.
 */
struct hit *raise_where(struct subject *subject, enum rule_id rule, struct span where);

/*
 * Is the file one of a CI system, whose jobs run unattended and next to others? Compose, make
 * and their like are started by people, mostly on their own machine.
 */
bool is_job(const struct subject *subject);

/* Where the pipeline sets variables. Made when first asked for. */
const struct ci_assignments *assignments_of(struct subject *subject);

/* "secret NPM_TOKEN", or "$NPM_TOKEN" of one that only its name says to be one: printable */
const char *ci_secret_shown(struct subject *subject, struct ci_verdict verdict);

/* What a build argument gets: by its value, or else by its name if the value is a reference. */
struct ci_verdict ci_argument_verdict(const struct ci_argument *argument);

/* A verdict that is enough for a finding of its own: not that of a setting. */
static inline bool ci_is_secret(struct ci_verdict verdict)
{
	return verdict.secrecy == CI_NAMED || verdict.secrecy == CI_SECRET;
}

/* The text at a place of the file on one line, printable, cut where it gets long. */
const char *ci_shown(struct subject *subject, struct span place);

#endif
