#include "rules/ci_literal.h"

#include "rules/advice.h"
#include "text/base64.h"
#include "text/entropy.h"
#include "tokens/judge.h"
#include "tokens/placeholder.h"

enum {
	LEAST_IN_SLOT = 8,
	LEAST_NAMED = 12,
};

/* Bytes that no credential has, but patterns, templates and what was cut out of one. */
static bool has_syntax(struct span literal)
{
	for (size_t i = 0; i < literal.len; i++)
		if (is_space(literal.ptr[i]) || memchr("`{}<>;", literal.ptr[i], 6))
			return true;
	return span_starts(literal, "--") || span_find(literal, "[[") < literal.len;
}

/* "id=npm,env=TOKEN", "secrets/make.sh", "Mode=a": settings and files of them. */
static bool is_setting(struct span literal)
{
	size_t equals = span_chr(literal, '=');
	bool has_slash = span_chr(literal, '/') < literal.len;

	while (equals < literal.len && literal.ptr[equals] == '=')
		equals++;
	return equals < literal.len || span_chr(literal, ',') < literal.len ||
		(has_slash && span_chr(literal, '.') < literal.len);
}

/* Words of people who make something up for a test, or a demo. */
static bool has_test_word(struct span literal)
{
	static const char *const words[] = {"secret", "passw", "cred", "token", "test", "demo",
		"local", "admin", "auth", "change", "default", "dummy", "sample", "develop",
		"insecure", "unsafe", "public", "random", "string", "encrypt", "secure",
		"foobar", "s3cr3t", "-key", "_key", "key-", "key_", "-dev", "dev-", "only",
		"qwerty", "azerty", "123456"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_find_nocase(literal, words[i]) < literal.len)
			return true;
	return false;
}

/*
 * Is it such words, as they are or in base64? "base64:…" is how some frameworks write it.
 */
static bool is_made_up(const struct literal_search *s, struct span literal)
{
	struct span decoded;

	if (has_test_word(literal))
		return true;
	if (span_starts(literal, "base64:"))
		literal = span_from(literal, strlen("base64:"));
	return base64_decode_text(literal, s->subject->arena, &decoded) &&
		is_printable_text(decoded) &&
		(has_test_word(decoded) || is_placeholder_value(decoded));
}

/*
 * The public half of a key of P-256, as web push writes it: 65 bytes in base64url, the first of
 * which is 4. It stands in VAPID_KEY; the private half has 32.
 */
static bool is_public_point(struct span literal)
{
	if (literal.len != 87 || literal.ptr[0] != 'B' || literal.ptr[1] < 'A' ||
		literal.ptr[1] > 'P')
		return false;
	for (size_t i = 0; i < literal.len; i++)
		if (!is_alnum(literal.ptr[i]) && literal.ptr[i] != '-' && literal.ptr[i] != '_')
			return false;
	return true;
}

/*
 * As strong as what machines make, or people who mean it: test set-ups are full of short ones
 * and of words.
 */
static bool is_strong(const struct literal_search *s, struct span literal)
{
	const double least_entropy = 3.0; /* bits per byte */

	return literal.len >= LEAST_NAMED && looks_like_password(literal) &&
		entropy_bits(literal) >= least_entropy && !is_setting(literal) &&
		!is_public_point(literal) && !is_made_up(s, literal);
}

static bool is_credential(
	const struct literal_search *s, struct span literal, enum literal_trust trust)
{
	if (has_syntax(literal) || is_throwaway(s->throwaways, literal))
		return false;
	switch (trust) {
	case LITERAL_IN_SLOT:
		return literal.len >= LEAST_IN_SLOT && !is_placeholder_value(literal);
	case LITERAL_IN_INPUT:
		return looks_like_password(literal) && !is_setting(literal);
	case LITERAL_NAMED:
		break;
	}
	return is_strong(s, literal);
}

static bool find_literal(const struct literal_search *s, struct span value,
	enum literal_trust trust, struct span *literal)
{
	struct judgement judged;

	if (!value.ptr)
		return false;
	judged = judge_value(value, JUDGE_BARE_DOLLAR);
	*literal = judged.literal;
	return judged.nature == VALUE_LITERAL && is_credential(s, judged.literal, trust);
}

/* "KEY: 0123… # dummy key": who wrote it says so behind it. */
static bool is_called_dummy(const struct subject *subject, struct span place)
{
	static const char *const words[] = {"dummy", "fake", "mock", "not a real", "not real"};
	struct span rest;

	if (!place.ptr || place.ptr < subject->text.ptr ||
		place.ptr + place.len > subject->text.ptr + subject->text.len)
		return false;
	rest = span_from(subject->text, (size_t)(place.ptr + place.len - subject->text.ptr));
	rest = span_sub(rest, 0, span_chr(rest, '\n'));
	rest = span_from(rest, span_find(rest, " #"));
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_find_nocase(rest, words[i]) < rest.len)
			return true;
	return false;
}

static void raise_literal(struct literal_search *s, struct span literal, struct span place,
	enum literal_trust trust, const char *what)
{
	struct subject *subject = s->subject;
	struct hit *hit = raise_ci_hit(subject, RULE_credential_literal, place);
	bool is_dummy = trust == LITERAL_NAMED && is_called_dummy(subject, place);

	if (!hit)
		return;
	hit->value = literal;
	if (trust == LITERAL_NAMED) {
		/* a comment says little: who wants to leak can write it as well */
		hit->at_most = is_dummy ? SEVERITY_LOW : SEVERITY_MEDIUM;
		hit->confidence = CONFIDENCE_POSSIBLE;
	}
	hit->message = arena_printf(subject->arena, "literal credential in %s%s", what,
		is_dummy ? ", which a comment calls a dummy" : "");
	hit->fix =
		arena_printf(subject->arena, "change it, then %s", advice_for(subject->kind));
}

void check_literal_text(struct literal_search *s, const struct ci_text *text, struct span value,
	enum literal_trust trust, const char *what)
{
	struct span literal;

	if (find_literal(s, value, trust, &literal))
		raise_literal(
			s, literal, ci_place(text, literal, s->subject->arena), trust, what);
}

void check_literal_at(struct literal_search *s, struct span value, struct span place,
	enum literal_trust trust, const char *what)
{
	struct span literal;
	const char *at;

	if (!find_literal(s, value, trust, &literal))
		return;
	at = place.len ? memmem(place.ptr, place.len, literal.ptr, literal.len) : NULL;
	raise_literal(s, literal, at ? span_of(at, literal.len) : place, trust, what);
}
