/* The room ci below its readers: paths, expressions, names of secrets, the flow of values. */
#include "base/buf.h"
#include "ci/builds.h"
#include "ci/expressions.h"
#include "ci/flow.h"
#include "ci/paths.h"
#include "ci/stored_name.h"
#include "support/unit.h"

static struct arena arena;

static int wipe(void **state)
{
	(void)state;
	arena_release(&arena);
	arena = (struct arena){0};
	return 0;
}

/* --- paths -------------------------------------------------------------------------------- */

/* Go down by keys and "[]", with blanks between them; "=" behind them: no list stands there. */
static struct ci_paths go(enum file_kind kind, const char *way)
{
	struct ci_paths paths[2] = {0};
	struct span rest = span_str(way);
	struct span step;
	size_t now = 0;

	assert_true(ci_paths_start(kind, &arena, &paths[0]));
	while (*way && span_split(&rest, ' ', &step)) {
		struct ci_paths below = {0};

		if (span_eq_str(step, "=")) {
			ci_paths_not_list(&paths[now]);
			continue;
		}
		if (span_eq_str(step, "[]"))
			ci_paths_item(&paths[now], &arena, &below);
		else
			ci_paths_key(&paths[now], step, &arena, &below);
		paths[now] = below;
	}
	return paths[now];
}

static void check_role(enum file_kind kind, const char *way, enum ci_role role)
{
	struct ci_paths paths = go(kind, way);
	size_t at = 0;
	const struct ci_row *row = ci_paths_next_end(&paths, &at);

	if (!row)
		fail_msg("%s: no row", way);
	if (row->role != role)
		fail_msg("%s: role %d, not %d", way, (int)row->role, (int)role);
}

static void check_none(enum file_kind kind, const char *way)
{
	struct ci_paths paths = go(kind, way);
	size_t at = 0;

	if (ci_paths_next_end(&paths, &at))
		fail_msg("%s: there is a row", way);
}

static void test_paths(void **state)
{
	struct ci_paths paths = {0};

	(void)state;
	check_role(KIND_GITHUB_ACTIONS, "jobs build", CI_JOB_SCOPE);
	check_role(KIND_GITHUB_ACTIONS, "jobs build steps []", CI_STEP_SCOPE);
	check_role(KIND_GITHUB_ACTIONS, "jobs build steps = run", CI_SCRIPT);
	check_none(KIND_GITHUB_ACTIONS, "jobs build steps run");
	check_none(KIND_GITHUB_ACTIONS, "jobs build other");
	/* any number of keys and items */
	check_role(KIND_CIRCLECI, "jobs a steps [] when steps [] run", CI_SCRIPT);
	check_role(KIND_CIRCLECI, "orbs x commands y steps [] run command", CI_SCRIPT);
	check_role(KIND_CIRCLECI, "workflows a jobs [] b pre-steps [] run", CI_SCRIPT);
	/* the first row that fits */
	check_role(KIND_GITLAB_CI, "stages", CI_NOTHING);
	check_role(KIND_GITLAB_CI, "variables", CI_VARIABLES);
	check_role(KIND_GITLAB_CI, "build", CI_JOB_SCOPE);
	/* starts of keys, wildcards in keys */
	check_role(KIND_COMPOSE, "x-common", CI_GROUP);
	check_role(KIND_AZURE_PIPELINES, "steps [] ${{if(a)}} [] script", CI_SCRIPT);
	check_role(KIND_AZURE_PIPELINES, "steps [] inputs InlineScript", CI_SCRIPT);
	check_role(KIND_CIRRUS, "x_task y_script", CI_SCRIPT);
	/* items only, and the document itself */
	check_role(KIND_WOODPECKER, "steps [] image", CI_CALL);
	check_role(KIND_WOODPECKER, "steps name image", CI_CALL);
	check_none(KIND_DRONE, "services name");
	check_role(KIND_DRONE, "", CI_JOB_SCOPE);
	assert_false(ci_paths_start(KIND_NPMRC, &arena, &paths));
}

/* --- expressions -------------------------------------------------------------------------- */

/* The expressions of a text, with blanks between them. */
static const char *expressions(enum file_kind system, const char *text)
{
	struct span rest = span_str(text);
	struct span expression;
	const char *all = "";

	while (ci_next_expression(system, &rest, &expression))
		all = arena_printf(
			&arena, "%s%s%.*s", all, *all ? " | " : "", SPAN_ARG(expression));
	return all;
}

