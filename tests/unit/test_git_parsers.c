/*
 * What the git room parses: raw diffs, command lines and settings in the environment, names of
 * objects, commits, tags, trees, what a hook is told, and lists of object stores.
 */
#include "base/buf.h"
#include "git/alternates.h"
#include "git/amend.h"
#include "git/config_env.h"
#include "git/oid.h"
#include "git/parse.h"
#include "git/push_lines.h"
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

#define A64 A40 "aaaaaaaaaaaaaaaaaaaaaaaa"
#define B64 B40 "bbbbbbbbbbbbbbbbbbbbbbbb"
#define ZERO40 "0000000000000000000000000000000000000000"

static void test_oids(void **state)
{
	static const char digits[] =
		"0123456789abcdefABCDEF0123456789abcdefABCDEF0123456789abcdefABCD"
		"E";
	struct oid oid;
	size_t size = 0;

	(void)state;
	for (size_t len = 0; len < sizeof(digits); len++) {
		bool fits = len == 40 || len == 64;

		assert_int_equal(oid_parse(span_of(digits, len), &oid, &size), fits);
		if (!fits)
			continue;
		assert_int_equal(size, len / 2);
		assert_true(span_eq_nocase(span_of(digits, len), oid_hex(&oid, size).text));
		assert_false(oid_is_null(&oid));
	}
	/* any wrong digit, wherever it is */
	for (const char *wrong = "g/:@G`-\xff"; *wrong; wrong++)
		for (size_t at = 0; at < 40; at++) {
			char hex[] = A40;

			hex[at] = *wrong;
			assert_false(oid_parse(span_str(hex), &oid, &size));
		}
	assert_true(oid_parse(span_str(ZERO40), &oid, &size));
	assert_true(oid_is_null(&oid));
	assert_string_equal(oid_hex(&oid, 20).text, ZERO40);
	/* what is behind a short name is zero, and only the last byte may tell two apart */
	oid = oid_of("aaaaaaaaaaaaaaaaaaaaXXXXXXXXXXXX", 20);
	assert_string_equal(oid_hex(&oid, 32).text,
		"6161616161616161616161616161616161616161000000000000000000000000");
	oid = oid_of("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 32);
	assert_false(oid_is_null(&oid));
}

/* A copy that is exactly as large as the text, so that a read beyond it is noticed. */
static struct span exactly(struct span text)
{
	char *copy = malloc(text.len ? text.len : 1);

	assert_non_null(copy);
	memcpy(copy, text.ptr, text.len);
	return span_of(copy, text.len);
}

static void drop(struct span exact)
{
	free((void *)(uintptr_t)exact.ptr);
}

/* The first digits of the parents; "-" for something that is no commit. */
static const char *parents_of(struct span bytes, size_t oid_size, struct arena *arena)
{
	struct span exact = exactly(bytes);
	struct commit_head head;
	struct oid parent;
	const char *list = "";

	if (!commit_parse(exact, oid_size, &head)) {
		drop(exact);
		return "-";
	}
	assert_true(head.parents.ptr >= exact.ptr);
	assert_true(head.parents.ptr + head.parents.len <= exact.ptr + exact.len);
	while (commit_next_parent(&head.parents, oid_size, &parent))
		list = arena_printf(arena, "%s%.2s", list, oid_hex(&parent, oid_size).text);
	assert_int_equal(head.parents.len, 0);
	list = arena_printf(arena, "%.2s:%s", oid_hex(&head.tree, oid_size).text, list);
	drop(exact);
	return list;
}

static void test_commits(void **state)
{
	static const struct {
		struct span bytes;
		const char *sha1; /* tree and parents */
		const char *sha256;
	} cases[] = {
		{SPAN_LIT("tree " A40 "\n"), "aa:", "-"},
		{SPAN_LIT("tree " A64 "\n"), "-", "aa:"},
		{SPAN_LIT("tree " A40 "\nparent " B40 "\nparent " A40 "\nauthor x\n\n"),
			"aa:bbaa", "-"},
		{SPAN_LIT("tree " A64 "\nparent " B64 "\n\n"), "-", "aa:bb"},
		/* a parent of the other size, a cut one, one behind something else: no parent
		 */
		{SPAN_LIT("tree " A40 "\nparent " B64 "\n\n"), "aa:", "-"},
		{SPAN_LIT("tree " A40 "\nparent " B40 "\nparent " B40), "aa:bb", "-"},
		{SPAN_LIT("tree " A40 "\nparent " B40 "\nparent bbbb\n"), "aa:bb", "-"},
		{SPAN_LIT("tree " A40 "\nparent " B40 "\nauthor x\nparent " A40 "\n"), "aa:bb",
			"-"},
		{SPAN_LIT("tree " A40 "\n\nparent " A40 "\n"), "aa:", "-"},
		{SPAN_LIT("tree " A40 "\nparent  " A40 "\n"), "aa:", "-"},
		{SPAN_LIT("tree " A40 "\r\nparent " A40 "\n"), "-", "-"},
		/* no commit */
		{SPAN_LIT(""), "-", "-"},
		{SPAN_LIT("tree"), "-", "-"},
		{SPAN_LIT("tree "), "-", "-"},
		{SPAN_LIT("tree " A40), "-", "-"},
		{SPAN_LIT("tree " A40 "a\n"), "-", "-"},
		{SPAN_LIT(" tree " A40 "\n"), "-", "-"},
		{SPAN_LIT("Tree " A40 "\n"), "-", "-"},
		{SPAN_LIT("parent " B40 "\ntree " A40 "\n"), "-", "-"},
	};
	struct arena arena = {0};
	struct span whole = cases[2].bytes;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_string_equal(parents_of(cases[i].bytes, 20, &arena), cases[i].sha1);
		assert_string_equal(parents_of(cases[i].bytes, 32, &arena), cases[i].sha256);
	}
	/* cut anywhere: what is whole counts */
	for (size_t len = 0; len < whole.len; len++)
		assert_string_equal(parents_of(span_sub(whole, 0, len), 20, &arena),
			len < 46            ? "-"
				: len < 94  ? "aa:"
				: len < 142 ? "aa:bb"
					    : "aa:bbaa");
	arena_release(&arena);
}

