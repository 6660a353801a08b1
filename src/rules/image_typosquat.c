/* Names that are one slip of the finger away from a well-known one: somebody else's image. */
#include "base/escape.h"
#include "rules/ci_hits.h"
#include "rules/image_names.h"

static const char *const hosts[] = {"docker.io", "ghcr.io", "quay.io", "gcr.io",
	"public.ecr.aws", "registry.k8s.io", "mcr.microsoft.com", "registry.gitlab.com",
	"registry.access.redhat.com"};

/* Registries that do exist, and look like one of those. */
static const char *const other_hosts[] = {"icr.io", "ocr.io", "nvcr.io", "lscr.io",
	"docker.com", "k8s.gcr.io", "us.gcr.io", "eu.gcr.io"};

enum slip {
	NO_SLIP,        /* equal, or more than one */
	SLIP_EXCHANGED, /* two letters next to each other */
	SLIP_OTHER_LETTER,
	SLIP_MISSING_LETTER, /* one too few or one too many */
};

static bool tails_equal(struct span a, size_t from_a, struct span b, size_t from_b)
{
	return span_eq(span_from(a, from_a), span_from(b, from_b));
}

/* Which one edit makes a of b? */
static enum slip slip_between(struct span a, struct span b)
{
	size_t same = 0;

	while (same < a.len && same < b.len && a.ptr[same] == b.ptr[same])
		same++;
	if (same == a.len && same == b.len)
		return NO_SLIP;
	if (tails_equal(a, same + 1, b, same) && a.len == b.len + 1)
		return SLIP_MISSING_LETTER;
	if (tails_equal(a, same, b, same + 1) && b.len == a.len + 1)
		return SLIP_MISSING_LETTER;
	if (a.len != b.len)
		return NO_SLIP;
	if (tails_equal(a, same + 1, b, same + 1))
		return SLIP_OTHER_LETTER;
	if (same + 1 < a.len && a.ptr[same] == b.ptr[same + 1] &&
		a.ptr[same + 1] == b.ptr[same] && tails_equal(a, same + 2, b, same + 2))
		return SLIP_EXCHANGED;
	return NO_SLIP;
}

/* "mode" and "code" are words; of so short a name another letter makes another word. */
static bool looks_like(struct span name, struct span known)
{
	enum {
		SHORT = 4
	};
	enum slip slip = slip_between(name, known);

	return slip != NO_SLIP && (slip != SLIP_OTHER_LETTER || known.len > SHORT);
}

static const char *popular_image_like(struct span name)
{
	enum {
		NAME_MIN = 4
	};

	if (name.len < NAME_MIN || official_image_find(name))
		return NULL;
	for (size_t i = 0; i < official_image_count; i++)
		if (official_images[i].is_popular &&
			looks_like(name, span_str(official_images[i].name)))
			return official_images[i].name;
	return NULL;
}

static bool is_in(const char *const *list, size_t count, struct span name)
{
	for (size_t i = 0; i < count; i++)
		if (span_eq_nocase(name, list[i]))
			return true;
	return false;
}

static const char *host_like(struct span name)
{
	size_t count = sizeof(hosts) / sizeof(*hosts);

	if (is_in(hosts, count, name) ||
		is_in(other_hosts, sizeof(other_hosts) / sizeof(*other_hosts), name))
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (slip_between(name, span_str(hosts[i])) != NO_SLIP)
			return hosts[i];
	return NULL;
}

static void raise_like(struct subject *subject, const struct image_use *use, const char *what,
	const char *like)
{
	struct arena *arena = subject->arena;
	struct hit *hit = raise_where(subject, RULE_image_typosquat, use->place);

	if (!hit)
		return;
	hit->value = use->name.text;
	hit->confidence = CONFIDENCE_POSSIBLE;
	hit->message = arena_printf(arena, "%s%s: the %s is one letter from %s", use->how,
		escaped_text(arena, use->name.text), what, like);
	hit->fix = arena_printf(arena,
		"write %s if that is meant; who owns a name like it may put anything in the "
		"image",
		like);
}

void rule_image_typosquat(struct subject *subject)
{
	VEC_EACH(const struct image_use, use, &image_uses(subject)->items) {
		const struct image_name *name = &use->name;
		const char *like = popular_image_like(official_name(name));

		if (like) {
			raise_like(subject, use, "name", like);
			continue;
		}
		like = name->has_unknown_host ? NULL : host_like(name->host);
		if (like)
			raise_like(subject, use, "registry", like);
	}
}
