#include "tokens/credential_slots.h"

#include "base/escape.h"
#include "text/base64.h"
#include "text/urlref.h"
#include "tokens/placeholder.h"

#define NPM_SLOTS(kind)                                                                        \
	{kind, "", "_authToken", SLOT_TOKEN, WEIGHT_FULL, ":_authToken=${NPM_TOKEN}"},         \
		{kind, "", "-authToken", SLOT_TOKEN, WEIGHT_FULL, ":_authToken=${NPM_TOKEN}"}, \
		{kind, "", "_auth", SLOT_USER_PASS_B64, WEIGHT_FULL, ":_auth=${NPM_AUTH}"},    \
		{kind, "", "_password", SLOT_PASSWORD_B64, WEIGHT_FULL,                        \
			":_password=${NPM_PASSWORD}"},                                         \
		{kind, "", "key", SLOT_KEY, WEIGHT_FULL,                                       \
			":keyfile=<path outside the repository>"},                             \
	{                                                                                      \
		kind, "", "otp", SLOT_CODE, WEIGHT_NOTE, NULL                                  \
	}

static const struct credential_slot slots[] = {
	NPM_SLOTS(KIND_NPMRC),
	NPM_SLOTS(KIND_YARNRC),
	NPM_SLOTS(KIND_PNPM),
	{KIND_YARNRC_YML, "", "npmAuthToken", SLOT_TOKEN, WEIGHT_FULL,
		"npmAuthToken: \"${NPM_TOKEN}\""},
	{KIND_YARNRC_YML, "", "npmAuthIdent", SLOT_USER_PASS, WEIGHT_FULL,
		"npmAuthIdent: \"${NPM_AUTH}\""},
	{KIND_BUNFIG, "install", "token", SLOT_TOKEN, WEIGHT_FULL, "token = \"$NPM_TOKEN\""},
	{KIND_BUNFIG, "install", "password", SLOT_PASSWORD, WEIGHT_FULL,
		"password = \"$NPM_PASSWORD\""},
	{KIND_PYPIRC, "", "password", SLOT_PASSWORD, WEIGHT_FULL, NULL},
	{KIND_NETRC, "", "password", SLOT_PASSWORD, WEIGHT_FULL, NULL},
	{KIND_NETRC, "", "login", SLOT_LOGIN, WEIGHT_FULL, NULL},
	{KIND_NUGET, "", "ClearTextPassword", SLOT_PASSWORD, WEIGHT_FULL,
		"<add key=\"ClearTextPassword\" value=\"%NUGET_PASSWORD%\" />"},
	/* encrypted for one account of one Windows machine: of no use elsewhere, but not for
	   git */
	{KIND_NUGET, "packageSourceCredentials", "Password", SLOT_TOKEN, WEIGHT_LOW,
		"<add key=\"ClearTextPassword\" value=\"%NUGET_PASSWORD%\" />"},
	{KIND_NUGET, "config", "http_proxy.password", SLOT_TOKEN, WEIGHT_LOW, NULL},
	{KIND_NUGET, "apikeys", NULL, SLOT_TOKEN, WEIGHT_MEDIUM, NULL},
	{KIND_DOCKER_CONFIG, "", "auth", SLOT_USER_PASS_B64, WEIGHT_FULL, NULL},
	{KIND_DOCKER_CONFIG, "", "password", SLOT_PASSWORD, WEIGHT_FULL, NULL},
	{KIND_DOCKER_CONFIG, "", "identitytoken", SLOT_TOKEN, WEIGHT_FULL, NULL},
	{KIND_DOCKER_CONFIG, "", "registrytoken", SLOT_TOKEN, WEIGHT_FULL, NULL},
};

const struct credential_slot *credential_slot(
	enum file_kind kind, const struct setting *setting)
{
	for (size_t i = 0; i < sizeof(slots) / sizeof(*slots); i++)
		if (slots[i].kind == kind &&
			(!slots[i].name || span_eq_nocase(setting->name, slots[i].name)) &&
			span_starts_nocase(setting->scope, slots[i].scope))
			return &slots[i];
	return NULL;
}

/*
 * The secret of user:password. Azure DevOps takes ":TOKEN", others take "TOKEN:"; a name alone
 * is no secret.
 */
static bool split_user_pass(struct span text, struct span *secret)
{
	size_t colon = span_chr(text, ':');
	struct span user = span_sub(text, 0, colon);

	*secret = span_from(text, colon + 1);
	if (secret->len > 0)
		return true;
	*secret = user;
	return looks_random(user);
}

bool credential_decode(const struct credential_slot *slot, struct span value,
	struct arena *arena, struct credential *out)
{
	struct span decoded;
	bool is_base64 = base64_decode_text(value, arena, &decoded);

	*out = (struct credential){.secret = value};
	switch (slot->form) {
	case SLOT_TOKEN:
	case SLOT_PASSWORD:
	case SLOT_KEY:
	case SLOT_CODE:
	case SLOT_LOGIN:
		return value.len > 0;
	case SLOT_PASSWORD_B64:
		if (is_base64)
			out->secret = decoded;
		else
			out->undecodable = true;
		return value.len > 0;
	case SLOT_USER_PASS:
		if (span_chr(value, ':') < value.len)
			return split_user_pass(value, &out->secret);
		break;
	case SLOT_USER_PASS_B64:
		break;
	}
	if (is_base64 && span_chr(decoded, ':') < decoded.len)
		return split_user_pass(decoded, &out->secret);
	out->undecodable = true;
	return value.len > 0;
}

const char *credential_host(const struct setting *setting, struct arena *arena)
{
	static const char *const tables[] = {
		"auths.", "packageSourceCredentials.", "npmRegistries."};
	struct span scope = setting->scope;
	struct urlref url;

	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++)
		if (span_starts_nocase(scope, tables[i]))
			scope = span_from(scope, strlen(tables[i]));
	if (urlref_parse(scope, &url))
		scope = url.host;
	return escaped_text(arena, scope);
}