#define HEAD_LINES "tree " A40 "\nparent " B40 "\n"

static void test_authors(void **state)
{
	static const struct {
		const char *line; /* behind "author " or "committer " */
		const char *who;  /* NULL: none */
		int64_t time;
		int zone;
	} cases[] = {
		{"A U <a@example.com> 1700000000 +0100", "A U <a@example.com>", 1700000000, 60},
		{"A <a> 1 -0730", "A <a>", 1, -450},
		{"A <a> 0 +0000", "A <a>", 0, 0},
		{"A <a> 12 -0000", "A <a>", 12, 0},
		{"A <a> 12 +9999", "A <a>", 12, 99 * 60 + 99},
		/* an address with '>', none, no name, nothing at all */
		{"A <a>b> 5 +0000", "A <a>b>", 5, 0},
		{"A > B <a> 5 +0000", "A > B <a>", 5, 0},
		{"A <> 5 +0000", "A <>", 5, 0},
		{" <a> 5 +0000", "<a>", 5, 0},
		{"<a>", "<a>", 0, 0},
		{">", ">", 0, 0},
		{"", NULL, 0, 0},
		{"A a 5 +0000", NULL, 0, 0},
		/* a '>' behind the time is taken for the end of the address */
		{"A <a> 5 +0000>", "A <a> 5 +0000>", 0, 0},
		/* zones that are none, further blanks */
		{"A <a> 5", "A <a>", 5, 0},
		{"A <a> 5 ", "A <a>", 5, 0},
		{"A <a> 5 +100", "A <a>", 5, 0},
		{"A <a> 5 +01000", "A <a>", 5, 0},
		{"A <a> 5 +01x0", "A <a>", 5, 0},
		{"A <a> 5 UTC", "A <a>", 5, 0},
		{"A <a>  5   +0100 ", "A <a>", 5, 60},
		{"A <a>5 +0100", "A <a>", 5, 60},
		{"A <a> -5 +0100", "A <a>", 0, 0},
		{"A <a> x +0100", "A <a>", 0, 0},
	};
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct span author = exactly(span_str(arena_printf(&arena,
			HEAD_LINES "author %s\ncommitter C <c> 9 +0000\n\nx\n",
			cases[i].line)));
		struct span committer = exactly(span_str(arena_printf(&arena,
			HEAD_LINES "author C <c> 9 +0000\ncommitter %s", cases[i].line)));
		struct signature s;

		assert_int_equal(commit_author(author, &s), cases[i].who != NULL);
		assert_int_equal(s.time, cases[i].time);
		assert_int_equal(s.zone, cases[i].zone);
		if (cases[i].who)
			assert_span(s.who, cases[i].who);
		assert_int_equal(commit_time(author), 9);
		assert_int_equal(commit_time(committer), cases[i].time);
		assert_true(commit_author(committer, &s));
		assert_span(s.who, "C <c>");
		drop(author);
		drop(committer);
	}
	arena_release(&arena);
}

