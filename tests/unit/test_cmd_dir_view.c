/* The view of a directory on disk. */
#include "cmd/dir_view.h"

#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "cmd/inspected.h"
#include "support/unit.h"

struct fixture {
	char directory[64];
	struct arena arena;
	struct inspected inspected;
	struct tree_view view;
};

static void shell(const char *script)
{
	if (system(script) != 0)
		fail_msg("failed: %s", script);
}

/* A tree below "top", and beside it what must not be looked at. */
static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	snprintf(f->directory, sizeof(f->directory), "/tmp/layergate-view-XXXXXX");
	assert_non_null(mkdtemp(f->directory));
	assert_int_equal(chdir(f->directory), 0);
	shell("mkdir -p top/app/.git top/d/e top/.git outside && echo secret >outside/.npmrc &&"
	      "echo app >top/app/.npmrc && echo x >top/app/readme && echo x >top/.git/.npmrc &&"
	      "cp top/.git/.npmrc top/app/.git && ln -s ../outside top/out && "
	      "ln -s ../outside/.npmrc top/.npmrc && mkfifo top/d/.npmrc && "
	      "seq 1000 >top/d/e/.npmrc && printf odd >\"$(printf 'top/o\\nx')\" && "
	      "mkdir top/x.npmrc");
	inspected_init(&f->inspected, NULL, classifier_new(&f->arena), &f->arena);
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	char script[128];

	dir_view_close(&f->view);
	arena_release(&f->arena);
	assert_int_equal(chdir("/"), 0);
	snprintf(script, sizeof(script), "rm -rf %s", f->directory);
	shell(script);
	free(f);
	return 0;
}

static void open_view(struct fixture *f, size_t depth)
{
	struct dir_view_limits limits = {depth, 1000, deadline_in(0)};
	struct error err = {""};

	if (dir_view_open("top", &f->inspected.tree, &limits, &f->view, &err) != STATUS_OK)
		fail_msg("%s", err.text);
}

/* The paths, with blanks between them; "@" behind a link. */
static void assert_list(struct fixture *f, const char *dir, const char *expected)
{
	const struct tree_file *files;
	size_t count;
	struct error err = {""};
	struct buf text;

	if (f->view.list(f->view.payload, span_str(dir), &files, &count, &err) != STATUS_OK)
		fail_msg("%s", err.text);
	buf_init(&text, 10000);
	buf_add_str(&text, "");
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_add_char(&text, ' ');
		buf_add(&text, files[i].path);
		if (files[i].is_link)
			buf_add_char(&text, '@');
		assert_false(files[i].id.is_known);
	}
	assert_string_equal(text.ptr, expected);
	buf_release(&text);
}

static bool has(struct fixture *f, const char *path)
{
	return f->view.exists(f->view.payload, span_str(path));
}

static void test_lists(void **state)
{
	struct fixture *f = *state;

	open_view(f, 10);
	for (int i = 0; i < 2; i++) {
		assert_list(f, "", ".npmrc@ app/.npmrc d/e/.npmrc");
		assert_list(f, "app", "app/.npmrc");
		assert_list(f, "d", "d/e/.npmrc");
		assert_list(f, "d/e", "d/e/.npmrc");
		assert_list(f, "x.npmrc", "");
		assert_list(f, "nowhere", "");
		assert_list(f, "app/.npmrc", "");
		assert_list(f, "out", "");
		assert_list(f, "../outside", "");
		assert_list(f, "d/../app", "");
		assert_list(f, "/tmp", "");
		assert_list(f, ".git", "");
	}
}

static void test_exists(void **state)
{
	struct fixture *f = *state;

	open_view(f, 10);
	assert_true(has(f, ""));
	assert_true(has(f, "app"));
	assert_true(has(f, "app/readme"));
	assert_true(has(f, "d/.npmrc"));
	assert_true(has(f, "out"));
	assert_true(has(f, ".npmrc"));
	assert_true(has(f, "o\nx"));
	assert_false(has(f, "out/.npmrc"));
	assert_false(has(f, "../outside"));
	assert_false(has(f, "."));
	assert_false(has(f, "app/"));
	assert_false(has(f, "app//readme"));
	assert_false(has(f, ".git"));
	assert_false(has(f, "app/.git/.npmrc"));
	assert_false(f->view.exists(f->view.payload, span_of("app\0x", 5)));
}

static void test_read(void **state)
{
	struct fixture *f = *state;
	const struct tree_file *files;
	struct tree_file gone = {.path = SPAN_LIT("gone")};
	struct tree_file pipe = {.path = SPAN_LIT("d/.npmrc")};
	struct tree_file through_link = {.path = SPAN_LIT("out/.npmrc")};
	size_t count;
	struct span bytes;
	struct error err = {""};

	open_view(f, 10);
	assert_int_equal(
		f->view.list(f->view.payload, span_str(""), &files, &count, &err), STATUS_OK);
	assert_int_equal(count, 3);
	assert_int_equal(f->view.read(f->view.payload, &files[0], &bytes, &err), STATUS_OK);
	assert_span(bytes, "../outside/.npmrc");
	assert_int_equal(f->view.read(f->view.payload, &files[1], &bytes, &err), STATUS_OK);
	assert_span(bytes, "app\n");
	assert_int_equal(f->view.read(f->view.payload, &files[2], &bytes, &err), STATUS_LIMIT);
	assert_int_equal(f->view.read(f->view.payload, &gone, &bytes, &err), STATUS_IO);
	assert_int_equal(f->view.read(f->view.payload, &pipe, &bytes, &err), STATUS_IO);
	assert_int_equal(f->view.read(f->view.payload, &through_link, &bytes, &err), STATUS_IO);
	/* a file that became a link after it was listed is not followed */
	shell("rm top/app/.npmrc && ln -s ../../outside/.npmrc top/app/.npmrc");
	assert_int_equal(f->view.read(f->view.payload, &files[1], &bytes, &err), STATUS_IO);
}

static void test_depth(void **state)
{
	struct fixture *f = *state;

	open_view(f, 1);
	assert_list(f, "", ".npmrc@ app/.npmrc");
}

static void test_no_directory(void **state)
{
	struct fixture *f = *state;
	struct dir_view_limits limits = {10, 1000, deadline_in(0)};
	struct error err = {""};

	assert_int_equal(dir_view_open("nowhere", &f->inspected.tree, &limits, &f->view, &err),
		STATUS_IO);
	assert_true(err.text[0]);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_lists),
		TEST(test_exists),
		TEST(test_read),
		TEST(test_depth),
		TEST(test_no_directory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
