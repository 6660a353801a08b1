/* The engine: existing findings, renames, limits, switched-off rules. */
#include "base/buf.h"
#include "rules/subject.h"
#include "scan/engine.h"
#include "scan/moved.h"
#include "support/shape.h"
#include "support/unit.h"

struct fixture {
	struct arena arena;
	struct policy policy;
	struct engine *engine;
	const char *token;
};

static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	policy_default(&f->policy, &f->arena);
	f->engine = engine_new(&f->policy, &f->arena);
	f->token = shape_token(token_kind_find(span_str("npm-token")), 1, &f->arena).ptr;
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;

	engine_free(f->engine);
	arena_release(&f->arena);
	free(f);
	return 0;
}

struct bases {
	struct span versions[3];
	struct moved *moved;
	size_t count;
	bool unreadable;
};

static enum status read_base(void *payload, size_t index, struct span *bytes, struct error *err)
{
	struct bases *b = payload;

	if (b->unreadable && index == 0) {
		error_set(err, "broken");
		return STATUS_GIT;
	}
	if (index >= b->count)
		return STATUS_NOT_FOUND;
	*bytes = b->versions[index];
	return STATUS_OK;
}

static struct moved *find_moved(void *payload)
{
	struct bases *b = payload;

	return b->moved;
}

static void scan(struct fixture *f, const char *path, const char *text, struct bases *bases)
{
	struct error err = {""};
	struct scan_request request = {
		.path = span_str(path),
		.kind = classify(f->policy.classifier, span_str(path)),
		.bytes = span_str(text),
		.bases = bases ? read_base : NULL,
		.moved = bases ? find_moved : NULL,
		.payload = bases,
	};

	assert_int_equal(engine_scan(f->engine, &request, &err), STATUS_OK);
}

static const struct finding *only_finding(struct fixture *f)
{
	struct finding_list *list = engine_findings(f->engine);

	assert_int_equal(list->items.len, 1);
	return &list->items.at[0];
}

static void test_the_worst_rule_decides(void **state)
{
	struct fixture *f = *state;
	const struct finding *finding;

	/* turned down, not off: the slot still says high */
	f->policy.severities[RULE_committed_token] = SEVERITY_LOW;
	scan(f, ".npmrc",
		arena_printf(&f->arena, "//npm.example.com/:_authToken=%s\n", f->token), NULL);
	finding = only_finding(f);
	assert_int_equal(finding->rule->id, RULE_npmrc_credential);
	assert_int_equal(finding->severity, SEVERITY_HIGH);
	assert_string_equal(finding->token->slug, "npm-token");
}

static void test_new_findings_block(void **state)
{
	struct fixture *f = *state;

	scan(f, ".npmrc",
		arena_printf(&f->arena, "a=1\n//h.example.com/:_authToken=%s\n", f->token),
		NULL);
	assert_true(only_finding(f)->blocks);
	assert_int_equal(only_finding(f)->start.line, 2);
	assert_int_equal(engine_summary(f->engine)->files, 1);
}

static void test_existing_findings_do_not(void **state)
{
	struct fixture *f = *state;
	struct bases bases = {.count = 2};

	bases.versions[0] = span_str("x=y\n");
	/* in the second parent, on another line, in another slot */
	bases.versions[1] =
		span_str(arena_printf(&f->arena, "\n\n//other/:_authToken=\"%s\"\n", f->token));
	scan(f, ".npmrc", arena_printf(&f->arena, "//h/:_authToken=%s\n", f->token), &bases);
	assert_true(only_finding(f)->existing);
	assert_false(only_finding(f)->blocks);
}

static void test_existing_can_block_or_be_hidden(void **state)
{
	struct fixture *f = *state;
	const char *text = arena_printf(&f->arena, "//h/:_authToken=%s\n", f->token);
	struct bases bases = {.count = 1};

	bases.versions[0] = span_str(text);
	f->policy.existing = EXISTING_HIDE;
	scan(f, ".npmrc", text, &bases);
	assert_int_equal(engine_findings(f->engine)->items.len, 0);
	assert_int_equal(engine_summary(f->engine)->hidden, 1);
	f->policy.existing = EXISTING_BLOCK;
	scan(f, ".npmrc", text, &bases);
	assert_true(only_finding(f)->blocks);
}

