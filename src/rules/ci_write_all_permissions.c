/* "permissions: write-all": the token of the job may do all that a token can. */
#include "rules/ci_hits.h"

static const struct ci_property *permissions_of(const struct ci_scope *scope)
{
	return ci_property(scope, CI_PERMISSIONS);
}

/* Does nothing that runs have the permissions of the workflow? */
static bool is_overridden(const struct ci_pipeline *pipeline)
{
	VEC_EACH(struct ci_scope *const, scope, &pipeline->scopes)
		if ((*scope)->level == CI_JOB && !permissions_of(*scope))
			return false;
	return true;
}

static void check_scope(struct subject *subject, const struct ci_scope *scope)
{
	const struct ci_property *permissions = permissions_of(scope);
	struct hit *hit;

	if (!permissions || !span_eq_str(permissions->key.text, "permissions") ||
		!span_eq_str(span_trim(permissions->value.text), "write-all"))
		return;
	if (scope->level == CI_PIPELINE && is_overridden(subject->pipeline))
		return;
	hit = raise_ci_hit(subject, RULE_ci_write_all_permissions, permissions->value.raw);
	if (!hit)
		return;
	hit->message = scope->level == CI_PIPELINE
		? "the jobs' token may write everything: code, releases, packages, statuses"
		: "the job's token may write everything: code, releases, packages, statuses";
	hit->fix = "name what is written, as in permissions: {contents: read, packages: write}";
}

void rule_ci_write_all_permissions(struct subject *subject)
{
	if (subject->kind != KIND_GITHUB_ACTIONS || !subject->pipeline)
		return;
	VEC_EACH(struct ci_scope *const, scope, &subject->pipeline->scopes)
		if ((*scope)->level != CI_STEP)
			check_scope(subject, *scope);
}
