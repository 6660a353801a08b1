/* The lexer for Groovy, HCL and Kotlin: its tokens, the way back into the file, and what is
 * broken. */
#include "model/code.h"

#include "base/buf.h"
#include "support/unit.h"

/*
 * Tokens with blanks between them: 'text' and "text" are strings, the latter if they expand;
 * "|" stands before what starts a line, "!OFFSET what" lines are problems.
 */
static const char *dump(const struct code *code, struct arena *arena)
{
	struct buf out;
	const char *text;

	buf_init(&out, 1 << 20);
	VEC_EACH(const struct code_token, t, &code->tokens) {
		const char *quote = t->kind != CODE_STRING ? "" : t->expands ? "\"" : "'";

		buf_printf(&out, "%s%s%s%.*s%s", t == code->tokens.at ? "" : " ",
			t->starts_line && t != code->tokens.at ? "|" : "", quote,
			SPAN_ARG(t->text), quote);
	}
	VEC_EACH(const struct problem, p, &code->problems.items)
		buf_printf(&out, "\n!%zu %s", p->offset, p->what);
	buf_add_char(&out, '\0');
	text = arena_copy(arena, buf_span(&out)).ptr;
	buf_release(&out);
	return text;
}

struct lexer_case {
	enum code_language language;
	const char *text;
	const char *tokens;
};

static void check_cases(const struct lexer_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct arena arena = {0};
		struct code code;

		code_read(cases[i].language, span_str(cases[i].text), &arena, &code);
		if (strcmp(dump(&code, &arena), cases[i].tokens) != 0)
			fail_msg("\n%s\nis read as\n%s\nand not as\n%s", cases[i].text,
				dump(&code, &arena), cases[i].tokens);
		arena_release(&arena);
	}
}

#define CHECK(cases) check_cases((cases), sizeof(cases) / sizeof(*(cases)))

static void test_names_numbers_signs(void **state)
{
	static const struct lexer_case cases[] = {
		{CODE_GROOVY, "", ""},
		{CODE_GROOVY, "env.A_1 = b$c", "env . A_1 = b$c"},
		{CODE_GROOVY, "a\n  b c\n\nd", "a |b c |d"},
		{CODE_GROOVY, "1 1.5 0x1F 1_000L 1..5", "1 1.5 0x1F 1_000L 1 .. 5"},
		{CODE_GROOVY, "a == b ?: c?.d -> e<f>>g", "a == b ?: c ?. d -> e < f > > g"},
		{CODE_GROOVY, "a += b; c === d", "a += b ; c === d"},
		{CODE_HCL, "cache-from = [a-1]", "cache-from = [ a-1 ]"},
		{CODE_KOTLIN, "`in a` = b!!", "in a = b ! !"},
		{CODE_KOTLIN, "`in\na", "` in |a"},
		{CODE_GROOVY, "\xc3\xa4 = 1", "\xc3\xa4 = 1"},
	};

	(void)state;
	CHECK(cases);
}

static void test_comments(void **state)
{
	static const struct lexer_case cases[] = {
		{CODE_GROOVY, "#!/usr/bin/env groovy\na // b\n/* c\n * d */ e /**/ f",
			"a |e f"},
		{CODE_GROOVY, "a = 'http://b' // 'c", "a = 'http://b'"},
		{CODE_GROOVY, "a #b", "a # b"},
		{CODE_GROOVY, "a /* /* */ b", "a b"},
		{CODE_KOTLIN, "a /* /* */ b */ c", "a c"},
		{CODE_HCL, "a # b\n// c\n/* d */ e", "a |e"},
		{CODE_GROOVY, "a /* b", "a\n!2 a comment is not closed"},
	};

	(void)state;
	CHECK(cases);
}

