/* Masks, fingerprints, and the forms of a report. */
#include <jansson.h>

#include "report/fingerprint.h"
#include "report/mask.h"
#include "report/report.h"
#include "support/unit.h"

static struct span part(struct span text, const char *needle)
{
	size_t at = span_find(text, needle);

	assert_true(at < text.len);
	return span_sub(text, at, at + strlen(needle));
}

static void test_all_secrets_of_a_line_are_masked(void **state)
{
	struct arena arena = {0};
	struct span text =
		span_str("first\n\tuser=bob pass=hunter22 token=npm_abcdefgh # x\r\n");
	struct secret_span secrets[] = {
		{part(text, "npm_abcdefgh"), 4},
		{part(text, "hunter22"), 0},
		{part(text, "npm_abcdefgh"), 0},
	};
	struct excerpt e;
	size_t count = mask_prepare(secrets, 3);

	(void)state;
	assert_int_equal(count, 2);
	e = mask_excerpt(text, part(text, "hunter22"), secrets, count, &arena);
	assert_string_equal(e.text, " user=bob pass=******** token=npm_******** # x");
	assert_int_equal(e.caret, 15);
	assert_int_equal(e.caret_len, 8);
	e = mask_excerpt(text, part(text, "npm_abcdefgh"), secrets, count, &arena);
	assert_int_equal(e.caret_len, 12);
	arena_release(&arena);
}

static void test_copies_are_masked(void **state)
{
	struct arena arena = {0};
	struct span text =
		span_str("login hunter22 password hunter22 ; was npm_abcdefgh hunter2\n"
			 "also npm_abcdefgh ab");
	struct span password = span_sub(text, 24, 32);
	struct secret_span secrets[] = {
		{password, 0},
		{span_sub(text, text.len - 15, text.len - 3), 4},
		{span_sub(text, text.len - 2, text.len), 0},
	};
	size_t count = mask_prepare(secrets, 3);
	struct excerpt e = mask_excerpt(text, password, secrets, count, &arena);

	(void)state;
	assert_string_equal(
		e.text, "login ******** password ******** ; was npm_******** hunter2");
	assert_int_equal(e.caret, 24);
	assert_int_equal(e.caret_len, 8);
	/* too short to be looked for: "ab" in "about" */
	assert_string_equal(mask_text("about //ci:hunter22@host", secrets, count, &arena),
		"about //ci:********@host");
	arena_release(&arena);
}

/* A copy of which only the end would be shown. */
static void test_copies_at_the_cut_are_masked(void **state)
{
	struct arena arena = {0};
	char line[400];
	struct span text = span_of(line, sizeof(line));
	struct secret_span secrets[] = {{span_sub(text, 300, 340), 0}};
	struct excerpt e;

	(void)state;
	memset(line, '.', sizeof(line));
	for (size_t at = 60; at < sizeof(line); at += 120)
		for (size_t i = 0; i < 40; i++)
			line[at + i] = (char)('a' + i % 26);
	e = mask_excerpt(
		text, span_sub(text, 140, 144), secrets, mask_prepare(secrets, 1), &arena);
	assert_string_equal(e.text,
		"...********"
		"........................................"
		"........................................"
		"********...");
	arena_release(&arena);
}

/* A window that begins or ends inside a secret shows nothing of it. */
static void test_long_lines_are_cut_without_leaks(void **state)
{
	char line[2000];
	struct arena arena = {0};
	struct span text = span_of(line, sizeof(line));

	(void)state;
	memset(line, 'S', sizeof(line));
	memcpy(line + 1000, "here", 4);
	for (size_t gap = 0; gap < 50; gap += 7) {
		struct secret_span secrets[] = {
			{span_sub(text, 0, 1000 - gap), 0},
			{span_sub(text, 1004 + gap, sizeof(line)), 0},
		};
		size_t count = mask_prepare(secrets, 2);
		size_t shown = 0;
		struct excerpt e;

		memset(line + 1000 - gap, '-', gap);
		memset(line + 1004, '-', gap);
		e = mask_excerpt(text, span_sub(text, 1000, 1004), secrets, count, &arena);
		assert_null(strchr(e.text, 'S'));

		for (const char *c = e.text; *c; c++)
			shown += *c == '-';
		assert_int_equal(shown, 2 * gap > 40 + gap ? gap + 40 : 2 * gap);
		assert_non_null(strstr(e.text, "here"));
	}
	arena_release(&arena);
}

static void test_public_prefixes(void **state)
{
	const struct token_kind *npm = token_kind_find(span_str("npm-token"));
	const struct token_kind *docker = token_kind_find(span_str("docker-pat"));
	const struct token_kind *azure = token_kind_find(span_str("azure-storage-key"));

	(void)state;
	assert_int_equal(mask_public_prefix(npm, span_str("npm_abc")), 4);
	assert_int_equal(mask_public_prefix(docker, span_str("dckr_pat_abc")), 4);
	assert_int_equal(mask_public_prefix(azure, span_str("abcdefgh")), 0);
	assert_int_equal(mask_public_prefix(NULL, span_str("abcdefgh")), 0);
}

static void test_fingerprints(void **state)
{
	struct span key = span_str(FINGERPRINT_DEFAULT_KEY);
	struct fingerprint a = fingerprint_secret(key, span_str("value"));
	struct fingerprint b = fingerprint_secret(key, span_str("valuf"));
	struct fingerprint c = fingerprint_secret(span_str("another key"), span_str("value"));
	struct fingerprint s1 = fingerprint_structure(
		key, &rules[RULE_url_credentials], span_str("p"), span_str("t"), 0);
	struct fingerprint s2 = fingerprint_structure(
		key, &rules[RULE_url_credentials], span_str("p"), span_str("t"), 1);

	(void)state;
	/* written down: allow entries out there must stay good */
	assert_string_equal(a.text, "lg1:2d495eae620ba2857ccf8af8b9ca4e93");
	assert_true(fingerprint_is_valid(span_str(a.text)));
	assert_false(fingerprint_eq(&a, &b));
	assert_false(fingerprint_eq(&a, &c));
	assert_false(fingerprint_eq(&s1, &s2));
	assert_false(fingerprint_is_valid(span_str("lg1:XYZ")));
	assert_false(fingerprint_is_valid(span_str("lg2:2d495eae620ba2857ccf8af8b9ca4e93")));
}

