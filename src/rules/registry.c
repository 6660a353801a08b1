#include "rules/rule.h"
#include "rules/subject.h"

const struct rule rules[RULE_COUNT] = {
#define RULE(id, slug, family, severity, title, why) \
	{RULE_##id, slug, FAMILY_##family, SEVERITY_##severity, title, why, rule_##id},
#include "rules/rules.def"
#undef RULE
};

static const char *const severity_names[] = {
	"off", "note", "low", "medium", "high", "critical"};

const struct rule *rule_find(struct span slug)
{
	for (int id = 0; id < RULE_COUNT; id++)
		if (span_eq_str(slug, rules[id].slug))
			return &rules[id];
	return NULL;
}

const char *severity_name(enum severity severity)
{
	return severity_names[severity];
}

bool severity_parse(struct span name, enum severity *severity)
{
	for (int i = 0; i <= SEVERITY_CRITICAL; i++) {
		if (span_eq_str(name, severity_names[i])) {
			*severity = (enum severity)i;
			return true;
		}
	}
	return false;
}

const char *confidence_name(enum confidence confidence)
{
	static const char *const names[] = {"possible", "likely", "certain"};

	return names[confidence];
}
