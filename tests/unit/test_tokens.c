/* Checksums against published vectors, the judge, placeholders, private keys. */
#include "base/buf.h"
#include "support/shape.h"
#include "support/unit.h"
#include "tokens/checksum.h"
#include "tokens/judge.h"
#include "tokens/pem.h"
#include "tokens/placeholder.h"
#include "tokens/scan.h"
#include "tokens/wording.h"

/* Vectors of the public Marvin32 implementations; 64 bits there, folded here. */
static void test_marvin32(void **state)
{
	static const struct {
		uint64_t seed;
		const char *bytes;
		uint64_t expected;
	} cases[] = {
		{0x004fb61a001bdbcc, "", 0x30ed35c100cd3c7d},
		{0x004fb61a001bdbcc, "\xaf", 0x48e73fc77d75ddc1},
		{0x004fb61a001bdbcc, "\xe7\x0f", 0xb5f6e1fc485dbff8},
		{0x004fb61a001bdbcc, "\x37\xf4\x95", 0xf0b07c789b8cf7e8},
		{0x004fb61a001bdbcc, "\x86\x42\xdc\x59", 0x7008f2e87e9cf556},
		{0x004fb61a001bdbcc, "\x15\x3f\xb7\x98\x26", 0xe6c08c6da2afa997},
		{0x004fb61a001bdbcc, "\xab\x42\x7e\xa8\xd1\x0f\xc7", 0xe11847e4f0678c41},
		{0xd53cd9cecd0893b7, "abc", 0x22c74339492769bf},
		{0x00ddddeeeeffff000, "abcdefghijklmnopqrstuvwxyz", 0xa128eb7e7260aca2},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		assert_int_equal(checksum_marvin32(span_str(cases[i].bytes), cases[i].seed),
			(uint32_t)(cases[i].expected ^ cases[i].expected >> 32));
}

/* The example in the public rule for Entra secrets: z's with the checksum "blP". */
static void test_entra_example(void **state)
{
	char text[41];
	char sealed[41] = {0};

	(void)state;
	memset(text, 'z', 40);
	memcpy(text + 3, "8Q~", 3);
	text[40] = '\0';
	assert_true(checksum_seal(CHECKSUM_ENTRA, 0, span_of(text, 40), sealed));
	assert_string_equal(sealed + 37, "blP");
}

/* BIP-173 gives this valid string for another human part; ours is checked by sealing twice. */
static void test_sealing_is_stable(void **state)
{
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < token_catalogue_count; i++) {
		const struct token_kind *kind = &token_catalogue[i];
		char out[CHECKSUM_MAX_TOKEN];
		struct span token;

		if (kind->checksum == CHECKSUM_NONE || kind->lead == TOKEN_IN_LINE)
			continue;
		token = shape_token(kind, 7, &arena);
		assert_true(checksum_seal(kind->checksum, 0, token, out));
		assert_memory_equal(out, token.ptr, token.len);
	}
	arena_release(&arena);
}

static void test_checksums_refuse_other_shapes(void **state)
{
	static const char *const shapes[] = {"", "_", "x", "npm_", "........", "glpat-",
		"AGE-SECRET-KEY-1", "a_b_c_d", "====================", "\xff\xff\xff\xff"};

	(void)state;
	for (int family = 0; family <= CHECKSUM_AGE; family++)
		for (size_t i = 0; i < sizeof(shapes) / sizeof(*shapes); i++)
			assert_int_not_equal(checksum_verify((enum checksum_family)family,
						     span_str(shapes[i])),
				CHECKSUM_VALID);
}

