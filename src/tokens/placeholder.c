#include "tokens/placeholder.h"

#include "text/entropy.h"

/* Whole values, compared without case. */
static const char *const dummy_words[] = {
	"access_token",
	"admin",
	"anonymous",
	"api-key",
	"api_key",
	"apikey",
	"auth-token",
	"auth_token",
	"authtoken",
	"bar",
	"basic",
	"bearer",
	"changeit",
	"changeme",
	"default",
	"demo",
	"docker",
	"dummy",
	"empty",
	"fake",
	"false",
	"foo",
	"foobar",
	"guest",
	"hunter2",
	"letmein",
	"local",
	"local-dev",
	"minio",
	"minio123",
	"minioadmin",
	"mongo",
	"my-password",
	"my-secret",
	"my-token",
	"my_password",
	"my_secret",
	"my_token",
	"mypassword",
	"mysecret",
	"mysql",
	"mytoken",
	"nil",
	"none",
	"npm-token",
	"npm_token",
	"null",
	"p@ssw0rd",
	"pass",
	"passw0rd",
	"passwd",
	"password",
	"password1",
	"password123",
	"postgres",
	"pwd",
	"qwerty",
	"rabbitmq",
	"redis",
	"root",
	"rootpassword",
	"secret",
	"secret123",
	"string",
	"test",
	"test123",
	"testing",
	"testpass",
	"testpassword",
	"todo",
	"token",
	"true",
	"undefined",
	"unset",
	"user",
	"username",
	"xxx",
	"yes",
	"no",
};

/* Parts of values, compared without case. */
static const char *const dummy_parts[] = {
	"changeme",
	"change-me",
	"change_me",
	"change_this",
	"changethis",
	"dummy",
	"example",
	"fake",
	"insert",
	"notreal",
	"not-real",
	"not_real",
	"placeholder",
	"redacted",
	"replace",
	"sample",
	"sometoken",
	"supersecret",
	"test-token",
	"test_token",
	"testtoken",
	"todo",
	"xxxx",
	"your-",
	"your_",
	"yourtoken",
	"****",
	"....",
	"0123456789",
	"1234567890",
	"abcdefgh",
	"qwertyuiop",
};

static bool is_dummy_word(struct span value)
{
	for (size_t i = 0; i < sizeof(dummy_words) / sizeof(*dummy_words); i++)
		if (span_eq_nocase(value, dummy_words[i]))
			return true;
	return false;
}

static bool has_dummy_part(struct span value)
{
	for (size_t i = 0; i < sizeof(dummy_parts) / sizeof(*dummy_parts); i++)
		if (span_find_nocase(value, dummy_parts[i]) < value.len)
			return true;
	return false;
}

/* "aaaa", "--------", "0000-0000": one character, but for separators. */
static bool is_constant(struct span value)
{
	char only = '\0';

	for (size_t i = 0; i < value.len; i++) {
		char c = to_lower(value.ptr[i]);

		if (c == '-' || c == '_' || c == '.')
			continue;
		if (only == '\0')
			only = c;
		else if (c != only)
			return false;
	}
	return true;
}

/* At least half of the steps go up or down by one or stay: "abcdef123456", "00112233". */
static bool is_sequence(struct span value)
{
	size_t steps = 0;

	if (value.len < 6)
		return false;
	for (size_t i = 1; i < value.len; i++) {
		int step = (unsigned char)value.ptr[i] - (unsigned char)value.ptr[i - 1];

		steps += step >= -1 && step <= 1;
	}
	return steps * 2 >= value.len - 1;
}

/* A short piece over and over: "abcabcabc", "deadbeefdeadbeef". */
static bool is_repetition(struct span value)
{
	enum {
		LONGEST = 512
	}; /* quadratic below, so nothing longer is tried */

	if (value.len > LONGEST)
		return false;
	for (size_t period = 1; period <= value.len / 2; period++) {
		size_t i = period;

		while (i < value.len && value.ptr[i] == value.ptr[i - period])
			i++;
		if (i == value.len)
			return true;
	}
	return false;
}

static bool is_framed(struct span value, const char *open, const char *close)
{
	size_t least = strlen(open) + strlen(close);

	return value.len > least && span_starts(value, open) && span_ends(value, close);
}

/* NPM_TOKEN, MY_REGISTRY_PASSWORD: the name of a variable, not its value. */
static bool is_constant_name(struct span value)
{
	bool underscore = false;
	bool digit_run = false;

	if (value.len == 0 || !is_upper(value.ptr[0]))
		return false;
	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		if (c == '_')
			underscore = true;
		else if (is_digit(c))
			digit_run |= i > 0 && is_digit(value.ptr[i - 1]);
		else if (!is_upper(c))
			return false;
	}
	return underscore && !digit_run;
}

bool is_placeholder_value(struct span value)
{
	value = span_trim(value);
	return value.len == 0 || is_dummy_word(value) || is_constant(value) ||
		is_sequence(value) || is_repetition(value) || is_constant_name(value) ||
		is_framed(value, "<", ">") || is_framed(value, "[", "]") ||
		is_framed(value, "{", "}") || is_framed(value, "__", "__") ||
		is_framed(value, "@", "@") || is_framed(value, "%", "%") ||
		is_framed(value, "#{", "}#") || has_dummy_part(value);
}

bool is_placeholder_body(struct span body)
{
	/* 16 random hexadecimal digits have about 3 bits, 30 of base62 more than 4 */
	double least = body.len >= 30 ? 2.8 : body.len >= 16 ? 2.2 : 1.5;

	return is_constant(body) || is_sequence(body) || is_repetition(body) ||
		has_dummy_part(body) || entropy_bits(body) < least;
}
