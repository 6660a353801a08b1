/* "secrets: inherit": a called workflow gets all secrets of the one that calls it. */
#include "base/escape.h"
#include "rules/ci_hits.h"

static const char *called_shown(struct subject *subject, const struct ci_property *call)
{
	struct span name = call->value.text;

	if (span_starts(name, "./") || span_starts(name, "$/"))
		return arena_printf(subject->arena, "%s of this repository",
			escaped_text(subject->arena, span_sub(span_from(name, 2), 0, 200)));
	/* its own repository can be named like any other: "another" would be a guess */
	return arena_printf(subject->arena, "%s, as it stands at that ref",
		escaped_text(subject->arena, span_sub(name, 0, 200)));
}

static void check_job(struct subject *subject, const struct ci_scope *job)
{
	const struct ci_property *passed = ci_property(job, CI_SECRETS_PASSED);
	const struct ci_property *call = ci_property(job, CI_CALL);
	struct hit *hit;

	/* a mapping names each of them */
	if (!passed || !call || !span_eq_str(passed->key.text, "secrets") ||
		!span_eq_str(span_trim(passed->value.text), "inherit"))
		return;
	hit = raise_ci_hit(subject, RULE_ci_secrets_inherited, passed->value.raw);
	if (!hit)
		return;
	hit->message = arena_printf(subject->arena, "all secrets go to the workflow %s",
		called_shown(subject, call));
	hit->fix = "list those that it needs below secrets:, as NAME: ${{ secrets.NAME }}";
}

void rule_ci_secrets_inherited(struct subject *subject)
{
	if (subject->kind != KIND_GITHUB_ACTIONS || !subject->pipeline)
		return;
	VEC_EACH(struct ci_scope *const, scope, &subject->pipeline->scopes)
		if ((*scope)->level == CI_JOB)
			check_job(subject, *scope);
}
