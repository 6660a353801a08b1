/* Policies: what is read, what is refused and with which words; allow entries and comments. */
#include "base/buf.h"
#include "policy/inline_allow.h"
#include "policy/load.h"
#include "policy/values.h"
#include "support/unit.h"

static enum status parse(
	const char *text, struct policy *policy, struct arena *arena, char *out)
{
	struct error err = {""};
	enum status st = policy_parse(policy, "p.ini", span_str(text), arena, &err);

	strcpy(out, err.text);
	return st;
}

static void test_a_full_policy(void **state)
{
	static const char text[] =
		"\xef\xbb\xbf; comment\n"
		"[policy]\nblock = medium\nshow = note\nexisting = hide\non_error = warn\n"
		"fingerprint_key = some long key\n"
		"[files]\ndockerfile = +docker/*.build, *.df\nmake = none\nnetrc = only.netrc\n"
		"[rules]\ncommitted-token = high ; inline comment\nurl-credentials = off\n"
		"[token acme-deploy]\npattern = acme_[0-9a-f]{40}\nkeywords = acme_, ACME_\n"
		"title = Acme token\nexample = x\n  y\n"
		"[allow legacy]\nrule = committed-token, private-key\npath = legacy/**,\n    "
		"old/*\n"
		"reason = it is\n  old\nexpires = 2999-12-31\n"
		"[allow gone]\nfingerprint = lg1:0123456789abcdef0123456789abcdef\nreason = r\n"
		"expires = 2020-01-01\n"
		"[rule image-untrusted-registry]\nregistries = registry.example.com/*,\n"
		"  docker.io/library/*, localhost:5000/x\n"
		"[limits] ; comment\nblob = 512K\ndepth = 10\ntotal = 2G\ntime = 500ms\n";
	struct arena arena = {0};
	struct policy p;
	char err[600];

	(void)state;
	if (parse(text, &p, &arena, err) != STATUS_OK)
		fail_msg("%s", err);
	assert_string_equal(p.origin, "p.ini");
	assert_int_equal(p.block, SEVERITY_MEDIUM);
	assert_int_equal(p.show, SEVERITY_NOTE);
	assert_int_equal(p.existing, EXISTING_HIDE);
	assert_true(p.on_error_warn);
	assert_span(p.fingerprint_key, "some long key");
	assert_int_equal(classify(p.classifier, span_str("a.df")), KIND_DOCKERFILE);
	assert_int_equal(classify(p.classifier, span_str("Dockerfile")), KIND_DOCKERFILE);
	assert_int_equal(classify(p.classifier, span_str("Makefile")), KIND_NONE);
	assert_int_equal(classify(p.classifier, span_str(".netrc")), KIND_NONE);
	assert_int_equal(p.severities[RULE_committed_token], SEVERITY_HIGH);
	assert_int_equal(p.severities[RULE_url_credentials], SEVERITY_OFF);
	assert_int_equal(p.severities[RULE_private_key], SEVERITY_CRITICAL);
	assert_int_equal(p.tokens.len, 1);
	assert_string_equal(p.tokens.at[0].keywords, "acme_ ACME_");
	assert_string_equal(p.tokens.at[0].example, "x\ny");
	assert_int_equal(p.allows.entries.len, 2);
	assert_int_equal(p.allows.entries.at[0].paths.len, 3 - 1);
	assert_span(p.allows.entries.at[0].reason, "it is old");
	assert_false(p.allows.entries.at[0].expired);
	assert_true(p.allows.entries.at[1].expired);
	assert_int_equal(p.registries.items.len, 3);
	assert_span(p.registries.items.at[1], "docker.io/library/*");
	assert_int_equal(p.limits.blob, 512 * 1024);
	assert_int_equal(p.limits.total, (size_t)2 << 30);
	assert_int_equal(p.limits.time_ms, 500);
	arena_release(&arena);
}

