/* The readers of credential files: what they see, and that nothing makes them fail. */
#include "base/buf.h"
#include "base/escape.h"
#include "model/classify.h"
#include "model/encoding.h"
#include "model/settings.h"
#include "model/yaml.h"
#include "support/unit.h"

/* "scope|name=value" lines; "!" before problems, "#" before settings in comments. */
static const char *dump(const struct settings *s, struct arena *arena)
{
	struct buf out;
	const char *text;

	buf_init(&out, 1 << 20);
	VEC_EACH(const struct setting, x, &s->items) {
		buf_printf(&out, "%s", x->commented ? "#" : "");
		if (x->scope.len)
			buf_printf(&out, "%.*s|", SPAN_ARG(x->scope));
		buf_printf(&out, "%.*s=%.*s\n", SPAN_ARG(x->name), SPAN_ARG(x->value));
	}
	VEC_EACH(const struct problem, p, &s->problems.items)
		buf_printf(&out, "!%zu %s\n", p->offset, p->what);
	text = arena_copy(arena, buf_span(&out)).ptr;
	buf_release(&out);
	return text;
}

struct reader_case {
	enum file_reader reader;
	const char *text;
	const char *settings;
};

static void check_cases(const struct reader_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct arena arena = {0};
		struct settings s;

		settings_read(cases[i].reader, span_str(cases[i].text), &arena, &s);
		if (strcmp(dump(&s, &arena), cases[i].settings) != 0)
			fail_msg("\n%s\nis read as\n%s\nand not as\n%s", cases[i].text,
				dump(&s, &arena), cases[i].settings);
		arena_release(&arena);
	}
}

#define CHECK(cases) check_cases((cases), sizeof(cases) / sizeof(*(cases)))

/* As npm 11's own reader has it; tests/oracle/npmrc.sh compares the two on more. */
static void test_npmrc(void **state)
{
	static const struct reader_case cases[] = {
		{READER_NPMRC, "a=b", "a=b\n"},
		{READER_NPMRC, " a = b \r\n\r\rc=d\re=f", "a=b\nc=d\ne=f\n"},
		{READER_NPMRC,
			"\xef\xbb\xbf"
			"a=b",
			"a=b\n"},
		{READER_NPMRC, "a", "a=true\n"},
		{READER_NPMRC, "a=", "a=\n"},
		{READER_NPMRC, "a=b=c==", "a=b=c==\n"},
		{READER_NPMRC, "=b\n", ""},
		{READER_NPMRC, "a=b;c\nd=e#f", "a=b\nd=e\n"},
		{READER_NPMRC, "a=b\\;c\\#d\\\\e\\x", "a=b;c#d\\e\\x\n"},
		{READER_NPMRC, "a=\"b;c\"", "a=b;c\n"},
		{READER_NPMRC, "a=\"b\\u0041\\n\"", "a=bA\n\n"},
		{READER_NPMRC, "a=\"b\" ; c", "a=b\n"},
		{READER_NPMRC, "a='b#c'", "a=b#c\n"},
		{READER_NPMRC, "a='\"b\"'", "a=b\n"},
		{READER_NPMRC, "a=\"\\q\"", "a=\\q\n"},
		{READER_NPMRC, "\"a\"=b", "a=b\n"},
		{READER_NPMRC, "a[]=b\na[]=c", "a=b\na=c\n"},
		{READER_NPMRC, "[s]\na=b\n[t] \nc=d", "s|a=b\nt|c=d\n"},
		{READER_NPMRC, " [s]=x\n[unclosed\n", "[s]=x\n[unclosed=true\n"},
		{READER_NPMRC, "; a=b\n# c=d\n", ""},
		{READER_NPMRC, "#//h/:_authToken=x\n; _auth=y",
			"#//h/|_authToken=x\n#_auth=y\n"},
		{READER_NPMRC, "//h:80/p/:_authToken=x", "//h:80/p/|_authToken=x\n"},
		{READER_NPMRC, "//h/:_authToken=${A?}", "//h/|_authToken=${A?}\n"},
		{READER_NPMRC, "@s:registry=https://h/", "@s:registry=https://h/\n"},
	};

	(void)state;
	CHECK(cases);
}

