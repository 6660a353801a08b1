#include "rules/ci_events.h"

static const struct {
	const char *name;
	bool is_privileged;
} events[] = {
#define EVENT(id, name, privileged) {name, privileged},
#include "rules/ci_events.def"
#undef EVENT
};

const char *ci_event_name(enum ci_event event)
{
	return events[event].name;
}

bool ci_event_is_privileged(enum ci_event event)
{
	return events[event].is_privileged;
}

static enum ci_admission less(enum ci_admission a, enum ci_admission b)
{
	return a < b ? a : b;
}

/* --- triggers --------------------------------------------------------------------------------
 */

/* "on: push" and "on: [push]" are values, "on: {push: …}" is a key. */
static bool starts_on(const struct ci_scope *pipeline, enum ci_event event)
{
	VEC_EACH(const struct ci_property, p, &pipeline->properties) {
		struct span name = span_eq_str(p->key.text, "on") ? p->value.text : p->key.text;

		if (p->role == CI_TRIGGER && span_eq_str(name, events[event].name))
			return true;
	}
	return false;
}

/* Only who may write can set a label. */
static bool starts_on_labels_only(const struct ci_scope *pipeline)
{
	bool labels = false;

	VEC_EACH(const struct ci_property, p, &pipeline->properties) {
		if (p->role != CI_TRIGGER_TYPE)
			continue;
		if (!span_eq_str(p->value.text, "labeled"))
			return false;
		labels = true;
	}
	return labels;
}

/* Does the file speak of pull requests at all? */
static bool mentions_pull_requests(struct span text)
{
	static const char *const words[] = {"pull_request", "pull-request", "pr_number",
		"pr-number", "allow_forks", "head_repository"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_find_nocase(text, words[i]) < text.len)
			return true;
	return false;
}

/* The workflow that this one follows may run for pushes only; the file does not tell for sure.
 */
static enum ci_admission by_workflow_run(const struct ci_pipeline *pipeline)
{
	/* a fork may have a branch of that name as well */
	if (ci_property(pipeline->scopes.at[0], CI_TRIGGER_BRANCH))
		return CI_ADMITS_MAYBE;
	return mentions_pull_requests(pipeline->text) ? CI_ADMITS_ALL : CI_ADMITS_MAYBE;
}

static enum ci_admission by_trigger(const struct ci_pipeline *pipeline, enum ci_event event)
{
	const struct ci_scope *top = pipeline->scopes.at[0];

	if (!starts_on(top, event))
		return CI_ADMITS_NOBODY;
	if (event == CI_ON_PULL_REQUEST_TARGET && starts_on_labels_only(top))
		return CI_ADMITS_ACTOR;
	return event == CI_ON_WORKFLOW_RUN ? by_workflow_run(pipeline) : CI_ADMITS_ALL;
}

/* --- jobs ------------------------------------------------------------------------------------
 */

/* What scripts and actions use that ask who somebody is. */
static const char *const checks[] = {"author_association", "getCollaboratorPermissionLevel",
	"actor-permission", "user-permission", "check-permission", "permission-check",
	"membershipForUser", "/memberships/", "teams-membership", "team-membership",
	"check-membership", "membership-check", "has-permission", "authorized-users",
	"allowed-users", "allowlist", "allow-list", "whitelist", "collaborator"};

static bool names_check(struct span text)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(*checks); i++)
		if (span_find_nocase(text, checks[i]) < text.len)
			return true;
	return false;
}

static void look_for_check(void *payload, const struct ci_text *text)
{
	bool *found = payload;

	*found = *found || names_check(text->text);
}

/*
 * False is certain, for all scopes: the words have neither blanks nor quotes, so a value that
 * has one has it in the file as well, unless escapes make it.
 */
static bool may_have_checks(const struct ci_pipeline *pipeline)
{
	return pipeline->is_guess || pipeline->escaped.len || names_check(pipeline->text);
}

/* Conditions are judged by what they say. */
static bool has_check(const struct ci_scope *scope)
{
	const struct ci_property *call = ci_property(scope, CI_CALL);
	struct ci_scope others = *scope;
	bool found = false;

	if (call)
		look_for_check(&found, &call->value);
	others.properties.len = 0;
	ci_each_text(&others, look_for_check, &found);
	return found;
}

/* Somebody may have to agree; where an expression chooses it, that is what it is for. */
static enum ci_admission by_environment(const struct ci_scope *job)
{
	const struct ci_property *environment = ci_property(job, CI_ENVIRONMENT);

	if (!environment || environment->value.text.len == 0)
		return CI_ADMITS_ALL;
	return span_find(environment->value.text, "${{") < environment->value.text.len
		? CI_ADMITS_ACTOR
		: CI_ADMITS_LABEL;
}

static enum ci_admission by_condition(const struct ci_scope *scope, enum ci_event event)
{
	const struct ci_property *condition = ci_property(scope, CI_CONDITION);

