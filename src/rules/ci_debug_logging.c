/*
 * Debug logging that a file switches on: for every run, and for good. GitLab's trace shows all
 * variables of the job; those of the other systems show what actions and tasks were given.
 */
#include "base/escape.h"
#include "rules/ci_hits.h"

/* GitHub takes these from its settings; in a file only actions look at them. */
static bool is_only_a_wish(struct span name)
{
	return span_eq_nocase(name, "ACTIONS_STEP_DEBUG") ||
		span_eq_nocase(name, "ACTIONS_RUNNER_DEBUG");
}

static bool is_debug_switch(struct span name)
{
	static const char *const names[] = {
		"CI_DEBUG_TRACE", "CI_DEBUG_SERVICES", "system.debug", "SYSTEM_DEBUG"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_nocase(name, names[i]))
			return true;
	return is_only_a_wish(name);
}

static void check(struct subject *subject, const struct ci_assignment *a)
{
	struct hit *hit;

	if (!is_debug_switch(a->name) || !a->value.ptr || !ci_is_true(a->value))
		return;
	hit = raise_ci_hit(subject, RULE_ci_debug_logging, a->place);
	if (!hit)
		return;
	if (is_only_a_wish(a->name))
		hit->at_most = SEVERITY_LOW;
	hit->message = arena_printf(subject->arena, "%s switches debug logging on for all runs",
		escaped_text(subject->arena, a->name));
	hit->fix = "leave it out of the file, and switch it on for the one run that needs it";
	hit->place = PLACE_JOB_LOG;
	hit->place_detail = escaped_text(subject->arena, a->name);
}

void rule_ci_debug_logging(struct subject *subject)
{
	if (!subject->pipeline || !is_job(subject))
		return;
	VEC_EACH(const struct ci_assignment, a, &assignments_of(subject)->items)
		check(subject, a);
}