static void test_where_expressions_are(void **state)
{
	(void)state;
	assert_string_equal(
		expressions(KIND_GITHUB_ACTIONS, "a ${{ b }}${{c}} $(d) {{e}} ${{ f"),
		"${{ b }} | ${{c}}");
	assert_string_equal(
		expressions(KIND_AZURE_PIPELINES, "$(a.b) $(git log) $[ c ] ${{d}}"),
		"$(a.b) | $[ c ] | ${{d}}");
	assert_string_equal(
		expressions(KIND_CIRCLECI, "<< parameters.a >> cat <<END ${<<b>>} $<< c >>"),
		"<< parameters.a >> | ${<<b>>} | $<< c >>");
	assert_string_equal(
		expressions(KIND_CONCOURSE, "((a.b)) $((1 + 2)) ((c))"), "((a.b)) | ((c))");
	assert_string_equal(
		expressions(KIND_GITLAB_CI, "$[[ inputs.a ]] ${{ b }}"), "$[[ inputs.a ]]");
	assert_string_equal(expressions(KIND_TRAVIS, "${{ a }}"), "");
}

/* The paths inside an expression. */
static const char *paths_of(const char *expression)
{
	struct span rest = ci_inside(span_str(expression));
	struct span path;
	const char *all = "";

	while (ci_next_path(&rest, &path))
		all = arena_printf(&arena, "%s%s%.*s", all, *all ? " " : "", SPAN_ARG(path));
	return all;
}

static void test_paths_of_expressions(void **state)
{
	(void)state;
	assert_span(ci_inside(span_str("${{ secrets.A }}")), "secrets.A");
	assert_span(ci_inside(span_str("${{secrets['A']}}")), "secrets['A']");
	assert_span(ci_inside(span_str("$(a)")), "a");
	assert_span(ci_inside(span_str("<< parameters.a >>")), "parameters.a");
	assert_span(ci_inside(span_str("((a))")), "a");
	assert_string_equal(paths_of("${{ secrets.A }}"), "secrets.A");
	assert_string_equal(paths_of("${{ secrets['A-B'] || 'x.y' }}"), "secrets['A-B']");
	assert_string_equal(paths_of("${{ format('{0}', secrets.A) }}"), "format secrets.A");
	/* what is only compared, or asked about */
	assert_string_equal(paths_of("${{ secrets.A != '' }}"), "");
	assert_string_equal(paths_of("${{ '' == secrets.A }}"), "");
	assert_string_equal(paths_of("${{ secrets.A && 'yes' || 'no' }}"), "");
	assert_string_equal(paths_of("${{ github.ref == 'a' && secrets.A }}"), "secrets.A");
	assert_string_equal(paths_of("${{ contains(secrets.A, 'b') }}"), "");
	assert_string_equal(paths_of("{{.A}}"), ".A");
	assert_string_equal(paths_of("${{ secrets['A"), "secrets");
}

static void test_split_paths(void **state)
{
	struct span first;
	struct span last;

	(void)state;
	assert_true(ci_split_path(span_str("secrets.A"), &first, &last));
	assert_span(first, "secrets");
	assert_span(last, "A");
	assert_true(ci_split_path(span_str("secrets['A.B']"), &first, &last));
	assert_span(last, "A.B");
	assert_true(ci_split_path(span_str("steps.a.outputs.b"), &first, &last));
	assert_span(last, "b");
	assert_true(ci_split_path(span_str(".A"), &first, &last));
	assert_int_equal(first.len, 0);
	assert_false(ci_split_path(span_str("A"), &first, &last));
	assert_span(first, "A");
}

