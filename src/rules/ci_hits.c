#include "rules/ci_hits.h"

#include "base/escape.h"

/* Is there such a hit already? Those of one rule are raised together, at the end of the list.
 */
static bool was_raised(const struct subject *subject, enum rule_id rule, struct span where)
{
	for (size_t i = subject->hits.len; i-- > 0;) {
		const struct hit *hit = &subject->hits.at[i];

		if (hit->rule->id != rule)
			return false;
		if (hit->where.ptr == where.ptr && hit->where.len == where.len)
			return true;
	}
	return false;
}

struct hit *raise_ci_hit(struct subject *subject, enum rule_id rule, struct span where)
{
	struct hit *hit;

	if (was_raised(subject, rule, where))
		return NULL;
	hit = raise_hit(subject, rule, where);
	hit->value = one_line_text(subject->arena, where);
	hit->confidence = subject->pipeline->is_guess ? CONFIDENCE_POSSIBLE : CONFIDENCE_LIKELY;
	return hit;
}

struct hit *raise_where(struct subject *subject, enum rule_id rule, struct span where)
{
	return subject->pipeline ? raise_ci_hit(subject, rule, where)
				 : raise_hit(subject, rule, where);
}

bool is_job(const struct subject *subject)
{
	if (!subject->pipeline)
		return false;
	switch (subject->pipeline->system) {
	case KIND_COMPOSE:
	case KIND_BAKE:
	case KIND_SKAFFOLD:
	case KIND_MAKE:
		return false;
	default:
		return true;
	}
}

const char *ci_secret_shown(struct subject *subject, struct ci_verdict verdict)
{
	const char *name = escaped_text(subject->arena, span_sub(verdict.name, 0, 80));

	return arena_printf(
		subject->arena, verdict.secrecy == CI_NAMED ? "$%s" : "the secret %s", name);
}

const char *ci_shown(struct subject *subject, struct span place)
{
	return shown_text(subject->arena, place);
}
