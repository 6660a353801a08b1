/*
 * The image model: paths, values and variables by themselves; words as the builder expands them
 * (requirements 39 to 45 of the grammar) and landings by small Dockerfiles.
 */
#include "image/image.h"

#include "base/buf.h"
#include "image/path.h"
#include "image/value.h"
#include "image/variables.h"
#include "support/unit.h"

#define COUNT(list) (sizeof(list) / sizeof(*(list)))

/* --- paths ---------------------------------------------------------------------------------
 */

static void test_resolved_paths(void **state)
{
	static const struct {
		const char *base;
		const char *path;
		const char *resolved;
	} cases[] = {
		{"/", "a", "/a"},
		{"/", ".", "/"},
		{"/", "", "/"},
		{"/a/b", ".", "/a/b"},
		{"/a/b", "./c", "/a/b/c"},
		{"/a/b", "../c", "/a/c"},
		{"/a/b", "../../../../c", "/c"},
		{"/a/b", "..", "/a"},
		{"/a", "/b", "/b"},
		{"/a", "//b///c//", "/b/c"},
		{"/a", "/b/./c/../d", "/b/d"},
		{"/a", "/..", "/"},
		{"/a", ".npmrc", "/a/.npmrc"},
		{"/a", "..npmrc", "/a/..npmrc"},
		{"/a", "b/", "/a/b"},
		/* what starts with something unknown is taken for absolute */
		{"/a", "${DIR}/b", "${DIR}/b"},
		{"/a", "${DIR}", "${DIR}"},
		{"${DIR}", "b", "${DIR}/b"},
		{"${DIR}/c", "../b", "${DIR}/b"},
		{"/a", "b-${X}/c", "/a/b-${X}/c"},
	};
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_span(
			path_resolve(&arena, span_str(cases[i].base), span_str(cases[i].path)),
			cases[i].resolved);
	arena_release(&arena);
}

static void test_relative_paths(void **state)
{
	static const char *const cases[][2] = {
		{"", ""},
		{".", ""},
		{"./", ""},
		{"/", ""},
		{"a", "a"},
		{"./a/../b/", "b"},
		{"/a//b", "a/b"},
		{"../a", "a"},
		{"a/..", ""},
		{"a/./.npmrc", "a/.npmrc"},
	};
	struct arena arena = {0};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		assert_span(path_clean_relative(&arena, span_str(cases[i][0])), cases[i][1]);
	assert_span(path_join(&arena, span_str("/"), span_str("a")), "/a");
	assert_span(path_join(&arena, span_str("/a"), span_str("b")), "/a/b");
	assert_span(path_join(&arena, span_str(""), span_str("b")), "b");
	assert_span(path_join(&arena, span_str("/a"), span_str("")), "/a");
	arena_release(&arena);
}

