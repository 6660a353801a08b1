#include "ci/stored_name.h"

#include "tokens/secret_name.h"

/* What front ends are built with ends up in browsers. */
static const char *const public_prefixes[] = {"NEXT_PUBLIC_", "VITE_", "REACT_APP_", "PUBLIC_",
	"NUXT_PUBLIC_", "EXPO_PUBLIC_", "GATSBY_", "VUE_APP_"};

/* The last words of names of settings. */
static const char *const setting_words[] = {"account", "address", "arch", "branch", "bucket",
	"cluster", "count", "debug", "dir", "directory", "disabled", "domain", "domains",
	"email", "enabled", "endpoint", "env", "environment", "expiration", "flag", "folder",
	"format", "from", "host", "hostname", "hosts", "id", "identifier", "identity", "ids",
	"image", "interval", "ip", "issuer", "level", "link", "locale", "login", "logo", "mode",
	"name", "namespace", "number", "org", "organisation", "organization", "origin",
	"origins", "owner", "path", "picture", "platform", "port", "prefix", "profile",
	"project", "provider", "rate", "recipients", "region", "registry", "repo", "repository",
	"role", "scope", "secure", "sender", "server", "size", "slug", "stage", "suffix", "tag",
	"tenant", "time", "timeout", "timezone", "title", "type", "user", "username", "version",
	"zone", "arn", "subscription"};

/* Those of addresses, */
static const char *const address_words[] = {"url", "urls", "uri", "dsn"};

/* and what they are addresses of, when there mostly is a password in them. */
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
	if (SPAN_IN_NOCASE(last, setting_words))
		return true;
	if (!SPAN_IN_NOCASE(last, address_words))
		return false;
	for (size_t i = 0; i < sizeof(with_password) / sizeof(*with_password); i++)
		if (has_word(name, with_password[i]))
			return false;
	return true;
}
