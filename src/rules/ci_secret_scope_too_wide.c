/*
 * A secret in the environment of a whole workflow that has several jobs: each program of each
 * step can read it, the ones of actions and of packages' install scripts as well.
 *
 * Jobs that call another workflow don't count: it doesn't get the environment.
 */
#include "base/escape.h"
#include "ci/expressions.h"
#include "rules/ci_hits.h"

struct jobs {
	VEC(const struct ci_scope *) items;
};

static struct jobs jobs_of(const struct ci_pipeline *pipeline, struct arena *arena)
{
	struct jobs jobs = {0};
	const struct ci_scope *last = NULL;

	VEC_EACH(struct ci_scope *const, at, &pipeline->scopes) {
		if ((*at)->level == CI_STEP && (*at)->parent->level == CI_JOB &&
			(*at)->parent != last) {
			last = (*at)->parent;
			*vec_add(&jobs.items, arena) = last;
		}
	}
	return jobs;
}

/* From where the job starts to where the next one does. */
static struct span text_of(const struct subject *subject, const struct jobs *jobs, size_t i)
{
	const char *from = jobs->items.at[i]->place.ptr;
	const char *end = subject->text.ptr + subject->text.len;
	const char *to = i + 1 < jobs->items.len ? jobs->items.at[i + 1]->place.ptr : end;

	return span_of(from, (size_t)((to > from ? to : end) - from));
}

static bool is_name_byte(char c)
{
	return is_alnum(c) || c == '_';
}

static bool mentions(struct span text, struct span name)
{
	for (size_t i = 0; i + name.len <= text.len; i++)
		if (span_eq(span_sub(text, i, i + name.len), name) &&
			(i == 0 || !is_name_byte(text.ptr[i - 1])) &&
			(i + name.len == text.len || !is_name_byte(text.ptr[i + name.len])))
			return true;
	return false;
}

/* The first job that says nothing of the variable; NULL: all of them use it. */
static const struct ci_scope *job_without(
	const struct subject *subject, const struct jobs *jobs, struct span name)
{
	for (size_t i = 0; i < jobs->items.len; i++)
		if (!mentions(text_of(subject, jobs, i), name))
			return jobs->items.at[i];
	return NULL;
}

/* Of the store of secrets, not by the look of its name; all at once are another rule's. */
static bool is_stored_secret(const struct ci_variable *variable)
{
	return variable->verdict.secrecy == CI_SECRET &&
		!span_eq_nocase(variable->verdict.name, "secrets");
}

/* Each job has that one in any case, though not each program of it. */
static bool is_own_token(struct span name)
{
	return span_eq_nocase(name, "GITHUB_TOKEN") || span_eq_nocase(name, "token");
}

static void check_variable(
	struct subject *subject, const struct jobs *jobs, const struct ci_variable *variable)
{
	const struct ci_scope *without;
	struct hit *hit;

	if (!is_stored_secret(variable))
		return;
	without = job_without(subject, jobs, variable->name.text);
	if (!without)
		return;
	hit = raise_ci_hit(subject, RULE_ci_secret_scope_too_wide, variable->value.raw);
	if (!hit)
		return;
	if (is_own_token(variable->verdict.name))
		hit->at_most = SEVERITY_NOTE;
	hit->message = arena_printf(subject->arena,
		"all %zu jobs have %s in the environment of each step; the job %s says nothing "
		"of it",
		jobs->items.len, ci_secret_shown(subject, variable->verdict),
		escaped_text(subject->arena, span_sub(without->name.text, 0, 80)));
	hit->fix = "set the variable in the env: of the steps that need it";
}

void rule_ci_secret_scope_too_wide(struct subject *subject)
{
	struct jobs jobs;

	if (subject->kind != KIND_GITHUB_ACTIONS || !subject->pipeline)
		return;
	jobs = jobs_of(subject->pipeline, subject->arena);
	if (jobs.items.len < 2)
		return;
	VEC_EACH(const struct ci_variable, v, &subject->pipeline->scopes.at[0]->variables.items)
		check_variable(subject, &jobs, v);
}
