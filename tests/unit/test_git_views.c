/* Views of commits and of the index, in repositories that git makes. */
#include "git/commit_view.h"
#include "git/index_view.h"
#include "git/tree_sums.h"
#include "model/path_filter.h"

#include <stdio.h>
#include <unistd.h>

#include "base/buf.h"
#include "git/objects.h"
#include "support/unit.h"

/* The repository of a test; the current directory is its top. */
struct fixture {
	char directory[64];
	struct arena arena;
	struct classifier *classifier;
	struct path_filter *filter;
	struct tree_filter tree_filter;
	size_t asked; /* how many paths were inspected */
	struct repo *repo;
};

static uint32_t enter(void *payload, uint32_t state, struct span name)
{
	struct fixture *f = payload;

	return path_filter_enter(f->filter, state, name);
}

static bool admits(void *payload, uint32_t state, struct span name)
{
	struct fixture *f = payload;

	return path_filter_admits(f->filter, state, name);
}

static bool inspects(void *payload, struct span path)
{
	struct fixture *f = payload;

	f->asked++;
	return classify(f->classifier, path) != KIND_NONE;
}

static void shell(const char *script)
{
	if (system(script) != 0)
		fail_msg("failed: %s", script);
}

/* ".npmrc" anywhere, and ci/ *.yml: what is inspected depends on the directory, too. */
static int set_up(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	snprintf(f->directory, sizeof(f->directory), "/tmp/layergate-views-XXXXXX");
	assert_non_null(mkdtemp(f->directory));
	assert_int_equal(chdir(f->directory), 0);
	unsetenv("GIT_DIR");
	unsetenv("GIT_INDEX_FILE");
	setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
	setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
	setenv("GIT_AUTHOR_NAME", "a", 1);
	setenv("GIT_AUTHOR_EMAIL", "a@example.com", 1);
	setenv("GIT_COMMITTER_NAME", "a", 1);
	setenv("GIT_COMMITTER_EMAIL", "a@example.com", 1);
	f->classifier = classifier_new(&f->arena);
	for (int kind = 0; kind < KIND_COUNT; kind++)
		classifier_add(f->classifier, (enum file_kind)kind, span_str("never"), true,
			&f->arena);
	classifier_add(f->classifier, KIND_NPMRC, span_str(".npmrc"), false, &f->arena);
	classifier_add(
		f->classifier, (enum file_kind)0, span_str("ci/*.yml"), false, &f->arena);
	f->filter = path_filter_new(f->classifier, &f->arena);
	f->tree_filter =
		(struct tree_filter){f, path_filter_top(f->filter), enter, admits, inspects};
	*state = f;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *f = *state;
	char script[128];

	repo_close(f->repo);
	arena_release(&f->arena);
	assert_int_equal(chdir("/"), 0);
	unsetenv("GIT_INDEX_FILE");
	snprintf(script, sizeof(script), "rm -rf %s", f->directory);
	shell(script);
	free(f);
	return 0;
}

static void open_repo(struct fixture *f)
{
	struct error err = {""};

	if (repo_open(&f->repo, deadline_in(0), &err) != STATUS_OK)
		fail_msg("%s", err.text);
}

static struct tree_lists *open_lists(struct fixture *f)
{
	static const struct tree_list_limits limits = {
		.depth = 100, .largest_tree = 0, .largest_blob = 1000};

	open_repo(f);
	return tree_lists_new(f->repo, &f->tree_filter, &limits);
}

/* The object that a name stands for. */
static struct oid oid_named(struct fixture *f, const char *name)
{
	const char *const args[] = {"rev-parse", "--verify", name, NULL};
	char hex[OID_HEX_MAX + 1];
	struct oid oid;
	size_t size;
	struct error err = {""};

	if (repo_ask(f->repo, args, hex, sizeof(hex), &err) != STATUS_OK)
		fail_msg("%s", err.text);
	assert_true(oid_parse(span_str(hex), &oid, &size));
	assert_int_equal(size, repo_oid_size(f->repo));
	return oid;
}