static void add_removed(struct fixture *f, const char *path, const char *text, struct moved *m)
{
	struct error err = {""};

	assert_int_equal(engine_add_removed(f->engine, span_str(path),
				 classify(f->policy.classifier, span_str(path)), span_str(text),
				 m, &err),
		STATUS_OK);
}

/* A rename is not new, also for findings whose identity includes the path. */
static void test_moved_findings_are_existing(void **state)
{
	struct fixture *f = *state;
	struct moved moved;
	struct bases bases = {.moved = &moved};

	moved_init(&moved);
	add_removed(f, "old/.npmrc", "strict-ssl=false\n", &moved);
	scan(f, "new/.npmrc", "strict-ssl=false\n", &bases);
	assert_true(only_finding(f)->existing);
	moved_release(&moved);
}

/* One removed file is one rename: what is put into a second file, or into one of another kind,
 * is a copy. */
static void test_copies_are_new(void **state)
{
	struct fixture *f = *state;
	const char *text = arena_printf(&f->arena, "//h/:_authToken=%s\n", f->token);
	struct moved moved;
	struct bases bases = {.moved = &moved};
	struct finding_list *list;

	moved_init(&moved);
	add_removed(f, "old/.npmrc", arena_printf(&f->arena, "%s%s", text, text), &moved);
	scan(f, "Dockerfile", arena_printf(&f->arena, "ENV T=%s\n", f->token), &bases);
	scan(f, "a/.npmrc", text, &bases);
	scan(f, "b/.npmrc", text, &bases);
	list = engine_findings(f->engine);
	assert_int_equal(list->items.len, 3);
	assert_false(list->items.at[0].existing); /* Dockerfile */
	assert_true(list->items.at[1].existing);
	assert_false(list->items.at[2].existing);
	moved_release(&moved);
}

/* What was harmless or allowed where it stood does not excuse what is neither. */
static void test_a_lesser_finding_excuses_nothing(void **state)
{
	struct fixture *f = *state;
	const char *text = "//h.example.com/:_authToken=9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c\n";
	struct moved moved;
	struct bases bases = {.moved = &moved};
	struct finding_list *list;

	moved_init(&moved);
	add_removed(f, ".npmrc.example", text, &moved);
	scan(f, ".npmrc", text, &bases);
	list = engine_findings(f->engine);
	assert_int_equal(list->items.len, 1);
	assert_false(list->items.at[0].existing);
	moved_release(&moved);
}

static void scan_version(struct fixture *f, uint32_t commit, const char *path, const char *text)
{
	struct error err = {""};
	struct version version = {.commit_index = commit,
		.commit = "0123456789abcdef",
		.blob = "fedcba9876543210"};
	struct scan_outcome outcome;
	struct scan_request request = {
		.path = span_str(path),
		.kind = classify(f->policy.classifier, span_str(path)),
		.bytes = span_str(text),
		.version = &version,
		.outcome = &outcome,
	};

	assert_int_equal(engine_scan(f->engine, &request, &err), STATUS_OK);
	assert_int_equal(outcome.is_clean, strchr(text, '_') == NULL);
}

/* In a history a finding is one for each path, counted once for each version. */
static void test_versions_are_merged(void **state)
{
	struct fixture *f = *state;
	const char *text = arena_printf(&f->arena, "//h/:_authToken=%s\n", f->token);
	const char *twice = arena_printf(&f->arena, "x=y\n%s%s", text, text);
	struct finding_list *list;

	scan_version(f, 1, ".npmrc", "registry=https://npm.example.com/\n");
	scan_version(f, 2, ".npmrc", text);
	scan_version(f, 3, ".npmrc", twice);
	scan_version(f, 4, "b/.npmrc", text);
	list = engine_findings(f->engine);
	assert_int_equal(list->items.len, 2);
	assert_int_equal(list->items.at[0].history.commit_index, 2);
	assert_int_equal(list->items.at[0].history.commits, 2);
	assert_int_equal(list->items.at[0].start.line, 1);
	assert_int_equal(list->items.at[1].history.commit_index, 4);
	assert_int_equal(list->items.at[1].history.commits, 1);
}

