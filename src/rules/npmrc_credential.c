/*
 * A literal in a slot for credentials of .npmrc and its relatives: _authToken, _auth,
 * _password, npmAuthToken, the password of .netrc and .pypirc, the auth of a docker
 * configuration … What the slots are, credential_slots.c says; what a literal is, the judge.
 */
#include "base/escape.h"
#include "rules/advice.h"
#include "rules/subject.h"
#include "text/urlref.h"
#include "tokens/credential_slots.h"
#include "tokens/judge.h"
#include "tokens/placeholder.h"

enum {
	LEAST_TOKEN = 8,
	LEAST_PASSWORD = 6,
	LEAST_KEY = 40,
	LEAST_LOGIN_TOKEN = 20,
	LONGEST_LOCAL_DUMMY = 12, /* test registries on localhost get made-up tokens */
};

static size_t least_length(enum slot_form form)
{
	switch (form) {
	case SLOT_TOKEN:
		return LEAST_TOKEN;
	case SLOT_KEY:
		return LEAST_KEY;
	case SLOT_PASSWORD:
	case SLOT_PASSWORD_B64:
	case SLOT_USER_PASS:
	case SLOT_USER_PASS_B64:
	case SLOT_CODE:
	case SLOT_LOGIN:
		break;
	}
	return LEAST_PASSWORD;
}

static enum severity severity_of(enum slot_weight weight)
{
	static const enum severity severities[] = {
		[WEIGHT_FULL] = SEVERITY_OFF, /* as the rule says */
		[WEIGHT_MEDIUM] = SEVERITY_MEDIUM,
		[WEIGHT_LOW] = SEVERITY_LOW,
		[WEIGHT_NOTE] = SEVERITY_NOTE,
	};

	return severities[weight];
}

static bool is_local_scope(const struct setting *setting)
{
	struct urlref url;
	struct span scope = setting->scope;

	if (span_starts(scope, "auths."))
		scope = span_from(scope, strlen("auths."));
	if (urlref_parse(scope, &url))
		return is_local_host(url.host);
	return is_local_host(span_sub(scope, 0, span_chr(scope, ':')));
}

/*
 * The value of another setting of the same scope; empty without one. Only neighbours are looked
 * at: an entry's settings stand together, and a file of a hundred thousand stays linear.
 */
static struct span sibling(
	const struct subject *subject, const struct setting *setting, const char *name)
{
	enum {
		NEIGHBOURS = 16
	};
	size_t count = subject->settings->items.len;
	size_t at = (size_t)(setting - subject->settings->items.at);
	size_t end = count - at > NEIGHBOURS ? at + NEIGHBOURS : count;

	for (size_t i = at > NEIGHBOURS ? at - NEIGHBOURS : 0; i < end; i++) {
		const struct setting *s = &subject->settings->items.at[i];

		if (span_eq(s->scope, setting->scope) && span_eq_nocase(s->name, name))
			return s->value;
	}
	return span_of("", 0);
}

/* "machine … login anonymous password me@example.com" is the custom of anonymous FTP. */
static bool is_anonymous(const struct subject *subject, const struct setting *password)
{
	struct span login = sibling(subject, password, "login");

	return subject->kind == KIND_NETRC &&
		(span_eq_str(login, "anonymous") || span_eq_str(login, "ftp"));
}

/* Not base64, but the user's name: somebody mixed the fields up. */
static bool equals_user(
	const struct subject *subject, const struct setting *setting, struct span secret)
{
	static const char *const names[] = {"login", "username", "user", "email"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct span user = sibling(subject, setting, names[i]);

		if (user.len && span_eq(span_sub(user, 0, span_chr(user, '@')), secret))
			return true;
	}
	return false;
}

/*
 * "machine github.com login TOKEN", without a password or with x-oauth-basic: the login is the
 * secret. A name that looks like one stays silent.
 */
static bool is_plain_login(
	const struct subject *subject, const struct setting *setting, struct span login)
{
	struct span password = sibling(subject, setting, "password");

	return (password.len && !span_eq_str(password, "x-oauth-basic")) ||
		login.len < LEAST_LOGIN_TOKEN || !looks_random(login);
}

/* PEM is judged by the rule private-key, which looks into it. */
static bool is_pem(struct span value)
{
	return span_find(value, "-----BEGIN") < value.len;
}

static bool is_dummy(const struct subject *subject, const struct setting *setting,
	const struct credential_slot *slot, const struct credential *credential)
{
	struct span secret = credential->secret;

	if (secret.len < least_length(slot->form) || is_placeholder_value(secret))
		return true;
	if (slot->form == SLOT_KEY && is_pem(secret))
		return true;
	if (slot->form == SLOT_LOGIN && is_plain_login(subject, setting, secret))
		return true;
	if (credential->undecodable && equals_user(subject, setting, secret))
		return true;
	if (is_local_scope(setting) && secret.len <= LONGEST_LOCAL_DUMMY)
		return true;
	/* files for people to copy hold placeholders; real shapes are committed-token's */
	return subject->is_sample;
}

/* "literal _authToken for npm.example.com" */
static const char *message_for(struct subject *subject, const struct setting *setting)
{
	const char *name = escaped_text(subject->arena, setting->name);
	const char *host = credential_host(setting, subject->arena);

	if (subject->kind == KIND_NUGET && span_starts_nocase(setting->scope, "apikeys"))
		return arena_printf(subject->arena, "literal API key for %s", name);
	if (*host)
		return arena_printf(subject->arena, "literal %s for %s", name, host);
	return arena_printf(subject->arena, "literal %s", name);
}

static const char *fix_for(struct subject *subject, const struct setting *setting,
	const struct credential_slot *slot)
{
	struct arena *arena = subject->arena;
	const char *reference = slot->reference;
	struct span host = span_from(setting->scope, span_find(setting->scope, "//"));

	if (!reference)
		return arena_printf(arena, "revoke it, then %s", advice_for(subject->kind));
	if (reference[0] == ':' && host.len)
		reference = arena_printf(arena, "%s%s", escaped_text(arena, host), reference);
	else if (reference[0] == ':')
		reference++;
	return arena_printf(arena,
		"write '%s' and set the variable where it is used; then revoke this one",
		reference);
}

static void check_setting(struct subject *subject, const struct setting *setting)
{
	const struct credential_slot *slot = credential_slot(subject->kind, setting);
	struct credential credential;
	struct judgement judged;
	struct hit *hit;

	if (!slot)
		return;
	judged = judge_value(setting->value, 0);
	if (judged.nature != VALUE_LITERAL ||
		!credential_decode(slot, judged.literal, subject->arena, &credential) ||
		is_dummy(subject, setting, slot, &credential) || is_anonymous(subject, setting))
		return;
	hit = raise_hit(subject, RULE_npmrc_credential,
		place_of(subject, judged.literal, setting->value_raw));
	hit->value = judged.literal;
	hit->at_most = severity_of(slot->weight);
	hit->confidence = CONFIDENCE_LIKELY;
	if (credential.undecodable || setting->commented) {
		hit->confidence = CONFIDENCE_POSSIBLE;
		if (credential.undecodable)
			hit->at_most = SEVERITY_MEDIUM;
	}
	hit->message = message_for(subject, setting);
	hit->fix = fix_for(subject, setting, slot);
	hit->exact_fix = slot->reference != NULL;
}

void rule_npmrc_credential(struct subject *subject)
{
	VEC_EACH(const struct setting, setting, &subject->settings->items)
		check_setting(subject, setting);
}