static void test_yarnrc(void **state)
{
	static const struct reader_case cases[] = {
		{READER_YARNRC, "a b\n# c d\n\"e f\" \"g\\\"h\" # x", "a=b\ne f=g\"h\n"},
		{READER_YARNRC, "\"//h/:_authToken\" \"x\"", "//h/|_authToken=x\n"},
		{READER_YARNRC, "//h/:_authToken x", "//h/|_authToken=x\n"},
		{READER_YARNRC, "//h/:_authToken=x", "//h/|_authToken=x\n"},
		{READER_YARNRC, "flag", "flag=true\n"},
		{READER_YARNRC, "a \"unclosed", "a=unclosed\n"},
	};

	(void)state;
	CHECK(cases);
}

static void test_yaml_settings(void **state)
{
	static const struct reader_case cases[] = {
		{READER_YAML, "a: b\nc: {d: e, f: [g, h]}", "a=b\nc|d=e\nc|f=g\nc|f=h\n"},
		{READER_YAML, "a: \"b\\x41\"\n'c': 'd''e'", "a=bA\nc=d'e\n"},
		{READER_YAML, "a: |\n  b\n  c\n", "a=b\nc\n\n"},
		{READER_YAML, "a: &x b\nc: *x\n", "a=b\nc=b\n"},
		{READER_YAML, "a: !secret b\n--- \nc: d\n", "a=b\nc=d\n"},
		{READER_YAML, "a: b\na: c\n", "a=b\na=c\n"},
		{READER_YAML, "{\"auths\": {\"h\": {\"auth\": \"x\"}}}", "auths.h|auth=x\n"},
		{READER_YAML, "\"//h/:_authToken\": x", "//h/|_authToken=x\n"},
		{READER_YAML, "a: b\n\tc: \"d\" # e\n- f: 'g'\n",
			"a=b\nc=d\nf=g\n!5 found a tab character that violates indentation\n"},
		{READER_YAML,
			"{\"a\": \"b\", \"c\": {\"d\": \"\\ud83d\\ude00\"}, \"e\": \"f\"}",
			"a=b\nd=\\ud83d\\ude00\ne=f\n"
			"!25 found invalid Unicode character escape code\n"},
		{READER_YAML, "", ""},
	};

	(void)state;
	CHECK(cases);
}

static void test_toml(void **state)
{
	static const struct reader_case cases[] = {
		{READER_TOML, "a = 1\nb = \"c\\n\"\nd = 'e\\'", "a=1\nb=c\n\nd=e\\\n"},
		{READER_TOML, "[t]\na.b = true # c\n[t.\"u v\"]\nw = 1979-05-27",
			"t.a|b=true\nt.u v|w=1979-05-27\n"},
		{READER_TOML, "[[x]]\na = [1, 'b', # c\n {d = 'e'}]\n",
			"x|a=1\nx|a=b\nx.a|d=e\n"},
		{READER_TOML, "a = { b = 'c', d.e = \"f\" }", "a|b=c\na.d|e=f\n"},
		{READER_TOML, "a = \"\"\"\nb\"c\n\"\"\"\nd = '''e\nf'''", "a=b\"c\n\nd=e\nf\n"},
		{READER_TOML, "a = \"unclosed\nb = 'c'", "a=\"unclosed\nb=c\n"},
		{READER_TOML, "[t\na = 'b'\n", "a=b\n!2 not TOML\n"},
		{READER_TOML, "\"k\" = 'v'\n'l' = 'w'\n", "k=v\nl=w\n"},
	};

	(void)state;
	CHECK(cases);
}