/* A later version that is worse takes the place of the first. */
static void test_the_worst_version_is_told(void **state)
{
	struct fixture *f = *state;
	const char *allowed = arena_printf(&f->arena,
		"//h/:_authToken=%s # layergate: allow committed-token a test\n", f->token);
	const char *live = arena_printf(&f->arena, "//h/:_authToken=%s\n", f->token);

	scan_version(f, 1, ".npmrc", allowed);
	scan_version(f, 2, ".npmrc", allowed);
	assert_int_equal(engine_findings(f->engine)->items.len, 0);
	assert_int_equal(engine_summary(f->engine)->allowed, 1);
	scan_version(f, 3, ".npmrc", live);
	assert_true(only_finding(f)->blocks);
	assert_int_equal(only_finding(f)->history.commit_index, 3);
}

static void test_comments_can_be_ignored(void **state)
{
	struct fixture *f = *state;

	engine_ignore_comments(f->engine);
	scan(f, ".npmrc",
		arena_printf(&f->arena,
			"# layergate: allow committed-token a test\n//h/:_authToken=%s\n",
			f->token),
		NULL);
	assert_true(only_finding(f)->blocks);
	assert_non_null(strstr(only_finding(f)->message, "do not count here"));
}

/* Two slots for one value: the worse one is the finding, in whatever order they stand. */
static void test_the_worst_slot_counts(void **state)
{
	struct fixture *f = *state;
	enum severity severity;

	scan(f, "nuget.config",
		"<a><add key=\"Password\" value=\"Zk39fjQpW1xx\" />\n"
		"<add key=\"ClearTextPassword\" value=\"Zk39fjQpW1xx\" /></a>\n",
		NULL);
	severity = only_finding(f)->severity;
	assert_int_equal(severity, SEVERITY_HIGH);
	assert_int_equal(only_finding(f)->start.line, 2);
}

static void test_a_base_that_cannot_be_read_excuses_nothing(void **state)
{
	struct fixture *f = *state;
	struct bases bases = {.count = 0, .unreadable = true};

	scan(f, ".npmrc", arena_printf(&f->arena, "//h/:_authToken=%s\n", f->token), &bases);
	assert_true(only_finding(f)->blocks);
}

static void test_limits_are_reported(void **state)
{
	struct fixture *f = *state;
	struct summary *s = engine_summary(f->engine);

	assert_true(engine_admit(f->engine, span_str("a"), 1 << 20));
	assert_false(engine_admit(f->engine, span_str("b"), (1 << 20) + 1));
	assert_int_equal(s->skipped.len, 1);
	assert_non_null(strstr(s->skipped.at[0].reason, "blob = 1048576"));
	f->policy.limits.total = 1000;
	f->policy.limits.time_ms = 1;
	engine_start_budget(f->engine);
	assert_true(engine_admit(f->engine, span_str("c"), 600));
	assert_false(engine_admit(f->engine, span_str("d"), 600));
	assert_non_null(strstr(s->skipped.at[1].reason, "total = 1000"));
	while (!deadline_passed(engine_deadline(f->engine)))
		;
	assert_false(engine_admit(f->engine, span_str("e"), 1));
	assert_non_null(strstr(s->skipped.at[2].reason, "time = 1ms"));
}

