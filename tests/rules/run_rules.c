/*
 * Every folder below tests/rules/<rule>/ is one test of this program.
 *
 *	run_rules tests/rules [FILTER]      run all, or those whose name holds FILTER
 *	GOLDEN_UPDATE=1 run_rules …         write the "expected" files anew; then read the diff
 *
 * Whatever "expected" says, a bad-* case must have a finding of its rule and a good-* case must
 * have none: an update can't turn a test into its opposite unseen.
 */
#include <dirent.h>
#include <stdio.h>
#include <string.h>

#include "support/golden.h"
#include "support/unit.h"

struct golden_case {
	const char *rule;
	const char *name;
	const char *dir;
};

static bool updating;

static void write_expected(const struct golden_case *c, const char *text, struct arena *arena)
{
	FILE *file = fopen(arena_printf(arena, "%s/expected", c->dir), "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void run_case(void **state)
{
	const struct golden_case *c = *state;
	struct arena arena = {0};
	struct golden_result result;
	struct tree tree;

	assert_true(golden_load(c->dir, &arena, &tree));
	result = golden_run(&tree, c->rule, &arena);
	if (strncmp(c->name, "bad-", 4) == 0 && result.of_rule == 0)
		fail_msg("%s: nothing was found by %s:\n%s", c->dir, c->rule, result.text);
	if (strncmp(c->name, "good-", 5) == 0 && result.of_rule > 0)
		fail_msg("%s: %s found something:\n%s", c->dir, c->rule, result.text);
	if (result.secrets_leaked)
		fail_msg("%s: a secret is in the report:\n%s", c->dir, result.text);
	if (updating)
		write_expected(c, result.text, &arena);
	else if (!span_eq_str(tree.expected, result.text))
		fail_msg("%s: expected\n%.*s--- but got\n%s---", c->dir,
			SPAN_ARG(tree.expected), result.text);
	arena_release(&arena);
}

struct case_list {
	VEC(struct CMUnitTest) tests;
};

static void add_cases(struct case_list *list, const char *top, const char *rule,
	const char *filter, struct arena *arena)
{
	const char *dir = arena_printf(arena, "%s/%s", top, rule);
	struct dirent **entries;
	int count = scandir(dir, &entries, NULL, alphasort);

	for (int i = 0; i < count; i++) {
		const char *name = entries[i]->d_name;
		struct golden_case *c;
		const char *full = arena_printf(arena, "%s/%s", rule, name);

		if (name[0] != '.' && strstr(full, filter)) {
			c = ARENA_NEW(arena, struct golden_case);
			c->rule = rule;
			c->name = arena_copy(arena, span_str(name)).ptr;
			c->dir = arena_printf(arena, "%s/%s", dir, name);
			*vec_add(&list->tests, arena) =
				(struct CMUnitTest){full, run_case, NULL, NULL, c};
		}
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
}

int main(int argc, char **argv)
{
	struct arena arena = {0};
	struct case_list list = {0};
	int failed;

	updating = getenv("GOLDEN_UPDATE") != NULL;
	if (argc < 2)
		return 64;
	for (int id = 0; id < RULE_COUNT; id++)
		add_cases(&list, argv[1], rules[id].slug, argc > 2 ? argv[2] : "", &arena);
	if (list.tests.len == 0)
		return 1;
	/* the public macro wants an array; the test list is made at run time */
	failed = _cmocka_run_group_tests("rules", list.tests.at, list.tests.len, NULL, NULL);
	arena_release(&arena);
	return failed;
}