static void test_groovy_strings(void **state)
{
	static const struct lexer_case cases[] = {
		{CODE_GROOVY, "sh 'a \"b\"'", "sh 'a \"b\"'"},
		{CODE_GROOVY, "sh \"a 'b' ${c}\"", "sh \"a 'b' ${c}\""},
		{CODE_GROOVY, "sh '''a\n'b'\n'''", "sh 'a\n'b'\n'"},
		{CODE_GROOVY, "sh \"\"\"a\n\"b\" \"\"c\"\"\"\"", "sh \"a\n\"b\" \"\"c\"\""},
		{CODE_GROOVY, "'' '''''' \"\" a", "'' '' \"\" a"},
		{CODE_GROOVY, "'a\\'b\\\\' 'c\\n\\u0041\\.'", "'a'b\\' 'c\nA\\.'"},
		{CODE_GROOVY, "\"a \\${b} \\$c\"", "\"a ${b} $c\""},
		{CODE_GROOVY, "'a \\\n  b' '\\\r\nc'", "'a   b' 'c'"},
		{CODE_GROOVY, "'\\ud83d\\u00e9'", "'\\ud83d\xc3\xa9'"},
		/* strings in what is put into strings */
		{CODE_GROOVY, "\"a ${b(\"c }\", '}')} d\" e", "\"a ${b(\"c }\", '}')} d\" e"},
		{CODE_GROOVY, "\"${a { b }} \\\"\" c", "\"${a { b }} \"\" c"},
		{CODE_GROOVY, "\"${\"${\"a\\n\"}\"}\\n\"", "\"${\"${\"a\\n\"}\"}\n\""},
		{CODE_GROOVY, "\"${a(\n'b'\n)}\" c", "\"${a(\n'b'\n)}\" c"},
		{CODE_GROOVY, "\"${'$'}{a} ${\"$\"}b\"", "\"${a} $b\""},
		{CODE_GROOVY, "'${'", "'${'"},
		/* slashes */
		{CODE_GROOVY, "a = /b\\/\\d \"c/", "a = \"b/\\d \"c\""},
		{CODE_GROOVY, "a =~ /b/", "a =~ \"b\""},
		{CODE_GROOVY, "a(/b/, /c/)", "a ( \"b\" , \"c\" )"},
		{CODE_GROOVY, "return /a/", "return \"a\""},
		{CODE_GROOVY, "a / b / c", "a / b / c"},
		{CODE_GROOVY, "(a) / b[1] / 2 / 'c' / d++ / e",
			"( a ) / b [ 1 ] / 2 / 'c' / d ++ / e"},
		{CODE_GROOVY, "a = /b", "a = / b"},
		{CODE_GROOVY, "sh $/a $$b /c $/d\n'/$ e", "sh \"a $b /c /d\n'\" e"},
	};

	(void)state;
	CHECK(cases);
}

static void test_hcl_strings(void **state)
{
	static const struct lexer_case cases[] = {
		{CODE_HCL, "a = \"b ${c} %{if d}e\"", "a = \"b ${c} %{if d}e\""},
		{CODE_HCL, "\"a\\n\\\"\\u00e9\\U0001F600\\\\\"",
			"\"a\n\"\xc3\xa9\xf0\x9f\x98\x80\\\""},
		{CODE_HCL, "\"$${a} %%{b} $$c ${d}\"", "\"${a} %{b} $$c ${d}\""},
		{CODE_HCL, "\"${a ? \"b\" : \"\"}\" c", "\"${a ? \"b\" : \"\"}\" c"},
		{CODE_HCL, "'a'", "' a '"},
		{CODE_HCL, "a = <<EOT\n b \"\n$${c}\\n\nEOT\nd", "a = \" b \"\n${c}\\n\n\" |d"},
		{CODE_HCL, "a = <<-EOT\r\n\tb\n\tEOT\nd", "a = \"\tb\n\" |d"},
		{CODE_HCL, "<<A\nA", "\"\""},
		{CODE_HCL, "<<A\nb", "\"b\"\n!0 a here-document does not end"},
		{CODE_HCL, "1 << A", "1 << A"},
		{CODE_GROOVY, "a <<A\nb", "a << A |b"},
	};

	(void)state;
	CHECK(cases);
}

static void test_kotlin_strings(void **state)
{
	static const struct lexer_case cases[] = {
		{CODE_KOTLIN, "a = \"b\\$c ${d(\"e\")}\"", "a = \"b$c ${d(\"e\")}\""},
		{CODE_KOTLIN, "a = \"\"\"b\\n \"c\" ${'$'}D\n${'$'}{E}\"\"\".trim()",
			"a = \"b\\n \"c\" $D\n${E}\" . trim ( )"},
		{CODE_KOTLIN, "\"\"\"\"a\"\"\"\"", "\"\"a\"\""},
		{CODE_KOTLIN, "'\"' '\\''", "'\"' '''"},
	};

	(void)state;
	CHECK(cases);
}

