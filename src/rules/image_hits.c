#include "rules/image_hits.h"

/*
 * The hit of another rule that claims the literal: only such a literal is a secret, whatever it
 * looks like to the image model.
 */
static const struct hit *claim_on(
	const struct subject *subject, const struct image_secret *secret)
{
	VEC_EACH(const struct hit, hit, &subject->hits) {
		size_t from = (size_t)(hit->where.ptr - subject->text.ptr);

		if (hit->rule->family == FAMILY_SECRET && !hit->is_named && !hit->yields &&
			hit->rule->id < RULE_secret_file_in_image && from < secret->to &&
			secret->from < from + hit->where.len)
			return hit;
	}
	return NULL;
}

static enum severity severity_of(const struct image_secret *secret)
{
	const struct image_landing *first = &secret->landings.at[0];

	if (first->only_on_failure)
		return SEVERITY_NOTE;
	if (secret->kind == IMAGE_UNSEEN)
		return SEVERITY_LOW; /* who knows what is in it */
	if (!secret->is_proven || secret->is_weak)
		return SEVERITY_MEDIUM; /* only its name says so */
	return SEVERITY_OFF;
}

static struct span name_of(struct subject *subject, const struct image_secret *secret)
{
	static const char *const kinds[] = {[IMAGE_ARGUMENT] = "argument",
		[IMAGE_MOUNT] = "mount",
		[IMAGE_LITERAL] = "",
		[IMAGE_FILE] = "file",
		[IMAGE_UNSEEN] = "file"};
	const char *kind = kinds[secret->kind];
	char *name = arena_alloc(subject->arena, strlen(kind) + 1 + secret->name.len);
	size_t len = strlen(kind);

	memcpy(name, kind, len);
	name[len++] = ':';
	memcpy(name + len, secret->name.ptr, secret->name.len);
	return span_of(name, len + secret->name.len);
}

static bool lands_in(const struct image_secret *secret, enum place place)
{
	VEC_EACH(const struct image_landing, l, &secret->landings)
		if (l->place == place ||
			(place == PLACE_BUILD_STAGE && l->place == PLACE_BUILD_CACHE))
			return true;
	return false;
}

static void raise_named(
	struct subject *subject, enum rule_id rule, const struct image_secret *secret)
{
	const struct image_landing *first = &secret->landings.at[0];
	struct hit *hit =
		raise_hit(subject, rule, span_sub(subject->text, first->from, first->to));

	hit->value = name_of(subject, secret);
	hit->is_named = true;
	hit->at_most = severity_of(secret);
	hit->confidence = secret->is_proven ? CONFIDENCE_LIKELY : CONFIDENCE_POSSIBLE;
	hit->in_image = secret;
	hit->message = image_story(subject, secret);
	hit->fix = image_fix(subject, secret);
	hit->exact_fix = true;
}

static void raise_literal(
	struct subject *subject, enum rule_id rule, const struct image_secret *secret)
{
	const struct hit *claim = claim_on(subject, secret);
	struct hit like;
	struct hit *hit;

	if (!claim)
		return;
	like = *claim; /* raising may move it */
	hit = raise_hit(subject, rule, like.where);
	hit->value = like.value;
	hit->token = like.token;
	hit->checksum = like.checksum;
	hit->confidence = like.confidence;
	hit->at_most = severity_of(secret);
	if (like.at_most != SEVERITY_OFF && hit->at_most == SEVERITY_OFF)
		hit->at_most = like.at_most;
	hit->in_image = secret;
	hit->message = image_story(subject, secret);
	hit->fix = image_fix(subject, secret);
	hit->exact_fix = true;
}

void raise_image_hits(struct subject *subject, enum rule_id rule, enum place place)
{
	if (!subject->image)
		return;
	VEC_EACH(const struct image_secret, secret, &subject->image->secrets) {
		if (!lands_in(secret, place))
			continue;
		switch (secret->kind) {
		case IMAGE_ARGUMENT:
		case IMAGE_MOUNT:
		case IMAGE_UNSEEN:
			raise_named(subject, rule, secret);
			break;
		case IMAGE_LITERAL:
			raise_literal(subject, rule, secret);
			break;
		case IMAGE_FILE:
			/* the finding is in that file, unless its rule is switched off */
			if (secret->file->is_silent)
				raise_named(subject, rule, secret);
			break;
		}
	}
}
