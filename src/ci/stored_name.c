#include "ci/stored_name.h"

#include "tokens/secret_name.h"

/* What front ends are built with ends up in browsers. */
static const char *const public_prefixes[] = {"NEXT_PUBLIC_", "VITE_", "REACT_APP_", "PUBLIC_",
	"NUXT_PUBLIC_", "EXPO_PUBLIC_", "GATSBY_", "VUE_APP_"};

/* The last words of names of settings. */
static const char *const setting_words[] = {"account", "address", "arch", "branch", "bucket",
	"cluster", "domain", "email", "endpoint", "env", "environment", "host", "hostname",
	"id", "image", "ip", "login", "name", "namespace", "org", "organisation",
	"organization", "owner", "path", "platform", "port", "prefix", "profile", "project",
	"region", "registry", "repo", "repository", "role", "server", "stage", "tag", "tenant",
	"user", "username", "url", "uri", "version", "zone", "dsn", "arn", "subscription"};

/* Addresses that mostly come with a password in them. */
static const char *const with_password[] = {"database", "db", "redis", "mongo", "mongodb",
	"postgres", "postgresql", "mysql", "amqp", "rabbitmq", "index", "webhook", "hook",
	"connection", "broker", "jdbc", "smtp", "proxy", "git", "clone", "netrc", "npmrc"};

static struct span last_word(struct span name)
{
	size_t from = name.len;

	while (from > 0 && is_alnum(name.ptr[from - 1]))
		from--;
	return span_from(name, from);
}

static bool has_word(struct span name, const char *word)
{
	size_t len = strlen(word);

	for (size_t i = 0; i + len <= name.len; i++)
		if (span_eq_nocase(span_sub(name, i, i + len), word) &&
			(i == 0 || !is_alpha(name.ptr[i - 1])) &&
			(i + len == name.len || !is_alpha(name.ptr[i + len])))
			return true;
	return false;
}

bool is_public_name(struct span name)
{
	for (size_t i = 0; i < sizeof(public_prefixes) / sizeof(*public_prefixes); i++)
		if (span_starts_nocase(name, public_prefixes[i]))
			return true;
	return false;
}

bool is_setting_name(struct span name)
{
	struct span last = last_word(name);

	if (is_public_name(name))
		return true;
	if (is_secret_name(name))
		return false;
	for (size_t i = 0; i < sizeof(with_password) / sizeof(*with_password); i++)
		if (has_word(name, with_password[i]))
			return false;
	for (size_t i = 0; i < sizeof(setting_words) / sizeof(*setting_words); i++)
		if (span_eq_nocase(last, setting_words[i]))
			return true;
	return false;
}