static void test_texts_for_shells(void **state)
{
	struct ci_pipeline p = {.system = KIND_GITHUB_ACTIONS};
	struct span text = span_str("a ${{ secrets.A }} ${{b}} $$c");
	struct span read = ci_shell_text(&p, CI_SHELL_POSIX, text, &arena);

	(void)state;
	assert_int_equal(read.len, text.len);
	assert_int_equal(p.expressions.len, 2);
	assert_int_equal(span_find(read, "secrets"), read.len);
	assert_span(ci_as_written(&p, read, &arena), text.ptr);
	assert_span(ci_expression_of(&p, span_sub(read, 4, 17)), "${{ secrets.A }}");
	assert_null(ci_expression_of(&p, span_str("_")).ptr);
	assert_null(ci_expression_of(&p, span_str("_9")).ptr);
	/* escapes of the system's own */
	p = (struct ci_pipeline){.system = KIND_BUILDKITE};
	text = span_str("$$a \\$b $c");
	read = ci_shell_text(&p, CI_SHELL_POSIX, text, &arena);
	assert_span(read, "\x01$a \x02$b $c");
	assert_span(ci_as_written(&p, read, &arena), text.ptr);
	/* lines of other shells */
	p = (struct ci_pipeline){.system = KIND_GITHUB_ACTIONS};
	assert_span(ci_shell_text(&p, CI_SHELL_POWERSHELL, span_str("a `\n b"), &arena),
		"a \\\n b");
	assert_span(ci_shell_text(&p, CI_SHELL_CMD, span_str("a ^\r\n b\\c"), &arena),
		"a \\\r\n b/c");
}

static void test_many_expressions(void **state)
{
	struct ci_pipeline p = {.system = KIND_GITHUB_ACTIONS};
	struct buf text;

	(void)state;
	buf_init(&text, 1 << 20);
	for (int i = 0; i < 1500; i++)
		buf_printf(&text, "${{ a%d }} ${{b}} ", i);
	assert_span(ci_as_written(&p,
			    ci_shell_text(&p, CI_SHELL_POSIX, buf_span(&text), &arena), &arena),
		text.ptr);
	assert_int_equal(p.expressions.len, 3000);
	buf_release(&text);
}

/* --- names -------------------------------------------------------------------------------- */

static void test_stored_names(void **state)
{
	(void)state;
	assert_true(is_setting_name(span_str("REGISTRY_HOST")));
	assert_true(is_setting_name(span_str("DOCKER_USERNAME")));
	assert_true(is_setting_name(span_str("AWS_REGION")));
	assert_true(is_setting_name(span_str("SMTP_PORT")));
	assert_true(is_setting_name(span_str("DB_USER")));
	assert_true(is_setting_name(span_str("API_URL")));
	assert_true(is_setting_name(span_str("SENTRY_TRACES_SAMPLE_RATE")));
	assert_false(is_setting_name(span_str("NPM_TOKEN")));
	assert_false(is_setting_name(span_str("DATABASE_URL")));
	assert_false(is_setting_name(span_str("SLACK_WEBHOOK_URL")));
	assert_false(is_setting_name(span_str("A")));
	assert_true(is_public_name(span_str("NEXT_PUBLIC_API_KEY")));
	assert_false(is_public_name(span_str("API_KEY")));
}

/* --- the flow of values ------------------------------------------------------------------- */

/* The build arguments of a file that get a secret: "A=secrecy:name B=…" */
static const char *arguments(enum file_kind kind, const char *path, const char *text)
{
	static const char *const levels[] = {"none", "stored", "named", "secret"};
	struct ci_pipeline p;
	const char *all = "";

	assert_true(ci_read(kind, span_str(path), span_str(text), &arena, &p));
	VEC_EACH(const struct ci_build, build, &p.builds->items)
		VEC_EACH(const struct ci_argument, a, &build->arguments)
			all = arena_printf(&arena, "%s%s%.*s=%s%s%.*s", all, *all ? " " : "",
				SPAN_ARG(a->name), levels[a->verdict.secrecy],
				a->verdict.secrecy ? ":" : "", SPAN_ARG(a->verdict.name));
	return all;
}

#define GITHUB(script)                                                             \
	arguments(KIND_GITHUB_ACTIONS, ".github/workflows/a.yml",                  \
		"on: push\nenv:\n  S: ${{ secrets.X }}\njobs:\n  a:\n    steps:\n" \
		"      - run: |\n" script)

static void test_flow_in_scripts(void **state)
{
	(void)state;
	assert_string_equal(GITHUB("          docker build --build-arg A=$S --build-arg B=1 "
				   "--build-arg S .\n"),
		"A=secret:X B=none S=secret:X");
	assert_string_equal(
		GITHUB("          T=$S\n          export U=a$T\n"
		       "          docker build --build-arg A=$T --build-arg B=${U} .\n"),
		"A=secret:X B=secret:X");
	assert_string_equal(GITHUB("          T=$S\n          T=none\n"
				   "          docker build --build-arg A=$T .\n"),
		"A=none");
	/* defaults, alternatives, lengths */
	assert_string_equal(
		GITHUB("          docker build --build-arg A=${N:-$S} --build-arg B=${S:+x} "
		       "--build-arg C=${#S} --build-arg D=${N-${S}} .\n"),
		"A=secret:X B=none C=none D=secret:X");
	/* commands that pass it on, and those that hand one out */
	assert_string_equal(
		GITHUB("          docker build --build-arg A=$(echo $S | base64) --build-arg "
		       "B=$(date) --build-arg C=$(aws ecr get-login-password) .\n"),
		"A=secret:X B=none C=secret:get-login-password");
}

