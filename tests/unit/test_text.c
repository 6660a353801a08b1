/* Lines, globs, sets of names, regular expressions, the prefilter, base64, digests, URLs. */
#include "text/base64.h"
#include "text/digest.h"
#include "text/entropy.h"
#include "text/glob.h"
#include "text/lines.h"
#include "text/name_set.h"
#include "text/prefilter.h"
#include "text/references.h"
#include "text/regex.h"
#include "text/urlref.h"

#include "base/vec.h"
#include "support/unit.h"

static void check_position(
	const struct line_index *index, size_t offset, size_t line, size_t column)
{
	struct position p = lines_position(index, offset);

	assert_int_equal(p.line, line);
	assert_int_equal(p.column, column);
}

static void test_lines(void **state)
{
	struct arena arena = {0};
	struct line_index index;

	(void)state;
	lines_index(&index, span_str("ab\r\n\ncd"), &arena);
	assert_int_equal(index.count, 3);
	check_position(&index, 0, 1, 1);
	check_position(&index, 3, 1, 4);
	check_position(&index, 4, 2, 1);
	check_position(&index, 5, 3, 1);
	check_position(&index, 7, 3, 3);
	assert_span(lines_text(&index, 1), "ab");
	assert_span(lines_text(&index, 2), "");
	assert_span(lines_text(&index, 3), "cd");
	assert_span(lines_text(&index, 4), "");
	assert_int_equal(lines_start(&index, 3), 5);
	lines_index(&index, span_str(""), &arena);
	check_position(&index, 0, 1, 1);
	lines_index(&index, span_str("x\n"), &arena);
	check_position(&index, 2, 2, 1);
	arena_release(&arena);
}