static int by_path(const void *a, const void *b)
{
	return span_cmp((*(const struct tree_file *const *)a)->path,
		(*(const struct tree_file *const *)b)->path);
}

/* The paths below the directory, sorted, with blanks between them; "@" behind a link. */
static void assert_list(const struct tree_view *view, const char *dir, const char *expected)
{
	const struct tree_file *files;
	const struct tree_file *sorted[100];
	size_t count;
	struct error err = {""};
	struct buf text;

	if (view->list(view->payload, span_str(dir), &files, &count, &err) != STATUS_OK)
		fail_msg("%s", err.text);
	assert_true(count <= 100);
	for (size_t i = 0; i < count; i++)
		sorted[i] = &files[i];
	if (count)
		qsort(sorted, count, sizeof(*sorted), by_path);
	buf_init(&text, 10000);
	buf_add_str(&text, "");
	for (size_t i = 0; i < count; i++) {
		if (i)
			buf_add_char(&text, ' ');
		buf_add(&text, sorted[i]->path);
		if (sorted[i]->is_link)
			buf_add_char(&text, '@');
		assert_true(sorted[i]->id.is_known);
	}
	assert_string_equal(text.ptr, expected);
	buf_release(&text);
}

static void assert_read(const struct tree_view *view, const char *path, const char *expected)
{
	const struct tree_file *files;
	size_t count;
	struct span bytes;
	struct error err = {""};

	assert_int_equal(
		view->list(view->payload, span_str(""), &files, &count, &err), STATUS_OK);
	for (size_t i = 0; i < count; i++) {
		if (!span_eq_str(files[i].path, path))
			continue;
		if (view->read(view->payload, &files[i], &bytes, &err) != STATUS_OK)
			fail_msg("%s", err.text);
		assert_span(bytes, expected);
		return;
	}
	fail_msg("there is no %s", path);
}

static bool has(const struct tree_view *view, const char *path)
{
	return view->exists(view->payload, span_str(path));
}

/* What the tree of all these tests has. */
#define MAKE_TREE                                                                         \
	"mkdir -p app/ci ci d/e/f 'o\ndd' && echo top >.npmrc && echo app >app/.npmrc &&" \
	"echo x >app/readme && echo y >app/ci/a.yml && echo z >ci/b.yml &&"               \
	"echo q >ci/c.txt && echo deep >d/e/f/.npmrc && ln -s /etc/passwd d/.npmrc &&"    \
	"printf odd >\"$(printf 'o\\ndd/\\377')\" && cp ci/b.yml app-x &&"                \
	"echo o >'o\ndd/.npmrc' && mkdir e && echo n >e/f &&"                             \
	"git add -A && "                                                                  \
	"git update-index --add --cacheinfo "                                             \
	"160000,$(git hash-object -t tree --stdin </dev/null),sub/.npmrc"

static void check_tree(const struct tree_view *view)
{
	assert_list(view, "", ".npmrc app/.npmrc ci/b.yml d/.npmrc@ d/e/f/.npmrc o\ndd/.npmrc");
	assert_list(view, "app", "app/.npmrc");
	assert_list(view, "ci", "ci/b.yml");
	assert_list(view, "d", "d/.npmrc@ d/e/f/.npmrc");
	assert_list(view, "d/e/f", "d/e/f/.npmrc");
	assert_list(view, "o\ndd", "o\ndd/.npmrc");
	assert_list(view, "e", "");
	assert_list(view, "nowhere", "");
	assert_list(view, "ap", "");
	assert_list(view, "app/.npmrc", "");
	assert_list(view, "app/..", "");
	assert_read(view, "app/.npmrc", "app\n");
	assert_read(view, "d/.npmrc", "/etc/passwd");
	assert_true(has(view, ""));
	assert_true(has(view, "app"));
	assert_true(has(view, "app-x"));
	assert_true(has(view, "app/readme"));
	assert_true(has(view, "app/ci/a.yml"));
	assert_true(has(view, "d/.npmrc"));
	assert_true(has(view, "o\ndd/\377"));
	assert_true(has(view, "sub/.npmrc"));
	assert_false(has(view, "d/.npmrc/passwd"));
	assert_false(has(view, "app/read"));
	assert_false(has(view, "app/"));
	assert_false(has(view, "ap"));
	assert_false(has(view, ".git"));
	assert_false(has(view, ".."));
}

