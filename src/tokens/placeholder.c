#include "tokens/placeholder.h"

#include "text/entropy.h"
#include "tokens/wording.h"

/* Whole values, compared without case. */
static const char *const dummy_words[] = {"admin", "anonymous", "bar", "basic", "bearer",
	"beefcafe", "cafebabe", "cafebeef", "changeit", "changeme", "deadbeef", "deadc0de",
	"default", "dbpass", "dbpassword", "demo", "docker", "dummy", "empty", "fake", "false",
	"feedface", "foo", "foobar", "guest", "hunter2", "letmein", "local", "local-dev",
	"minio", "minio123", "minioadmin", "mongo", "mypassword", "mysecret", "mysql",
	"mytoken", "nil", "no", "none", "null", "pass", "passwd", "password", "postgres", "pwd",
	"qwerty", "rabbitmq", "redis", "root", "rootpassword", "secret", "string", "test",
	"test123", "testing", "testpass", "testpassword", "todo", "token", "true", "undefined",
	"unset", "user", "username", "xxx", "yes"};

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
	"yoursecret",
	"yourpassword",
	"yourapi",
	"yourkey",
	"please",
	"change_it",
	"override",
	"set_this",
	"set-this",
	"setme",
	"_required",
	"precompil",
	"cannot-be",
	"cannot_be",
	"randomstring",
	"random_string",
	"nevershare",
	"docker-secret",
	"test-val",
	"nope-",
	"****",
	"....",
	"0123456789",
	"1234567890",
	"abcdefgh",
	"qwertyuiop",
};

/* The letter that people write a digit or sign for: p@$$w0rd. */
static char plain_letter(char c)
{
	static const char from[] = "0134578@$!";
	static const char to[] = "oieastbasi";
	const char *at = strchr(from, c);

	return at && *at ? to[at - from] : c;
}

static bool is_dummy_word(struct span value)
{
	char plain[24];
	struct span respelled = span_of(plain, value.len);

	if (value.len > sizeof(plain))
		return false;
	for (size_t i = 0; i < value.len; i++)
		plain[i] = plain_letter(value.ptr[i]);
	for (size_t i = 0; i < sizeof(dummy_words) / sizeof(*dummy_words); i++)
		if (span_eq_nocase(value, dummy_words[i]) ||
			span_eq_nocase(respelled, dummy_words[i]))
			return true;
	return false;
}

/* secret_token, index-password, encrypted_api_key: words, and the last one says what is meant.
 */
static bool is_description(struct span value)
{
	static const char *const last_words[] = {"password", "passwd", "pass", "token", "key",
		"secret", "auth", "credential", "credentials", "here", "value"};
	struct span last = value;

	for (size_t i = 0; i < value.len; i++) {
		if (value.ptr[i] == '_' || value.ptr[i] == '-')
			last = span_from(value, i + 1);
		else if (!is_alpha(value.ptr[i]))
			return false;
	}
	if (last.len == value.len)
		return false;
	for (size_t i = 0; i < sizeof(last_words) / sizeof(*last_words); i++)
		if (span_eq_nocase(last, last_words[i]))
			return true;
	return false;
}

static int class_of(char c)
{
	return is_digit(c) ? 0 : is_lower(c) ? 1 : 2;
}

/* A UUID is as good as random, but for "00000000-…" and "12345678-1234-…". */
static bool is_random_uuid(struct span value)
{
	enum {
		UUID_LEN = 36
	};

	if (value.len != UUID_LEN)
		return false;
	for (size_t i = 0; i < UUID_LEN; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? value.ptr[i] != '-' : !is_hex_digit(value.ptr[i]))
			return false;
	}
	return !is_placeholder_body(value);
}

/*
 * In random text the class of character changes at every other byte; in names (githubToken2,
 * version20260101) hardly ever.
 */