static void test_judge(void **state)
{
	static const struct {
		const char *value;
		unsigned syntax;
		enum value_nature nature;
		const char *literal;
	} cases[] = {
		{"", 0, VALUE_EMPTY, NULL},
		{"  ", 0, VALUE_EMPTY, NULL},
		{"\"\"", 0, VALUE_EMPTY, NULL},
		{"${NPM_TOKEN}", 0, VALUE_REFERENCE, NULL},
		{"\"${NPM_TOKEN}\"", 0, VALUE_REFERENCE, NULL},
		{"${NPM_TOKEN2}", 0, VALUE_REFERENCE, NULL},
		{"${NpmToken}", 0, VALUE_REFERENCE, NULL},
		{"${NPM_TOKEN?}", 0, VALUE_REFERENCE, NULL},
		{"${NPM_TOKEN:-}", 0, VALUE_REFERENCE, NULL},
		{"${NPM_TOKEN:?not set, see the manual}", 0, VALUE_REFERENCE, NULL},
		{"${A}${B}", 0, VALUE_REFERENCE, NULL},
		{"${${X}}", 0, VALUE_REFERENCE, NULL},
		{"$NPM_TOKEN", 0, VALUE_REFERENCE, NULL},
		{"$env:NPM_TOKEN", 0, VALUE_REFERENCE, NULL},
		{"%NPM_TOKEN%", 0, VALUE_REFERENCE, NULL},
		{"$(NPM_TOKEN)", 0, VALUE_REFERENCE, NULL},
		{"$(cat /run/secrets/npm)", 0, VALUE_REFERENCE, NULL},
		{"`cat /run/secrets/npm`", 0, VALUE_REFERENCE, NULL},
		{"${{ secrets.NPM_TOKEN }}", 0, VALUE_REFERENCE, NULL},
		{"${{ secrets['NPM_TOKEN'] }}", 0, VALUE_REFERENCE, NULL},
		{"${{ inputs.env == 'production-west' && secrets.A }}", 0, VALUE_REFERENCE,
			NULL},
		{"$[[ inputs.token ]]", 0, VALUE_REFERENCE, NULL},
		{"{{ npm_token }}", 0, VALUE_REFERENCE, NULL},
		{"<< parameters.token >>", 0, VALUE_REFERENCE, NULL},
		{"((npm-token))", 0, VALUE_REFERENCE, NULL},
		{"Bearer ${TOKEN}", 0, VALUE_REFERENCE, NULL},
		{"token $TOKEN", 0, VALUE_REFERENCE, NULL},
		{"user:${TOKEN}", 0, VALUE_REFERENCE, NULL},
		{"${PREFIX}-prod", 0, VALUE_REFERENCE, NULL},
		{"op://vault/item/field", 0, VALUE_REFERENCE, NULL},
		{"vault:secret/data/npm#token", 0, VALUE_REFERENCE, NULL},
		{"arn:aws:secretsmanager:eu-west-1:1:secret:x", 0, VALUE_REFERENCE, NULL},
		{"<your token>", 0, VALUE_PLACEHOLDER, NULL},
		{"[BASE64_ENCODED_PAT]", 0, VALUE_PLACEHOLDER, NULL},
		{"__TOKEN__", 0, VALUE_PLACEHOLDER, NULL},
		{"@TOKEN@", 0, VALUE_PLACEHOLDER, NULL},
		{"xxxxxxxx", 0, VALUE_PLACEHOLDER, NULL},
		{"changeme", 0, VALUE_PLACEHOLDER, NULL},
		{"my-CHANGEME-1", 0, VALUE_PLACEHOLDER, NULL},
		{"MY_NPM_TOKEN", 0, VALUE_PLACEHOLDER, NULL},
		{"00000000-0000-0000-0000-000000000000", 0, VALUE_PLACEHOLDER, NULL},
		{"R7k2mX9qLw", 0, VALUE_LITERAL, "R7k2mX9qLw"},
		{"\"R7k2mX9qLw\"", 0, VALUE_LITERAL, "R7k2mX9qLw"},
		{"Bearer R7k2mX9qLw", 0, VALUE_LITERAL, "R7k2mX9qLw"},
		{"${TOKEN:-R7k2mX9qLw}", 0, VALUE_LITERAL, "R7k2mX9qLw"},
		{"${TOKEN-R7k2mX9qLw}", 0, VALUE_LITERAL, "R7k2mX9qLw"},
		{"${A:-${B:-R7k2mX9qLw}}", 0, VALUE_LITERAL, "R7k2mX9qLw"},
		{"${{ secrets.X || 'R7k2mX9qLw' }}", 0, VALUE_LITERAL, "R7k2mX9qLw"},
		{"${{ secrets.X || 'changeme' }}", 0, VALUE_REFERENCE, NULL},
		{"R7k2mX9qLw${SUFFIX}", 0, VALUE_LITERAL, "R7k2mX9qLw"},
		/* "$" may be part of a password where nothing is expanded */
		{"R7k$2mX9qLw", 0, VALUE_LITERAL, "R7k$2mX9qLw"},
		{"R7k$mX9qLw", 0, VALUE_LITERAL, "R7k$mX9qLw"},
		{"R7k$mX9qLw", JUDGE_BARE_DOLLAR, VALUE_REFERENCE, NULL},
		{"don't{open", 0, VALUE_LITERAL, "don't{open"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct judgement j = judge_value(span_str(cases[i].value), cases[i].syntax);

		if (j.nature != cases[i].nature)
			fail_msg("'%s' is judged %d", cases[i].value, (int)j.nature);
		if (cases[i].literal)
			assert_span(j.literal, cases[i].literal);
	}
}

/* Openers without closers: linear, and a literal in the end. */
static void test_judge_of_hostile_values(void **state)
{
	static const char *const pieces[] = {
		"${", "$(", "${{", "{{", "<<", "((", "`", "%a", "$["};
	enum {
		SIZE = 1 << 20
	};
	char *value = malloc(SIZE);

	(void)state;
	assert_non_null(value);
	for (size_t p = 0; p < sizeof(pieces) / sizeof(*pieces); p++) {
		size_t len = strlen(pieces[p]);

		for (size_t i = 0; i < SIZE; i++)
			value[i] = pieces[p][i % len];
		judge_value(span_of(value, SIZE), JUDGE_BARE_DOLLAR);
	}
	free(value);
}

static void test_placeholders(void **state)
{
	static const char *const dummies[] = {"password", "Token", "correct-horse"};
	static const char *const bodies[] = {"XXXXXXXXXXXXXXXXXXXX", "0123456789abcdefghij",
		"deadbeefdeadbeefdeadbeef", "EXAMPLEKEY1234ABCD", "abcabcabcabcabcabc"};

	(void)state;
	assert_true(is_placeholder_value(span_str(dummies[0])));
	assert_true(is_placeholder_value(span_str(dummies[1])));
	assert_false(is_placeholder_value(span_str(dummies[2])));
	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++)
		assert_true(is_placeholder_body(span_str(bodies[i])));
	assert_false(is_placeholder_body(span_str("k3J9xQ2mZ7rT5wVbN8cL")));
}

