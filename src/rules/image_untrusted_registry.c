/* Images that the policy's list does not allow. Without a list all are. */
#include "base/escape.h"
#include "rules/ci_hits.h"
#include "rules/image_names.h"

/* '*' stands for any bytes, '/' among them. */
static bool matches(struct span pattern, struct span name)
{
	size_t star = pattern.len; /* the last '*' that was met, and what it has eaten */
	size_t eaten = 0;
	size_t p = 0;

	for (size_t n = 0; n < name.len;) {
		if (p < pattern.len && pattern.ptr[p] == '*') {
			star = p++;
			eaten = n;
		} else if (p < pattern.len &&
			to_lower(pattern.ptr[p]) == to_lower(name.ptr[n])) {
			p++;
			n++;
		} else if (star < pattern.len) {
			p = star + 1;
			n = ++eaten;
		} else {
			return false;
		}
	}
	while (p < pattern.len && pattern.ptr[p] == '*')
		p++;
	return p == pattern.len;
}

/* With or without what stands behind the name: "…/app", "…/app:1.2", "…/app@sha256:…" */
static bool is_listed(
	const struct span_list *list, const struct image_name *name, struct arena *arena)
{
	struct span full = image_full_name(name, arena);
	struct span tagged =
		span_str(arena_printf(arena, "%.*s:%.*s", SPAN_ARG(full), SPAN_ARG(name->tag)));
	struct span pinned = span_str(
		arena_printf(arena, "%.*s@%.*s", SPAN_ARG(full), SPAN_ARG(name->digest)));

	VEC_EACH(const struct span, pattern, &list->items)
		if (matches(*pattern, full) || (name->tag.len && matches(*pattern, tagged)) ||
			(name->digest.len && matches(*pattern, pinned)))
			return true;
	return false;
}

/* Could an image of that host be on the list, whatever its path turns out to be? */
static bool is_listed_host(const struct span_list *list, struct span host)
{
	VEC_EACH(const struct span, pattern, &list->items)
		if (matches(span_sub(*pattern, 0, span_chr(*pattern, '/')), host))
			return true;
	return false;
}

static void check_use(struct subject *subject, const struct image_use *use)
{
	const struct image_name *name = &use->name;
	struct hit *hit;

	if (use->may_be_local || name->has_unknown_host ||
		is_listed(subject->registries, name, subject->arena))
		return;
	if (name->has_unknown_path && is_listed_host(subject->registries, name->host))
		return;
	hit = raise_where(subject, RULE_image_untrusted_registry, use->place);
	if (!hit)
		return;
	hit->value = name->text;
	hit->confidence = CONFIDENCE_CERTAIN;
	hit->message = arena_printf(subject->arena,
		"%s%s: %s is none of the images that the policy allows", use->how,
		escaped_text(subject->arena, name->text),
		escaped_text(subject->arena, image_full_name(name, subject->arena)));
	hit->fix = "take an image of a registry on the list, or add this one to registries in "
		   "the policy";
}

void rule_image_untrusted_registry(struct subject *subject)
{
	if (!subject->registries || subject->registries->items.len == 0)
		return;
	VEC_EACH(const struct image_use, use, &image_uses(subject)->items)
		check_use(subject, use);
}