bool looks_random(struct span value)
{
	enum {
		NO_NAME = 32 /* so long without a separator: base32 has few digits */
	};
	size_t changes = 0;
	size_t digits = 0;

	if (is_random_uuid(value))
		return true;
	for (size_t i = 0; i < value.len; i++) {
		if (!is_alnum(value.ptr[i]))
			return false;
		digits += is_digit(value.ptr[i]);
		changes += i > 0 && class_of(value.ptr[i]) != class_of(value.ptr[i - 1]);
	}
	if (value.len < 12 || digits == 0 || digits == value.len)
		return false;
	if (character_classes(value) == 3)
		return changes * 20 >= value.len * 8;
	return changes * 20 >= value.len * (value.len < NO_NAME ? 6 : 3);
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

/* Most steps go up or down by one or stay: "abcdef123456", "00112233", "pass123". */
static bool is_sequence(struct span value)
{
	size_t steps = 0;
	size_t share = value.len < 8 ? 5 : 6; /* tenths */

	if (value.len < 6)
		return false;
	for (size_t i = 1; i < value.len; i++) {
		int step = (unsigned char)value.ptr[i] - (unsigned char)value.ptr[i - 1];

		steps += step >= -1 && step <= 1;
	}
	return steps * 10 >= (value.len - 1) * share;
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

static struct span without_brackets(struct span value)
{
	while (value.len && strchr("<>[]{}", value.ptr[0]))
		value = span_from(value, 1);
	while (value.len && strchr("<>[]{}", value.ptr[value.len - 1]))
		value.len--;
	return value;
}

static bool is_framed(struct span value, const char *open, const char *close)
{
	size_t least = strlen(open) + strlen(close);
	struct span inner;

	if (value.len <= least || !span_starts(value, open) || !span_ends(value, close))
		return false;
	inner = span_sub(value, strlen(open), value.len - strlen(close));
	return !looks_random(span_trim(without_brackets(inner)));
}

/* NPM_TOKEN, BASE64_ENCODED_PASSWORD: the name of a variable, not its value. */
static bool is_constant_name(struct span value)
{
	enum {
		MOST_DIGITS = 3
	}; /* at the end of a word */
	struct span rest = value;
	struct span word;
	size_t words = 0;

	while (span_split(&rest, '_', &word)) {
		size_t letters = 0;

		while (letters < word.len && is_upper(word.ptr[letters]))
			letters++;
		for (size_t i = letters; i < word.len; i++)
			if (!is_digit(word.ptr[i]))
				return false;
		if (letters == 0 || word.len - letters > MOST_DIGITS)
			return false;
		words++;
	}
	return words > 1;
}

bool is_placeholder_value(struct span value)
{
	value = span_trim(value);
	return value.len == 0 || is_dummy_word(value) || is_constant(value) ||
		is_sequence(value) || is_repetition(value) || is_constant_name(value) ||
		is_description(value) || is_wording(value) || is_framed(value, "<", ">") ||
		is_framed(value, "[", "]") || is_framed(value, "{", "}") ||
		is_framed(value, "__", "__") || is_framed(value, "@", "@") ||
		is_framed(value, "%", "%") || is_framed(value, "#{", "}#") ||
		has_dummy_part(value);
}

bool is_placeholder_body(struct span body)
{
	/* 16 random hexadecimal digits have about 3 bits, 30 of base62 more than 4 */
	double least = body.len >= 30 ? 2.8 : body.len >= 16 ? 2.2 : 1.5;

	return is_constant(body) || is_sequence(body) || is_repetition(body) ||
		has_dummy_part(body) || entropy_bits(body) < least;
}

/* ./file, /run/secrets/x, C:\\x, name.ext, https://…: says where something is. */
static bool is_place(struct span value)
{
	size_t dot = span_chr(value, '.');

	if (span_starts(value, "/") || span_starts(value, "./") || span_starts(value, "../") ||
		span_starts(value, "~/") || span_find(value, "://") < value.len ||
		span_find(value, ":\\") < value.len)
		return true;
	/* one dot, and letters only behind it */
	if (dot == 0 || dot == value.len || value.len - dot > 6)
		return false;
	for (size_t i = dot + 1; i < value.len; i++)
		if (!is_alpha(value.ptr[i]))
			return false;
	return true;
}

static bool is_upper_snake(struct span value)
{
	for (size_t i = 0; i < value.len; i++)
		if (!is_upper(value.ptr[i]) && !is_digit(value.ptr[i]) && value.ptr[i] != '_')
			return false;
	return span_chr(value, '_') < value.len;
}

/* The fingerprint of a PGP key, or the end of it: public, and found behind names like KEY. */
static bool is_key_fingerprint(struct span value)
{
	if (span_starts(value, "0x"))
		value = span_from(value, 2);
	if (value.len != 16 && value.len != 40)
		return false;
	for (size_t i = 0; i < value.len; i++)
		if (!is_digit(value.ptr[i]) && !(value.ptr[i] >= 'A' && value.ptr[i] <= 'F'))
			return false;
	return true;
}

/* A digit, or upper and lower case with a sign: words and names have neither. */
static bool has_mixture(struct span value)
{
	bool upper = false;
	bool lower = false;
	bool sign = false;

	for (size_t i = 0; i < value.len; i++) {
		char c = value.ptr[i];

		if (is_digit(c))
			return true;
		upper = upper || is_upper(c);
		lower = lower || is_lower(c);
		sign = sign || (!is_alpha(c) && !memchr("-_. :/<>^$", c, 10));
	}
	return upper && lower && sign;
}

/* Tokens that are meant to be read by everybody: Mapbox's pk., Stripe's pk_. */
static bool is_public_token(struct span value)
{
	return span_starts(value, "pk.") || span_starts(value, "pk_");
}

bool looks_like_password(struct span value)
{
	enum {
		SHORTEST = 8
	};
	const double least_entropy = 2.75; /* bits per byte */

	if (value.len < SHORTEST || is_placeholder_value(value) || is_place(value) ||
		is_upper_snake(value) || is_key_fingerprint(value) || is_public_token(value) ||
		span_starts_nocase(value, "your") || span_chr(value, '<') < value.len)
		return false;
	for (size_t i = 0; i < value.len; i++)
		if (is_space(value.ptr[i]))
			return false;
	return has_mixture(value) && character_classes(value) >= 2 &&
		entropy_bits(value) >= least_entropy;
}
