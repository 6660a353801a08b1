#include "tokens/secret_name.h"

#include <stddef.h>

enum {
	LONGEST_WORD = 16, /* longer words are in no list below */
};

/* The words of BuildKit's SecretsUsedInArgOrEnv, and what people write besides. */
static const char *const secret_words[] = {"apikey", "auth", "credential", "credentials",
	"creds", "key", "pass", "passphrase", "passwd", "password", "pat", "psw", "pword",
	"pwd", "secret", "secrets", "token", "authtoken", "npmtoken"};

/* Next to such a word it is about a secret, but is none. */
static const char *const harmless_words[] = {"alias", "algorithm", "algo", "audience", "bits",
	"checksum", "class", "count", "digest", "dir", "directory", "disabled", "dont", "email",
	"enable", "enabled", "endpoint", "expiration", "expiry", "filename", "fingerprint",
	"folder", "format", "gnupg", "gpg", "header", "hash", "id", "ids", "issuer", "item",
	"label", "len", "length", "level", "location", "max", "md5", "method", "min", "mode",
	"mount", "name", "names", "number", "path", "pattern", "pgp", "policy", "port",
	"prefix", "pub", "public", "publishable", "realm", "regex", "region", "ring", "role",
	"rotation", "salt", "scheme", "scope", "sha1", "sha256", "sha512", "size", "socket",
	"sock", "sort", "suffix", "through", "timeout", "ttl", "type", "uri", "url", "username",
	"validity", "ver", "version"};

/* The same, unless the name ends with a word that leaves no doubt: SUPER_USER_PASSWORD. */
static const char *const doubtful_words[] = {"backend", "cache", "domain", "download", "envs",
	"file", "files", "host", "kms", "manager", "module", "plugin", "provider", "repo",
	"scopes", "script", "scripts", "server", "source", "store", "user"};

/* Words that leave little doubt. */
static const char *const strong_words[] = {"apikey", "authtoken", "credential", "credentials",
	"npmtoken", "pass", "passphrase", "passwd", "password", "psw", "pword", "pwd", "secret",
	"secrets", "token"};

static const char *const option_words[] = {
	"apikey", "password", "passwd", "passphrase", "token", "secret", "authtoken"};

/* The next word of a name, in lower case: up to a separator, or to a hump of camelCase. */
static bool next_word(struct span *name, char word[LONGEST_WORD + 1])
{
	size_t len = 0;
	size_t at = 0;

	while (at < name->len && !is_alnum(name->ptr[at]))
		at++;
	*name = span_from(*name, at);
	if (name->len == 0)
		return false;
	for (at = 0; at < name->len && is_alnum(name->ptr[at]); at++) {
		char c = name->ptr[at];

		if (at > 0 && is_upper(c) && is_lower(name->ptr[at - 1]))
			break;
		if (len < LONGEST_WORD)
			word[len++] = to_lower(c);
	}
	word[at > LONGEST_WORD ? 0 : len] = '\0';
	*name = span_from(*name, at);
	return true;
}

static bool is_one_of(const char *word, const char *const *words, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (word[0] == words[i][0] && strcmp(word, words[i]) == 0)
			return true;
	return false;
}

/* ACCESSTOKEN, DBPASSWORD: run together, as some people write them. */
static bool ends_with_secret(const char *word)
{
	static const char *const ends[] = {"apikey", "passwd", "password", "secret", "token"};
	struct span whole = span_str(word);

	if (whole.len < sizeof("token") - 1)
		return false;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (span_ends(whole, ends[i]))
			return true;
	return false;
}

#define IS_ONE_OF(word, words) is_one_of(word, words, sizeof(words) / sizeof(*(words)))

/* "api" "key": two words that are one of the list */
static bool is_api_key(const char *before, const char *word)
{
	return strcmp(word, "key") == 0 &&
		(strcmp(before, "api") == 0 || strcmp(before, "access") == 0 ||
			strcmp(before, "private") == 0);
}

static bool has_secret_word(struct span name)
{
	char word[LONGEST_WORD + 1];

	while (next_word(&name, word))
		if (IS_ONE_OF(word, secret_words) || ends_with_secret(word))
			return true;
	return false;
}

bool is_secret_name(struct span name)
{
	char word[LONGEST_WORD + 1];
	bool doubtful = false;
	bool ends_strong = false;

	/* the shell's: the directory */
	if (span_eq_str(name, "PWD") || span_eq_str(name, "OLDPWD"))
		return false;
	/* most names have none, and the list of what makes one harmless is long */
	if (!has_secret_word(name))
		return false;
	while (next_word(&name, word)) {
		if (IS_ONE_OF(word, harmless_words))
			return false;
		doubtful = doubtful || IS_ONE_OF(word, doubtful_words);
		ends_strong = IS_ONE_OF(word, strong_words) || ends_with_secret(word);
	}
	return !doubtful || ends_strong;
}

bool is_strong_secret_name(struct span name)
{
	char word[LONGEST_WORD + 1];
	struct span rest = name;
	bool strong = false;

	while (next_word(&rest, word))
		strong = strong || IS_ONE_OF(word, strong_words) || ends_with_secret(word);
	return strong && is_secret_name(name);
}

static bool has_option_word(struct span name)
{
	char before[LONGEST_WORD + 1] = "";
	char word[LONGEST_WORD + 1];

	while (next_word(&name, word)) {
		if (IS_ONE_OF(word, option_words) || is_api_key(before, word))
			return true;
		memcpy(before, word, sizeof(before));
	}
	return false;
}

bool is_secret_option(struct span name)
{
	char word[LONGEST_WORD + 1];
	bool names_file = false; /* "--password-file" */

	if (!has_option_word(name))
		return false;
	while (next_word(&name, word)) {
		if (IS_ONE_OF(word, harmless_words) || strcmp(word, "stdin") == 0)
			return false;
		names_file = strcmp(word, "file") == 0 || strcmp(word, "files") == 0;
	}
	return !names_file;
}