static void test_python_ini(void **state)
{
	static const struct reader_case cases[] = {
		{READER_PYTHON_INI, "[a]\nb = c\nd: e\n# f = g\n; h\n", "a|b=c\na|d=e\n"},
		{READER_PYTHON_INI, "[a]\nb =\n    c\n    # x\n    d\ne = f\n",
			"a|b=\na|b=c\na|b=d\na|e=f\n"},
		{READER_PYTHON_INI, "[a]\nb\n", "!4 a line without '='\n"},
	};

	(void)state;
	CHECK(cases);
}

static void test_requirements_and_netrc(void **state)
{
	static const struct reader_case cases[] = {
		{READER_REQUIREMENTS,
			"a==1\n--index-url https://h\n-i=https://i # x\n"
			"--trusted-host  j\n--require-hashes\n-r other.txt\n",
			"index-url=https://h\nindex-url=https://i\ntrusted-host=j\n"},
		{READER_NETRC,
			"machine h login u password p\ndefault\nlogin v\npassword \"q r\"",
			"h|login=u\nh|password=p\ndefault|login=v\ndefault|password=q r\n"},
		{READER_NETRC,
			"machine h # c\npassword \"a\\\"b\"\nmacdef m\n x y\n\nmachine i "
			"password z",
			"h|password=a\"b\ni|password=z\n"},
		{READER_NETRC, "machine", ""},
		{READER_NETRC, "x", "!0 a word that is no part of a .netrc\n"},
	};

	(void)state;
	CHECK(cases);
}

static void test_nuget(void **state)
{
	static const struct reader_case cases[] = {
		{READER_NUGET,
			"<configuration><packageSourceCredentials><a><add key='k' "
			"value='v&lt;'/>"
			"</a></packageSourceCredentials></configuration>",
			"packageSourceCredentials.a|k=v<\n"},
		{READER_NUGET,
			"<configuration><s><add value=\"key='no'\" key = \"k\" "
			"/></s></configuration>",
			"s|k=key='no'\n"},
		{READER_NUGET, "<c><add key='k' value='v'/><b></c>\n<add key='l' value='w' />",
			"k=v\nl=w\n!32 mismatched tag\n"},
		{READER_NUGET, "<!DOCTYPE c><c><add key='k' value='v'/></c>",
			"k=v\n!11 a document type declaration, which is not read\n"},
	};

	(void)state;
	CHECK(cases);
}

static const enum file_reader all_readers[] = {READER_NPMRC, READER_YARNRC, READER_YAML,
	READER_TOML, READER_PYTHON_INI, READER_REQUIREMENTS, READER_NETRC, READER_NUGET};

/* Every raw span lies inside the text: positions can be computed from it. */
static void check_spans(const struct settings *s, struct span text)
{
	VEC_EACH(const struct setting, x, &s->items) {
		assert_true(x->value_raw.ptr >= text.ptr);
		assert_true(x->value_raw.ptr + x->value_raw.len <= text.ptr + text.len);
		assert_true(x->key_raw.ptr >= text.ptr);
		assert_true(x->key_raw.ptr + x->key_raw.len <= text.ptr + text.len);
	}
	VEC_EACH(const struct problem, p, &s->problems.items)
		assert_true(p->offset <= text.len);
}

/* All bytes, and all pairs of bytes that mean something to some reader. */
static void test_any_bytes_are_survived(void **state)
{
	static const char special[] = "\"'\\[]{}()<>=:;#,|>&*!%@`\n\r\t -\0\xff\xc3\xa9";

	(void)state;
	for (size_t r = 0; r < sizeof(all_readers) / sizeof(*all_readers); r++) {
		for (size_t i = 0; i < sizeof(special) - 1; i++) {
			for (size_t j = 0; j < sizeof(special) - 1; j++) {
				char text[16] = "a=b\n";
				struct arena arena = {0};
				struct settings s;
				struct span whole = span_of(text, 10);

				memcpy(text + 4, "xx: y ", 6);
				text[4] = special[i];
				text[5] = special[j];
				settings_read(all_readers[r], whole, &arena, &s);
				check_spans(&s, whole);
				arena_release(&arena);
			}
		}
	}
}

