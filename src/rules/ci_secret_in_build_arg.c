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

enum fate {
	FATE_UNKNOWN, /* nobody sees the Dockerfile */
	FATE_IN_IMAGE,
	FATE_IN_BUILD_STAGE,
	FATE_NOT_DECLARED,
};

/* What the Dockerfile in the tree makes of the argument. */
static enum fate fate_of(struct subject *subject, const struct ci_build *build,
	const struct ci_argument *argument)
{
	const struct built_image *built;

	if (!subject->built || build->is_fragment || ci_pushes_all_provenance(build))
		return FATE_UNKNOWN;
	built = subject->built->ask(subject->built->payload, build, span_of("", 0));
	if (!built)
		return FATE_UNKNOWN;
	VEC_EACH(const struct image_secret, secret, &built->image.secrets)
		if (secret->kind == IMAGE_ARGUMENT && span_eq(secret->name, argument->name))
			return secret->landings.at[0].place < PLACE_BUILD_STAGE
				? FATE_IN_IMAGE
				: FATE_IN_BUILD_STAGE;
	return built->image.is_incomplete ? FATE_UNKNOWN : FATE_NOT_DECLARED;
}

/* The action pushes all of the provenance of public repositories unless it is told not to. */
static bool attests_by_default(const struct ci_build *build)
{
	return build->attest.len == 0 && build->push != CI_NOT_PUSHED &&
		span_eq_str(span_str(build->tool), "docker/build-push-action");
}

/* Where the image is known not to have it, it is less bad. */
static void soften(struct subject *subject, struct hit *hit, const struct ci_build *build,
	enum fate fate, const char *secret, const char *name)
{
	struct arena *arena = subject->arena;

	switch (fate) {
	case FATE_IN_BUILD_STAGE:
		hit->at_most = SEVERITY_NOTE;
		hit->place = PLACE_BUILD_STAGE;
		hit->message = arena_printf(arena,
			"%s gets %s as build argument %s, which only a build stage of the "
			"Dockerfile uses: don't push that stage or its cache%s",
			build->tool, secret, name,
			attests_by_default(build)
				? "; on a public repository set provenance: mode=min, or the "
				  "attestation has it"
				: "");
		break;
	case FATE_NOT_DECLARED:
		hit->at_most = SEVERITY_LOW;
		hit->message = arena_printf(arena,
			"%s gets %s as build argument %s, which the Dockerfile does not use",
			build->tool, secret, name);
		hit->fix = "leave it out";
		break;
	case FATE_IN_IMAGE:
	case FATE_UNKNOWN:
		break;
	}
}

static void check_argument(struct subject *subject, const struct ci_build *build,
	const struct ci_argument *argument)
{
	struct ci_verdict verdict = ci_argument_verdict(argument);
	bool is_setting = verdict.secrecy == CI_STORED && !is_secret_name(argument->name);
	const char *name;
	enum fate fate;
	struct hit *hit;

	if (verdict.secrecy == CI_NO_SECRET || argument->name.len == 0)
		return;
	fate = fate_of(subject, build, argument);
	if (is_setting && (fate == FATE_IN_BUILD_STAGE || fate == FATE_NOT_DECLARED))
		return;
	hit = raise_ci_hit(subject, RULE_ci_secret_in_build_arg, argument->place);
	if (!hit)
		return;
	name = escaped_text(subject->arena, argument->name);
	if (is_setting)
		hit->at_most = SEVERITY_LOW;
	hit->message = arena_printf(subject->arena,
		"%s gets %s as build argument %s, which docker history shows", build->tool,
		ci_secret_shown(subject, verdict), name);
	hit->fix = fix_for(subject, build);
	hit->place = PLACE_HISTORY;
	hit->place_detail = name;
	soften(subject, hit, build, fate, ci_secret_shown(subject, verdict), name);
}

void rule_ci_secret_in_build_arg(struct subject *subject)
{
	if (!subject->pipeline)
		return;
	VEC_EACH(const struct ci_build, build, &subject->pipeline->builds->items)
		VEC_EACH(const struct ci_argument, argument, &build->arguments)
			check_argument(subject, build, argument);
}
