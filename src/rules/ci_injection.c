#include "rules/ci_injection.h"

#include "rules/ci_hits.h"

void raise_ci_injection(struct subject *subject, const struct ci_injection *injection)
{
	struct hit *hit = raise_ci_hit(subject, RULE_ci_script_injection,
		ci_place(injection->script, injection->expression, subject->arena));

	if (!hit)
		return;
	hit->at_most = injection->severity;
	hit->message = arena_printf(subject->arena,
		"%s is written by %s, and becomes a part of the script before it is read",
		injection->shown, injection->whose);
	hit->fix = injection->fix;
}
