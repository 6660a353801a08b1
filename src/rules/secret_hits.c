#include "rules/secret_hits.h"

#include "rules/advice.h"
#include "rules/escaped_values.h"
#include "tokens/credential_slots.h"

static void describe(struct subject *subject, struct hit *hit, const struct token_match *m)
{
	const char *title = m->kind->title;

	hit->token = m->kind;
	hit->checksum = m->checksum;
	hit->value = m->value;
	hit->at_most = m->kind->flags & TOKEN_WEAK ? SEVERITY_MEDIUM : SEVERITY_OFF;
	hit->confidence = CONFIDENCE_LIKELY;
	hit->message = arena_printf(subject->arena, "%s is committed", title);
	hit->fix =
		arena_printf(subject->arena, "revoke it, then %s", advice_for(subject->kind));
	if (m->checksum == CHECKSUM_VALID) {
		hit->confidence = CONFIDENCE_CERTAIN;
		hit->message = arena_printf(
			subject->arena, "%s is committed (its checksum is right)", title);
	} else if (m->checksum == CHECKSUM_INVALID && m->kind->flags & TOKEN_FIRM) {
		hit->at_most = SEVERITY_NOTE;
		hit->confidence = CONFIDENCE_POSSIBLE;
		hit->yields = true;
		hit->message = arena_printf(
			subject->arena, "malformed or dummy %s (its checksum is wrong)", title);
		hit->fix = "if it was ever a real one, revoke it";
	}
}

static bool is_private_key(const struct token_match *m)
{
	return m->kind->flags & TOKEN_PRIVATE_KEY;
}

/* Matches in a decoded value are shown where the value stands. */
static void raise_decoded(struct subject *subject, enum rule_id rule, bool private_keys,
	struct span decoded, struct span where)
{
	struct token_matches matches;
	struct error err;

	if (token_scan(subject->scanner, decoded, subject->arena, &matches, &err) != STATUS_OK)
		return; /* the same error ended the scan of the file's bytes before */
	if (matches.undecided.len || matches.overflow)
		subject->undecided = "a decoded value could not be searched to its end";
	VEC_EACH(const struct token_match, m, &matches.tokens)
		if (is_private_key(m) == private_keys)
			describe(subject, raise_hit(subject, rule, where), m);
}

static void search_setting(struct subject *subject, enum rule_id rule, bool private_keys,
	const struct setting *setting)
{
	const struct credential_slot *slot = credential_slot(subject->kind, setting);
	struct credential credential;

	if (!span_eq(setting->value, setting->value_raw))
		raise_decoded(subject, rule, private_keys, setting->value, setting->value_raw);
	if (slot && credential_decode(slot, setting->value, subject->arena, &credential) &&
		credential.secret.ptr != setting->value.ptr)
		raise_decoded(
			subject, rule, private_keys, credential.secret, setting->value_raw);
}

static void raise_escaped(struct subject *subject, enum rule_id rule, bool private_keys,
	const struct escaped_value *value)
{
	VEC_EACH(const struct token_match, m, &value->matches.tokens) {
		struct span part = span_sub(value->text->text, m->start, m->end);

		if (is_private_key(m) == private_keys)
			describe(subject,
				raise_hit(subject, rule,
					ci_place(value->text, part, subject->arena)),
				m);
	}
}

void raise_token_hits(struct subject *subject, enum rule_id rule, bool private_keys)
{
	VEC_EACH(const struct token_match, m, &subject->matches->tokens) {
		struct span where = span_sub(subject->text, m->start, m->end);

		if (is_private_key(m) == private_keys)
			describe(subject, raise_hit(subject, rule, where), m);
	}
	VEC_EACH(const struct setting, setting, &subject->settings->items)
		search_setting(subject, rule, private_keys, setting);
	VEC_EACH(const struct escaped_value, value, &escaped_values(subject)->items)
		raise_escaped(subject, rule, private_keys, value);
}
