/*
 * A secret that an image build gets as a build argument: docker history shows it, and so do the
 * attestations and caches that are made of the build.
 *
 * A reference to the system's store of secrets is certain, whatever the argument's name is. By
 * names alone: the variable that is given has the name of a secret, or the argument has and its
 * value comes from the environment.
 */
#include "base/escape.h"
#include "rules/build_secret_ways.h"
#include "rules/ci_hits.h"
#include "tokens/secret_name.h"

enum fate {
	FATE_UNKNOWN,    /* nobody sees the Dockerfile */
	FATE_IN_IMAGE,   /* in a file or the configuration: whatever builds it */
	FATE_IN_HISTORY, /* or an attestation */
	FATE_IN_BUILD_STAGE,
	FATE_NOT_DECLARED,
};

static enum fate fate_at(enum place place)
{
	if (place >= PLACE_BUILD_STAGE)
		return FATE_IN_BUILD_STAGE;
	return place >= PLACE_HISTORY ? FATE_IN_HISTORY : FATE_IN_IMAGE;
}

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
			return fate_at(secret->landings.at[0].place);
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
	case FATE_IN_HISTORY:
	case FATE_UNKNOWN:
		break;
	}
}

/* Of kaniko's builds the history is silent: what the Dockerfile writes with it is left. */
static void say_of_kaniko(struct subject *subject, struct hit *hit, enum fate fate,
	const char *secret, const char *name, const char *tool)
{
	struct arena *arena = subject->arena;

	hit->place = PLACE_PROCESS_ARGUMENTS;
	if (fate == FATE_IN_IMAGE) {
		hit->message = arena_printf(arena,
			"%s gets %s as build argument %s, which the Dockerfile puts into the "
			"image",
			tool, secret, name);
		return;
	}
	if (fate == FATE_IN_BUILD_STAGE || fate == FATE_NOT_DECLARED)
		return;
	hit->at_most = hit->at_most == SEVERITY_OFF ? SEVERITY_MEDIUM : hit->at_most;
	hit->message = arena_printf(arena,
		"%s gets %s as build argument %s: who sees the arguments of the build has it, "
		"and so has the image if the Dockerfile writes it anywhere",
		tool, secret, name);
}

static void check_argument(struct subject *subject, const struct ci_build *build,
	const struct ci_argument *argument)
{
	struct ci_verdict verdict = ci_argument_verdict(argument);
	bool is_setting = verdict.secrecy == CI_STORED && !is_secret_name(argument->name);
	const char *secret;
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
	secret = ci_secret_shown(subject, verdict);
	if (is_setting)
		hit->at_most = SEVERITY_LOW;
	hit->message = arena_printf(subject->arena,
		"%s gets %s as build argument %s, which docker history shows", build->tool,
		secret, name);
	hit->fix = way_of_build_secret(subject->kind, build);
	hit->place = PLACE_HISTORY;
	hit->place_detail = name;
	soften(subject, hit, build, fate, secret, name);
	if (is_kaniko(build))
		say_of_kaniko(subject, hit, fate, secret, name, build->tool);
}

void rule_ci_secret_in_build_arg(struct subject *subject)
{
	if (!subject->pipeline)
		return;
	VEC_EACH(const struct ci_build, build, &subject->pipeline->builds->items)
		VEC_EACH(const struct ci_argument, argument, &build->arguments)
			check_argument(subject, build, argument);
}