static void check_commit(struct fixture *f)
{
	struct tree_lists *lists = open_lists(f);
	struct tree_view view;
	struct oid commit = oid_named(f, "HEAD");
	struct oid tree = oid_named(f, "HEAD^{tree}");
	struct error err = {""};

	assert_int_equal(commit_view_open(lists, &commit, &view, &err), STATUS_OK);
	check_tree(&view);
	check_tree(&view);
	commit_view_close(&view);
	commit_view_of_tree(lists, &tree, &view);
	check_tree(&view);
	commit_view_close(&view);
	/* a tree is no commit */
	assert_int_equal(commit_view_open(lists, &tree, &view, &err), STATUS_GIT);
	tree_lists_free(lists);
}

static void test_commit(void **state)
{
	shell("git init -q . && " MAKE_TREE " && git commit -qm x");
	check_commit(*state);
}

static void test_sha256(void **state)
{
	struct fixture *f = *state;

	shell("git init -q --object-format=sha256 . && " MAKE_TREE " && git commit -qm x");
	check_commit(f);
	assert_int_equal(repo_oid_size(f->repo), 32);
}

static void test_bare(void **state)
{
	shell("git init -q r && cd r && " MAKE_TREE
	      " && git commit -qm x && cd .. && git clone -q --bare r b");
	assert_int_equal(chdir("b"), 0);
	check_commit(*state);
}

/* A number that depends on path and content. */
static uint64_t number_of(void *payload, const struct tree_file *file)
{
	uint64_t number = file->is_link;
	size_t *asked = payload;

	++*asked;
	for (size_t i = 0; i < file->path.len; i++)
		number = number * 31 + (unsigned char)file->path.ptr[i];
	return number * 31 + file->id.bytes[0];
}

static uint64_t sum_of_list(struct tree_lists *lists, const struct oid *tree)
{
	const struct tree_file *files;
	struct tree_view view;
	size_t count;
	size_t asked = 0;
	uint64_t sum = 0;
	struct error err = {""};

	commit_view_of_tree(lists, tree, &view);
	assert_int_equal(
		view.list(view.payload, span_str(""), &files, &count, &err), STATUS_OK);
	for (size_t i = 0; i < count; i++)
		sum += number_of(&asked, &files[i]);
	commit_view_close(&view);
	return sum;
}

/* Only what a commit changes is asked for again. */
static void test_sums(void **state)
{
	static const size_t asked_for[] = {6, 2, 3, 0};
	struct fixture *f = *state;
	struct tree_lists *lists;
	struct oid tree;
	uint64_t sum;
	size_t asked;
	struct error err = {""};

	shell("git init -q . && " MAKE_TREE " && git commit -qm 0 && "
	      "echo more >app/.npmrc && git add app && git commit -qm 1 && cp -r d d2 && "
	      "git add d2 && git commit -qm 2 && git rm -rq d2 && git commit -qm 3");
	lists = open_lists(f);
	for (int i = 3; i >= 0; i--) {
		char name[32];

		snprintf(name, sizeof(name), "HEAD~%d^{tree}", i);
		tree = oid_named(f, name);
		asked = 0;
		assert_int_equal(
			tree_sum(lists, &tree, number_of, &asked, &sum, &err), STATUS_OK);
		assert_true(sum == sum_of_list(lists, &tree));
		/* those of the directories that are new, and of the top */
		assert_int_equal(asked, asked_for[3 - i]);
	}
	tree_lists_free(lists);
}

