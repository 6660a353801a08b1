#include "policy/policy.h"

#include "report/fingerprint.h"

void policy_default(struct policy *policy, struct arena *arena)
{
	*policy = (struct policy){
		.origin = "built in",
		.block = SEVERITY_HIGH,
		.show = SEVERITY_LOW,
		.existing = EXISTING_WARN,
		.fingerprint_key = span_str(FINGERPRINT_DEFAULT_KEY),
		.classifier = classifier_new(arena),
		.limits =
			{
				.blob = (size_t)1 << 20,
				.depth = 2048,
				.total = (size_t)256 << 20,
				.time_ms = 60000,
			},
	};
	for (int id = 0; id < RULE_COUNT; id++)
		policy->severities[id] = rules[id].severity;
}