/* Times that no clock has: never negative, and the zone can be added to them. */
static void test_huge_times(void **state)
{
	static const char *const numbers[] = {"9223372036854775789", "9223372036854775807",
		"9223372036854775808", "18446744073709551616", "99999999999999999999999999",
		"922337203685477578", "4611686018427387904"};
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		struct span bytes = span_str(arena_printf(&arena,
			"author a <a> %s +9999\ncommitter b <b> %s -9999\n", numbers[i],
			numbers[i]));
		struct signature s;
		int64_t local;

		assert_true(commit_author(bytes, &s));
		assert_true(s.time > (int64_t)1 << 40);
		assert_true(commit_time(bytes) > (int64_t)1 << 40);
		assert_false(__builtin_add_overflow(s.time, (int64_t)s.zone * 60, &local));
	}
	arena_release(&arena);
}

static void test_headers_of_commits(void **state)
{
	struct signature s;

	(void)state;
	/* headers end at the empty line, which may be missing; the first one counts */
	assert_false(commit_author(LIT(HEAD_LINES "\nauthor a <a> 5 +0000\n"), &s));
	assert_int_equal(commit_time(LIT(HEAD_LINES "\ncommitter a <a> 5 +0000\n")), 0);
	assert_false(commit_author(LIT(HEAD_LINES), &s));
	assert_int_equal(commit_time(LIT(HEAD_LINES)), 0);
	assert_int_equal(commit_time(LIT("")), 0);
	assert_true(commit_author(LIT(HEAD_LINES "odd\nauthor a <a> 5 +0000"), &s));
	assert_int_equal(s.time, 5);
	assert_int_equal(
		commit_time(LIT("committer a <a> 5 +0000\ncommitter a <a> 6 +0000\n")), 5);
	/* a line that goes on, and one that only looks like it */
	assert_false(commit_author(
		LIT("gpgsig x\n author a <a> 5 +0000\nauthors b <b> 6 +0\n"), &s));
	assert_true(commit_author(LIT("author \0a <a> 5 +0000\n"), &s));
	assert_int_equal(s.time, 5);
}

static void test_tags(void **state)
{
	static const struct {
		struct span bytes;
		bool sha1;
		bool sha256;
	} cases[] = {
		{SPAN_LIT("object " A40 "\ntype commit\ntag t\n\nx\n"), true, false},
		{SPAN_LIT("object " A64 "\ntype commit\n"), false, true},
		{SPAN_LIT("object " A40 "\n"), true, false},
		{SPAN_LIT("object " A40), false, false},
		{SPAN_LIT("object " A40 " \n"), false, false},
		{SPAN_LIT("object aaaa\n"), false, false},
		{SPAN_LIT("object\n"), false, false},
		{SPAN_LIT("type commit\nobject " A40 "\n"), false, false},
		{SPAN_LIT(""), false, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct span exact = exactly(cases[i].bytes);
		struct oid target;

		assert_int_equal(tag_parse(exact, 20, &target), cases[i].sha1);
		if (cases[i].sha1)
			assert_string_equal(oid_hex(&target, 20).text, A40);
		assert_int_equal(tag_parse(exact, 32, &target), cases[i].sha256);
		if (cases[i].sha256)
			assert_string_equal(oid_hex(&target, 32).text, A64);
		drop(exact);
	}
}

#define OID20 "OOOOOOOOOOOOOOOOOOOO"
#define OID32 OID20 "OOOOOOOOOOOO"

static void test_tree_modes(void **state)
{
	static const struct {
		const char *mode;
		enum entry_type type;
	} cases[] = {
		{"100644", ENTRY_FILE},
		{"100755", ENTRY_FILE},
		{"100664", ENTRY_FILE},
		{"100600", ENTRY_FILE},
		{"100000", ENTRY_FILE},
		{"0100644", ENTRY_FILE},
		{"40000", ENTRY_DIRECTORY},
		{"040000", ENTRY_DIRECTORY},
		{"40755", ENTRY_DIRECTORY},
		{"120000", ENTRY_LINK},
		{"120777", ENTRY_LINK},
		{"160000", ENTRY_SUBMODULE},
		/* of no type that git knows: looked at as a file, rather than not at all */
		{"0", ENTRY_FILE},
		{"644", ENTRY_FILE},
		{"140000", ENTRY_FILE},
		{"777777777777777777777777", ENTRY_FILE},
	};
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *text = arena_printf(&arena, "%s name", cases[i].mode);
		struct span tree = exactly(span_of(
			arena_printf(&arena, "%s#" OID32, text), strlen(text) + 1 + 32));
		struct span rest = tree;
		struct tree_entry entry;

		((char *)(uintptr_t)tree.ptr)[strlen(text)] = '\0';
		assert_true(tree_next(&rest, 32, &entry));
		assert_int_equal(entry.type, cases[i].type);
		assert_span(entry.name, "name");
		assert_memory_equal(entry.oid, OID32, 32);
		assert_int_equal(rest.len, 0);
		assert_false(tree_next(&rest, 32, &entry));
		drop(tree);
	}
	arena_release(&arena);
}

