/*
 * One secret, one finding: of several hits on the same bytes, one is kept.
 *
 * The rule is the first in the order of rules.def that the policy has not switched off. The
 * severity is the worst of all that apply: a JSON Web Token is medium in general, and high in
 * a credential slot. A token with a wrong checksum in a credential slot is what the slot says,
 * but keeps the name of the token.
 */
#ifndef LAYERGATE_SCAN_CLAIMS_H
#define LAYERGATE_SCAN_CLAIMS_H

#include "rules/subject.h"

struct hit_list {
	VEC(struct hit) items;
};

/*
 * Keep what counts of the subject's hits: out gets them, sorted by position. severities are
 * the policy's; hits of rules that are off are dropped first.
 */
void claims_settle(
	struct subject *subject, const enum severity *severities, struct hit_list *out);

#endif