static void test_what_is_not_closed(void **state)
{
	static const struct lexer_case cases[] = {
		{CODE_GROOVY, "a 'b\nc", "a 'b' |c\n!2 a string is not closed"},
		{CODE_GROOVY, "a \"b ${c\nd }\ne",
			"a \"b ${c\" |d } |e\n!2 a string is not closed"
			"\n!11 a bracket closes nothing"},
		{CODE_GROOVY, "a '''b\nc", "a 'b\nc'\n!2 a string is not closed"},
		{CODE_GROOVY, "\"\"\"a ${b \"\"\" c", "\"a ${b \" c"},
		{CODE_GROOVY, "\"a ${'b\" c\nd", "\"a ${'b\" c |d"},
		{CODE_GROOVY, "'a\\", "'a\\'\n!0 a string is not closed"},
		{CODE_GROOVY, "'a\\n", "'a\n'\n!0 a string is not closed"},
		{CODE_HCL, "\"", "\"\"\n!0 a string is not closed"},
	};

	(void)state;
	CHECK(cases);
}

/* The match of each token, by index. */
static void check_matches(const char *text, const size_t *matches, size_t count)
{
	struct arena arena = {0};
	struct code code;

	code_read(CODE_GROOVY, span_str(text), &arena, &code);
	assert_int_equal(code.tokens.len, count);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(code.tokens.at[i].match, matches[i]);
	arena_release(&arena);
}

#define MATCHES(text, ...)                                   \
	check_matches((text), (const size_t[]){__VA_ARGS__}, \
		sizeof((const size_t[]){__VA_ARGS__}) / sizeof(size_t))

static void test_brackets(void **state)
{
	(void)state;
	MATCHES("a(b[c]{d})", 0, 9, 2, 5, 4, 3, 8, 7, 6, 1);
	MATCHES("('(')", 2, 1, 0);
	/* not closed: up to the bracket around it, or to the end */
	MATCHES("{(a}b", 3, 3, 2, 0, 4);
	MATCHES("{(a", 3, 3, 2);
	/* closes nothing */
	MATCHES("a)(b)]", 0, 1, 4, 3, 2, 5);
	MATCHES("{]}", 2, 1, 0);
}

/* Where the part of the first string that reads so stands in the file. */
static void check_place(
	enum code_language language, const char *text, const char *part, const char *place)
{
	struct arena arena = {0};
	struct code code;
	const struct code_token *string;
	size_t index = 0;
	size_t at;

	code_read(language, span_str(text), &arena, &code);
	while (index < code.tokens.len && code.tokens.at[index].kind != CODE_STRING)
		index++;
	assert_true(index < code.tokens.len);
	string = &code.tokens.at[index];
	at = span_find(string->text, part);
	assert_true(at < string->text.len);
	assert_span(code_place(string, span_sub(string->text, at, at + strlen(part))), place);
	arena_release(&arena);
}

static void test_places(void **state)
{
	struct arena arena = {0};
	struct code code;
	const struct code_token *string;

	(void)state;
	check_place(CODE_GROOVY, "sh 'abc'", "b", "b");
	check_place(CODE_GROOVY, "sh 'a\\nb c'", "b c", "b c");
	check_place(CODE_GROOVY, "sh 'a\\nb c'", "\nb", "\\nb");
	check_place(CODE_GROOVY, "sh 'a \\\n b'", "a  b", "a \\\n b");
	check_place(CODE_GROOVY, "sh \"a \\${b} c\"", "${b}", "\\${b}");
	check_place(CODE_GROOVY, "sh '\\u0041b'", "A", "\\u0041");
	check_place(CODE_KOTLIN, "\"\"\"a ${'$'}b\"\"\"", "$b", "${'$'}b");
	check_place(CODE_HCL, "<<A\n$${b}\nc\nA\n", "c", "c");

	code_read(CODE_GROOVY, span_str("'a\\tb' '\\\n'"), &arena, &code);
	string = code.tokens.at;
	/* empty parts, and those of other texts */
	assert_span(code_place(string, span_sub(string->text, 1, 1)), "");
	assert_ptr_equal(
		code_place(string, span_sub(string->text, 1, 1)).ptr, code.text.ptr + 2);
	assert_ptr_equal(
		code_place(string, span_sub(string->text, 3, 3)).ptr, code.text.ptr + 5);
	assert_span(code_place(string, span_str("x")), "a\\tb");
	/* nothing is left of it */
	string++;
	assert_int_equal(string->text.len, 0);
	assert_ptr_equal(code_place(string, string->text).ptr, code.text.ptr + 8);
	arena_release(&arena);
}