static void test_what_is_refused(void **state)
{
	static const struct {
		const char *text;
		const char *error;
	} cases[] = {
		{"[polcy]\n", "p.ini:1: unknown section [polcy]"},
		{"\n[policy]\nblok = high\n",
			"p.ini:3: unknown key 'blok' in section [policy]"},
		{"[policy]\nblock = severe\n",
			"p.ini:2: block = severe: expected off, note, low, medium, high or "
			"critical"},
		{"[policy]\nblock\n", "p.ini:2: not 'key = value'"},
		{"[policy]\nblock =\n", "p.ini:2: 'block' has no value"},
		{"[policy]\nblock = low\nshow = low\nblock = high\n",
			"p.ini:4: the key is there twice"},
		{"[policy]\nblock = low\n  high\n", "p.ini:2: 'block' takes one line"},
		{"[policy]\nexisting = maybe\n",
			"p.ini:2: existing = maybe: expected warn, block or hide"},
		{"[policy]\non_error = ignore\n",
			"p.ini:2: on_error = ignore: expected block or warn"},
		{"[policy]\nfingerprint_key = short\n",
			"p.ini:2: fingerprint_key: expected at least 8 bytes"},
		{"block = high\n", "p.ini:1: 'block' stands outside of a section"},
		{"[rules]\nno-such-rule = high\n",
			"p.ini:2: unknown rule 'no-such-rule': not supported by this version"},
		{"[files]\nnokind = x\n", "p.ini:2: unknown kind of file 'nokind'"},
		{"[files]\nnpmrc = a[b\n", "p.ini:2: pattern 'a[b': a '[' is not closed"},
		{"[limits]\nblob = many\n", "p.ini:2: blob = many: expected a size such as 1M"},
		{"[limits]\nblob = 0\n", "p.ini:2: blob = 0: expected a size such as 1M"},
		{"[limits]\ntime = 5h\n",
			"p.ini:2: time = 5h: expected a time such as 60s or 500ms"},
		{"[server]\nbypass = off\n",
			"p.ini:2: 'bypass' is not supported by this version"},
		{"[server]\ninline_allow = yes\n",
			"p.ini:2: inline_allow = yes: expected on or off"},
		{"[context]\na = /b\n",
			"p.ini:2: a: expected a directory, seen from the top of the tree"},
		{"[rule]\n", "p.ini:1: unknown section [rule]"},
		{"[rule x]\n", "p.ini:1: unknown rule 'x': not supported by this version"},
		{"[rule private-key]\n",
			"p.ini:1: [rule private-key]: the rule has no keys of its own"},
		{"[rule image-untrusted-registry]\nregistry = a\n",
			"p.ini:2: unknown key 'registry' in section [rule "
			"image-untrusted-registry]"},
		{"[rule image-untrusted-registry]\nregistries = node\n",
			"p.ini:2: pattern 'node': a registry and a path are expected, such as "
			"registry.example.com/*"},
		{"[rule image-untrusted-registry]\nregistries = acme/*\n",
			"p.ini:2: pattern 'acme/*': begin with the registry: "
			"docker.io/library/NAME, docker.io/USER/NAME"},
		{"[rule image-untrusted-registry]\nregistries = a.io/* b.io/*\n",
			"p.ini:2: pattern 'a.io/* b.io/*': a comma is missing"},
		{"[rule image-untrusted-registry]\nregistries = https://a.io/*\n",
			"p.ini:2: pattern 'https://a.io/*': leave the scheme out"},
		{"[allow a]\nrule = private-key\n", "p.ini:1: an allow entry needs a reason"},
		{"[allow a]\nreason = r\n",
			"p.ini:1: an allow entry needs a rule, a path or a fingerprint"},
		{"[allow a]\nreason = r\nrule = x\n",
			"p.ini:3: unknown rule 'x': not supported by this version"},
		{"[allow a]\nfingerprint = 12\nreason = r\n",
			"p.ini:2: '12' is no fingerprint: expected lg1: and 32 hexadecimal "
			"digits"},
		{"[allow a]\nexpires = 2027-02-29\nreason = r\n",
			"p.ini:2: expires = 2027-02-29: expected a day such as 2027-01-31"},
		{"[allow a]\npath = x\nreason = r\n[allow a]\n",
			"p.ini:4: [allow a] is there twice"},
		{"[allow]\n", "p.ini:1: unknown section [allow]"},
		{"[token npm-token]\n",
			"p.ini:1: [token npm-token]: a token of that name exists already"},
		{"[token A B]\n", "p.ini:1: [token A B]: names are made of a-z, 0-9 and '-'"},
		{"[token a]\nkeywords = ab\n", "p.ini:2: keyword 'ab' is shorter than 3 bytes"},
		{"[token a]\npattern = x\n", "p.ini: [token a] needs a pattern and keywords"},
		{"[policy\n", "p.ini:1: a section header without ']'"},
		{"[policy] junk\n", "p.ini:1: text behind the section header"},
		{"[policy];junk\n", "p.ini:1: text behind the section header"},
		{"[policy] block = low\n", "p.ini:1: text behind the section header"},
		{"[policy]\nblock = h\033[1mi\n",
			"p.ini:2: block = h\\x1b[1mi: expected off, note, low, medium, high or "
			"critical"},
	};
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct policy p;
		char err[600];

		if (parse(cases[i].text, &p, &arena, err) == STATUS_OK)
			fail_msg("accepted: %s", cases[i].text);
		assert_string_equal(err, cases[i].error);
	}
	arena_release(&arena);
}

