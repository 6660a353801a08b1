/* What systems put into scripts, by name, and what to write instead. */
#include "rules/ci_named_text.h"
#include "rules/ci_put_in.h"
#include "support/unit.h"

static struct arena arena;

static int wipe(void **state)
{
	(void)state;
	arena_release(&arena);
	arena = (struct arena){0};
	return 0;
}

/* All names in a text, with blanks between them. */
static void assert_put_in(enum file_kind system, const char *text, const char *names)
{
	struct span rest = span_str(text);
	struct span wanted = span_str(names);
	struct span reference;
	struct span name;

	while (ci_next_put_in(system, &rest, &reference)) {
		assert_true(wanted.len > 0);
		assert_true(span_split(&wanted, ' ', &name));
		assert_true(span_eq(ci_put_in_name(reference), name));
	}
	assert_int_equal(wanted.len, 0);
}

static void test_variables(void **state)
{
	(void)state;
	assert_put_in(KIND_DRONE, "${A} $B $${C} ${D:0:7} ${E//x/y} ${#F} ${", "A D E");
	assert_put_in(KIND_WOODPECKER, "'${A}'\"${B_1}\"", "A B_1");
	assert_put_in(
		KIND_BUILDKITE, "$A ${B} $$C \\$D \\${E} ${F:-$G} $1 $ $(H)", "A B F G 1");
	assert_put_in(KIND_CLOUD_BUILD, "$_A ${_B} $$_C \\$_D", "_A _B _D");
}

static void test_expressions(void **state)
{
	(void)state;
	assert_put_in(KIND_AZURE_PIPELINES, "$(A.b) ${{ variables['C'] }} $(ls -l)", "A.b");
	assert_put_in(KIND_CIRCLECI, "<< a.b >> \\<< c >> <<d>> <<EOF", "a.b d");
	assert_put_in(KIND_TEKTON, "{{ a.b }} $(params.c) {{d}}", "a.b d");
	assert_put_in(KIND_JENKINS, "${{A}} $B", "A");
	assert_put_in(KIND_GITLAB_CI, "$A ${B}", "");
}

static void assert_fix(
	enum file_kind system, enum ci_shell shell, const char *name, const char *part)
{
	const char *fix = ci_named_text_fix(system, shell, span_str(name), false, &arena);

	assert_non_null(strstr(fix, part));
}

static void test_fixes(void **state)
{
	(void)state;
	assert_fix(KIND_AZURE_PIPELINES, CI_SHELL_POSIX, "Build.SourceVersionMessage",
		"\"$BUILD_SOURCEVERSIONMESSAGE\"");
	assert_fix(KIND_AZURE_PIPELINES, CI_SHELL_CMD, "message", "$env:MESSAGE");
	assert_fix(KIND_JENKINS, CI_SHELL_POSIX, "CHANGE_TITLE", "\"$CHANGE_TITLE\"");
	assert_fix(KIND_DRONE, CI_SHELL_POSIX, "DRONE_COMMIT_MESSAGE",
		"\"$${DRONE_COMMIT_MESSAGE}\"");
	assert_fix(
		KIND_BUILDKITE, CI_SHELL_POSIX, "BUILDKITE_MESSAGE", "\"$$BUILDKITE_MESSAGE\"");
	assert_fix(KIND_CLOUD_BUILD, CI_SHELL_POSIX, "_HEAD_BRANCH", "'TEXT=$_HEAD_BRANCH'");
	assert_fix(KIND_TEKTON, CI_SHELL_POSIX, "source_branch", "{{ source_branch }}");
	assert_fix(KIND_CIRCLECI, CI_SHELL_POSIX, "pipeline.git.commit.subject",
		"<< pipeline.git.commit.subject >>");
}

static void test_names(void **state)
{
	(void)state;
	assert_non_null(
		ci_named_text(KIND_AZURE_PIPELINES, span_str("build.sourceversionmessage")));
	assert_null(ci_named_text(KIND_JENKINS, span_str("change_title")));
	assert_null(ci_named_text(KIND_WOODPECKER, span_str("DRONE_COMMIT_MESSAGE")));
	assert_null(ci_named_text(KIND_GITLAB_CI, span_str("CI_COMMIT_MESSAGE")));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_variables, wipe),
		cmocka_unit_test_teardown(test_expressions, wipe),
		cmocka_unit_test_teardown(test_fixes, wipe),
		cmocka_unit_test_teardown(test_names, wipe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