/* Lists, in one run, of commits that change a file each. */
static void test_directories_are_read_once(void **state)
{
	struct fixture *f = *state;
	struct tree_lists *lists;
	size_t first = 0;

	shell("git init -q . && for i in 1 2 3 4 5 6 7 8 9; do mkdir -p d$i/ci && "
	      "echo $i >d$i/.npmrc && echo $i >d$i/ci/x.yml; done && git add . && "
	      "git commit -qm 0 && echo more >d5/.npmrc && git commit -qam 1 && "
	      "rm -r d7 && git commit -qam 2");
	lists = open_lists(f);
	for (int i = 2; i >= 0; i--) {
		char name[16];
		struct tree_view view;
		struct oid commit;
		struct error err = {""};

		snprintf(name, sizeof(name), "HEAD~%d", i);
		commit = oid_named(f, name);
		f->asked = 0;
		assert_int_equal(commit_view_open(lists, &commit, &view, &err), STATUS_OK);
		assert_list(&view, "",
			i ? "d1/.npmrc d2/.npmrc d3/.npmrc d4/.npmrc d5/.npmrc d6/.npmrc "
			    "d7/.npmrc d8/.npmrc d9/.npmrc"
			  : "d1/.npmrc d2/.npmrc d3/.npmrc d4/.npmrc d5/.npmrc d6/.npmrc "
			    "d8/.npmrc d9/.npmrc");
		if (i == 2)
			first = f->asked;
		else
			assert_true(f->asked <= first / 9);
		assert_read(&view, "d5/.npmrc", i == 2 ? "5\n" : "more\n");
		commit_view_close(&view);
	}
	tree_lists_free(lists);
}

/* The same directory in two places, where other files are inspected. */
static void test_states_are_told_apart(void **state)
{
	struct fixture *f = *state;
	struct tree_lists *lists;
	struct tree_view view;
	struct oid tree;

	shell("git init -q . && mkdir ci no && echo x >ci/x.yml && cp ci/x.yml no && "
	      "git add . && git commit -qm x");
	lists = open_lists(f);
	tree = oid_named(f, "HEAD^{tree}");
	commit_view_of_tree(lists, &tree, &view);
	assert_list(&view, "no", "");
	assert_list(&view, "", "ci/x.yml");
	assert_list(&view, "ci", "ci/x.yml");
	commit_view_close(&view);
	tree_lists_free(lists);
}

/* Make a tree that holds the one in the file "tree" under each of the names; it goes there. */
#define NEST(names, levels)                                                                 \
	"t=$(printf '100644 blob %s\\t.npmrc\\n' $(echo x | git hash-object -w --stdin) |"  \
	"git mktree) && for level in $(seq " levels "); do t=$(for n in " names             \
	"; do printf '040000 tree %s\\t%s\\n' $t $n; done | git mktree) || exit 1; done &&" \
	"git tag top $t"

static void assert_list_fails(const struct tree_view *view, enum status expected)
{
	const struct tree_file *files;
	size_t count;
	struct error err = {""};

	assert_int_equal(
		view->list(view->payload, span_str(""), &files, &count, &err), expected);
	assert_int_equal(count, 0);
	assert_true(err.text[0]);
	assert_int_equal(
		view->list(view->payload, span_str(""), &files, &count, NULL), expected);
}

static void test_exploding_tree(void **state)
{
	struct fixture *f = *state;
	struct tree_lists *lists;
	struct tree_view view;
	struct oid tree;

	/* a million of millions of files */
	shell("git init -q . && " NEST("$(seq 100)", "6"));
	lists = open_lists(f);
	tree = oid_named(f, "top");
	commit_view_of_tree(lists, &tree, &view);
	assert_list_fails(&view, STATUS_LIMIT);
	assert_list(&view, "1/1/1/1/1/1", "1/1/1/1/1/1/.npmrc");
	assert_true(has(&view, "100/1/2/3/4/5/.npmrc"));
	assert_false(has(&view, "100/1/2/3/4/5/6"));
	commit_view_close(&view);
	tree_lists_free(lists);
}

