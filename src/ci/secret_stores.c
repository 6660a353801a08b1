#include "ci/secret_stores.h"

#include <stdbool.h>

/* A word that says it wherever it stands: "aws ecr get-login-password". */
static bool says_it(struct span word)
{
	static const char *const words[] = {"get-login-password", "print-access-token",
		"print-identity-token", "get-secret-value", "get-authorization-token"};

	return SPAN_IN(word, words) || span_find(word, "/run/secrets/") < word.len;
}

/* What commands start with, options left out. */
static const char *const readers[] = {"vault read", "vault kv get", "op read", "op item get",
	"pass show", "gopass show", "gopass cat", "bw get password", "lpass show",
	"gcloud secrets versions access", "az keyvault secret show", "gh auth token",
	"glab auth token", "doppler secrets get", "infisical secrets get", "chamber read",
	"berglas access", "conjur variable get", "security find-generic-password",
	"security find-internet-password", "heroku auth:token", "az account get-access-token",
	"sops decrypt"};

static bool is_option(struct span word)
{
	return span_starts(word, "-");
}

/* The index behind the words that the command starts with, options left out; or 0. */
static size_t behind(const struct span *words, size_t count, const char *reader)
{
	struct span rest = span_str(reader);
	struct span expected;
	size_t at = 0;

	while (span_split(&rest, ' ', &expected)) {
		/* behind an option may be its value */
		while (at < count && !span_eq(words[at], expected) &&
			(is_option(words[at]) || (at && is_option(words[at - 1]))))
			at++;
		if (at >= count || !span_eq(words[at], expected))
			return 0;
		at++;
	}
	return at;
}

/* The secret's name, if there is one behind the words of the reader; else the last of these. */
static struct span name_behind(const struct span *words, size_t count, size_t at)
{
	size_t name = at;

	while (name < count && is_option(words[name]))
		name++;
	return words[name < count ? name : at - 1];
}

static bool has_option(const struct span *words, size_t count, const char *const *options)
{
	for (size_t i = 1; i < count; i++)
		for (const char *const *option = options; *option; option++)
			if (span_starts(words[i], *option))
				return true;
	return false;
}

/* "-o name", "-o jsonpath={.metadata.uid}" */
static bool leaves_data_out(const struct span *words, size_t count)
{
	static const char *const forms[] = {
		"name", "-oname", "-o=name", "--output=name", "wide", "-owide"};
	static const char *const templates[] = {"jsonpath=", "template=", "columns="};
	bool has_template = false;
	bool has_data = false;

	for (size_t i = 1; i < count; i++) {
		if (is_option(words[i - 1]) || is_option(words[i]))
			if (SPAN_IN(words[i], forms))
				return true;
		for (size_t n = 0; n < sizeof(templates) / sizeof(*templates); n++)
			has_template |= span_find(words[i], templates[n]) < words[i].len;
		has_data |= span_find(words[i], ".data") < words[i].len ||
			span_find(words[i], "$") < words[i].len;
	}
	return has_template && !has_data;
}

/* Commands that say a secret only if an option asks for it. */
static const struct {
	const char *reader;
	const char *const options[4];
} asked[] = {
	/* without, it is the list of names */
	{"kubectl get secret", {"-o", "--output", "--template"}},
	{"kubectl get secrets", {"-o", "--output", "--template"}},
	{"oc get secret", {"-o", "--output", "--template"}},
	{"oc whoami", {"-t", "--show-token"}},
	{"aws ssm get-parameter", {"--with-decryption"}},
	{"aws ssm get-parameters", {"--with-decryption"}},
	{"sops", {"-d", "--decrypt"}},
};

struct span ci_handed_out_by(const struct span *words, size_t count)
{
	size_t at;

	for (size_t i = 0; i < count; i++)
		if (says_it(words[i]))
			return words[i];
	if (count < 2 || words[0].len == 0)
		return span_of(NULL, 0);
	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++)
		if ((at = behind(words, count, asked[i].reader)) &&
			has_option(words, count, asked[i].options) &&
			!leaves_data_out(words, count))
			return name_behind(words, count, at);
	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++)
		if ((at = behind(words, count, readers[i])))
			return name_behind(words, count, at);
	return span_of(NULL, 0);
}
