/*
 * "layergate: allow RULE[,RULE] reason" in a comment on the line of a finding, or alone on
 * the line above it.
 */
#ifndef LAYERGATE_POLICY_INLINE_ALLOW_H
#define LAYERGATE_POLICY_INLINE_ALLOW_H

#include "base/span.h"
#include "rules/rule.h"

enum inline_allow {
	INLINE_NONE,
	INLINE_ALLOWED,
	INLINE_NO_REASON, /* the comment is there and names the rule, but gives no reason */
};

/* line: of the finding; above: the line before it, or empty. */
enum inline_allow inline_allow_find(
	struct span line, struct span above, const struct rule *rule);

#endif