static void test_wording(void **state)
{
	static const char *const worded[] = {"NPMTOKEN", "your.token.here", "fill-me-in-token",
		"thisismytoken", "read_from_env", "process.env.NPM_TOKEN", "token123",
		"secretVerdaccioToken", "base64_encoded_pat", "NPM_TOKEN_VALUE", "the token",
		"apikey", "key"};
	static const char *const passwords[] = {"Sommer2024!", "sommertoken", "token2024",
		"secret2024!", "Secret!", "readme", "thisisit", "", "123", "12token",
		"correct-horse-battery", "tokenR7k2mX9qLw", "MyDogIsTheKey", "npm",
		"hunter2token"};

	(void)state;
	for (size_t i = 0; i < sizeof(worded) / sizeof(*worded); i++)
		if (!is_wording(span_str(worded[i])))
			fail_msg("%s", worded[i]);
	for (size_t i = 0; i < sizeof(passwords) / sizeof(*passwords); i++)
		if (is_wording(span_str(passwords[i])))
			fail_msg("%s", passwords[i]);
}

static void test_random_words(void **state)
{
	static const char *const names[] = {"githubToken2", "version20260101", "npmTokenProd",
		"MY_TOKEN_12", "registryPassword", "123456789012", "short1A",
		"00000000-0000-0000-0000-000000000000", "12345678-1234-1234-1234-123456789abc",
		"continuous2integration4deployment"};
	struct arena arena = {0};
	unsigned missed = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (looks_random(span_str(names[i])))
			fail_msg("%s looks random", names[i]);
	for (unsigned n = 0; n < 1000; n++) {
		const char *seed = arena_printf(&arena, "word %u", n);

		missed += !looks_random(shape_expand("<b62:24>", seed, &arena));
		missed += !looks_random(shape_expand("<hex:40>", seed, &arena));
		missed += !looks_random(shape_expand("<low:52>", seed, &arena));
		missed += !looks_random(shape_expand("<uuid>", seed, &arena));
	}
	assert_true(missed < 100);
	arena_release(&arena);
}

