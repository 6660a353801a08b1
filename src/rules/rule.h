/* The list of rules, and the scales on which findings are placed. */
#ifndef LAYERGATE_RULES_RULE_H
#define LAYERGATE_RULES_RULE_H

#include <stdbool.h>

#include "base/span.h"

enum severity {
	SEVERITY_OFF,
	SEVERITY_NOTE,
	SEVERITY_LOW,
	SEVERITY_MEDIUM,
	SEVERITY_HIGH,
	SEVERITY_CRITICAL,
};

enum confidence {
	CONFIDENCE_POSSIBLE,
	CONFIDENCE_LIKELY,
	CONFIDENCE_CERTAIN, /* a checksum or a structure proves it */
};

enum rule_family {
	FAMILY_SECRET,    /* identity is the secret's value; all its rules share fingerprints */
	FAMILY_STRUCTURE, /* identity is rule, path, text and ordinal */
};

enum rule_id {
#define RULE(id, slug, family, severity, title, why) RULE_##id,
#include "rules/rules.def"
#undef RULE
	RULE_COUNT,
};

struct subject;

struct rule {
	enum rule_id id;
	const char *slug;
	enum rule_family family;
	enum severity severity; /* by default; the policy changes it */
	const char *title;
	const char *why; /* it matters, in one sentence */
	void (*run)(struct subject *subject);
};

extern const struct rule rules[RULE_COUNT];

/* The rule of that name, or NULL. */
const struct rule *rule_find(struct span slug);

/* "critical", …, "off". */
const char *severity_name(enum severity severity);

/* False if the name is none of them. */
bool severity_parse(struct span name, enum severity *severity);

const char *confidence_name(enum confidence confidence);

#endif
