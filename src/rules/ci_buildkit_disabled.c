/*
 * Builds by the old builder, or squashed ones. Without BuildKit a RUN can't mount a secret, so
 * that build arguments are all that is left; and squashing, which is taken for a protection,
 * leaves them in the history.
 */
#include "base/escape.h"
#include "rules/ci_hits.h"

static bool is_switch(struct span name)
{
	return span_eq_str(name, "DOCKER_BUILDKIT") ||
		span_eq_str(name, "COMPOSE_DOCKER_CLI_BUILD");
}

/* Windows containers have no BuildKit. */
static bool is_windows(const struct subject *subject, const struct ci_assignment *a)
{
	const struct ci_script *script = a->command ? a->command->origin : NULL;

	return ci_is_windows(a->scope) || subject->kind == KIND_APPVEYOR ||
		(script && script->shell != CI_SHELL_POSIX);
}

static bool gets_secret(const struct ci_build *build)
{
	VEC_EACH(const struct ci_argument, argument, &build->arguments)
		if (ci_is_secret(ci_argument_verdict(argument)))
			return true;
	return false;
}

/* Does a build of the job get a secret argument? Of any job, if it is said for all of them. */
static bool any_gets_secret(const struct subject *subject, const struct ci_scope *scope)
{
	const struct ci_scope *job = ci_job_of(scope);

	VEC_EACH(const struct ci_build, build, &subject->pipeline->builds->items)
		if ((job->level == CI_PIPELINE || ci_job_of(build->scope) == job) &&
			gets_secret(build))
			return true;
	return false;
}

struct search {
	struct subject *subject;
	const struct ci_assignment *last; /* that was raised */
	unsigned asked;
};

static struct hit *raise_for(struct search *s, struct span where, const struct ci_scope *scope)
{
	enum {
		ASKED_MAX = 100 /* all builds are looked at each time */
	};
	struct hit *hit = raise_ci_hit(s->subject, RULE_ci_buildkit_disabled, where);

	/* where nobody asks any more, the worse is taken to be true */
	if (hit && s->asked++ < ASKED_MAX && !any_gets_secret(s->subject, scope))
		hit->at_most = SEVERITY_LOW;
	return hit;
}

/* Two switches of one command or one list of variables are one mistake. */
static bool is_together(const struct ci_assignment *a, const struct ci_assignment *b)
{
	return b && a->scope == b->scope && a->command == b->command;
}

static void check_switch(struct search *s, const struct ci_assignment *a)
{
	struct hit *hit;

	if (!is_switch(a->name) || !ci_is_false(a->value) || is_windows(s->subject, a) ||
		is_together(a, s->last))
		return;
	s->last = a;
	hit = raise_for(s, a->place, a->scope);
	if (!hit)
		return;
	hit->message = arena_printf(s->subject->arena,
		"%s switches BuildKit off, and with it secret mounts",
		escaped_text(s->subject->arena, a->name));
	hit->fix = "leave it out, and give secrets with --secret";
}

static void check_squash(struct search *s, const struct ci_build *build)
{
	struct span where = build->squash.place;
	const struct ci_variable *input = ci_input(build->scope, "squash");
	struct hit *hit;

	if (!build->command && input && ci_is_true(input->value.text))
		where = input->value.raw;
	else if (!build->squash.text.ptr || !span_starts(span_str(build->tool), "docker"))
		return;
	hit = raise_for(s, where.len ? where : build->place, build->scope);
	if (!hit)
		return;
	hit->message = arena_printf(s->subject->arena,
		"%s squashes layers, which does not take build arguments out of the history",
		build->tool);
	hit->fix = "leave it out: give secrets with --secret, and copy what the image needs "
		   "from a build stage";
}

void rule_ci_buildkit_disabled(struct subject *subject)
{
	struct search s = {.subject = subject};

	if (!subject->pipeline || subject->kind == KIND_COMPOSE)
		return;
	VEC_EACH(const struct ci_assignment, a, &assignments_of(subject)->items)
		check_switch(&s, a);
	VEC_EACH(const struct ci_build, build, &subject->pipeline->builds->items)
		check_squash(&s, build);
}
