/* .dockerignore: how lines are read, what patterns match, and which of them decides. */
#include "image/ignore_file.h"

#include "support/unit.h"

struct verdict {
	const char *text; /* the file */
	const char *path;
	bool is_excluded;
};

static bool excludes(const char *text, const char *path, const char **complaint)
{
	struct arena arena = {0};
	struct ignore_file file;
	bool is_excluded;

	ignore_file_read(span_str(text), &arena, &file);
	is_excluded = ignore_file_excludes(&file, span_str(path));
	if (complaint)
		*complaint = file.complaint;
	arena_release(&arena);
	return is_excluded;
}

static void check_all(const struct verdict *verdicts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct verdict *v = &verdicts[i];
		const char *complaint;
		bool is_excluded = excludes(v->text, v->path, &complaint);

		if (complaint)
			fail_msg("'%s': %s", v->text, complaint);
		if (is_excluded != v->is_excluded)
			fail_msg("'%s' should %s '%s'", v->text,
				v->is_excluded ? "exclude" : "leave", v->path);
	}
}

#define CHECK_ALL(verdicts) check_all((verdicts), sizeof(verdicts) / sizeof(*(verdicts)))

static void test_lines(void **state)
{
	static const struct verdict verdicts[] = {
		{"", "f", false},
		{"\n\n \t\r\n", "f", false},
		{"f", "f", true},
		{"f\n", "f", true},
		{"f\r\ng\r\n", "g", true},
		{"  f\t \n", "f", true},
		{"\xef\xbb\xbf"
		 "f\n",
			"f", true},
		{"\xef\xbb\xbf# f\ng", "g", true},
		{"a\n\xef\xbb\xbf"
		 "f\n",
			"f", false},
		{"#f", "#f", false},
		{" #f", "#f", true},
		{"\\#f", "#f", true},
		{"f # why", "f", false},
		{"f # why", "f # why", true},
		/* white space of other alphabets */
		{"\xc2\xa0"
		 "f\xe3\x80\x80",
			"f", true},
		{"f\xc2", "f", false},
		{"a b", "a b", true},
	};

	(void)state;
	CHECK_ALL(verdicts);
}

static void test_cleaning(void **state)
{
	static const struct verdict verdicts[] = {
		{"/f", "f", true},
		{"//f", "f", true},
		{"./f", "f", true},
		{"d/", "d", true},
		{"d/", "d/f", true},
		{"d//f", "d/f", true},
		{"d/./f", "d/f", true},
		{"d/../f", "f", true},
		{"d/../f", "d/f", false},
		{"/../f", "f", true},
		{"../f", "f", false},
		{"../../f", "f", false},
		{"a/../../f", "f", false},
		{"a/b/../../f", "f", true},
		{".", "f", false},
		{"/", "f", false},
		{"a/..", "f", false},
		{"*\n! f", "f", false},
		{"*\n!/f", "f", false},
		{"*\n!./d/../f", "f", false},
		/* the second cleaning finds an exception */
		{"*\n/!f", "f", false},
		{"*\n./!f", "f", false},
		{"*\n!!f", "!f", false},
		{"*\n!!f", "f", true},
		{"/ f", "f", true},
	};

	(void)state;
	CHECK_ALL(verdicts);
}

static void test_wildcards(void **state)
{
	static const struct verdict verdicts[] = {
		{"f", "d/f", false},
		{".npmrc", "app/.npmrc", false},
		{"*", "f", true},
		{"*", ".hidden", true},
		{"*", "d/f", true}, /* by d */
		{"*.js", "a.js", true},
		{"*.js", "a.jsx", false},
		{"*.js", "d/a.js", false},
		{"*/f", "d/f", true},
		{"*/f", "f", false},
		{"*/f", "d/e/f", false},
		{"d/*", "d", false},
		{"d/*", "d/f", true},
		{"d/*.x", "d/e/f.x", false},
		{"?", "a", true},
		{"?", "ab", false},
		{"a?b", "a/b", false},
		{"a?b",
			"a\xe2\x98\xba"
			"b",
			true}, /* one character */
		{"a???b",
			"a\xe2\x98\xba"
			"b",
			false},
		{"a?b",
			"a\xff"
			"b",
			true},
		{".*", ".env", true},
		{".*", "env", false},
		{"a.c", "abc", false},
		{"a*b*c", "axxbyyc", true},
		{"a*b*c", "axxbyy", false},
		{"a+b(c)$", "a+b(c)$", true},
		{"a+b(c)$*", "a+b(c)$", true},
		{"a|b", "a|b", true},
		{"*.{js,ts}", "a.{js,ts}", true},
		{"*.{js,ts}", "a.js", false},
		{"a^b", "a^b", true},
		{"a^b*", "a^b", false}, /* the start of the path, behind an a */
		{"^a*", "ab", true},
	};

	(void)state;
	CHECK_ALL(verdicts);
}