/* inih would cut these; we refuse, or take them whole. */
static void test_nothing_is_cut(void **state)
{
	struct arena arena = {0};
	struct policy p;
	char err[600];
	char text[1000] = "[token a]\nkeywords = abc\npattern = ";
	size_t head = strlen(text);

	(void)state;
	memset(text + head, 'x', 188);
	text[head + 188] = '\n';
	if (parse(text, &p, &arena, err) != STATUS_OK)
		fail_msg("%s", err);
	assert_int_equal(strlen(p.tokens.at[0].pattern), 188);
	memset(text + head, 'x', 189);
	text[head + 189] = '\n';
	assert_int_equal(parse(text, &p, &arena, err), STATUS_POLICY);
	assert_string_equal(err,
		"p.ini:3: the line is longer than 198 bytes; go on in an indented line below");
	memcpy(text + head + 100, "\n   ", 4);
	if (parse(text, &p, &arena, err) != STATUS_OK)
		fail_msg("%s", err);
	assert_int_equal(strlen(p.tokens.at[0].pattern), 189 - 4);
	assert_int_equal(policy_parse(&p, "p.ini", span_of("[policy]\nblock = l\0ow\n", 22),
				 &arena, NULL),
		STATUS_POLICY);
	arena_release(&arena);
}

static enum status try_token(const char *text, char *out)
{
	struct arena arena = {0};
	struct policy p;
	struct error err = {""};
	enum status st = policy_parse(&p, "p.ini", span_str(text), &arena, &err);

	if (st == STATUS_OK)
		st = policy_try_tokens(&p, &err);
	strcpy(out, err.text);
	arena_release(&arena);
	return st;
}

static void test_token_examples_are_tried(void **state)
{
	char err[600];

	(void)state;
	assert_int_equal(try_token("[token a]\nkeywords = acme_\npattern = acme_[0-9]{4}\n"
				   "example = x acme_1234\n  acme_0000\n"
				   "counter-example = acme_12\n",
				 err),
		STATUS_OK);
	assert_int_equal(try_token("[token a]\nkeywords = acme_\npattern = acme_[0-9]{4}\n"
				   "example = acme_12\n",
				 err),
		STATUS_POLICY);
	assert_string_equal(
		err, "p.ini: [token a]: the example is not found (is a keyword in it?)");
	assert_int_equal(try_token("[token a]\nkeywords = acme_\npattern = acme_[0-9]{2}\n"
				   "counter-example = acme_12\n",
				 err),
		STATUS_POLICY);
	assert_string_equal(err, "p.ini: [token a]: the counter-example is found");
	assert_int_equal(try_token("[token a]\nkeywords = acme_\npattern = acme_(\n", err),
		STATUS_POLICY);
	assert_non_null(strstr(err, "p.ini: token kind 'a': not a regular expression"));
}

static void test_values(void **state)
{
	size_t size;
	int64_t number;

	(void)state;
	assert_true(value_size(span_str("4096"), &size) && size == 4096);
	assert_true(value_size(span_str("3M"), &size) && size == 3 << 20);
	assert_false(value_size(span_str("3MB"), &size));
	assert_false(value_size(span_str("99999999999999999999"), &size));
	assert_false(value_size(span_str("-1"), &size));
	assert_true(value_time(span_str("2m"), &number) && number == 120000);
	assert_false(value_time(span_str("2"), &number));
	assert_true(value_date(span_str("1970-01-01"), &number) && number == 0);
	assert_true(value_date(span_str("2000-02-29"), &number) && number == 11016);
	assert_true(value_date(span_str("2026-11-22"), &number) && number == 20779);
	assert_false(value_date(span_str("2100-02-29"), &number));
	assert_false(value_date(span_str("2026-13-01"), &number));
	assert_false(value_date(span_str("2026-1-01"), &number));
	assert_true(today() > 20000);
}

static void test_inline_allow(void **state)
{
	static const struct {
		const char *line;
		const char *above;
		enum inline_allow expected;
	} cases[] = {
		{"x # layergate: allow url-credentials test server", "", INLINE_ALLOWED},
		{"x", "# layergate: allow url-credentials test server", INLINE_ALLOWED},
		{"x", "  // layergate: allow url-credentials test", INLINE_ALLOWED},
		{"x", "<!-- layergate: allow url-credentials test -->", INLINE_ALLOWED},
		{"x", "; layergate: allow private-key, url-credentials - old", INLINE_ALLOWED},
		{"x # layergate: allow url-credentials", "", INLINE_NO_REASON},
		{"x", "<!-- layergate: allow url-credentials -->", INLINE_NO_REASON},
		{"x # layergate: allow url-credentials: ", "", INLINE_NONE},
		{"x # layergate: allow committed-token reason", "", INLINE_NONE},
		{"x # layergate: allow all reason", "", INLINE_NONE},
		{"x # layergate: allowed url-credentials r", "", INLINE_NONE},
		/* on the line above only if it stands there alone */
		{"x", "y: z # layergate: allow url-credentials for y", INLINE_NONE},
		{"x", "", INLINE_NONE},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (inline_allow_find(span_str(cases[i].line), span_str(cases[i].above),
			    &rules[RULE_url_credentials]) != cases[i].expected)
			fail_msg("case %zu: '%s' / '%s'", i, cases[i].line, cases[i].above);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_full_policy),
		cmocka_unit_test(test_what_is_refused),
		cmocka_unit_test(test_nothing_is_cut),
		cmocka_unit_test(test_token_examples_are_tried),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_inline_allow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