/* Each special text repeated to a quarter of a megabyte: bounded time, bounded depth. */
static void test_repetition_is_survived(void **state)
{
	static const char *const pieces[] = {"[", "{", "\"", "'", "<a>", "<add ", "<!--",
		"a: ", "- ", "a=\"\"\"\n", "&a [*a,", "? ", "machine ", "\\", "${", "a = [",
		"a = {b = ", "'''", "!x ", "\n", "\r", "#", ": ", "{\"a\":", "<![CDATA[",
		"&amp;", "a\n "};
	enum {
		SIZE = 1 << 18
	};
	char *text = malloc(SIZE);

	(void)state;
	assert_non_null(text);
	for (size_t r = 0; r < sizeof(all_readers) / sizeof(*all_readers); r++) {
		for (size_t p = 0; p < sizeof(pieces) / sizeof(*pieces); p++) {
			size_t len = strlen(pieces[p]);
			struct arena arena = {0};
			struct settings s;

			for (size_t i = 0; i < SIZE; i++)
				text[i] = pieces[p][i % len];
			settings_read(all_readers[r], span_of(text, SIZE), &arena, &s);
			check_spans(&s, span_of(text, SIZE));
			arena_release(&arena);
		}
	}
	free(text);
}

static void test_too_many_settings_are_said(void **state)
{
	struct arena arena = {0};
	struct settings s;
	struct buf buf;

	(void)state;
	buf_init(&buf, 1 << 24);
	for (int i = 0; i < SETTINGS_MAX + 5; i++)
		buf_add_str(&buf, "a=b\n");
	settings_read(READER_NPMRC, buf_span(&buf), &arena, &s);
	assert_int_equal(s.items.len, SETTINGS_MAX);
	assert_int_equal(s.problems.items.len, 1);
	buf_release(&buf);
	arena_release(&arena);
}

static void test_yaml_positions(void **state)
{
	/* a character of three bytes, a NEL (a line end for libyaml), a CRLF */
	static const char text[] = "\xe2\x82\xac: x\xc2\x85y: z\r\nk: &a 'q'\n? - \"w\"\n";
	struct arena arena = {0};
	struct yaml_tree tree;
	const struct yaml_node *k;

	(void)state;
	yaml_read(span_str(text), &arena, &tree);
	assert_null(tree.problem);
	assert_int_equal(tree.documents.len, 1);
	k = yaml_get(tree.documents.at[0], "y");
	assert_non_null(k);
	assert_int_equal(k->raw.ptr - text, 11);
	assert_span(k->raw, "z");
	k = yaml_get(tree.documents.at[0], "k");
	assert_span(k->anchor, "a");
	assert_span(k->raw, "q");
	assert_null(yaml_get(tree.documents.at[0], "none"));
	arena_release(&arena);
}

static void test_yaml_stops_at_its_limits(void **state)
{
	struct arena arena = {0};
	struct yaml_tree tree;
	char deep[300];

	(void)state;
	memset(deep, '[', sizeof(deep));
	yaml_read(span_of(deep, sizeof(deep)), &arena, &tree);
	assert_string_equal(tree.problem, "nested too deeply");
	assert_int_equal(tree.problem_offset, NESTING_MAX);
	/* aliases are not expanded */
	yaml_read(span_str("a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\nd: &d [*d]\n"), &arena,
		&tree);
	assert_null(tree.problem);
	arena_release(&arena);
}

/* start, then piece over and over. */
static struct span repeated(
	const char *start, const char *piece, size_t count, struct arena *arena)
{
	size_t head = strlen(start);
	size_t len = strlen(piece);
	char *text = arena_alloc(arena, head + count * len + 1);

	memcpy(text, start, head);
	for (size_t i = 0; i < count; i++)
		memcpy(text + head + i * len, piece, len);
	return span_of(text, head + count * len);
}