static void test_double_stars(void **state)
{
	static const struct verdict verdicts[] = {
		{"**", "f", true}, {"**", "a/b/c", true}, {"**/", "a/b", true},
		{"**/f", "f", true}, {"**/f", "d/f", true}, {"**/f", "d/e/f", true},
		{"**/f", "d/e/f/g", true}, {"**/f", "df", false},
		{"**f", "d/xf", true}, /* any end */
		{"**f*", "xf", false}, {"**/f*", "d/e/foo", true},
		{"**/.npmrc", ".npmrc", true}, {"**/.npmrc", "x.npmrc", false},
		{"a/**", "a", false}, {"a/**", "a/b", true}, {"a/**", "a/b/c", true},
		{"a/**", "ab", false}, {"a**", "abc/d", true}, {"a/**/b", "a/b", true},
		{"a/**/b", "a/x/y/b", true}, {"a/**/b", "axb", false},
		{"a/**/b", "a/xb", false}, {"a**/*.txt", "a/d/f.txt", true},
		{"**/**/*.txt", "f.txt", true}, {"**/d/**", "x/d/y", true},
		{"**/d/**", "x/d", false}, {"*/**/f", "a/f", true}, {"*/**/f", "f", false},
		{"a/*.txt**", "a/f.txt.gz", true}, {"**/a/*\n", "x/a/b\nc", true},
		{"**/a/*\n", "x\ny/a/b", false}, /* "." is no line feed */
	};

	(void)state;
	CHECK_ALL(verdicts);
}

static void test_classes_and_escapes(void **state)
{
	static const struct verdict verdicts[] = {
		{"a[bc]d", "abd", true},
		{"a[bc]d", "ad", false},
		{"a[b-d]e", "ace", true},
		{"a[b-d]e", "aae", false},
		{"a[^b-d]e", "aze", true},
		{"a[^b-d]e", "ace", false},
		{"a[^b]c", "a/c", true},
		{"a[!b]c", "a!c", true}, /* "!" is no negation */
		{"a[!b]c", "axc", false},
		{"[\\]x]", "]", true},
		{"[\\-x]", "-", true},
		{"[.|{(]", "|", true},
		{"a]b", "a]b", true},
		{"[\xce\xb1-\xcf\x89]", "\xce\xb2", true},
		{"a\\*b", "a*b", true},
		{"a\\*b", "axb", false},
		{"a\\?", "a?", true},
		{"a\\\\", "a\\", true},
		{"a\\[b]", "a[b]", true},
		{"\\!f", "!f", true},
		{"bin\\debug", "bin5ebug", true},
		{"bin\\Debug", "bin/ebug", true},
		{"\\w\\s", "_ ", true},
		{"a\\tb", "a\tb", true},
	};

	(void)state;
	CHECK_ALL(verdicts);
}

static void test_which_pattern_decides(void **state)
{
	static const struct verdict verdicts[] = {
		{"d", "d/e/f", true},
		{"d\n!d/f", "d/f", false},
		{"d\n!d/f", "d/g", true},
		{"d/\n!d/f", "d/f", false},
		{"d/*\n!d/f", "d/f", false},
		{"!f\n*", "f", true},
		{"*\n!f\nf", "f", true},
		{"**\n!d/e", "d/e/f", false},
		{"**\n!d/e\nd/e/f", "d/e/f", true},
		{"*\n!*.md\nREADME*", "README.md", true},
		{"*\n!*.md\nREADME*", "x.md", false},
		{"*\n!src", "src/a/.npmrc", false},
		{"*\n!src\n**/.npmrc", "src/a/.npmrc", true},
		{"!d", "d/f", false},
		/* a directory above is as good as the path itself */
		{"d/f\n!d", "d/f", false},
		{"**/.npmrc\n!d", "d/.npmrc", false},
		{"**/.npmrc\n!d/.npmrc", "d/.npmrc", false},
		{"d\n!d/f\nd", "d/f", true},
		{"*", "", false},
		{"**", ".", false},
	};

	(void)state;
	CHECK_ALL(verdicts);
}