static void test_deep_tree(void **state)
{
	struct fixture *f = *state;
	struct tree_lists *lists;
	struct tree_view view;
	struct oid tree;

	shell("git init -q . && " NEST("d", "120"));
	lists = open_lists(f);
	tree = oid_named(f, "top");
	commit_view_of_tree(lists, &tree, &view);
	assert_list_fails(&view, STATUS_LIMIT);
	assert_list(&view, "e", "");
	commit_view_close(&view);
	/* what is not as deep by itself is no problem */
	tree = oid_named(f, "top:d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d/d");
	commit_view_of_tree(lists, &tree, &view);
	{
		const struct tree_file *files;
		size_t count;

		assert_int_equal(
			view.list(view.payload, span_str(""), &files, &count, NULL), STATUS_OK);
		assert_int_equal(count, 1);
		assert_int_equal(files[0].path.len, 95 * 2 + 6);
	}
	commit_view_close(&view);
	tree_lists_free(lists);
}

/* Names that git does not write: with a '/', twice the same, odd modes, a cut end. */
static void test_odd_trees(void **state)
{
	struct fixture *f = *state;
	struct tree_lists *lists;
	struct tree_view view;
	struct oid tree;

	shell("git init -q . && o=$(echo x | git hash-object -w --stdin) && "
	      "r=$(echo $o | sed 's/../\\\\x&/g') && "
	      "b=$(command -v bash) && "
	      "$b -c \"printf '100644 .npmrc\\0$r''100755 .npmrc\\0$r''40 x\\0$r'\" >t0 && "
	      "$b -c \"printf '100640 .npmrc\\0$r''100644 a/.npmrc\\0$r'\" >t1 && "
	      "$b -c \"printf '100644 .npmrc\\0$r''100644 b'\" >t2 && "
	      "for i in 0 1 2; do git tag t$i $(git hash-object -w --literally -t tree t$i) "
	      "|| exit 1; done");
	lists = open_lists(f);
	tree = oid_named(f, "t0");
	commit_view_of_tree(lists, &tree, &view);
	assert_list(&view, "", ".npmrc .npmrc");
	commit_view_close(&view);
	tree = oid_named(f, "t1");
	commit_view_of_tree(lists, &tree, &view);
	assert_list(&view, "", ".npmrc a/.npmrc");
	commit_view_close(&view);
	tree = oid_named(f, "t2");
	commit_view_of_tree(lists, &tree, &view);
	assert_list_fails(&view, STATUS_GIT);
	commit_view_close(&view);
	tree_lists_free(lists);
}

static void test_missing_objects(void **state)
{
	struct fixture *f = *state;
	struct tree_lists *lists;
	struct tree_view view;
	struct oid tree;
	const struct tree_file *files;
	size_t count;
	struct span bytes;
	struct error err = {""};

	shell("git init -q . && mkdir d e && echo x >d/.npmrc && echo y >e/.npmrc && git add . "
	      "&& git commit -qm x && for n in HEAD:d HEAD:e/.npmrc; do o=$(git rev-parse $n) "
	      "&& "
	      "rm -f .git/objects/$(echo $o | cut -c1-2)/$(echo $o | cut -c3-) || exit 1; "
	      "done");
	lists = open_lists(f);
	tree = oid_named(f, "HEAD^{tree}");
	commit_view_of_tree(lists, &tree, &view);
	assert_list_fails(&view, STATUS_GIT);
	assert_int_equal(
		view.list(view.payload, span_str("d/x"), &files, &count, &err), STATUS_GIT);
	assert_list(&view, "e", "e/.npmrc");
	assert_true(has(&view, "d"));
	assert_false(has(&view, "d/.npmrc"));
	assert_int_equal(
		view.list(view.payload, span_str("e"), &files, &count, &err), STATUS_OK);
	assert_int_equal(view.read(view.payload, &files[0], &bytes, &err), STATUS_NOT_FOUND);
	commit_view_close(&view);
	tree_lists_free(lists);
}