/* A long table name is not copied for each line of the table. */
static void test_scopes_stay_linear(void **state)
{
	enum {
		NAME = 20000,
		LINES = 5000,
		MEMORY_PER_BYTE = 150
	};
	static const struct {
		enum file_reader reader;
		const char *before;
		const char *after;
		const char *line;
	} cases[] = {
		{READER_TOML, "", "", ".a"},
		{READER_TOML, "[", "]\n", "a={}\n"},
		{READER_TOML, "[", "]\n", "a={b=1}\n"},
		{READER_YAML, "? ", "\n: ", "\n  - {x: {y: z}}"},
		{READER_NUGET, "<c><", ">", "<a><add key='b' value='c'/></a>"},
		{READER_NPMRC, "[", "]\n", "registry=http://a.de\n"},
		{READER_NPMRC, "//", "/:_auth=a\n", "_auth=b\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena texts = {0};
		struct arena arena = {0};
		struct settings s;
		struct span name = repeated(cases[i].before, "k", NAME, &texts);
		struct span head = span_str(
			arena_printf(&texts, "%.*s%s", SPAN_ARG(name), cases[i].after));
		struct span text = repeated(head.ptr, cases[i].line, LINES, &texts);

		settings_read(cases[i].reader, text, &arena, &s);
		if (arena.used > text.len * MEMORY_PER_BYTE)
			fail_msg("%s: %zu bytes for %zu", cases[i].line, arena.used, text.len);
		VEC_EACH(const struct setting, x, &s.items)
			assert_true(x->scope.len <= SCOPE_MAX && x->name.len <= SCOPE_MAX);
		arena_release(&arena);
		arena_release(&texts);
	}
}

static void test_utf16(void **state)
{
	struct arena arena = {0};
	struct span text;

	(void)state;
	assert_true(text_from_bytes(span_of("\xff\xfe"
					    "a\0\xac\x20\n\0",
					    8),
		&arena, &text));
	assert_span(text, "a\xe2\x82\xac\n");
	assert_true(text_from_bytes(span_of("\xfe\xff\0a\xd8\x3d\xde\x00", 8), &arena, &text));
	assert_span(text, "a\xf0\x9f\x98\x80");
	assert_true(text_from_bytes(span_of("a\0b\0c\0d\0e\0", 10), &arena, &text));
	assert_span(text, "abcde");
	assert_false(text_from_bytes(span_of("abcdefgh\0\0", 10), &arena, &text));
	assert_false(text_from_bytes(span_str("a"), &arena, &text));
	assert_true(text_from_bytes(span_of("\xff\xfe\x00\xdc", 4), &arena, &text));
	assert_span(text, "\xef\xbf\xbd");
	arena_release(&arena);
}

/* What ">>" of one shell makes of the file of another. */
static void test_mixed_encodings(void **state)
{
	static const struct {
		struct span bytes;
		const char *text;
	} cases[] = {
		{SPAN_LIT("ab\nc\0d\0e\0f\0\n\0g"), "ab\ncdef\ng"},
		{SPAN_LIT("ab\n\xff\xfe"
			  "c\0d\0e\0f\0"),
			"ab\ncdef"},
		{SPAN_LIT("ab\n\0c\0d\0e\0f"), "ab\ncdef"},
		{SPAN_LIT("\xff\xfe"
			  "a\0b\0c\0d\0\n\0echo =0123456789\n"),
			"abcd\necho =0123456789\n"},
		{SPAN_LIT("\xff\xfe"
			  "a\0b\0c\0d\0\n\0x"),
			"abcd\nx"},
		{SPAN_LIT("\xff\xfe\0\0a\0\0\0b\0\0\0c\0\0\0d\0\0\0"), "abcd"},
		{SPAN_LIT("\0\0\xfe\xff\0\0\0a\0\0\0b\0\0\0c\0\0\0d"), "abcd"},
		{SPAN_LIT("x\na\0b\0\xe4\0c\0"),
			"x\nab\xc3\xa4"
			"c"},
		/* of one order, and then of the other */
		{SPAN_LIT("\xff\xfe"
			  "a\0b\0c\0d\0\n\0"
			  "\0e\0f\0g\0h\0i\0j\0k\0l"),
			"abcd\nefghijkl"},
	};
	struct arena arena = {0};
	struct span text;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		assert_true(text_from_bytes(cases[i].bytes, &arena, &text));
		assert_span(text, cases[i].text);
	}
	/* bytes between zeros that are no text stay what they are */
	assert_false(
		text_from_bytes(span_of("\0GITCRYPT\0\1\0\2\0\3\0\4\0", 18), &arena, &text));
	arena_release(&arena);
}