static void test_tree_refuses(void **state)
{
	static const struct span cases[] = {
		SPAN_LIT(" name\0" OID20),
		SPAN_LIT("100644\0" OID20),
		SPAN_LIT("100644"),
		SPAN_LIT("100644 "),
		SPAN_LIT("40000 "),
		SPAN_LIT("40000"),
		SPAN_LIT("4"),
		SPAN_LIT("100644 name"),
		SPAN_LIT("100644 name\0"),
		SPAN_LIT("100644 name\0OOOOOOOOOOOOOOOOOOO"),
		SPAN_LIT("100644 a name that goes on until the end of the directory"),
		SPAN_LIT("100648 name\0" OID20),
		SPAN_LIT("-100644 name\0" OID20),
		SPAN_LIT("100644\tname\0" OID20),
		SPAN_LIT("x"),
		SPAN_LIT("\0"),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct span tree = exactly(cases[i]);
		struct span rest = tree;
		struct tree_entry entry;

		assert_false(tree_next(&rest, 20, &entry));
		assert_int_equal(rest.len, tree.len);
		drop(tree);
	}
}

/* Put an entry together byte by byte: names of any length, cut at any place. */
static void check_name_of(
	const char *mode, size_t len, size_t slash, size_t oid_size, size_t more)
{
	struct buf buf;
	struct tree_entry entry;
	struct span tree;
	struct span rest;

	buf_init(&buf, 1000);
	buf_add_str(&buf, mode);
	buf_add_char(&buf, ' ');
	for (size_t i = 0; i < len; i++)
		buf_add_char(&buf, i == slash ? '/' : (char)('.' + 128 * (i % 3 == 2)));
	buf_add_char(&buf, '\0');
	/* slashes and NULs in the name of the object say nothing about the entry's name */
	for (size_t i = 0; i < oid_size; i++)
		buf_add_char(&buf, i % 2 ? '/' : '\0');
	for (size_t i = 0; i < more; i++)
		buf_add_char(&buf, '/');
	tree = exactly(buf_span(&buf));
	rest = tree;
	assert_true(tree_next(&rest, oid_size, &entry));
	assert_int_equal(entry.name.len, len);
	assert_ptr_equal(entry.name.ptr, tree.ptr + strlen(mode) + 1);
	assert_ptr_equal(entry.oid, entry.name.ptr + len + 1);
	assert_int_equal(entry.has_slash, slash < len);
	assert_int_equal(rest.len, more);
	drop(tree);
	for (size_t cut = 0; cut < buf.len - more; cut++) {
		tree = exactly(span_of(buf.ptr, cut));
		rest = tree;
		assert_false(tree_next(&rest, oid_size, &entry));
		assert_int_equal(rest.len, cut);
		drop(tree);
	}
	buf_release(&buf);
}

