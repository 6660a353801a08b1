/* What the git room parses: raw diffs, command lines and settings in the environment. */
#include "base/buf.h"
#include "git/amend.h"
#include "git/config_env.h"
#include "git/raw_diff.h"
#include "support/unit.h"

#define A40 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B40 "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"
#define LIT(s) span_of((s), sizeof(s) - 1)

static void test_raw_diff(void **state)
{
	struct span rest = LIT(":100644 120000 " A40 " " B40 " T\0a\nb \xff\0"
			       ":000000 100755 " A40 " " B40 " A\0x\0");
	struct raw_entry e;

	(void)state;
	assert_true(raw_diff_next(&rest, &e));
	assert_int_equal(e.old_mode, 0100644);
	assert_int_equal(e.new_mode, 0120000);
	assert_int_equal(e.status, 'T');
	assert_span(e.path, "a\nb \xff");
	assert_true(raw_diff_next(&rest, &e));
	assert_span(e.new_name, B40);
	assert_false(raw_diff_next(&rest, &e));
	assert_int_equal(rest.len, 0);
}

static void test_raw_diff_refuses(void **state)
{
	static const struct span cases[] = {
		SPAN_LIT("x"),
		SPAN_LIT(":100644 100644 " A40 " " B40 " M\0no end"),
		SPAN_LIT(":100644 100644 " A40 " " B40 " M\0\0"),
		SPAN_LIT(":10064 100644 " A40 " " B40 " M\0x\0"),
		SPAN_LIT(":100648 100644 " A40 " " B40 " M\0x\0"),
		SPAN_LIT(":100644 100644 aaa " B40 " M\0x\0"),
		SPAN_LIT(":100644 100644 " A40 " " B40 " \0x\0"),
		SPAN_LIT(":100644"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct span rest = cases[i];
		struct raw_entry e;

		assert_false(raw_diff_next(&rest, &e));
		assert_int_equal(rest.len, cases[i].len);
	}
}

static void test_amend_commands(void **state)
{
	static const struct {
		struct span arguments;
		bool amends;
		bool is_git;
	} cases[] = {
		{SPAN_LIT("git\0commit\0--amend\0"), true, true},
		{SPAN_LIT("/usr/bin/git\0-C\0commit\0commit\0--am\0"), true, true},
		{SPAN_LIT("git\0-c\0user.name=x\0commit\0-m\0x\0--amend\0"), true, true},
		{SPAN_LIT("git\0commit\0-am\0--amend\0"), false, true},
		/* short options: the first letter with a value takes the rest of the argument
		 */
		{SPAN_LIT("git\0commit\0-mwip commit\0--amend\0"), true, true},
		{SPAN_LIT("git\0commit\0-mDrop it\0--amend\0"), true, true},
		{SPAN_LIT("git\0commit\0-amwarm\0--amend\0"), true, true},
		{SPAN_LIT("git\0commit\0-mm\0--amend\0"), true, true},
		{SPAN_LIT("git\0commit\0-CHEAD\0--amend\0"), true, true},
		{SPAN_LIT("git\0commit\0-qF\0--amend\0"), false, true},
		{SPAN_LIT("git\0commit\0-C\0HEAD\0--amend\0"), true, true},
		{SPAN_LIT("git\0commit\0-c\0--amend\0"), false, true},
		{SPAN_LIT("git\0commit\0-t\0--amend\0"), false, true},
		{SPAN_LIT("git\0commit\0-Skeyform\0--amend\0"), true, true},
		{SPAN_LIT("git\0commit\0-aSm\0--amend\0"), true, true},
		{SPAN_LIT("git\0commit\0-S\0--amend\0"), true, true},
		{SPAN_LIT("git\0commit\0-unormal-m\0--amend\0"), true, true},
		{SPAN_LIT("git\0commit\0-nsm\0--amend\0-m\0--amend\0"), false, true},
		{SPAN_LIT("git\0commit\0-\0--amend\0"), true, true},
		/* long ones: abbreviated, with = or without, taken back */
		{SPAN_LIT("git\0commit\0--mess\0--amend\0"), false, true},
		{SPAN_LIT("git\0commit\0--message=--amend\0"), false, true},
		{SPAN_LIT("git\0commit\0--message=x\0--amend\0"), true, true},
		{SPAN_LIT("git\0commit\0--amend\0--no-amend\0"), false, true},
		{SPAN_LIT("git\0commit\0--no-amend\0--amend\0"), true, true},
		{SPAN_LIT("git\0commit\0--amend\0--\0file\0"), true, true},
		{SPAN_LIT("git\0commit\0--end-of-options\0--amend\0"), false, true},
		{SPAN_LIT("git\0commit\0--message\0--amend\0"), false, true},
		{SPAN_LIT("git\0commit\0--\0--amend\0"), false, true},
		{SPAN_LIT("git\0commit\0--all\0"), false, true},
		{SPAN_LIT("git\0commit\0--a\0"), false, true},
		{SPAN_LIT("git\0commit\0--amender\0"), false, true},
		{SPAN_LIT("git\0merge\0--amend\0"), false, true},
		{SPAN_LIT("/usr/lib/git-core/git-commit\0--amend\0"), true, true},
		{SPAN_LIT("sh\0.git/hooks/pre-commit\0"), false, false},
		{SPAN_LIT(""), false, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		bool is_git;

		assert_int_equal(
			is_amend_command(cases[i].arguments, &is_git), cases[i].amends);
		assert_int_equal(is_git, cases[i].is_git);
	}
}

/* All settings of the text, each as "name -> value;". */
static void test_config_env(void **state)
{
	static const struct {
		const char *text;
		const char *settings;
	} cases[] = {
		{"", ""},
		{"'safe.directory'='*'", "safe.directory -> *;"},
		{"'a.b'='c d' 'e.f'=''", "a.b -> c d;e.f -> ;"},
		{"  'a.b'='c'\t\n'e.f'='g'  ", "a.b -> c;e.f -> g;"},
		{"'a.b'= 'e.f'='x=y'", "a.b -> ;e.f -> x=y;"},
		{"'a.b=c=d' 'e.f'", "a.b -> c=d;e.f -> ;"},
		{"'a.it'\\''s.b'='don'\\''t'\\!''", "a.it's.b -> don't!;"},
		/* git refuses these; nothing behind is taken */
		{"a.b=c", ""},
		{"'a.b'=c 'e.f'='g'", ""},
		{"'a.b'='c'x 'e.f'='g'", ""},
		{"'a.b'='c", ""},
		{"'a.b'='c'\\", ""},
		{"'a.b'='c'\\x'd'", ""},
		{"'a.b'='c'\\'", ""},
		{"'a.b'='c' 'd", "a.b -> c;"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct span rest = span_str(cases[i].text);
		struct arena arena = {0};
		struct buf all;
		struct span name;
		struct span value;

		buf_init(&all, 1000);
		while (config_env_next(&rest, &arena, &name, &value)) {
			buf_add(&all, name);
			buf_add_str(&all, " -> ");
			buf_add(&all, value);
			buf_add_char(&all, ';');
		}
		assert_span(buf_span(&all), cases[i].settings);
		buf_release(&all);
		arena_release(&arena);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_raw_diff),
		cmocka_unit_test(test_raw_diff_refuses),
		cmocka_unit_test(test_amend_commands),
		cmocka_unit_test(test_config_env),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