static void test_flow_between_steps(void **state)
{
	(void)state;
	assert_string_equal(GITHUB("          echo \"L=$S\" >> $GITHUB_ENV\n"
				   "      - run: docker build --build-arg L .\n"),
		"L=secret:X");
	/* not into another job */
	assert_string_equal(GITHUB("          echo \"L=$S\" >> $GITHUB_ENV\n"
				   "  b:\n    steps:\n"
				   "      - run: docker build --build-arg L .\n"),
		"L=none");
	assert_string_equal(arguments(KIND_CIRCLECI, ".circleci/config.yml",
				    "jobs:\n  a:\n    steps:\n"
				    "      - run: echo 'export L=$NPM_TOKEN' >> $BASH_ENV\n"
				    "      - run: docker build --build-arg L .\n"),
		"L=named:NPM_TOKEN");
	assert_string_equal(arguments(KIND_AZURE_PIPELINES, "azure-pipelines.yml",
				    "steps:\n"
				    "  - bash: echo \"##vso[task.setvariable "
				    "variable=LATER;issecret=true]$(x)\"\n"
				    "  - bash: docker build --build-arg A=$(LATER) --build-arg "
				    "B=$(MODE) .\n"),
		"A=secret:LATER B=none");
}

static void test_shells(void **state)
{
	(void)state;
	assert_string_equal(
		arguments(KIND_GITHUB_ACTIONS, ".github/workflows/a.yml",
			"jobs:\n  a:\n    runs-on: windows-2022\n    env: {S: '${{ secrets.X "
			"}}'}\n"
			"    steps:\n"
			"      - run: docker build --build-arg A=$env:S --build-arg B=%S% .\n"
			"      - {shell: cmd, run: docker build --build-arg C=%S% .}\n"
			"      - {shell: python, run: docker build --build-arg D=$S .}\n"
			"      - {shell: bash, run: docker build --build-arg E=$S .}\n"),
		"A=secret:X B=secret:X C=secret:X E=secret:X");
}

/* A file of one kind's path that another system wrote. */
static void test_recognition(void **state)
{
	struct ci_pipeline p;

	(void)state;
	assert_false(ci_read(KIND_CONCOURSE, span_str("ci/a.yml"),
		span_str("kind: Deployment\napiVersion: apps/v1\nrun: {path: a}\n"), &arena,
		&p));
	assert_true(ci_read(KIND_CONCOURSE, span_str("ci/a.yml"),
		span_str("jobs: [{plan: []}]\n"), &arena, &p));
	assert_int_equal(p.system, KIND_CONCOURSE);
	assert_true(ci_read(KIND_CONCOURSE, span_str("pipeline.yml"),
		span_str("a: b\n---\napiVersion: tekton.dev/v1\nkind: Task\n"), &arena, &p));
	assert_int_equal(p.system, KIND_TEKTON);
	assert_true(ci_read(
		KIND_GITLAB_CI, span_str(".gitlab-ci.yml"), span_str("a: b\n"), &arena, &p));
	assert_false(ci_read(
		KIND_GITLAB_CI, span_str("templates/a.yml"), span_str("a: b\n"), &arena, &p));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(test_paths, wipe),
		cmocka_unit_test_teardown(test_where_expressions_are, wipe),
		cmocka_unit_test_teardown(test_paths_of_expressions, wipe),
		cmocka_unit_test_teardown(test_split_paths, wipe),
		cmocka_unit_test_teardown(test_texts_for_shells, wipe),
		cmocka_unit_test_teardown(test_many_expressions, wipe),
		cmocka_unit_test_teardown(test_stored_names, wipe),
		cmocka_unit_test_teardown(test_flow_in_scripts, wipe),
		cmocka_unit_test_teardown(test_flow_between_steps, wipe),
		cmocka_unit_test_teardown(test_shells, wipe),
		cmocka_unit_test_teardown(test_recognition, wipe),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
