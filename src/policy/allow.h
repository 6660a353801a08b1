/*
 * [allow NAME] entries: findings that somebody decided to live with, for a reason and, if they
 * are wise, until a day.
 */
#ifndef LAYERGATE_POLICY_ALLOW_H
#define LAYERGATE_POLICY_ALLOW_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/vec.h"
#include "rules/rule.h"

struct allow_entry {
	struct span name;
	unsigned line; /* of its section in the policy file */
	/* An entry covers a finding that fits all of these that it has. */
	bool any_rule;
	bool rules[RULE_COUNT];
	VEC(struct span) paths;        /* patterns as in glob.h */
	VEC(struct span) fingerprints; /* texts */
	struct span reason;
	bool has_expiry;
	int64_t last_day; /* the entry is good through this day (UTC), as in values.h */
	bool expired;
	size_t used;        /* findings that it covered in this run */
	size_t would_cover; /* findings that it would have covered, had it not expired */
};

struct allow_list {
	VEC(struct allow_entry) entries;
};

/* Does an entry that has not expired cover the finding? Counts the use. */
bool allow_covers(
	struct allow_list *list, enum rule_id rule, struct span path, const char *fingerprint);

#endif