	return condition ? ci_condition_admits(condition->value.text, event) : CI_ADMITS_ALL;
}

static void limit(struct ci_job_admission *job, enum ci_admission most)
{
	for (size_t e = 0; e < CI_EVENT_COUNT; e++)
		job->by_event[e] = less(job->by_event[e], most);
}

static void admit_by_itself(
	const struct ci_job_admission *workflow, struct ci_job_admission *job)
{
	for (size_t e = 0; e < CI_EVENT_COUNT; e++)
		if (workflow->by_event[e] != CI_ADMITS_NOBODY)
			job->by_event[e] = less(workflow->by_event[e],
				by_condition(job->job, (enum ci_event)e));
	limit(job, by_environment(job->job));
}

/* Else nothing that asks who somebody is could limit it. */
static bool admits_more_than(const struct ci_job_admission *job, enum ci_admission most)
{
	for (size_t e = 0; e < CI_EVENT_COUNT; e++)
		if (job->by_event[e] > most)
			return true;
	return false;
}

/* A job and its steps; steps stand behind their job. */
static void add_scope(const struct ci_job_admission *workflow, const struct ci_scope *scope,
	bool may_check, struct arena *arena, struct ci_admissions *out)
{
	struct ci_job_admission *last;

	if (scope->level == CI_JOB) {
		last = vec_add(&out->jobs, arena);
		last->job = scope;
		admit_by_itself(workflow, last);
	}
	last = out->jobs.len ? &out->jobs.at[out->jobs.len - 1] : NULL;
	if (may_check && last && ci_job_of(scope) == last->job &&
		admits_more_than(last, CI_ADMITS_ACTOR) && has_check(scope))
		limit(last, CI_ADMITS_ACTOR);
}

/* "if: always()" runs though a job before it was skipped. */
static bool runs_anyway(const struct ci_scope *job)
{
	const struct ci_property *condition = ci_property(job, CI_CONDITION);

	return condition &&
		(span_find(condition->value.text, "always()") < condition->value.text.len ||
			span_find(condition->value.text, "cancelled()") <
				condition->value.text.len);
}

static const struct ci_job_admission *job_named(
	const struct ci_admissions *all, struct span name)
{
	VEC_EACH(const struct ci_job_admission, job, &all->jobs)
		if (span_eq(job->job->name.text, name))
			return job;
	return NULL;
}

/* A job that needs another one lets through what that one does. */
static void admit_by_needs(const struct ci_admissions *all, struct ci_job_admission *job)
{
	VEC_EACH(const struct ci_property, p, &job->job->properties) {
		const struct ci_job_admission *needed =
			p->role == CI_NEEDS ? job_named(all, p->value.text) : NULL;

		for (size_t e = 0; needed && e < CI_EVENT_COUNT; e++)
			job->by_event[e] = less(job->by_event[e], needed->by_event[e]);
	}
}

/* An action runs for whoever starts what calls it. */
static bool is_action(const struct ci_pipeline *pipeline, const struct ci_admissions *all)
{
	return all->jobs.len == 0 && !ci_property(pipeline->scopes.at[0], CI_TRIGGER);
}

static void admit_jobs(
	const struct ci_pipeline *pipeline, struct arena *arena, struct ci_admissions *out)
{
	enum {
		JOBS_MAX = 300, /* there are no workflows with more */
		NEEDS_DEEP = 4,
	};

	struct ci_job_admission workflow = {.job = pipeline->scopes.at[0]};
	bool may_check = may_have_checks(pipeline);

	for (size_t e = 0; e < CI_EVENT_COUNT; e++)
		workflow.by_event[e] = by_trigger(pipeline, (enum ci_event)e);
	VEC_EACH(struct ci_scope *const, scope, &pipeline->scopes)
		add_scope(&workflow, *scope, may_check, arena, out);
	if (is_action(pipeline, out)) {
		struct ci_job_admission *action = vec_add(&out->jobs, arena);

		action->job = pipeline->scopes.at[0];
		action->by_event[CI_ON_CALLER] = CI_ADMITS_ALL;
	}
	for (int round = 0; round < NEEDS_DEEP && out->jobs.len <= JOBS_MAX; round++)
		VEC_EACH(struct ci_job_admission, job, &out->jobs)
			if (!runs_anyway(job->job))
				admit_by_needs(out, job);
}

const struct ci_admissions *ci_admissions(struct subject *subject)
{
	struct ci_admissions *out;

	if (subject->admissions)
		return subject->admissions;
	out = ARENA_NEW(subject->arena, struct ci_admissions);
	subject->admissions = out;
	admit_jobs(subject->pipeline, subject->arena, out);
	return out;
}

enum ci_admission ci_admit_step(
	const struct ci_job_admission *job, const struct ci_scope *step, enum ci_event event)
{
	if (step == job->job || job->by_event[event] == CI_ADMITS_NOBODY)
		return job->by_event[event];
	return less(job->by_event[event], by_condition(step, event));
}