static void test_classify(void **state)
{
	static const struct {
		const char *path;
		const char *kind; /* NULL: not inspected */
	} cases[] = {
		{"Dockerfile", "dockerfile"},
		{"a/Dockerfile-insecure-1", "dockerfile"},
		{"prod.Dockerfile", "dockerfile"},
		{"x.dockerfile", "dockerfile"},
		{"Containerfile.dev", "dockerfile"},
		{"Dockerfile.dockerignore", "ignore-file"},
		{".dockerignore", "ignore-file"},
		{".npmrc", "npmrc"},
		{"a/b/.npmrc", "npmrc"},
		{".npmrc.ci", "npmrc"},
		{"npmrc.md", NULL},
		{"docker/npmrc", "npmrc"},
		{".yarnrc", "yarnrc"},
		{".yarnrc.yml", "yarnrc-yml"},
		{"bunfig.toml", "bunfig"},
		{"NUGET.CONFIG", "nuget"},
		{"home/.docker/config.json", "docker-config"},
		{"config.json", NULL},
		{".github/workflows/ci.yml", "github-actions"},
		{"x/.github/workflows/ci.yml", NULL},
		{"sub/action.yaml", "github-actions"},
		{".gitlab-ci.yml", "gitlab-ci"},
		{"infra/.gitlab-ci-deploy.yml", "gitlab-ci"},
		{"Jenkinsfile", "jenkins"},
		{"docker-compose.override.yml", "compose"},
		{"compose.yaml", "compose"},
		{"Makefile", "make"},
		{"src/main.c", NULL},
		{"requirements/dev.txt", "requirements"},
		{"README.md", NULL},
	};
	struct arena arena = {0};
	struct classifier *c = classifier_new(&arena);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		enum file_kind kind = classify(c, span_str(cases[i].path));
		const char *name = kind == KIND_NONE ? NULL : file_kinds[kind].name;

		if ((name != NULL) != (cases[i].kind != NULL) ||
			(name && strcmp(name, cases[i].kind) != 0))
			fail_msg("%s is %s", cases[i].path, name ? name : "not inspected");
	}
	classifier_add(c, KIND_DOCKERFILE, span_str("docker/*.build"), false, &arena);
	assert_int_equal(classify(c, span_str("docker/a.build")), KIND_DOCKERFILE);
	assert_int_equal(classify(c, span_str("Dockerfile")), KIND_DOCKERFILE);
	classifier_add(c, KIND_DOCKERFILE, span_str("only.this"), true, &arena);
	assert_int_equal(classify(c, span_str("Dockerfile")), KIND_NONE);
	assert_int_equal(classify(c, span_str("only.this")), KIND_DOCKERFILE);
	assert_true(is_sample_path(span_str("a/.npmrc.example")));
	assert_false(is_sample_path(span_str("example/.npmrc")));
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_npmrc),
		cmocka_unit_test(test_yarnrc),
		cmocka_unit_test(test_yaml_settings),
		cmocka_unit_test(test_toml),
		cmocka_unit_test(test_python_ini),
		cmocka_unit_test(test_requirements_and_netrc),
		cmocka_unit_test(test_nuget),
		cmocka_unit_test(test_any_bytes_are_survived),
		cmocka_unit_test(test_repetition_is_survived),
		cmocka_unit_test(test_too_many_settings_are_said),
		cmocka_unit_test(test_yaml_positions),
		cmocka_unit_test(test_yaml_stops_at_its_limits),
		cmocka_unit_test(test_scopes_stay_linear),
		cmocka_unit_test(test_utf16),
		cmocka_unit_test(test_mixed_encodings),
		cmocka_unit_test(test_classify),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