static void test_tree_names(void **state)
{
	static const char *const modes[] = {"100644", "40000", "100755", "0"};

	(void)state;
	for (size_t len = 0; len <= 40; len++)
		for (size_t slash = 0; slash <= len; slash++)
			for (size_t m = 0; m < sizeof(modes) / sizeof(*modes); m++) {
				check_name_of(modes[m], len, slash, 20, (len + slash) % 9);
				check_name_of(modes[m], len, slash, 32, 0);
			}
}

/* Eight bytes at a time against one at a time, on bytes that are hard to tell from a NUL. */
static void test_tree_names_of_any_bytes(void **state)
{
	static const char bytes[] = {
		'/', '.', '0', '\x01', '\x80', '\x81', '\xff', '\xaf', '\xae'};
	uint32_t random = 1;

	(void)state;
	for (int i = 0; i < 20000; i++) {
		char text[80] = "100644 ";
		size_t len;
		struct span tree;
		struct span rest;
		struct tree_entry entry;

		random = random * 1664525u + 1013904223u;
		len = 7 + (random >> 8) % 41;
		for (size_t at = 7; at < len; at++) {
			random = random * 1664525u + 1013904223u;
			text[at] = bytes[(random >> 8) % sizeof(bytes)];
		}
		text[len] = '\0';
		memset(text + len + 1, '/', 20);
		rest = tree = exactly(span_of(text, len + 21));
		assert_true(tree_next(&rest, 20, &entry));
		assert_int_equal(entry.name.len, len - 7);
		assert_int_equal(entry.has_slash, strchr(text, '/') != NULL);
		drop(tree);
	}
}

static void test_tree_of_many(void **state)
{
	struct span rest = LIT("100644 a\0" OID20 "40000 b\0" OID20 "160000 c/d\0" OID20
			       "100644 \0" OID20 "x");
	struct tree_entry entry;

	(void)state;
	for (const char *const *name = (const char *const[]){"a", "b", "c/d", "", NULL}; *name;
		name++) {
		assert_true(tree_next(&rest, 20, &entry));
		assert_span(entry.name, *name);
		assert_memory_equal(entry.oid, OID20, 20);
	}
	assert_false(tree_next(&rest, 20, &entry));
	assert_span(rest, "x");
}

