/* What the keys of a policy mean: from one complete entry to the policy. */
#ifndef LAYERGATE_POLICY_KEYS_H
#define LAYERGATE_POLICY_KEYS_H

#include "base/arena.h"
#include "base/status.h"
#include "policy/policy.h"

/* One key with its value; further items of parts are the indented lines behind it. */
struct policy_entry {
	struct span section; /* "allow legacy" */
	unsigned section_line;
	struct span key;
	VEC(struct span) parts;
};

/* Called for each section header, also of sections without keys. */
MUST_USE enum status policy_begin_section(struct policy *policy, struct span section,
	unsigned line, struct arena *arena, struct error *err);

MUST_USE enum status policy_apply(struct policy *policy, const struct policy_entry *entry,
	struct arena *arena, struct error *err);

/* Called at the end: are all sections complete? *line gets the place of the mistake. */
MUST_USE enum status policy_finish(struct policy *policy, unsigned *line, struct error *err);

#endif
