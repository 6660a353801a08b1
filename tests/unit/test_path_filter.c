/*
 * The path filter against the classifier, on random patterns and paths: what is inspected is
 * never turned down, and directories in the same state inspect the same files as the same
 * kinds.
 */
#include "model/path_filter.h"

#include "support/unit.h"

enum {
	POLICIES = 300,
	PATHS = 200,
};

static uint32_t random_state = 1;

static unsigned pick(unsigned n)
{
	random_state = random_state * 1664525u + 1013904223u;
	return (random_state >> 8) % n;
}

static const char *random_part(bool pattern)
{
	static const char *const plain[] = {
		"a", "b", "ci", "docs", "Dockerfile", "x.yml", "", "abcd"};
	static const char *const wild[] = {
		"**", "*", "a*", "*.yml", "?", "[ab]", "*cd", "[Cc][Ii]"};

	if (pattern && pick(2))
		return wild[pick(sizeof(wild) / sizeof(*wild))];
	return plain[pick(sizeof(plain) / sizeof(*plain))];
}

/* One to four parts; a pattern now and then ends with '/'. */
static struct span random_path(struct arena *arena, bool pattern)
{
	const char *path = random_part(pattern);
	unsigned more = pick(4);

	for (unsigned i = 0; i < more; i++)
		path = arena_printf(arena, "%s/%s", path, random_part(pattern));
	if (pattern && pick(4) == 0)
		path = arena_printf(arena, "%s/", path);
	return span_str(path);
}

static struct classifier *random_classifier(struct arena *arena)
{
	struct classifier *c = classifier_new(arena);

	/* without the defaults, and each pattern with a kind of its own */
	for (int kind = 0; kind < KIND_COUNT; kind++)
		classifier_add(c, (enum file_kind)kind, span_str("never"), true, arena);
	for (unsigned i = pick(6) + 1; i > 0; i--) {
		struct span pattern = random_path(arena, true);

		if (pattern.len)
			classifier_add(c, (enum file_kind)i, pattern, false, arena);
	}
	return c;
}

/* The state of the directory that the path is, fed part by part. */
static uint32_t state_of(struct path_filter *f, struct span path)
{
	uint32_t state = path_filter_top(f);
	struct span part;

	while (span_split(&path, '/', &part))
		state = path_filter_enter(f, state, part);
	return state;
}

static void check_directory(struct path_filter *f, const struct classifier *c,
	struct span directory, struct arena *arena)
{
	struct span name = span_str(random_part(false));
	struct span path =
		span_str(arena_printf(arena, "%.*s/%.*s", SPAN_ARG(directory), SPAN_ARG(name)));

	if (classify(c, path) != KIND_NONE &&
		!path_filter_admits(f, state_of(f, directory), name))
		fail_msg("turned down: %.*s", SPAN_ARG(path));
}

static void check_pair(struct path_filter *f, const struct classifier *c, struct span one,
	struct span other, struct arena *arena)
{
	struct span below = random_path(arena, false);

	if (state_of(f, one) != state_of(f, other))
		return;
	one = span_str(arena_printf(arena, "%.*s/%.*s", SPAN_ARG(one), SPAN_ARG(below)));
	other = span_str(arena_printf(arena, "%.*s/%.*s", SPAN_ARG(other), SPAN_ARG(below)));
	if (classify(c, one) != classify(c, other))
		fail_msg("same state, other kind: %.*s and %.*s", SPAN_ARG(one),
			SPAN_ARG(other));
}

static void test_random(void **state)
{
	struct arena arena = {0};

	(void)state;
	for (int i = 0; i < POLICIES; i++) {
		struct classifier *c = random_classifier(&arena);
		struct path_filter *f = path_filter_new(c, &arena);

		for (int j = 0; j < PATHS; j++) {
			struct span one = random_path(&arena, false);

			check_directory(f, c, one, &arena);
			check_pair(f, c, one, random_path(&arena, false), &arena);
		}
		arena_reset(&arena);
	}
	arena_release(&arena);
}

static void test_defaults(void **state)
{
	struct arena arena = {0};
	const struct classifier *c = classifier_new(&arena);
	struct path_filter *f = path_filter_new(c, &arena);
	uint32_t top = path_filter_top(f);
	uint32_t src = path_filter_enter(f, top, span_str("src"));
	uint32_t workflows = state_of(f, span_str(".github/workflows"));

	(void)state;
	assert_true(path_filter_admits(f, top, span_str(".npmrc")));
	assert_true(path_filter_admits(f, top, span_str("NuGet.Config")));
	assert_true(path_filter_admits(f, src, span_str("api.Dockerfile")));
	assert_false(path_filter_admits(f, top, span_str("README.md")));
	assert_false(path_filter_admits(f, src, span_str("ci.yml")));
	assert_true(path_filter_admits(f, workflows, span_str("ci.yml")));
	assert_false(path_filter_admits(f, workflows, span_str("ci.js")));
	/* directories that no pattern names are all alike */
	assert_int_equal(src, path_filter_enter(f, src, span_str("lib")));
	assert_int_equal(src, path_filter_enter(f, top, span_str("docs")));
	/* a name with '/' is two parts of the path */
	assert_int_equal(workflows, path_filter_enter(f, top, span_str(".github/workflows")));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_random),
		cmocka_unit_test(test_defaults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