static void test_a_pattern_at_its_limit_is_not_clean(void **state)
{
	struct fixture *f = *state;
	struct engine *engine;
	struct error err = {""};
	char text[300];
	struct token_kind *kind = vec_add(&f->policy.tokens, &f->arena);
	struct scan_request request = {.path = span_str("Dockerfile"), .kind = KIND_DOCKERFILE};

	*kind = (struct token_kind){.slug = "slow",
		.title = "slow",
		.lead = TOKEN_IN_LINE,
		.flags = TOKEN_AS_WRITTEN,
		.keywords = "aaa",
		.pattern = "(a+)+(a+)+(a+)+[bd]"};
	memset(text, 'a', sizeof(text));
	request.bytes = span_of(text, sizeof(text));
	engine = engine_new(&f->policy, &f->arena);
	assert_int_equal(engine_scan(engine, &request, &err), STATUS_OK);
	assert_int_equal(engine_summary(engine)->skipped.len, 1);
	assert_non_null(strstr(engine_summary(engine)->skipped.at[0].reason, "'slow'"));
	engine_free(engine);
}

static void test_a_wrong_pattern_ends_the_run(void **state)
{
	struct fixture *f = *state;
	struct engine *engine;
	struct error err = {""};
	struct token_kind *kind = vec_add(&f->policy.tokens, &f->arena);
	struct scan_request request = {
		.path = span_str("x"), .kind = KIND_NONE, .bytes = span_str("some aaa text")};

	*kind = (struct token_kind){.slug = "bad",
		.title = "bad",
		.lead = TOKEN_IN_LINE,
		.flags = TOKEN_AS_WRITTEN,
		.keywords = "aaa",
		.pattern = "("};
	engine = engine_new(&f->policy, &f->arena);
	assert_int_equal(engine_scan(engine, &request, &err), STATUS_POLICY);
	assert_non_null(strstr(err.text, "token kind 'bad'"));
	engine_free(engine);
}

/* Thousands of findings in one file: listed up to a number, and said that it is not all. */
static void test_floods_are_bounded(void **state)
{
	struct fixture *f = *state;
	struct buf buf;

	buf_init(&buf, 1 << 22);
	for (int i = 0; i < HITS_MAX + 100; i++)
		buf_printf(&buf, "@s%d:registry=http://h%d.example.com/\n", i, i);
	scan(f, ".npmrc", buf.ptr, NULL);
	assert_int_equal(engine_findings(f->engine)->items.len, HITS_MAX);
	assert_int_equal(engine_summary(f->engine)->skipped.len, 1);
	buf_release(&buf);
}

static void test_show_hides_but_counts(void **state)
{
	struct fixture *f = *state;

	f->policy.show = SEVERITY_HIGH;
	scan(f, ".npmrc", "strict-ssl=false\n", NULL);
	assert_int_equal(engine_findings(f->engine)->items.len, 0);
	assert_int_equal(engine_summary(f->engine)->hidden, 1);
	/* what blocks is shown whatever "show" says */
	f->policy.block = SEVERITY_LOW;
	scan(f, ".npmrc", "strict-ssl=false\n", NULL);
	assert_true(only_finding(f)->blocks);
}

#define WITH_FIXTURE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_FIXTURE(test_the_worst_rule_decides),
		WITH_FIXTURE(test_new_findings_block),
		WITH_FIXTURE(test_existing_findings_do_not),
		WITH_FIXTURE(test_existing_can_block_or_be_hidden),
		WITH_FIXTURE(test_moved_findings_are_existing),
		WITH_FIXTURE(test_copies_are_new),
		WITH_FIXTURE(test_a_lesser_finding_excuses_nothing),
		WITH_FIXTURE(test_versions_are_merged),
		WITH_FIXTURE(test_the_worst_version_is_told),
		WITH_FIXTURE(test_comments_can_be_ignored),
		WITH_FIXTURE(test_the_worst_slot_counts),
		WITH_FIXTURE(test_a_base_that_cannot_be_read_excuses_nothing),
		WITH_FIXTURE(test_limits_are_reported),
		WITH_FIXTURE(test_a_pattern_at_its_limit_is_not_clean),
		WITH_FIXTURE(test_a_wrong_pattern_ends_the_run),
		WITH_FIXTURE(test_floods_are_bounded),
		WITH_FIXTURE(test_show_hides_but_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