static void test_globs(void **state)
{
	static const struct {
		const char *pattern;
		const char *path;
		bool matches;
	} cases[] = {
		{"Dockerfile*", "Dockerfile", true},
		{"Dockerfile*", "a/b/Dockerfile.dev", true},
		{"Dockerfile*", "a/Dockerfile.d/x", false},
		{"*.dockerfile", "x/.dockerfile", true},
		{".npmrc", ".npmrc", true},
		{".npmrc", "x.npmrc", false},
		{".github/workflows/*.yml", ".github/workflows/a.yml", true},
		{".github/workflows/*.yml", ".github/workflows/sub/a.yml", false},
		{".github/workflows/*.yml", "x/.github/workflows/a.yml", false},
		{"**/.docker/config.json", ".docker/config.json", true},
		{"**/.docker/config.json", "a/b/.docker/config.json", true},
		{"**/.docker/config.json", "a.docker/config.json", false},
		{"a/**", "a/b", true},
		{"a/**", "a/b/c", true},
		{"a/**", "a", false},
		{"a/**/b", "a/b", true},
		{"a/**/b", "a/x/y/b", true},
		{"a/**/b", "a/x/y/c", false},
		{"**/a/*/b", "a/x/a/y/b", true},
		{"legacy/", "legacy/x/y", true},
		{"legacy/", "legacy", false},
		{"/legacy/x", "legacy/x", true},
		{"[Nn][Uu]*", "NuGet", true},
		{"[!a]b", "ab", false},
		{"[!a]b", "cb", true},
		{"[^a-c]x", "bx", false},
		{"[]]x", "]x", true},
		{"a\\*b", "a*b", true},
		{"a\\*b", "axb", false},
		{"a?c", "a/c", false},
		{"*", "x/y", true},
		{"a*b*c*d", "aXbXcXbXcXd", true},
		{"a*b*c*d", "aXbXcXbXc", false},
		{"[", "[", true},
		{"", "", true},
		{"//", "a/b", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (glob_match(span_str(cases[i].pattern), span_str(cases[i].path)) !=
			cases[i].matches)
			fail_msg("'%s' and '%s'", cases[i].pattern, cases[i].path);
	assert_null(glob_complaint(span_str("a/**/[b-c]?")));
	assert_non_null(glob_complaint(span_str("")));
	assert_non_null(glob_complaint(span_str("a[b")));
	assert_non_null(glob_complaint(span_str("a\\")));
}

/* Patterns that make a backtracking matcher exponential. */
static void test_hostile_globs_end(void **state)
{
	char path[4001];
	char pattern[401];

	(void)state;
	memset(path, 'a', 4000);
	path[4000] = '\0';
	for (int i = 0; i < 400; i += 2)
		memcpy(pattern + i, "*a", 2);
	pattern[399] = 'b';
	pattern[400] = '\0';
	assert_false(glob_match(span_str(pattern), span_str(path)));
	for (int i = 1; i < 4000; i += 2)
		path[i] = '/';
	assert_false(glob_match(
		span_str("**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/a/**/b"), span_str(path)));
}

static void test_regex(void **state)
{
	struct regex *regex;
	struct regex_match m;
	struct error err;

	(void)state;
	assert_int_equal(
		regex_compile(&regex, span_str("(?<!x)a(b+)"), false, &err), STATUS_OK);
	assert_int_equal(regex_search(regex, span_str("xab ab"), 0, &m), REGEX_MATCH);
	assert_int_equal(m.start, 4);
	assert_int_equal(m.group_start, 5);
	assert_int_equal(regex_search(regex, span_str("xab"), 1, &m), REGEX_NO_MATCH);
	assert_int_equal(regex_search(regex, span_str("ab"), 3, &m), REGEX_NO_MATCH);
	/* the same answers once it is compiled just in time */
	for (int i = 0; i < 100; i++)
		assert_int_equal(
			regex_search(regex, span_of("\xff\0ab", 4), 0, &m), REGEX_MATCH);
	regex_free(regex);
	assert_int_equal(regex_compile(&regex, span_str("a(b"), false, &err), STATUS_POLICY);
	assert_non_null(strstr(err.text, "not a regular expression"));
	assert_int_equal(regex_compile(&regex, span_str("b"), true, &err), STATUS_OK);
	assert_int_equal(regex_search(regex, span_str("ab"), 0, &m), REGEX_NO_MATCH);
	assert_int_equal(regex_search(regex, span_str("ab"), 1, &m), REGEX_MATCH);
	regex_free(regex);
}

/* A pattern that explodes says "undecided", not "no match". */
static void test_regex_limits(void **state)
{
	struct regex *regex;
	struct regex_match m;
	struct error err;
	char text[200];

	(void)state;
	memset(text, 'a', sizeof(text));
	text[sizeof(text) - 1] = 'c';
	assert_int_equal(
		regex_compile(&regex, span_str("(a+)+(a+)+(a+)+[bd]"), false, &err), STATUS_OK);
	for (int i = 0; i < 40; i++)
		assert_int_equal(
			regex_search(regex, span_of(text, sizeof(text)), 0, &m), REGEX_LIMIT);
	regex_free(regex);
}

struct hit_record {
	size_t id;
	size_t offset;
};

struct hit_records {
	VEC(struct hit_record) hits;
	struct arena *arena;
};

static bool record(void *payload, size_t id, size_t offset)
{
	struct hit_records *r = payload;

	*vec_add(&r->hits, r->arena) = (struct hit_record){id, offset};
	return true;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool naive_match(const struct prefilter_literal *l, struct span rest)
{
	if (rest.len < l->text.len)
		return false;
	for (size_t i = 0; i < l->text.len; i++)
		if (l->nocase ? lower(rest.ptr[i]) != lower(l->text.ptr[i])
			      : rest.ptr[i] != l->text.ptr[i])
			return false;
	return true;
}

/* Random texts over a small alphabet, against a search that can't be wrong. */
static void test_prefilter_finds_what_a_naive_search_finds(void **state)
{
	static const char alphabet[] = "abAB_:";
	struct arena arena = {0};
	uint32_t seed = 12345;
	char words[20][8];
	char text[400];

	(void)state;
	for (int round = 0; round < 300; round++) {
		struct prefilter_literal literals[20];
		struct hit_records found = {.arena = &arena};
		struct prefilter *filter;
		size_t expected = 0;

		for (int i = 0; i < 20; i++) {
			size_t len = 3 + (seed = seed * 1664525 + 1013904223) / 7 % 5;

			for (size_t c = 0; c < len; c++)
				words[i][c] = alphabet[(seed = seed * 1664525 + 1013904223) /
					65536 % 6];
			literals[i] = (struct prefilter_literal){
				span_of(words[i], len), i % 3 == 0, (size_t)i};
		}
		for (size_t i = 0; i < sizeof(text); i++)
			text[i] = alphabet[(seed = seed * 1664525 + 1013904223) / 65536 % 6];
		filter = prefilter_new(literals, 20, &arena);
		prefilter_scan(filter, span_of(text, sizeof(text)), record, &found);
		for (size_t at = 0; at < sizeof(text); at++)
			for (int i = 0; i < 20; i++)
				expected += naive_match(
					&literals[i], span_of(text + at, sizeof(text) - at));
		assert_int_equal(found.hits.len, expected);
		VEC_EACH(const struct hit_record, h, &found.hits)
			assert_true(naive_match(&literals[h->id],
				span_of(text + h->offset, sizeof(text) - h->offset)));
		arena_reset(&arena);
	}
	arena_release(&arena);
}

static void test_base64(void **state)
{
	static const struct {
		const char *text;
		const char *decoded; /* NULL: not base64 */
	} cases[] = {
		{"aGVsbG8=", "hello"},
		{"aGVsbG8", "hello"},
		{"aGVsbA==", "hell"},
		{"Pz8_", "???"},
		{"Pz8/", "???"},
		{"", NULL},
		{"a", NULL},
		{"aGVs bG8=", NULL},
		{"aG!s", NULL},
		{"a+b_", NULL},
		{"====", NULL},
	};
	struct arena arena = {0};
	struct span out;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bool decoded = base64_decode(span_str(cases[i].text), &arena, &out);

		assert_int_equal(decoded, cases[i].decoded != NULL);
		if (decoded)
			assert_span(out, cases[i].decoded);
	}
	/* what a shell and an editor of the last century put in */
	assert_true(base64_decode_text(span_str("aGVsbG8K"), &arena, &out));
	assert_span(out, "hello");
	assert_true(base64_decode_text(span_str("aGVsbG8NCg=="), &arena, &out));
	assert_span(out, "hello");
	assert_true(base64_decode_text(span_str("aGXkbG8="), &arena, &out)); /* Latin-1 */
	assert_false(base64_decode_text(span_str("aGUKbG8="), &arena, &out));
	assert_false(base64_decode_text(span_str("5OTkZW8="), &arena, &out));
	assert_true(is_printable_text(span_str("user:p\xc3\xa4ss")));
	assert_false(is_printable_text(span_str("a\x01")));
	assert_false(is_printable_text(span_str("\xff")));
	arena_release(&arena);
}

static void test_digests(void **state)
{
	static const uint8_t abc[] = {0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea};
	/* RFC 4231, test case 2, with the zero bytes that keyed_digest adds it is another one:
	 * so the plain digest is compared with FIPS 180-2, the keyed one with itself */
	uint8_t out[SHA256_BYTES];
	uint8_t again[SHA256_BYTES];
	struct keyed_digest digest;

	(void)state;
	digest_sha256(span_str("abc"), out);
	assert_memory_equal(out, abc, sizeof(abc));
	assert_int_equal(digest_crc32(span_str("123456789")), 0xcbf43926);
	keyed_digest_init(&digest, span_str("key"));
	keyed_digest_part(&digest, span_str("ab"));
	keyed_digest_part(&digest, span_str("c"));
	keyed_digest_end(&digest, out);
	keyed_digest_init(&digest, span_str("key"));
	keyed_digest_part(&digest, span_str("a"));
	keyed_digest_part(&digest, span_str("bc"));
	keyed_digest_end(&digest, again);
	assert_memory_not_equal(out, again, SHA256_BYTES);
}

static void test_entropy(void **state)
{
	(void)state;
	assert_true(entropy_bits(span_str("aaaa")) < 0.01);
	assert_true(entropy_bits(span_str("abcd")) > 1.99);
	assert_int_equal(character_classes(span_str("aB3-")), 4);
	assert_int_equal(character_classes(span_str("aaa")), 1);
}

static void test_urls(void **state)
{
	static const struct {
		const char *text;
		const char *user;
		const char *password; /* NULL: none */
		const char *host;
	} cases[] = {
		{"https://a:b@h/x", "a", "b", "h"},
		{"https://h:8080/x", "", NULL, "h"},
		{"https://a@h", "a", NULL, "h"},
		{"redis://:pw@h:6379", "", "pw", "h"},
		{"https://a:p@ss@h/", "a", "p@ss", "h"},
		{"https://a:${P:-x/y}@h/", "a", "${P:-x/y}", "h"},
		{"https://a:${{ secrets.P }}@h/", "a", "${{ secrets.P }}", "h"},
		{"mongodb://u:p@h1:1,h2:2/db", "u", "p", "h1"},
		{"http://[::1]:80/", "", NULL, "::1"},
		{"//u:p@h/", "u", "p", "h"},
		{"https://u:p@h\"rest@x", "u", "p", "h"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct urlref url;

		assert_true(urlref_parse(span_str(cases[i].text), &url));
		assert_span(url.user, cases[i].user);
		assert_span(url.host, cases[i].host);
		assert_int_equal(url.password.ptr != NULL, cases[i].password != NULL);
		if (cases[i].password)
			assert_span(url.password, cases[i].password);
	}
}

static void test_urls_around(void **state)
{
	struct span text = span_str("-https://u:p@h/ and ://x ://");
	struct urlref url;

	(void)state;
	assert_true(urlref_around(text, 6, &url));
	assert_span(url.scheme, "https");
	assert_span(url.password, "p");
	assert_false(urlref_around(text, 20, &url));
	assert_false(urlref_parse(span_str("1http://x"), &url));
	assert_false(urlref_parse(span_str("http:/x"), &url));
	assert_true(is_local_host(span_str("127.0.0.1")));
	assert_true(is_local_host(span_str("Registry.TEST")));
	assert_true(is_local_host(span_str("localhost.localdomain")));
	assert_false(is_local_host(span_str("nexus.acme.local")));
	assert_false(is_local_host(span_str("nexus.localdomain")));
	assert_false(is_local_host(span_str("127.acme.com")));
	assert_false(is_local_host(span_str("latest")));
	assert_false(is_local_host(span_str("npm.example.com")));
}

static uint32_t random_state = 1;

static unsigned pick(unsigned n)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % n;
}

/* Text of a few letters, so that something matches now and then; wild: with the rest as well.
 */
static struct span random_text(struct arena *arena, bool wild)
{
	static const char *const pieces[] = {"a", "b", ".", "c", "-", "\xff", "ab", ".yml", "*",
		"?", "[ab]", "[!a]", "[^b]", "[a-c]", "[]a]", "[abc.]", "[abc.-]", "[\\a]",
		"\\*", "\\a", "[", "]", "[a", "**", "!", "\\"};
	unsigned most = pick(4) ? 12 : 4;
	const char *text = "";

	for (unsigned i = pick(most + 1); i > 0; i--)
		text = arena_printf(arena, "%s%s", text,
			pieces[pick(wild ? sizeof(pieces) / sizeof(*pieces) : 8)]);
	return span_str(text);
}

/* A name that has a good chance to match the pattern: its wild parts are made tame. */
static struct span tamed(struct span pattern, struct arena *arena)
{
	const char *name = "";

	for (size_t i = 0; i < pattern.len; i++) {
		struct span rest = span_from(pattern, i);

		if (rest.ptr[0] == '*') {
			name = arena_printf(
				arena, "%s%.*s", name, SPAN_ARG(random_text(arena, false)));
		} else if (rest.ptr[0] == '?') {
			name = arena_printf(arena, "%sa", name);
		} else if (rest.ptr[0] == '[' && glob_class_length(rest)) {
			name = arena_printf(arena, "%s%c", name, "ab.c"[pick(4)]);
			i += glob_class_length(rest) - 1;
		} else if (rest.ptr[0] == '\\' && rest.len > 1) {
			name = arena_printf(arena, "%s%c", name, rest.ptr[1]);
			i++;
		} else {
			name = arena_printf(arena, "%s%c", name, rest.ptr[0]);
		}
	}
	return span_str(name);
}

/* A quick look never turns down what a pattern matches. Returns whether one did. */
static bool check_name(const struct name_set *set, struct span name)
{
	/* exactly as large as it is, so that a read beyond its ends is noticed */
	char *copy = malloc(name.len + 1);
	struct span exact = span_of(copy + 1, name.len);
	bool matches = false;
	bool may;

	memcpy(copy + 1, name.ptr, name.len);
	VEC_EACH(const struct span, pattern, &set->patterns)
		matches |= glob_match_part(*pattern, name);
	may = name_set_may_have(set, exact);
	if (matches && !may)
		fail_msg("turned down: %.*s by %.*s and %zu more", SPAN_ARG(name),
			SPAN_ARG(set->patterns.at[0]), set->patterns.len - 1);
	if (name_set_has(set, exact) != matches)
		fail_msg("wrong: %.*s", SPAN_ARG(name));
	free(copy);
	return matches;
}

static void test_name_sets(void **state)
{
	struct arena arena = {0};
	size_t matches = 0;
	size_t turned_down = 0;

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct name_set *set = ARENA_NEW(&arena, struct name_set);
		unsigned count = pick(4);

		assert_false(name_set_may_have(set, span_str("abcd")));
		for (unsigned j = 0; j < count; j++)
			name_set_add(set, random_text(&arena, true), &arena);
		for (int j = 0; j < 60; j++) {
			struct span name = random_text(&arena, false);

			if (count && j % 2)
				name = tamed(set->patterns.at[pick(count)], &arena);
			matches += check_name(set, name);
			turned_down += !name_set_may_have(set, name);
		}
		arena_reset(&arena);
	}
	arena_release(&arena);
	/* both happen */
	assert_true(matches > 10000);
	assert_true(turned_down > 10000);
}

static void test_references(void **state)
{
	struct span rest = span_str("a$A${B}-${C:-$D} $ ${} $1 $$E");
	static const char *const names[] = {"A", "B", "C", "D", "1", "E"};
	struct span name;

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		assert_true(next_reference(&rest, &name));
		assert_true(span_eq_str(name, names[i]));
	}
	assert_false(next_reference(&rest, &name));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_globs),
		cmocka_unit_test(test_hostile_globs_end),
		cmocka_unit_test(test_regex),
		cmocka_unit_test(test_regex_limits),
		cmocka_unit_test(test_prefilter_finds_what_a_naive_search_finds),
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_digests),
		cmocka_unit_test(test_entropy),
		cmocka_unit_test(test_urls),
		cmocka_unit_test(test_urls_around),
		cmocka_unit_test(test_name_sets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