static void test_large_file(void **state)
{
	struct fixture *f = *state;
	struct tree_lists *lists;
	struct tree_view view;
	struct oid tree;
	const struct tree_file *files;
	size_t count;
	struct span bytes;
	struct error err = {""};

	shell("git init -q . && seq 1000 >.npmrc && git add . && git commit -qm x");
	lists = open_lists(f);
	tree = oid_named(f, "HEAD^{tree}");
	commit_view_of_tree(lists, &tree, &view);
	assert_int_equal(
		view.list(view.payload, span_str(""), &files, &count, &err), STATUS_OK);
	assert_int_equal(view.read(view.payload, &files[0], &bytes, &err), STATUS_LIMIT);
	commit_view_close(&view);
	tree_lists_free(lists);
}

/* --- the index --------------------------------------------------------------------------- */

static void check_index(struct fixture *f)
{
	struct tree_view view;

	open_repo(f);
	index_view_open(f->repo, &f->tree_filter, 1000, &view);
	check_tree(&view);
	index_view_close(&view);
}

static void test_index(void **state)
{
	/* what is not staged does not count */
	shell("git init -q . && " MAKE_TREE " && echo new >app/.npmrc && echo x >ci/new.yml");
	check_index(*state);
}

static void test_index_in_subdirectory(void **state)
{
	shell("git init -q --object-format=sha256 . && " MAKE_TREE);
	assert_int_equal(chdir("app"), 0);
	check_index(*state);
}

static void test_other_index(void **state)
{
	struct fixture *f = *state;
	struct tree_view view;

	shell("git init -q . && echo x >.npmrc && git add . && git commit -qm x && "
	      "mkdir ci && echo y >ci/y.yml && "
	      "GIT_INDEX_FILE=.git/other git add ci");
	open_repo(f);
	index_view_open(f->repo, &f->tree_filter, 1000, &view);
	assert_list(&view, "", ".npmrc");
	index_view_close(&view);
	setenv("GIT_INDEX_FILE", ".git/other", 1);
	index_view_open(f->repo, &f->tree_filter, 1000, &view);
	assert_list(&view, "", "ci/y.yml");
	assert_false(has(&view, ".npmrc"));
	index_view_close(&view);
}

static void test_conflicts(void **state)
{
	struct fixture *f = *state;
	struct tree_view view;

	shell("git init -q -b main . && mkdir d && echo 0 >.npmrc && cp .npmrc d && git add . "
	      "&& "
	      "git commit -qm 0 && git checkout -qb side && echo side >.npmrc && "
	      "echo side >d/.npmrc && git commit -qam 1 && git checkout -q main && "
	      "echo main >.npmrc && git rm -q d/.npmrc && git commit -qam 2 && "
	      "! git merge -q side >/dev/null 2>&1");
	open_repo(f);
	index_view_open(f->repo, &f->tree_filter, 1000, &view);
	assert_list(&view, "", ".npmrc d/.npmrc");
	assert_read(&view, ".npmrc", "main\n");
	assert_read(&view, "d/.npmrc", "side\n");
	index_view_close(&view);
}

static void test_empty_index(void **state)
{
	struct fixture *f = *state;
	struct tree_view view;

	shell("git init -q .");
	open_repo(f);
	index_view_open(f->repo, &f->tree_filter, 1000, &view);
	assert_list(&view, "", "");
	assert_false(has(&view, ".npmrc"));
	index_view_close(&view);
}

static void test_damaged_index(void **state)
{
	struct fixture *f = *state;
	struct tree_view view;

	shell("git init -q . && echo nonsense >.git/index");
	open_repo(f);
	index_view_open(f->repo, &f->tree_filter, 1000, &view);
	assert_list_fails(&view, STATUS_GIT);
	assert_false(has(&view, "x"));
	index_view_close(&view);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_commit),
		TEST(test_sha256),
		TEST(test_bare),
		TEST(test_sums),
		TEST(test_directories_are_read_once),
		TEST(test_states_are_told_apart),
		TEST(test_exploding_tree),
		TEST(test_deep_tree),
		TEST(test_odd_trees),
		TEST(test_missing_objects),
		TEST(test_large_file),
		TEST(test_index),
		TEST(test_index_in_subdirectory),
		TEST(test_other_index),
		TEST(test_conflicts),
		TEST(test_empty_index),
		TEST(test_damaged_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