/* A text of parts of texts: the places of both steps hold. */
static void test_parts_of_derived_texts(void **state)
{
	struct arena arena = {0};
	struct code code;
	struct derived_maker m;
	struct derived_text joined;
	const struct code_token *first;
	const struct code_token *second;
	struct derived_text plain;

	(void)state;
	code_read(CODE_GROOVY, span_str("'a\\tbc\\u0041d' + 'efg'"), &arena, &code);
	first = &code.tokens.at[0];
	second = &code.tokens.at[2];
	plain = derived_from(second->raw);
	derive_begin(&m, &arena);
	derive_part(&m, first->derived, span_sub(first->text, 2, 5));
	derive_as(&m, span_str("+"), span_sub(second->raw, 0, 0));
	derive_part(&m, &plain, span_sub(second->text, 1, 3));
	joined = derive_end(&m, code.text);
	assert_span(joined.text, "bcA+fg");
	assert_span(derived_place(&joined, span_sub(joined.text, 0, 2)), "bc");
	assert_span(derived_place(&joined, span_sub(joined.text, 1, 3)), "c\\u0041");
	assert_span(derived_place(&joined, span_sub(joined.text, 3, 4)), "");
	assert_span(derived_place(&joined, span_sub(joined.text, 4, 6)), "fg");
	assert_span(derived_place(&joined, joined.text), "bc\\u0041d' + 'efg");
	arena_release(&arena);
}

static void check_spans(const struct code *code)
{
	const char *end = code->text.ptr + code->text.len;

	for (size_t i = 0; i < code->tokens.len; i++) {
		const struct code_token *t = &code->tokens.at[i];
		struct span place = code_place(t, t->text);

		assert_true(t->raw.ptr >= code->text.ptr && t->raw.ptr + t->raw.len <= end);
		assert_true(place.ptr >= t->raw.ptr);
		assert_true(place.ptr + place.len <= t->raw.ptr + t->raw.len);
		assert_true(t->match <= code->tokens.len);
	}
}

/* Each hostile piece repeated to a quarter of a megabyte: nothing fails, nothing hangs. */
static void test_repetition_is_survived(void **state)
{
	static const char *const pieces[] = {"\"", "'", "'''", "\"\"\"", "${", "\"${", "\"${\n",
		"\"\"\"${\n", "$/", "/", "=/", "=/\\/\n", "/*", "//", "#", "(", ")", "{", "[)",
		"({", "\\", "\"\\", "\"\\n", "\\\n", "<<A\n", "<<", "\"%{", "$${", "${'$'}",
		"\"\"\"${'$'}", "`", "a", "1.", ".", "\n", "\xff", "\"${'", "=/${\"", "'\n",
		"{\"${}"};
	enum {
		SIZE = 1 << 18
	};
	char *text = malloc(SIZE);

	(void)state;
	assert_non_null(text);
	for (int language = CODE_GROOVY; language <= CODE_KOTLIN; language++) {
		for (size_t p = 0; p < sizeof(pieces) / sizeof(*pieces); p++) {
			size_t len = strlen(pieces[p]);
			struct arena arena = {0};
			struct code code;

			for (size_t i = 0; i < SIZE; i++)
				text[i] = pieces[p][i % len];
			code_read((enum code_language)language, span_of(text, SIZE), &arena,
				&code);
			assert_true(code.tokens.len <= CODE_TOKENS_MAX);
			check_spans(&code);
			arena_release(&arena);
		}
	}
	free(text);
}

static void test_too_many_tokens_are_said(void **state)
{
	struct arena arena = {0};
	struct buf buf;
	struct code code;

	(void)state;
	buf_init(&buf, 1 << 24);
	for (int i = 0; i < CODE_TOKENS_MAX + 5; i++)
		buf_add_char(&buf, ',');
	code_read(CODE_HCL, buf_span(&buf), &arena, &code);
	assert_int_equal(code.tokens.len, CODE_TOKENS_MAX);
	assert_true(code.truncated);
	assert_int_equal(code.problems.items.len, 1);
	buf_release(&buf);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names_numbers_signs),
		cmocka_unit_test(test_comments),
		cmocka_unit_test(test_groovy_strings),
		cmocka_unit_test(test_hcl_strings),
		cmocka_unit_test(test_kotlin_strings),
		cmocka_unit_test(test_what_is_not_closed),
		cmocka_unit_test(test_brackets),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_parts_of_derived_texts),
		cmocka_unit_test(test_repetition_is_survived),
		cmocka_unit_test(test_too_many_tokens_are_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
