/*
 * A build stage is pushed that holds a secret: the stage is the image then, with its files, its
 * layers and its history. The image model follows the Dockerfile up to that stage.
 */
#include "base/escape.h"
#include "rules/ci_hits.h"
#include "tokens/secret_name.h"

/* What is kept with the secrets and has the name of a setting. */
static bool is_setting(const struct ci_build *build, const struct image_secret *secret)
{
	if (secret->kind != IMAGE_ARGUMENT || is_secret_name(secret->name))
		return false;
	VEC_EACH(const struct ci_argument, a, &build->arguments)
		if (span_eq(a->name, secret->name))
			return a->verdict.secrecy == CI_STORED;
	return false;
}

/* The secret that is in the worst place, or NULL. */
static const struct image_secret *worst_secret(
	const struct ci_build *build, const struct image *image)
{
	const struct image_secret *worst = NULL;

	VEC_EACH(const struct image_secret, secret, &image->secrets) {
		const struct image_landing *first = secret->landings.at;

		if (!first || first->place >= PLACE_PROVENANCE || first->only_on_failure ||
			is_setting(build, secret))
			continue;
		if (!worst || first->place < worst->landings.at[0].place)
			worst = secret;
	}
	return worst;
}

static const char *kind_name(enum image_secret_kind kind)
{
	switch (kind) {
	case IMAGE_ARGUMENT:
		return "the build argument ";
	case IMAGE_MOUNT:
		return "the build secret ";
	case IMAGE_FILE:
	case IMAGE_UNSEEN:
		return "";
	case IMAGE_LITERAL:
		break;
	}
	return "a literal secret";
}

static void check_build(struct subject *subject, const struct ci_build *build)
{
	struct arena *arena = subject->arena;
	const struct built_image *built;
	const struct image_secret *secret;
	const struct image_landing *landing;
	struct hit *hit;

	if (build->target.text.len == 0 || build->push == CI_NOT_PUSHED)
		return;
	built = subject->built->ask(subject->built->payload, build, span_of("", 0));
	secret = built && !built->is_last_stage ? worst_secret(build, &built->image) : NULL;
	if (!secret)
		return;
	hit = raise_ci_hit(subject, RULE_ci_build_stage_pushed, build->target.place);
	if (!hit)
		return;
	landing = &secret->landings.at[0];
	hit->place = landing->place;
	hit->place_detail = escaped_text(arena, landing->detail);
	hit->message = arena_printf(arena,
		"%s pushes the stage %s of %s, which holds %s%s (%s, %s)", build->tool,
		escaped_text(arena, built->target), escaped_text(arena, built->path),
		kind_name(secret->kind), escaped_text(arena, secret->name),
		place_name(landing->place), hit->place_detail);
	if (secret->kind == IMAGE_UNSEEN || !secret->is_proven)
		hit->at_most = SEVERITY_LOW;
	hit->fix = "push the last stage only; or give that stage its secret with "
		   "RUN --mount=type=secret";
}

void rule_ci_build_stage_pushed(struct subject *subject)
{
	if (!subject->pipeline || !subject->built)
		return;
	VEC_EACH(const struct ci_build, build, &subject->pipeline->builds->items)
		check_build(subject, build);
}
