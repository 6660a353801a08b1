/*
 * scheme://user:password@host with a literal password, in any inspected file, and in values
 * that a file spells with escapes; also without the scheme where a setting is known to be an
 * address.
 *
 * Test set-ups are full of such URLs that are no secret: postgres:postgres@localhost. Silent
 * are: references, dummies, a password equal to the user, short ones, local hosts, and, where
 * containers are described, hosts without a dot (names of neighbouring services).
 */
#include "base/escape.h"
#include "rules/advice.h"
#include "rules/escaped_values.h"
#include "tokens/judge.h"

enum {
	LEAST_PASSWORD = 6
};

static bool describes_containers(enum file_kind kind)
{
	/* compose and all CI systems; Dockerfiles and credential files name real hosts */
	return kind == KIND_COMPOSE || kind == KIND_BAKE || kind >= KIND_GITHUB_ACTIONS;
}

/* "$(get:", "${NAME:", "{{ a:": the ":" belongs to a reference, and no password stands behind.
 */
static bool is_cut_reference(struct span user)
{
	int depth = 0;

	for (size_t i = 0; i < user.len; i++) {
		depth += user.ptr[i] == '(' || user.ptr[i] == '{';
		depth -= user.ptr[i] == ')' || user.ptr[i] == '}';
	}
	return depth > 0;
}

static bool is_harmless(const struct subject *subject, const struct urlref *url)
{
	if (url->password.len < LEAST_PASSWORD || url->host.len == 0 ||
		is_local_host(url->host))
		return true;
	if (span_eq(url->password, url->user) || subject->is_sample ||
		is_cut_reference(url->user))
		return true;
	/* a fixed word: with it the user is the token */
	if (span_eq_str(url->password, "x-oauth-basic"))
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

/* Where a scope's password stands: a YAML scope is a copy of keys some lines above. */
static struct span place_above(
	const struct subject *subject, struct span password, struct span key_raw)
{
	enum {
		LOOK_BACK = 4096
	};
	size_t key = (size_t)(key_raw.ptr - subject->text.ptr);
	struct span above = span_sub(subject->text, key > LOOK_BACK ? key - LOOK_BACK : 0, key);
	const char *at = memmem(above.ptr, above.len, password.ptr, password.len);

	return at ? span_of(at, password.len) : key_raw;
}

/* "//user:password@host" in npm's keys; with a scheme it was found in the bytes. */
static void check_scope(struct subject *subject, const struct setting *s)
{
	size_t slashes = span_find(s->scope, "//");
	struct urlref url;

	if (slashes > 0 && slashes < s->scope.len && s->scope.ptr[slashes - 1] == ':')
		return;
	if (urlref_parse(span_from(s->scope, slashes), &url) && url.password.len)
		check_url(subject, &url, place_above(subject, url.password, s->key_raw));
}

/* proxy = user:password@host:8080, as pip documents it */
static bool is_address(const struct setting *s)
{
	return span_ends_nocase(s->name, "proxy") || span_ends_nocase(s->name, "registry");
}

static void check_value(struct subject *subject, const struct setting *s)
{
	struct urlref url;

	/* spelled with escapes, or "//user:password@host" as npm allows */
	if (urlref_parse(s->value, &url)) {
		if (!span_eq(s->value, s->value_raw) || span_starts(s->value, "//"))
			check_url(subject, &url, s->value_raw);
	} else if (is_address(s)) {
		urlref_parse_authority(s->value, &url);
		check_url(subject, &url, s->value_raw);
	}
}

void rule_url_credentials(struct subject *subject)
{
	struct span scope = span_of(NULL, 0);

	VEC_EACH(const struct url_match, m, &subject->matches->urls)
		check_url(subject, &m->url, m->url.password);
	VEC_EACH(const struct escaped_value, value, &escaped_values(subject)->items)
		VEC_EACH(const struct url_match, m, &value->matches.urls)
			check_url(subject, &m->url,
				ci_place(value->text, m->url.password, subject->arena));
	VEC_EACH(const struct setting, s, &subject->settings->items) {
		check_value(subject, s);
		/* all settings of a section share its scope */
		if (s->scope.ptr != scope.ptr)
			check_scope(subject, s);
		scope = s->scope;
	}
}
