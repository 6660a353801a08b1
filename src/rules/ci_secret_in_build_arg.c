/*
 * A secret that an image build gets as a build argument: docker history shows it, and so do the
 * attestations and caches that are made of the build.
 *
 * A reference to the system's store of secrets is certain, whatever the argument's name is. By
 * names alone: the variable that is given has the name of a secret, or the argument has and its
 * value comes from the environment.
 */
#include "base/escape.h"
#include "rules/ci_hits.h"
#include "tokens/judge.h"
#include "tokens/secret_name.h"

static const char *fix_for(const struct subject *subject, const struct ci_build *build)
{
	if (!build->command && subject->kind == KIND_GITHUB_ACTIONS)
		return "give it to the build as secrets: instead of build-args:, and read it "
		       "in "
		       "the Dockerfile with RUN --mount=type=secret";
	if (subject->kind == KIND_COMPOSE)
		return "list it below the build's secrets: instead of args:, and read it in "
		       "the "
		       "Dockerfile with RUN --mount=type=secret";
	if (subject->kind == KIND_BAKE)
		return "give it as secret = [\"id=NAME,env=NAME\"] instead of args, and read "
		       "it in "
		       "the Dockerfile with RUN --mount=type=secret";
	return "give it with --secret id=NAME,env=NAME, and read it in the Dockerfile with "
	       "RUN --mount=type=secret";
}

/* An expression that is true or false holds nothing of what it asks about. */
static bool is_question(struct span place)
{
	return span_find(place, "==") < place.len || span_find(place, "!=") < place.len;
}

/* What the argument gets, or no secret. */
static struct ci_verdict verdict_of(const struct ci_argument *argument)
{
	struct judgement judged;

	if (argument->verdict.secrecy != CI_NO_SECRET || !is_secret_name(argument->name))
		return argument->verdict;
	/* its name says so; a literal has a rule of its own */
	if (argument->value.ptr) {
		judged = judge_value(argument->value, JUDGE_BARE_DOLLAR);
		if (judged.nature != VALUE_REFERENCE || is_question(argument->place))
			return argument->verdict;
	}
	return (struct ci_verdict){CI_NAMED, argument->name};
}

static void check_argument(struct subject *subject, const struct ci_build *build,
	const struct ci_argument *argument)
{
	struct ci_verdict verdict = verdict_of(argument);
	const char *name;
	struct hit *hit;

	if (verdict.secrecy == CI_NO_SECRET || argument->name.len == 0)
		return;
	hit = raise_ci_hit(subject, RULE_ci_secret_in_build_arg, argument->place);
	if (!hit)
		return;
	name = escaped_text(subject->arena, argument->name);
	if (verdict.secrecy == CI_STORED && !is_secret_name(argument->name))
		hit->at_most = SEVERITY_LOW;
	hit->message = arena_printf(subject->arena,
		"%s gets %s as build argument %s, which docker history shows", build->tool,
		ci_secret_shown(subject, verdict), name);
	hit->fix = fix_for(subject, build);
	hit->place = PLACE_HISTORY;
	hit->place_detail = name;
}

void rule_ci_secret_in_build_arg(struct subject *subject)
{
	if (!subject->pipeline)
		return;
	VEC_EACH(const struct ci_build, build, &subject->pipeline->builds->items)
		VEC_EACH(const struct ci_argument, argument, &build->arguments)
			check_argument(subject, build, argument);
}
