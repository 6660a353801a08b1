/*
 * A build that gets a secret as an argument and exports its cache. mode=max by itself is fine,
 * and so is an argument that is none.
 */
#include "base/escape.h"
#include "rules/ci_hits.h"

/* The argument that makes the cache a part of the image. */
static bool is_inline_cache(const struct ci_argument *argument)
{
	return span_eq_str(argument->name, "BUILDKIT_INLINE_CACHE") && argument->value.ptr &&
		ci_is_true(argument->value);
}

static const struct ci_argument *secret_of(const struct ci_build *build)
{
	VEC_EACH(const struct ci_argument, argument, &build->arguments)
		if (ci_is_secret(ci_argument_verdict(argument)))
			return argument;
	return NULL;
}

/* What exports the cache, and how; NULL: nothing does. */
static const char *exported_by(const struct ci_build *build, struct span *where)
{
	VEC_EACH(const struct ci_mention, cache, &build->cache_to) {
		*where = cache->place;
		if (span_find(cache->text, "mode=max") < cache->text.len)
			return "with mode=max";
		if (span_find(cache->text, "type=inline") < cache->text.len)
			return "into the image (type=inline)";
	}
	VEC_EACH(const struct ci_argument, argument, &build->arguments)
		if (is_inline_cache(argument)) {
			*where = argument->place;
			return "into the image (BUILDKIT_INLINE_CACHE)";
		}
	return NULL;
}

static void check_build(struct subject *subject, const struct ci_build *build)
{
	const struct ci_argument *secret = secret_of(build);
	struct span where = build->place;
	const char *how = secret ? exported_by(build, &where) : NULL;
	struct hit *hit;

	if (!how)
		return;
	hit = raise_ci_hit(
		subject, RULE_ci_cache_exports_secret, where.len ? where : build->place);
	if (!hit)
		return;
	hit->message = arena_printf(subject->arena,
		"%s exports its cache %s, and gets %s as build argument %s", build->tool, how,
		ci_secret_shown(subject, ci_argument_verdict(secret)),
		escaped_text(subject->arena, secret->name));
	hit->fix =
		"give the secret to the build as a secret mount; the cache can stay as it is";
}

void rule_ci_cache_exports_secret(struct subject *subject)
{
	if (!subject->pipeline)
		return;
	VEC_EACH(const struct ci_build, build, &subject->pipeline->builds->items)
		check_build(subject, build);
}
