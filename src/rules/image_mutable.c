/* Images whose name means something else tomorrow: "latest", or no tag, which means the same.
 */
#include "base/escape.h"
#include "rules/ci_hits.h"
#include "rules/image_names.h"

static void check_use(struct subject *subject, const struct image_use *use)
{
	const struct image_name *name = &use->name;
	const char *shown;
	struct span bare = name->text;
	struct hit *hit;

	if (use->may_be_local || name->has_unknown || name->digest.len ||
		(name->tag.len && !span_eq_str(name->tag, "latest")))
		return;
	if (name->tag.len)
		bare = span_sub(bare, 0, bare.len - name->tag.len - 1);
	hit = raise_where(subject, RULE_image_mutable, use->place);
	if (!hit)
		return;
	shown = escaped_text(subject->arena, bare);
	hit->value = name->text;
	hit->confidence = CONFIDENCE_CERTAIN;
	hit->message = arena_printf(subject->arena,
		name->tag.len ? "%s%s:latest changes without notice"
			      : "%s%s has no tag: that is latest, which changes without notice",
		use->how, shown);
	hit->fix = arena_printf(subject->arena,
		"name a version, %s:VERSION, better with its digest as well: "
		"%s:VERSION@sha256:…",
		shown, shown);
}

void rule_image_mutable(struct subject *subject)
{
	VEC_EACH(const struct image_use, use, &image_uses(subject)->items)
		check_use(subject, use);
}
