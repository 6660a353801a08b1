/*
 * The final image is made from the full variant of an official image that has a small one. Only
 * a note: whether the small one is enough can't be seen here.
 */
#include "base/escape.h"
#include "rules/image_names.h"

/* Parts of a tag that do not make an image smaller. */
static bool is_full_part(struct span part)
{
	static const char *const words[] = {"latest", "lts", "current", "stable", "mainline",
		"bookworm", "bullseye", "buster", "stretch", "jessie", "wheezy", "sid",
		"trixie", "oldstable", "testing", "unstable", "jdk", "cli", "zts", "fpm", "otp",
		"rc", "iron", "hydrogen", "gallium", "jod", "krypton"};

	if (part.len && is_digit(part.ptr[0]))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_eq_str(part, words[i]))
			return true;
	return false;
}

/* "18-bookworm" is; "18-slim", and what is not known, is not. */
static bool is_full_tag(struct span tag)
{
	struct span part;

	while (tag.len && span_split(&tag, '-', &part))
		if (!is_full_part(part))
			return false;
	return true;
}

void rule_image_not_minimal(struct subject *subject)
{
	struct image_use base;
	const struct official_image *official;
	struct hit *hit;

	if (!target_base(subject, &base) || base.name.has_unknown)
		return;
	official = official_image_find(official_name(&base.name));
	if (!official || !official->slim || !is_full_tag(base.name.tag))
		return;
	if (base.name.digest.len && !base.name.tag.len)
		return; /* who knows which one that is */
	hit = raise_hit(subject, RULE_image_not_minimal, base.place);
	hit->value = base.name.text;
	hit->confidence = CONFIDENCE_POSSIBLE;
	hit->message = arena_printf(subject->arena,
		"the image is made from the full %s; there is a small variant (%s)",
		official->name, official->slim);
	hit->fix = arena_printf(subject->arena,
		"take the %s variant, or build in one stage and copy the result into a small "
		"one",
		official->slim);
}