static void test_parts_of_paths(void **state)
{
	static const struct {
		const char *path;
		const char *parent;
		const char *base;
	} cases[] = {
		{"/a/b", "/a", "b"},
		{"/a", "/", "a"},
		{"a", "", "a"},
		{"a/b", "a", "b"},
		{"/", "/", ""},
		{"", "", ""},
		{"/a/b/", "/a/b", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		assert_span(path_parent(span_str(cases[i].path)), cases[i].parent);
		assert_span(path_base(span_str(cases[i].path)), cases[i].base);
	}
}

static void test_paths_below(void **state)
{
	static const struct {
		const char *path;
		const char *directory;
		const char *below; /* NULL: it is not */
	} cases[] = {
		{"/a/b", "/a", "b"},
		{"/a/b", "/a/", "b"},
		{"/a", "/a", ""},
		{"/ab", "/a", NULL},
		{"/a", "/a/b", NULL},
		{"/a", "/", "a"},
		{"a/b", "", "a/b"},
		{"", "", ""},
		{"/b/a", "/a", NULL},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct span below;
		bool is = path_is_below(
			span_str(cases[i].path), span_str(cases[i].directory), &below);

		assert_int_equal(is, cases[i].below != NULL);
		if (is)
			assert_span(below, cases[i].below);
	}
	assert_true(value_is_unknown(span_str("/a/${B}")));
	assert_false(value_is_unknown(span_str("/a/$B")));
	assert_true(path_has_pattern(span_str("/a/*.c")));
	assert_true(path_has_pattern(span_str("[ab]")));
	assert_false(path_has_pattern(span_str("/a/${B}")));
}

static void test_patterns(void **state)
{
	static const struct {
		const char *pattern;
		const char *path;
		bool hidden;
		enum path_match match;
		size_t prefix;
	} cases[] = {
		{"a", "a", true, PATH_MATCH, 1},
		{"a", "a/b", true, PATH_MATCH_ABOVE, 1},
		{"a", "b", true, PATH_NO_MATCH, 0},
		{"a/b", "a", true, PATH_NO_MATCH, 0},
		{"*", ".npmrc", true, PATH_MATCH, 6},
		{"*", ".npmrc", false, PATH_NO_MATCH, 0},
		{".*", ".npmrc", false, PATH_MATCH, 6},
		{".npmrc*", ".npmrc.local", false, PATH_MATCH, 12},
		{"*", "a/.npmrc", false, PATH_MATCH_ABOVE, 1},
		{"a/*", "a/b/c", true, PATH_MATCH_ABOVE, 3},
		{"a/*.js", "a/x.js", true, PATH_MATCH, 6},
		{"a/*.js", "a/x.ts", true, PATH_NO_MATCH, 0},
		{"a*c", "a/c", true, PATH_NO_MATCH, 0},
		{"?npmrc", ".npmrc", true, PATH_MATCH, 6},
		{"?npmrc", ".npmrc", false, PATH_NO_MATCH, 0},
		{"[.]npmrc", ".npmrc", true, PATH_MATCH, 6},
		{"/a/*", "/a/b", true, PATH_MATCH, 4},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t prefix;
		enum path_match match = path_matches(span_str(cases[i].pattern),
			span_str(cases[i].path), cases[i].hidden, &prefix);

		if (match != cases[i].match)
			fail_msg("%s %s: %d", cases[i].pattern, cases[i].path, match);
		if (match != PATH_NO_MATCH)
			assert_int_equal(prefix, cases[i].prefix);
	}
}

/* --- values --------------------------------------------------------------------------------
 */

static struct value sample_value(struct arena *arena)
{
	struct value_builder b;

	value_begin(&b, arena);
	value_add_text(&b, span_str("ab"), 10, 12);
	value_add_text(&b, span_str("cd"), 12, 14);
	value_add_unknown(&b, span_str("N"), 7);
	value_add_char(&b, '-');
	value_add_unknown(&b, span_str("M"), NO_SOURCE);
	return value_end(&b);
}

static void test_values(void **state)
{
	struct arena arena = {0};
	struct value v = sample_value(&arena);
	struct value part;

	(void)state;
	assert_span(v.text, "abcd${N}-${M}");
	assert_int_equal(v.pieces.len, 2); /* text that goes on is one piece */
	assert_int_equal(v.pieces.at[0].to, 14);
	assert_int_equal(v.pieces.at[1].source, 7);
	assert_true(value_has_source(&v));
	assert_true(value_is_unknown(v.text));

	part = value_sub(&v, 1, 3, &arena);
	assert_span(part.text, "bc");
	assert_int_equal(part.pieces.len, 1);
	assert_int_equal(part.pieces.at[0].from, 11);
	assert_int_equal(part.pieces.at[0].to, 13);
	assert_false(value_has_source(&part));

	part = value_sub(&v, 3, 6, &arena); /* a part of what is unknown is as secret */
	assert_int_equal(part.pieces.len, 2);
	assert_true(value_has_source(&part));
	part = value_sub(&v, 8, 100, &arena);
	assert_span(part.text, "-${M}");
	assert_false(value_has_source(&part));

	part = value_join(&v, &v, &arena);
	assert_span(part.text, "abcd${N}-${M}abcd${N}-${M}");
	assert_int_equal(part.pieces.len, 4);
	assert_int_equal(part.pieces.at[3].start, 17);
	arena_release(&arena);
}

static void test_limits_of_values(void **state)
{
	struct arena arena = {0};
	struct value_builder b;
	struct value v;
	char *text = arena_alloc(&arena, VALUE_MAX);

	(void)state;
	memset(text, 'a', VALUE_MAX);
	value_begin(&b, &arena);
	value_add_text(&b, span_of(text, VALUE_MAX), 0, 0);
	assert_false(b.value.is_cut);
	value_add_char(&b, 'a');
	v = value_end(&b);
	assert_true(v.is_cut);
	assert_int_equal(v.text.len, VALUE_MAX);

	value_begin(&b, &arena);
	for (size_t i = 0; i < VALUE_PIECES_MAX; i++)
		value_add_unknown(&b, span_str("A"), (uint32_t)i);
	assert_false(b.value.is_cut);
	value_add_unknown(&b, span_str("A"), 1000);
	v = value_end(&b);
	assert_true(v.is_cut);
	assert_int_equal(v.pieces.len, VALUE_PIECES_MAX);
	arena_release(&arena);
}

static void test_variables(void **state)
{
	struct arena arena = {0};
	struct variables vars = {0};
	struct variables copy;

	(void)state;
	assert_null(variables_look_up(&vars, span_str("A")));
	for (size_t i = 0; i < 1000; i++) {
		struct span name = span_str(arena_printf(&arena, "V%zu", i));

		variables_set(&vars, name, VARIABLE_ARG, &arena)->value = value_of(name);
	}
	assert_int_equal(vars.items.len, 1000);
	assert_span(variables_look_up(&vars, span_str("V999"))->value.text, "V999");
	assert_null(variables_look_up(&vars, span_str("v999")));

	/* ENV beats ARG, whichever comes first; both are kept */
	variables_set(&vars, span_str("V1"), VARIABLE_ENV, &arena)->value =
		value_of(span_str("env"));
	variables_set(&vars, span_str("V1"), VARIABLE_ARG, &arena)->value =
		value_of(span_str("arg"));
	assert_int_equal(vars.items.len, 1001);
	assert_span(variables_look_up(&vars, span_str("V1"))->value.text, "env");
	assert_span(variables_find(&vars, span_str("V1"), VARIABLE_ARG)->value.text, "arg");

	copy = variables_copy(&vars, &arena);
	variables_set(&copy, span_str("V2"), VARIABLE_ARG, &arena)->value =
		value_of(span_str("other"));
	assert_span(variables_look_up(&vars, span_str("V2"))->value.text, "V2");
	assert_span(variables_look_up(&copy, span_str("V2"))->value.text, "other");
	arena_release(&arena);
}

/* --- words of instructions -----------------------------------------------------------------
 */

static void build(const char *text, const struct build_context *context, struct arena *arena,
	struct image *image)
{
	static const struct build_context unknown;
	struct token_matches matches = {0};
	struct dockerfile file;

	dockerfile_read(span_str(text), arena, &file);
	image_build(&file, context ? context : &unknown, &matches, arena, image);
}

/* What a word is after expansion: USER tells. */
static void check_word(const char *before, const char *word, const char *expanded)
{
	struct arena arena = {0};
	struct image image;
	const char *text = arena_printf(&arena, "%s\nUSER %s\n", before, word);

	build(text, NULL, &arena, &image);
	if (!span_eq_str(image.stages.at[image.target].user_name, expanded))
		fail_msg("%s\n'%.*s' is not '%s'", text,
			SPAN_ARG(image.stages.at[image.target].user_name), expanded);
	arena_release(&arena);
}

static void test_expansion(void **state)
{
	static const char setup[] = "FROM scratch\nENV A=abc E= P=/usr/local/lib.tar.gz";
	static const char *const cases[][2] = {
		/* 39 */
		{"$A", "abc"},
		{"${A}", "abc"},
		{"x${A}y", "xabcy"},
		{"x$A.y", "xabc.y"},
		{"$A$A", "abcabc"},
		{"${A:-w}", "abc"},
		{"${A-w}", "abc"},
		{"${E:-w}", "w"},
		{"x${E-w}", "x"},
		{"${U:-w}", "w"},
		{"${U-w}", "w"},
		{"${A:+w}", "w"},
		{"${A+w}", "w"},
		{"x${E:+w}", "x"},
		{"${E+w}", "w"},
		{"x${U:+w}", "x"},
		{"x${U+w}", "x"},
		{"${A:?w}", "abc"},
		{"${A?w}", "abc"},
		{"${P#*/}", "usr/local/lib.tar.gz"},
		{"${P##*/}", "lib.tar.gz"},
		{"${P%.*}", "/usr/local/lib.tar"},
		{"${P%%.*}", "/usr/local/lib"},
		{"${A#x}", "abc"},
		{"${A%c}", "ab"},
		{"${A/b/X}", "aXc"},
		{"${P/l/L}", "/usr/Local/lib.tar.gz"},
		{"${P//l/L}", "/usr/LocaL/Lib.tar.gz"},
		{"${A/x/y}", "abc"},
		{"${U:-${V:-${A}}}", "abc"},
		{"${U:-x${A}y}", "xabcy"},
		{"${E:-$A}", "abc"},
		{"${U:-a-b/c}", "a-b/c"},
		/* what may be of the base image stays unknown */
		{"$U", "${U}"},
		{"${U}-x", "${U}-x"},
		{"${U:?w}", "${U}"},
		/* 40 */
		{"x$1", "x"},
		{"x${1}", "x"},
		{"x$@$*$#$?$-$$$!$0", "x"},
		{"$.", "$."},
		{"a$", "a$"},
		/* 41 */
		{"'$A'", "$A"},
		{"'a\\b'", "a\\b"},
		{"\\$A", "$A"},
		{"\"$A\"", "abc"},
		{"\"'$A'\"", "'abc'"},
		{"\"\\$A\"", "$A"},
		{"\"\\\"\"", "\""},
		{"\"\\\\\"", "\\"},
		{"\"\\n\"", "\\n"},
		{"\\n", "n"},
		{"\"a\"b'c'", "abc"},
		/* 45 */
		{"$a", "${a}"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		check_word(setup, cases[i][0], cases[i][1]);
}

static void test_which_value_counts(void **state)
{
	static const char *const cases[][3] = {
		/* 42 */
		{"FROM scratch\nENV A=0\nENV A=1 B=$A", "$A$B", "10"},
		{"FROM scratch\nENV A 1 2\nENV B=\"$A\"", "$B", "1 2"},
		/* 43 */
		{"FROM scratch\nARG A=arg\nENV A=env", "$A", "env"},
		{"FROM scratch\nENV A=env\nARG A=arg", "$A", "env"},
		{"FROM scratch\nARG A=1\nARG A=2", "$A", "2"},
		{"FROM scratch\nARG A=1 B=2", "$A$B", "12"},
		{"FROM scratch\nARG A=1\nARG B=${A}2", "$B", "12"},
		{"FROM scratch\nARG A", "$A", "${A}"},
		{"ARG A=1\nFROM scratch\nARG A", "$A", "1"},
		{"ARG A=1\nFROM scratch\nARG A=2", "$A", "2"},
		{"ARG A=1\nFROM scratch", "$A", "${A}"},
		{"ARG A=1\nARG B=x$A\nFROM scratch\nARG B", "$B", "x1"},
		/* over stages */
		{"FROM scratch AS a\nENV A=1\nFROM a", "$A", "1"},
		{"FROM scratch AS a\nARG A=1\nFROM a", "$A", "1"},
		{"FROM scratch AS a\nENV A=1\nFROM scratch", "$A", "${A}"},
		{"FROM scratch AS a\nENV A=1\nFROM A", "$A", "1"},
		{"ARG S=a\nFROM scratch AS a\nENV A=1\nFROM ${S}", "$A", "1"},
		{"FROM scratch AS a\nENV A=1\nFROM scratch AS a\nENV A=2\nFROM a", "$A", "2"},
		/* 44 */
		{"FROM scratch\nARG TARGETARCH", "$TARGETARCH", "${TARGETARCH}"},
		/* 4 */
		{"# escape=`\nFROM scratch\nENV A=1", "`$A$A\\", "$A1\\"},
		/* ONBUILD of a stage of the file */
		{"FROM scratch AS a\nONBUILD ENV A=1\nFROM a", "$A", "1"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		check_word(cases[i][0], cases[i][1], cases[i][2]);
}

static void test_names_of_bases(void **state)
{
	struct arena arena = {0};
	struct image image;

	(void)state;
	build("ARG TAG=18.20.4\nFROM node:${TAG} AS Build\nFROM ${REGISTRY}/node:$TAG-slim\n"
	      "FROM build\nUSER app:app\n",
		NULL, &arena, &image);
	assert_int_equal(image.stages.len, 3);
	assert_span(image.stages.at[0].base, "node:18.20.4");
	assert_span(image.stages.at[0].name, "build");
	assert_span(image.stages.at[1].base, "${REGISTRY}/node:18.20.4-slim");
	assert_int_equal(image.stages.at[2].parent, 0);
	assert_int_equal(image.target, 2);
	assert_true(image.stages.at[0].in_chain && image.stages.at[0].is_needed);
	assert_false(image.stages.at[1].in_chain || image.stages.at[1].is_needed);
	assert_span(image.stages.at[2].user_name, "app:app");
	build("# nothing\n", NULL, &arena, &image);
	assert_true(image.target == NO_STAGE);
	assert_int_equal(image.secrets.len, 0);
	build("ARG NPM_TOKEN\nRUN echo $NPM_TOKEN\n", NULL, &arena, &image);
	assert_int_equal(image.secrets.len, 0);
	arena_release(&arena);
}

/* --- landings ------------------------------------------------------------------------------
 */

static bool has_file(void *payload, struct span path)
{
	(void)payload;
	return span_eq_str(path, ".npmrc") || span_eq_str(path, "web");
}

static bool is_ignored(void *payload, struct span path)
{
	(void)payload;
	return span_eq_str(path, ".env");
}

static void load(void *payload, struct context_file *file)
{
	size_t *loaded = payload;

	++*loaded;
	file->has_secrets = true;
}

static void test_context(void **state)
{
	struct arena arena = {0};
	struct build_context context = {
		.is_known = true, .exists = has_file, .is_ignored = is_ignored, .load = load};
	size_t loaded = 0;
	struct image image;

	(void)state;
	context.payload = &loaded;
	*vec_add(&context.files, &arena) = (struct context_file){.path = span_str(".npmrc")};
	*vec_add(&context.files, &arena) =
		(struct context_file){.path = span_str("web/.npmrc"), .is_ignored = true};
	build("FROM scratch\nCOPY package.json /\n", &context, &arena, &image);
	assert_int_equal(loaded, 0); /* only what is copied is looked into */
	assert_int_equal(image.secrets.len, 0);
	build("FROM scratch\nCOPY . /app/\nADD * /b/\n", &context, &arena, &image);
	assert_int_equal(loaded, 1);
	assert_int_equal(image.broad_copies.len, 2);
	assert_int_equal(image.secrets.len, 1);
	assert_int_equal(image.secrets.at[0].kind, IMAGE_FILE);
	assert_int_equal(image.secrets.at[0].landings.len, 2);
	assert_span(image.secrets.at[0].landings.at[0].detail, "/app/.npmrc");
	/* of those that are not there .env is kept out, .netrc has no classifier */
	build("FROM scratch\nCOPY .env .netrc .git-credentials /app/\n", &context, &arena,
		&image);
	assert_int_equal(image.secrets.len, 1);
	assert_int_equal(image.secrets.at[0].kind, IMAGE_UNSEEN);
	assert_span(image.secrets.at[0].name, ".git-credentials");
	arena_release(&arena);
}

static void test_places_in_order(void **state)
{
	struct arena arena = {0};
	struct image image;
	const struct image_secret *secret;

	(void)state;
	build("FROM scratch\nARG NPM_TOKEN\nENV T=$NPM_TOKEN\nRUN echo $T > /a; echo $T > /b\n"
	      "RUN rm /a\n",
		NULL, &arena, &image);
	assert_int_equal(image.secrets.len, 1);
	secret = &image.secrets.at[0];
	assert_true(secret->is_proven && secret->is_bare && secret->has_secret_name);
	assert_int_equal(secret->landings.len, 5);
	assert_int_equal(secret->landings.at[0].place, PLACE_FINAL_FILE);
	assert_span(secret->landings.at[0].detail, "/b");
	assert_int_equal(secret->landings.at[1].place, PLACE_CONFIG);
	assert_int_equal(secret->landings.at[2].place, PLACE_EARLIER_LAYER);
	assert_span(secret->landings.at[2].detail, "/a");
	assert_non_null(secret->landings.at[2].removed);
	assert_int_equal(secret->landings.at[3].place, PLACE_HISTORY);
	assert_span(secret->landings.at[3].detail, "NPM_TOKEN");
	assert_span(secret->landings.at[4].detail, "T");
	arena_release(&arena);
}

/* Ever longer values, and ever more files: the budget ends it, and that is said. */
static void test_too_much(void **state)
{
	struct arena arena = {0};
	struct buf text;
	struct image image;

	(void)state;
	buf_init(&text, 1 << 20);
	buf_add_str(&text, "FROM scratch\nARG TOKEN\nENV A=aaaaaaaaaaaaaaaaaaaaaaaaaa$TOKEN\n");
	for (size_t i = 0; i < 200; i++)
		buf_add_str(&text, "ENV A=$A$A$A$A\n");
	buf_add_char(&text, '\0');
	build(text.ptr, NULL, &arena, &image);
	assert_true(image.is_incomplete);
	assert_int_equal(image.secrets.len, 1); /* what was found so far is told */
	buf_release(&text);
	arena_release(&arena);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_resolved_paths),
		cmocka_unit_test(test_relative_paths),
		cmocka_unit_test(test_parts_of_paths),
		cmocka_unit_test(test_paths_below),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_limits_of_values),
		cmocka_unit_test(test_variables),
		cmocka_unit_test(test_expansion),
		cmocka_unit_test(test_which_value_counts),
		cmocka_unit_test(test_names_of_bases),
		cmocka_unit_test(test_context),
		cmocka_unit_test(test_places_in_order),
		cmocka_unit_test(test_too_much),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