/* A finding with hostile text in every field that foreign bytes can reach. */
static void make_finding(struct finding *f, struct arena *arena)
{
	*f = (struct finding){
		.rule = &rules[RULE_committed_token],
		.severity = SEVERITY_HIGH,
		.confidence = CONFIDENCE_LIKELY,
		.blocks = true,
		.path = span_str("a\033[2J\\\xff"),
		.start = {3, 7},
		.end = {3, 9},
		.message = "message",
		.fix = "fix",
		.excerpt = {"ex cerpt", 3, 5},
	};
	*vec_add(&f->places, arena) = (struct finding_place){PLACE_COMMITTED, "", f->path, 3};
	f->fingerprint = fingerprint_secret(span_str("key"), span_str("x"));
}

static void test_json_is_json(void **state)
{
	struct arena arena = {0};
	struct finding_list list = {0};
	struct summary summary = {.files = 2, .bytes = 10};
	struct report report = {.findings = &list,
		.summary = &summary,
		.verdict = VERDICT_BLOCKED,
		.block = SEVERITY_HIGH,
		.context = REPORT_CHECK};
	struct buf out;
	json_t *root;
	json_t *f;

	(void)state;
	make_finding(vec_add(&list.items, &arena), &arena);
	summary_skip(&summary, &arena, span_str("\xe2\x80\xae"), "a reason");
	buf_init(&out, 1 << 20);
	report_json(&report, &out);
	for (size_t i = 0; i < out.len; i++)
		assert_true((unsigned char)out.ptr[i] < 0x80);
	root = json_loadb(out.ptr, out.len, 0, NULL);
	assert_non_null(root);
	assert_string_equal(json_string_value(json_object_get(root, "verdict")), "blocked");
	f = json_array_get(json_object_get(root, "findings"), 0);
	assert_string_equal(json_string_value(json_object_get(f, "path")), "a\033[2J\\\\\\xff");
	assert_int_equal(json_object_size(f), 25);
	assert_true(json_is_null(json_object_get(f, "token")));
	json_decref(root);
	buf_reset(&out);
	report_jsonl(&report, &out);
	root = json_loadb(out.ptr, strcspn(out.ptr, "\n"), 0, NULL);
	assert_non_null(root);
	assert_non_null(json_object_get(root, "rule"));
	json_decref(root);
	root = json_loads(strchr(out.ptr, '\n') + 1, 0, NULL);
	assert_non_null(json_object_get(json_object_get(root, "summary"), "scanned"));
	json_decref(root);
	buf_release(&out);
	arena_release(&arena);
}

static void test_text_is_printable(void **state)
{
	struct arena arena = {0};
	struct finding_list list = {0};
	struct summary summary = {.files = 1};
	struct report report = {.findings = &list,
		.summary = &summary,
		.verdict = VERDICT_BLOCKED,
		.block = SEVERITY_HIGH,
		.context = REPORT_PRE_COMMIT};
	struct buf out;

	(void)state;
	make_finding(vec_add(&list.items, &arena), &arena);
	buf_init(&out, 1 << 20);
	report_text(&report, &out);
	for (size_t i = 0; i < out.len; i++)
		assert_true(out.ptr[i] == '\n' || (unsigned char)out.ptr[i] >= 0x20);
	assert_non_null(strstr(out.ptr, "a\\x1b[2J\\\\\\xff:3:7: high: message\n"));
	assert_non_null(strstr(out.ptr, "    ex cerpt\n       ^~~~~\n"));
	assert_non_null(strstr(out.ptr, "layergate: commit stopped by 1 of 1 finding"));
	assert_non_null(strstr(out.ptr, "--no-verify"));
	buf_release(&out);
	arena_release(&arena);
}

static void test_verdicts(void **state)
{
	struct arena arena = {0};
	struct finding_list list = {0};
	struct summary summary = {0};

	(void)state;
	assert_int_equal(verdict_of(&list, &summary), VERDICT_CLEAN);
	summary_partial(&summary, &arena, span_str("x"), "r");
	assert_int_equal(verdict_of(&list, &summary), VERDICT_CLEAN);
	summary_skip(&summary, &arena, span_str("x"), "r");
	assert_int_equal(verdict_of(&list, &summary), VERDICT_INCOMPLETE);
	make_finding(vec_add(&list.items, &arena), &arena);
	assert_int_equal(verdict_of(&list, &summary), VERDICT_BLOCKED);
	list.items.at[0].blocks = false;
	assert_int_equal(verdict_of(&list, &summary), VERDICT_INCOMPLETE);
	summary.skipped.len = 0;
	assert_int_equal(verdict_of(&list, &summary), VERDICT_FINDINGS);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_secrets_of_a_line_are_masked),
		cmocka_unit_test(test_copies_are_masked),
		cmocka_unit_test(test_copies_at_the_cut_are_masked),
		cmocka_unit_test(test_long_lines_are_cut_without_leaks),
		cmocka_unit_test(test_public_prefixes),
		cmocka_unit_test(test_fingerprints),
		cmocka_unit_test(test_json_is_json),
		cmocka_unit_test(test_text_is_printable),
		cmocka_unit_test(test_verdicts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
