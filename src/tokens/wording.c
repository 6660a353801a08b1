#include "tokens/wording.h"

enum {
	LONGEST = 64,
	MOST_DIGITS = 3, /* token1, token123; years are passwords' */
};

/* What a secret is called, and what to do where it is missing. */
static const char *const names[] = {"apikey", "auth", "cred", "credential", "credentials",
	"creds", "env", "enter", "environment", "fill", "here", "jwt", "key", "pass",
	"passphrase", "passwd", "password", "paste", "pat", "placeholder", "pwd", "secret",
	"secrets", "token", "tokens", "value", "variable"};

/* What else is said about it: whose it is, for what, from where. */
static const char *const others[] = {"a", "access", "actual", "add", "an", "any", "api",
	"artifactory", "azure", "base", "build", "bun", "ci", "client", "correct", "docker",
	"encoded", "for", "from", "get", "gh", "git", "gitea", "github", "gitlab", "goes",
	"group", "hub", "id", "in", "into", "is", "it", "jfrog", "me", "must", "my", "name",
	"new", "nexus", "no", "node", "not", "npm", "npmjs", "npmrc", "nuget", "of", "on", "or",
	"our", "out", "package", "packages", "personal", "pip", "pnpm", "private", "process",
	"provide", "publish", "put", "pypi", "read", "real", "registry", "repo", "repository",
	"scope", "scoped", "see", "set", "some", "stage", "that", "the", "this", "to", "use",
	"valid", "verdaccio", "via", "with", "write", "yarn", "your"};

static bool is_separator(char c)
{
	return c == '.' || c == '-' || c == '_' || c == ' ';
}

/* How a text can be cut into words up to some place. */
enum cut {
	CUT_IMPOSSIBLE,
	CUT_WORDS,
	CUT_WITH_NAME, /* one of the names is among them */
};

static void extend(enum cut *cuts, struct span text, size_t at, const char *const *words,
	size_t count, enum cut reached)
{
	struct span rest = span_from(text, at);

	for (size_t i = 0; i < count; i++) {
		size_t end = at + strlen(words[i]);

		if (span_starts_nocase(rest, words[i]) && cuts[end] < reached)
			cuts[end] = reached;
	}
}

bool is_wording(struct span value)
{
	enum cut cuts[LONGEST + 1] = {CUT_WORDS};
	size_t digits = 0;

	if (value.len > LONGEST)
		return false;
	for (size_t at = 0; at < value.len; at++) {
		char c = value.ptr[at];

		digits = is_digit(c) ? digits + 1 : 0;
		if (cuts[at] == CUT_IMPOSSIBLE)
			continue;
		if (is_separator(c) || (is_digit(c) && at > 0 && digits <= MOST_DIGITS)) {
			if (cuts[at + 1] < cuts[at])
				cuts[at + 1] = cuts[at];
			continue;
		}
		extend(cuts, value, at, names, sizeof(names) / sizeof(*names), CUT_WITH_NAME);
		extend(cuts, value, at, others, sizeof(others) / sizeof(*others), cuts[at]);
	}
	return cuts[value.len] == CUT_WITH_NAME;
}