/* All directories of the list, each with a '|' behind it. */
static void test_alternates(void **state)
{
	static const struct {
		struct span list;
		const char *directories;
	} cases[] = {
		{SPAN_LIT(""), "|"},
		{SPAN_LIT("/a"), "/a|"},
		{SPAN_LIT("/a:/b"), "/a|/b|"},
		{SPAN_LIT("::/a"), "||/a|"},
		{SPAN_LIT("/a b\\n'c"), "/a b\\n'c|"},
		{SPAN_LIT("/a\"b"), "/a\"b|"},
		{SPAN_LIT("\"/a:b\""), "/a:b|"},
		{SPAN_LIT("\"/a:b\":/c"), "/a:b|/c|"},
		{SPAN_LIT("/c:\"/a:b\":\"\\\"x\\\\\""), "/c|/a:b|\"x\\|"},
		{SPAN_LIT("\"\\a\\b\\f\\n\\r\\t\\v\""), "\a\b\f\n\r\t\v|"},
		{SPAN_LIT("\"\\303\\244\\1014\\0609\""),
			"\xc3\xa4"
			"A409|"},
		{SPAN_LIT("\"\":/a"), "|/a|"},
		/* not closed, or cut behind a backslash: not known */
		{SPAN_LIT("\"/a"), "|"},
		{SPAN_LIT("\"/a:/b"), "|"},
		{SPAN_LIT("\""), "|"},
		{SPAN_LIT("\"/a\\"), "|"},
		{SPAN_LIT("\"\\\""), "|"},
		{SPAN_LIT("\"\\4"), "|"},
		/* something between the quote and the separator is passed over */
		{SPAN_LIT("\"/a\"x:/b"), "/a|/b|"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct span exact = exactly(cases[i].list);
		struct span rest = exact;
		struct arena arena = {0};
		const char *directory;
		struct buf all;

		buf_init(&all, 1000);
		while (alternates_next(&rest, &arena, &directory)) {
			buf_add_str(&all, directory);
			buf_add_char(&all, '|');
		}
		assert_span(buf_span(&all), cases[i].directories);
		buf_release(&all);
		arena_release(&arena);
		drop(exact);
	}
}

static void test_push_lines(void **state)
{
	struct span input = exactly(LIT(ZERO40 " " A40 " refs/heads/x\n" A40 " " ZERO40
					       " refs/with blank\n" A40 " " B40 " \xff\n"));
	struct arena arena = {0};
	struct push_lines lines;
	struct error err = {""};

	(void)state;
	assert_int_equal(push_lines_parse(input, 20, &arena, &lines, &err), STATUS_OK);
	assert_int_equal(lines.items.len, 3);
	assert_false(lines.items.at[0].deletes);
	assert_string_equal(oid_hex(&lines.items.at[0].new_oid, 20).text, A40);
	assert_span(lines.items.at[0].ref, "refs/heads/x");
	assert_true(lines.items.at[1].deletes);
	assert_span(lines.items.at[1].ref, "refs/with blank");
	assert_span(lines.items.at[2].ref, "\xff");
	assert_int_equal(push_lines_parse(input, 32, &arena, &lines, &err), STATUS_GIT);
	assert_string_equal(
		err.text, "line 1 of stdin is no \"OLD NEW REF\" of this repository");
	assert_int_equal(
		push_lines_parse(LIT(A64 " " B64 " r\n"), 32, &arena, &lines, &err), STATUS_OK);
	assert_string_equal(oid_hex(&lines.items.at[0].new_oid, 32).text, B64);
	assert_int_equal(push_lines_parse(LIT(""), 20, &arena, &lines, &err), STATUS_OK);
	assert_int_equal(lines.items.len, 0);
	/* cut anywhere but behind a line */
	for (size_t len = 1; len < input.len; len++) {
		struct span cut = exactly(span_sub(input, 0, len));
		bool whole = cut.ptr[len - 1] == '\n';

		assert_int_equal(push_lines_parse(cut, 20, &arena, &lines, &err),
			whole ? STATUS_OK : STATUS_GIT);
		drop(cut);
	}
	drop(input);
	arena_release(&arena);
}

static void test_push_lines_refuse(void **state)
{
	static const struct span cases[] = {
		SPAN_LIT("\n"),
		SPAN_LIT("x\n"),
		SPAN_LIT(A40 "\n"),
		SPAN_LIT(A40 " " B40 "\n"),
		SPAN_LIT(A40 " " B40 " \n"),
		SPAN_LIT(A40 " " B40 " r"),
		SPAN_LIT(A40 " " B40 " r\0x\n"),
		SPAN_LIT(A40 " " B40 " r\n\n"),
		SPAN_LIT(A40 " " B40 " r\n" A40 " " B40 " r"),
		SPAN_LIT(" " A40 " " B40 " r\n"),
		SPAN_LIT(A40 "  " B40 " r\n"),
		SPAN_LIT(A40 "\t" B40 "\tr\n"),
		SPAN_LIT(A40 " a" B40 " r\n"),
		SPAN_LIT(A40 " " A64 " r\n"),
		SPAN_LIT(A64 " " A40 " r\n"),
		SPAN_LIT(A64 " " B64 " r\n"),
		SPAN_LIT("aaaa bbbb r\n"),
		SPAN_LIT("gaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa " A40 " r\n"),
		SPAN_LIT(A40 " gaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa r\n"),
		SPAN_LIT("\xef\xbb\xbf" A40 " " B40 " r\n"),
	};
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct span exact = exactly(cases[i]);
		struct push_lines lines;
		struct error err = {""};

		assert_int_equal(push_lines_parse(exact, 20, &arena, &lines, &err), STATUS_GIT);
		assert_int_not_equal(err.text[0], '\0');
		drop(exact);
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_raw_diff),
		cmocka_unit_test(test_raw_diff_refuses),
		cmocka_unit_test(test_amend_commands),
		cmocka_unit_test(test_config_env),
		cmocka_unit_test(test_oids),
		cmocka_unit_test(test_commits),
		cmocka_unit_test(test_authors),
		cmocka_unit_test(test_huge_times),
		cmocka_unit_test(test_headers_of_commits),
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_tree_modes),
		cmocka_unit_test(test_tree_refuses),
		cmocka_unit_test(test_tree_names),
		cmocka_unit_test(test_tree_names_of_any_bytes),
		cmocka_unit_test(test_tree_of_many),
		cmocka_unit_test(test_alternates),
		cmocka_unit_test(test_push_lines),
		cmocka_unit_test(test_push_lines_refuse),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