static void test_complaints(void **state)
{
	static const char *const texts[] = {"!", "! ", "!/", "[", "[]", "[]a]", "[^", "a[",
		"[-]", "[x-]", "[-x]", "[a-b-c]", "[z-a]", "[a/", "x[\xff]", "[[:alpha:]]",
		"[*]", "[?]", "[\\d]", "\\", "a\\", "obj\\Release", "\\b", "\\1", "\\\xc3\xa4",
		"*|x", "x{2}*"};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct arena arena = {0};
		struct ignore_file file;
		const char *text = arena_printf(&arena, "*\n# comment\n  %s\nb", texts[i]);

		ignore_file_read(span_str(text), &arena, &file);
		if (!file.complaint)
			fail_msg("nothing is wrong with '%s'?", texts[i]);
		assert_int_equal(file.complaint_at, 14);
		assert_false(ignore_file_excludes(&file, span_str("f")));
		arena_release(&arena);
	}
}

static void test_limits(void **state)
{
	static char text[2 * (IGNORE_PATTERNS_MAX + 1)];
	static char line[65537];
	struct arena arena = {0};
	struct ignore_file file;

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 2 ? '\n' : 'a';
	ignore_file_read(span_of(text, sizeof(text) - 2), &arena, &file);
	assert_null(file.complaint);
	assert_int_equal(file.patterns.len, IGNORE_PATTERNS_MAX);
	assert_true(ignore_file_excludes(&file, span_str("a")));
	ignore_file_read(span_of(text, sizeof(text)), &arena, &file);
	assert_non_null(file.complaint);

	memset(line, 'a', sizeof(line) - 1);
	ignore_file_read(span_of(line, 65535), &arena, &file);
	assert_null(file.complaint);
	ignore_file_read(span_of(line, 65536), &arena, &file);
	assert_non_null(file.complaint);
	arena_release(&arena);
}

/* Patterns that take a backtracking matcher for ever. */
static void test_hostile_patterns(void **state)
{
	static const char *const units[] = {"*a", "**/a", "a*?", "[a-z]*", "**a/"};
	char pattern[2001];
	char path[2001];

	(void)state;
	for (size_t i = 0; i < sizeof(path) - 1; i++)
		path[i] = i % 10 == 9 ? '/' : 'a';
	path[sizeof(path) - 2] = 'b';
	path[sizeof(path) - 1] = '\0';
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		size_t len = strlen(units[i]);

		for (size_t j = 0; j < 1995; j++)
			pattern[j] = units[i][j % len];
		memcpy(pattern + 1995, "?c", 3);
		assert_false(excludes(pattern, path, NULL));
	}
}

static void test_offsets(void **state)
{
	struct arena arena = {0};
	struct ignore_file file;

	(void)state;
	ignore_file_read(span_str("# x\n  ! ./a/b \n\nc\n"), &arena, &file);
	assert_null(file.complaint);
	assert_int_equal(file.patterns.len, 2);
	assert_span(file.patterns.at[0].text, "a/b");
	assert_true(file.patterns.at[0].is_exception);
	assert_int_equal(file.patterns.at[0].offset, 6);
	assert_span(file.patterns.at[1].text, "c");
	assert_false(file.patterns.at[1].is_exception);
	assert_int_equal(file.patterns.at[1].offset, 16);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_cleaning),
		cmocka_unit_test(test_wildcards),
		cmocka_unit_test(test_double_stars),
		cmocka_unit_test(test_classes_and_escapes),
		cmocka_unit_test(test_which_pattern_decides),
		cmocka_unit_test(test_complaints),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_hostile_patterns),
		cmocka_unit_test(test_offsets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