/* Random bodies must not be taken for placeholders: that would be a missed token. */
static void test_random_bodies_are_no_placeholders(void **state)
{
	struct arena arena = {0};
	unsigned taken = 0;

	(void)state;
	for (unsigned n = 0; n < 2000; n++) {
		const char *seed = arena_printf(&arena, "body %u", n);

		taken += is_placeholder_body(shape_expand("<b62:30>", seed, &arena));
		taken += is_placeholder_body(shape_expand("<hex:32>", seed, &arena));
		taken += is_placeholder_body(shape_expand("<up:16>", seed, &arena));
		taken += is_placeholder_body(shape_expand("<url:20>", seed, &arena));
	}
	assert_int_equal(taken, 0);
	arena_release(&arena);
}

/* Blocks that never end, thousands of times: linear. */
static void test_unfinished_keys_are_cheap(void **state)
{
	enum {
		SIZE = 1 << 20
	};
	struct token_scanner *scanner = token_scanner_new(NULL, 0);
	const char *const openers[] = {"-----BEGIN RSA PRIVATE KEY-----\n",
		"PuTTY-User-Key-File-2: x\nPrivate-Lines: 3\n", "LS0tLS1CRUdJTiBSU0Eg"};
	struct arena arena = {0};
	char *text = malloc(SIZE);

	(void)state;
	assert_non_null(text);
	for (size_t o = 0; o < 3; o++) {
		struct token_matches matches;
		struct error err;
		size_t len = strlen(openers[o]);

		for (size_t i = 0; i < SIZE; i++)
			text[i] = openers[o][i % len];
		assert_int_equal(
			token_scan(scanner, span_of(text, SIZE), &arena, &matches, &err),
			STATUS_OK);
		assert_int_equal(matches.tokens.len, 0);
		arena_reset(&arena);
	}
	free(text);
	arena_release(&arena);
	token_scanner_free(scanner);
}

static void test_too_many_matches_are_said(void **state)
{
	struct token_scanner *scanner = token_scanner_new(NULL, 0);
	struct arena arena = {0};
	struct token_matches matches;
	struct span token = shape_token(token_kind_find(span_str("npm-token")), 1, &arena);
	struct error err;
	struct buf buf;

	(void)state;
	buf_init(&buf, 1 << 24);
	for (int i = 0; i < TOKEN_MAX_MATCHES + 10; i++) {
		buf_add(&buf, token);
		buf_add_char(&buf, '\n');
	}
	assert_int_equal(
		token_scan(scanner, buf_span(&buf), &arena, &matches, &err), STATUS_OK);
	assert_int_equal(matches.tokens.len, TOKEN_MAX_MATCHES);
	assert_true(matches.overflow);
	buf_release(&buf);
	arena_release(&arena);
	token_scanner_free(scanner);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marvin32),
		cmocka_unit_test(test_entra_example),
		cmocka_unit_test(test_sealing_is_stable),
		cmocka_unit_test(test_checksums_refuse_other_shapes),
		cmocka_unit_test(test_judge),
		cmocka_unit_test(test_judge_of_hostile_values),
		cmocka_unit_test(test_placeholders),
		cmocka_unit_test(test_wording),
		cmocka_unit_test(test_random_words),
		cmocka_unit_test(test_random_bodies_are_no_placeholders),
		cmocka_unit_test(test_unfinished_keys_are_cheap),
		cmocka_unit_test(test_too_many_matches_are_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
