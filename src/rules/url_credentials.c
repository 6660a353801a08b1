/*
 * scheme://user:password@host with a literal password, in any inspected file, and in values
 * that a file spells with escapes.
 *
 * Test set-ups are full of such URLs that are no secret: postgres:postgres@localhost. Silent
 * are: references, dummies, a password equal to the user, short ones, local hosts, and, where
 * containers are described, hosts without a dot (names of neighbouring services).
 */
#include "base/escape.h"
#include "rules/advice.h"
#include "rules/subject.h"
#include "tokens/judge.h"

enum {
	LEAST_PASSWORD = 6
};

static bool describes_containers(enum file_kind kind)
{
	/* compose and all CI systems; Dockerfiles and credential files name real hosts */
	return kind == KIND_COMPOSE || kind == KIND_BAKE || kind >= KIND_GITHUB_ACTIONS;
}

static bool is_harmless(const struct subject *subject, const struct urlref *url)
{
	if (url->password.len < LEAST_PASSWORD || url->host.len == 0 ||
		is_local_host(url->host))
		return true;
	if (span_eq(url->password, url->user) || subject->is_sample)
		return true;
	return describes_containers(subject->kind) && span_chr(url->host, '.') == url->host.len;
}

/* value_raw: where the URL stands if it was decoded. */
static void check_url(struct subject *subject, const struct urlref *url, struct span value_raw)
{
	struct judgement judged;
	struct hit *hit;

	if (is_harmless(subject, url))
		return;
	judged = judge_value(url->password, JUDGE_BARE_DOLLAR);
	if (judged.nature != VALUE_LITERAL)
		return;
	hit = raise_hit(
		subject, RULE_url_credentials, place_of(subject, judged.literal, value_raw));
	hit->value = judged.literal;
	hit->message = arena_printf(subject->arena, "password in a URL for %s",
		escaped_text(subject->arena, url->host));
	hit->fix = arena_printf(subject->arena,
		"change this password; in place of the literal one: %s",
		advice_for(subject->kind));
}

void rule_url_credentials(struct subject *subject)
{
	VEC_EACH(const struct url_match, m, &subject->matches->urls)
		check_url(subject, &m->url, m->url.password);
	VEC_EACH(const struct setting, s, &subject->settings->items) {
		struct urlref url;

		/* spelled with escapes, or "//user:password@host" as npm allows */
		if ((!span_eq(s->value, s->value_raw) || span_starts(s->value, "//")) &&
			urlref_parse(s->value, &url) && url.password.len)
			check_url(subject, &url, s->value_raw);
	}
}
