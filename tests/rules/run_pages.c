/*
 * Runs the examples of the pages in docs/rules: each block below "## Bad" must have a finding
 *of the page's rule, each below "## Good" none; "ini policy" blocks must be right policies,
 * and hold for the examples behind them.
 *
 *	```ini .npmrc          the words behind the fence: a language, then the file's name
 *	```text +.dockerignore a further file of the tree of the example before
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "base/io.h"
#include "policy/load.h"
#include "support/golden.h"
#include "support/shape.h"
#include "support/unit.h"

enum section {
	SECTION_OTHER,
	SECTION_BAD,
	SECTION_GOOD,
};

struct example {
	enum section section;
	const char *name; /* of the file; "policy" for a policy */
	struct span text;
	size_t line;
};

struct page {
	const char *slug;
	const char *path;
	VEC(struct example) examples;
};

static void read_page(struct page *page, struct arena *arena)
{
	struct buf buf;
	struct span rest;
	struct span line;
	struct example *current = NULL;
	enum section section = SECTION_OTHER;
	size_t number = 0;
	int fd = open(page->path, O_RDONLY | O_CLOEXEC);

	buf_init(&buf, 1 << 20);
	assert_true(fd >= 0);
	assert_int_equal(io_read_all(fd, &buf), STATUS_OK);
	close(fd);
	rest = arena_copy(arena, buf_span(&buf));
	buf_release(&buf);
	while (span_next_line(&rest, &line)) {
		number++;
		if (span_starts(line, "```") && !current) {
			struct span info = span_from(line, 3);
			size_t blank = span_chr(info, ' ');

			current = vec_add(&page->examples, arena);
			current->section = section;
			current->line = number;
			current->name =
				arena_copy(arena, span_trim(span_from(info, blank))).ptr;
			current->text = span_of(rest.ptr, 0);
		} else if (span_starts(line, "```")) {
			current->text.len = (size_t)(line.ptr - current->text.ptr);
			current = NULL;
		} else if (!current && span_starts(line, "## ")) {
			section = span_eq_str(line, "## Bad")  ? SECTION_BAD
				: span_eq_str(line, "## Good") ? SECTION_GOOD
							       : SECTION_OTHER;
		}
	}
	assert_null(current);
}

static void run_policy(const struct page *page, const struct example *e, struct arena *arena)
{
	struct policy policy;
	struct error err = {""};

	if (policy_parse(&policy, page->path, e->text, arena, &err) != STATUS_OK)
		fail_msg("%s:%zu: %s", page->path, e->line, err.text);
}

static void add_file(struct tree *tree, const struct example *e, struct arena *arena)
{
	*vec_add(&tree->files, arena) =
		(struct golden_file){e->name + (e->name[0] == '+'), shape_fill(e->text, arena)};
}

/* An example, with the further files that stand behind it. */
static void run_example(
	const struct page *page, size_t index, struct span policy, struct arena *arena)
{
	const struct example *e = &page->examples.at[index];
	struct tree tree = {.policy = policy, .expected = span_of("", 0)};
	struct golden_result result;

	add_file(&tree, e, arena);
	while (++index < page->examples.len && page->examples.at[index].name[0] == '+')
		add_file(&tree, &page->examples.at[index], arena);
	result = golden_run(&tree, page->slug, arena);
	if (e->section == SECTION_BAD && result.of_rule == 0)
		fail_msg("%s:%zu: nothing was found\n%s", page->path, e->line, result.text);
	if (e->section == SECTION_GOOD && result.text[0])
		fail_msg("%s:%zu: something was found\n%s", page->path, e->line, result.text);
}

static void run_page(void **state)
{
	struct page page = {.slug = *state};
	struct arena arena = {0};
	struct span policy = span_of("", 0);
	size_t count[3] = {0};

	page.path = arena_printf(&arena, "docs/rules/%s.md", page.slug);
	read_page(&page, &arena);
	for (size_t i = 0; i < page.examples.len; i++) {
		const struct example *e = &page.examples.at[i];

		if (strcmp(e->name, "policy") == 0) {
			run_policy(&page, e, &arena);
			policy = e->text;
			continue;
		}
		count[e->section]++;
		if (e->section != SECTION_OTHER && e->name[0] != '+')
			run_example(&page, i, policy, &arena);
	}
	assert_true(count[SECTION_BAD] >= 1);
	assert_true(count[SECTION_GOOD] >= 1);
	arena_release(&arena);
}

int main(void)
{
	struct CMUnitTest tests[RULE_COUNT];

	for (int id = 0; id < RULE_COUNT; id++)
		tests[id] = (struct CMUnitTest){rules[id].slug, run_page, NULL, NULL,
			(void *)(uintptr_t)rules[id].slug};
	return _cmocka_run_group_tests("pages", tests, RULE_COUNT, NULL, NULL);
}
