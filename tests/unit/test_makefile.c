/* Makefiles and justfiles: what a shell would get of them, and where it stands. */
#include "model/makefile.h"

#include "base/buf.h"
#include "support/unit.h"

/*
 * Lines: "NAME=value" of variables ("+" before exported ones, "TARGET|" before those of a
 * target,
 * "[" "]" around blocks), "target: <command> <command>" of recipes ("#!interpreter" before a
 * command), "!OFFSET what" of problems.
 */
static void dump_variable(struct buf *out, const struct makefile_variable *v)
{
	buf_add_str(out, v->exported ? "+" : "");
	if (v->target.len)
		buf_printf(out, "%.*s|", SPAN_ARG(v->target));
	buf_printf(out, "%.*s=%s%.*s%s\n", SPAN_ARG(v->name), v->is_block ? "[" : "",
		SPAN_ARG(v->value.text), v->is_block ? "]" : "");
}

static const char *dump(const struct makefile *file, struct arena *arena)
{
	struct buf out;
	const char *text;

	buf_init(&out, 1 << 20);
	VEC_EACH(const struct makefile_variable, v, &file->variables)
		dump_variable(&out, v);
	VEC_EACH(const struct makefile_recipe, recipe, &file->recipes) {
		buf_printf(&out, "%.*s:", SPAN_ARG(recipe->target));
		VEC_EACH(const struct makefile_command, c, &recipe->commands) {
			if (c->interpreter.len)
				buf_printf(&out, " #!%.*s", SPAN_ARG(c->interpreter));
			buf_printf(&out, " <%.*s>", SPAN_ARG(c->text.text));
		}
		buf_add_char(&out, '\n');
	}
	VEC_EACH(const struct problem, p, &file->problems.items)
		buf_printf(&out, "!%zu %s\n", p->offset, p->what);
	buf_add_char(&out, '\0');
	text = arena_copy(arena, buf_span(&out)).ptr;
	buf_release(&out);
	return text;
}

struct reader_case {
	const char *text;
	const char *content;
};

static void check_cases(
	enum makefile_dialect dialect, const struct reader_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct arena arena = {0};
		struct makefile file;

		makefile_read(dialect, span_str(cases[i].text), &arena, &file);
		if (strcmp(dump(&file, &arena), cases[i].content) != 0)
			fail_msg("\n%s\nis read as\n%s\nand not as\n%s", cases[i].text,
				dump(&file, &arena), cases[i].content);
		arena_release(&arena);
	}
}

#define CHECK(dialect, cases) check_cases((dialect), (cases), sizeof(cases) / sizeof(*(cases)))

static void test_make_variables(void **state)
{
	static const struct reader_case cases[] = {
		{"", ""},
		{"A = b c # d\nE:=f\nG ?= h\nI+=j\nK::=l\nM:::=n\n",
			"A=b c\nE=f\nG=h\nI=j\nK=l\nM=n\n"},
		{"A =\nB = # c\n", "A=\nB=\n"},
		{"A = b\\#c \\\n\t d \\\r\n e\r\nF = g\r\n", "A=b#c  d  e\nF=g\n"},
		{"A = b=c:d\n", "A=b=c:d\n"},
		{"A != b c\n", "A=${{make_value}}\n"},
		{"$(A)_B = c\n", "$(A)_B=c\n"},
		{"a b = c\n", ""},
		{"override A = b\nprivate C = d\noverride export E = f\n", "A=b\nC=d\n+E=f\n"},
		{"export A = b\nC = d\nE = f\nexport C\nunexport E\n", "+A=b\n+C=d\nE=f\n"},
		{"export A B # C\nA=1\nB=2\nC=3\n", "+A=1\n+B=2\nC=3\n"},
		{"A=1\nexport\n", "+A=1\n"},
		{".EXPORT_ALL_VARIABLES:\nA=1\n", "+A=1\n"},
		{"export = b\n", "export=b\n"},
		{"t: A = b\nu v: export C := d # e\n", "t|A=b\n+u v|C=d\n"},
		{"define A\nb $(C)\n\t@d \\\n\te\nendef\nF = g\n",
			"A=[b ${{C}}\nd \\\ne]\nF=g\n"},
		{"define A =\ndefine B\nendef\nendef\n", "A=[define B\nendef]\n"},
		{"export define A :=\nb\nendef # c\n", "+A=[b]\n"},
		{"define A\nb\n", "A=[b]\n!0 a definition does not end\n"},
		{"ifeq ($(A),b)\nC = d\nelse ifdef E\nC = f\nelse\n C = g\nendif\n",
			"C=d\nC=f\nC=g\n"},
		{"# A = b \\\n C = d\nE = f\n", "E=f\n"},
		{"-include A = b\n", ""},
	};

	(void)state;
	CHECK(MAKEFILE_MAKE, cases);
}

static void test_make_recipes(void **state)
{
	static const struct reader_case cases[] = {
		{"a: b\n\tc d\n\te\n", "a: <c d> <e>\n"},
		{"a b:: c; d # e\n\tf\n", "a b: <d # e> <f>\n"},
		{"a: ; B=c d\n", "a: <B=c d>\n"},
		{"a: $(b;c) # d ; e\n", ""},
		{"a:\n\t@b\n\t-@ c\n\t+d\n", "a: <b> <c> <d>\n"},
		{"a:\n\tb \\\n\t  c\n\td\n", "a: <b \\\n  c> <d>\n"},
		{"a:\n\tb \\\r\n\tc\r\n", "a: <b \\\r\nc>\n"},
		{"a:\n\tb\n\n# c\nifdef D\n\te\nelse\n\tf\nendif\n", "a: <b> <e> <f>\n"},
		{"a:\n\tifeq b\n", "a: <ifeq b>\n"},
		{"a:\n\n\t# b\n\tc\n", "a: <# b> <c>\n"},
		{"\tA = b\n", "A=b\n"},
		{"a:\nB = c\n\tD = e\n", "B=c\nD=e\n"},
		{".RECIPEPREFIX = >\na:\n>b \\\n>c\n", ".RECIPEPREFIX=>\na: <b \\\nc>\n"},
		{".ONESHELL:\na:\n\tb\n\t@c\nd:\n\te\n", "a: <b\nc>\nd: <e>\n"},
		{"a: b\nc: d\n\te\n", "c: <e>\n"},
		{"%.o: %.c | d\n\te $< -o $@\n",
			"%.o: <e ${{make_file}} -o ${{make_target}}>\n"},
		{"a&: b\n\tc\n", "a&: <c>\n"},
		{"$(a:b=c): d\n\te\n", "$(a:b=c): <e>\n"},
		/* what only decides whether the command is shown */
		{"Q = @\na:\n\t$(Q)b\n\t${Q}-c\n\t$Q d\n\t$(QQ)e\n",
			"Q=@\na: <b> <c> <d> <${{QQ}}e>\n"},
		{"D ?= podman buildx\nE = $(D)\na:\n\t$(D) b $(E)\n",
			"D=podman buildx\nE=${{D}}\na: <podman buildx b ${{E}}>\n"},
		{"V = $(if $(VERBOSE),,@)\na:\n\t$(V)b\n", "V=@\na: <b>\n"},
	};

	(void)state;
	CHECK(MAKEFILE_MAKE, cases);
}

static void test_make_references(void **state)
{
	static const struct reader_case cases[] = {
		{"A = $(B) ${C} $D $(E:.c=.o) $(f-g.h)\n",
			"A=${{B}} ${{C}} ${{D}} ${{E}} ${{f-g_h}}\n"},
		{"a:\n\tb $$C $${D} $$(e) $$$$\n", "a: <b $C ${D} $(e) $$>\n"},
		{"A = $(shell b $(C)) $(call $(d),e) ${wildcard f} $(call g,h)\n",
			"A=$(b ${{C}}) ${{make_value}} ${{make_value}} ${{g}}\n"},
		{"A = b $(2) $(1)\nB = $(call A,$(C) d,e) $(call A) $(call A,f,(g,h),i)\n",
			"A=b ${{2}} ${{1}}\nB=b e ${{C}} d b   b (g,h) f\n"},
		{"A = $(shellB) $(C D) $($(E)_F) $(G:$(H)=i)\n",
			"A=${{shellB}} ${{make_value}} ${{make_value}} ${{G}}\n"},
		{"A = $(if $(B),--c D=$(D)) $(if x,,$(strip  e))\n", "A=--c D=${{D}} e\n"},
		{"A = $(if a,$(if (b,),c,d),e)$(info f)g\n", "A=cg\n"},
		{"A = b$(C d\nE = f\n", "A=b${{make_value}}C d\nE=f\n"},
		{"A = $(B $(C) $(D\n",
			"A=${{make_value}}B ${{make_value}}C) ${{make_value}}D\n"},
		{"A = $@ $(@D) $(<F) $^ $1 $(1)\n",
			"A=${{make_target}} ${{make_target}} ${{make_file}} ${{make_file}} "
			"${{1}} "
			"${{1}}\n"},
		{"a:\n\tgrep 'b$' $\n", "a: <grep 'b' >\n"},
		{"A = $(if a, \\\n  b)\n", "A= b\n"},
		{"a:\n\tb $(C \\\n\td)\n", "a: <b ${{make_value}}>\n"},
	};

	(void)state;
	CHECK(MAKEFILE_MAKE, cases);
}

static void test_just(void **state)
{
	static const struct reader_case cases[] = {
		{"", ""},
		{"a := 'b'\nc := \"d\\n\\\"\" # e\nexport F:=\"g\"\n", "a=b\nc=d\n\"\n+F=g\n"},
		{"a-b := c-d\n", "a-b=${{c-d}}\n"},
		{"a := b + 'c' / \"d\"\n", "a=${{b}}c/d\n"},
		{"a := '''\n b\n'''\nc := `d e`\nf := x'g'\n",
			"a=\n b\n\nc=${{just_value}}\nf=g\n"},
		{"a := (\n 'b'\n + c\n)\nd := 'e'\n", "a=b${{c}}\nd=e\n"},
		{"a := if b == 'c' {\n 'd'\n} else { 'e' }\nf := 'g'\n",
			"a=${{just_value}}\nf=g\n"},
		{"a := env_var('B') + env(\"C\", 'd') + env('E', f())\n",
			"a=${{B}}${{C || 'd'}}${{E}}\n"},
		{"a := trim(b) + 'c'\n", "a=${{just_value}}c\n"},
		{"set export\na := 'b'\n", "+a=b\n"},
		{"set export := false\nset dotenv-load\nalias b := c\nimport 'd'\na := 'b'\n",
			"a=b\n"},
		{"a:\n  b {{c}} {{ d }}\n  @e\n  -@f\n\n  g\nh:\n i\n",
			"a: <b ${{c}} ${{d}}> <e> <f> <g>\nh: <i>\n"},
		{"@a b='c: d' *e: (f 'g') h\n\ti $J $$ {{'k'}}\n", "a: <i $J $$ k>\n"},
		{"a:\n  b \\\n    c\n", "a: <b \\\n    c>\n"},
		{"a:\n  b '{{{{c}}' {{ env('D') }} {{ `e` }}\n",
			"a: <b '{{c}}' ${{D}} ${{just_value}}>\n"},
		{"a:\n  b {{c\n  d\n", "a: <b {{c> <d>\n"},
		{"a:\n  b {{ c + '}}' }}\n", "a: <b ${{c}}}}>\n"},
		{"[private]\na:\n  #!/usr/bin/env bash\n  @b\n    c\n\n  d {{e}}\nf:\n",
			"a: #!/usr/bin/env bash <#!/usr/bin/env bash\n@b\n  c\nd ${{e}}>\n"},
		{"a := 'b\n", "a=b\n\n"},
	};

	(void)state;
	CHECK(MAKEFILE_JUST, cases);
}

static void test_shell_and_dialect(void **state)
{
	struct arena arena = {0};
	struct makefile file;

	(void)state;
	makefile_read(MAKEFILE_MAKE, span_str("SHELL := /bin/bash # x\n"), &arena, &file);
	assert_span(file.shell, "/bin/bash");
	makefile_read(
		MAKEFILE_JUST, span_str("set shell := [\"pwsh\", \"-c\"]\n"), &arena, &file);
	assert_span(file.shell, "[\"pwsh\", \"-c\"]");
	arena_release(&arena);
	assert_int_equal(makefile_dialect_of(span_str("a/Justfile")), MAKEFILE_JUST);
	assert_int_equal(makefile_dialect_of(span_str(".justfile")), MAKEFILE_JUST);
	assert_int_equal(makefile_dialect_of(span_str("b.just")), MAKEFILE_JUST);
	assert_int_equal(makefile_dialect_of(span_str("just/Makefile")), MAKEFILE_MAKE);
}

/* Where a part of the first command stands. */
static void check_place(
	enum makefile_dialect dialect, const char *text, const char *part, const char *place)
{
	struct arena arena = {0};
	struct makefile file;
	const struct derived_text *command;
	size_t at;

	makefile_read(dialect, span_str(text), &arena, &file);
	assert_int_equal(file.recipes.len, 1);
	command = &file.recipes.at[0].commands.at[0].text;
	at = span_find(command->text, part);
	assert_true(at < command->text.len);
	assert_span(
		derived_place(command, span_sub(command->text, at, at + strlen(part))), place);
	arena_release(&arena);
}

static void test_places(void **state)
{
	(void)state;
	check_place(MAKEFILE_MAKE, "a:\n\t@b c\n", "b c", "b c");
	check_place(MAKEFILE_MAKE, "a:\n\tb $(C) d\n", "${{C}} d", "$(C) d");
	check_place(MAKEFILE_MAKE, "a:\n\tb $(dir c) d\n", "${{make_value}}", "$(dir c)");
	check_place(MAKEFILE_MAKE, "a:\n\tb $(shell c $(D)) d\n", "${{D}}", "$(D)");
	check_place(MAKEFILE_MAKE, "a:\n\tb $(shell c) d\n", "$(c)", "$(shell c)");
	check_place(MAKEFILE_MAKE, "A = b $(1)\na:\n\t$(call A,c $(D))\n", "${{D}}", "$(D)");
	check_place(MAKEFILE_MAKE, "A=docker\na:\n\t$(A) b\n", "docker", "$(A)");
	check_place(MAKEFILE_MAKE, "a:\n\tb $$C d\n", "$C", "$$C");
	check_place(MAKEFILE_MAKE, "a:\n\tb \\\n\t$C d\n", "b \\\n${{C}}", "b \\\n\t$C");
	check_place(MAKEFILE_MAKE, "a:\n\tb $(if C,D=$(D))\n", "D=${{D}}", "D=$(D)");
	check_place(MAKEFILE_MAKE, ".ONESHELL:\na:\n\tb\n\tc $X d\n", "d", "d");
	check_place(MAKEFILE_JUST, "a:\n  b {{ c }} d\n", "${{c}} d", "c }} d");
	check_place(MAKEFILE_JUST, "a:\n  b {{ 'c' }} d\n", "c d", "c' }} d");
	check_place(MAKEFILE_JUST, "a:\n  b {{ env('C','d') }} e\n", "d", "d");
}

static void check_text(const struct derived_text *derived, struct span text)
{
	struct span place = derived_place(derived, derived->text);

	assert_true(derived->source.ptr >= text.ptr);
	assert_true(derived->source.ptr + derived->source.len <= text.ptr + text.len);
	assert_true(place.ptr >= text.ptr && place.ptr + place.len <= text.ptr + text.len);
}

static void check_spans(const struct makefile *file)
{
	VEC_EACH(const struct makefile_variable, v, &file->variables) {
		assert_true(v->name.ptr >= file->text.ptr);
		check_text(&v->value, file->text);
	}
	VEC_EACH(const struct makefile_recipe, recipe, &file->recipes)
		VEC_EACH(const struct makefile_command, c, &recipe->commands)
			check_text(&c->text, file->text);
}

static void test_repetition_is_survived(void **state)
{
	static const char *const pieces[] = {"a:\n\t", "\\\n", "$(", "$(if a,", "a = $(if a,",
		"${", "$$", "$", "define a\n", "define a\nendef\n", "a=b\n", "a:=b\n",
		"export ", "export a\na=b\n", "a:;b\n", "a:\n\tb\n", "\t", "\n", "Q=@\n", "{{",
		"{{{{", "a:\n {{", "a:='", "a:=\"\\", "a:=(\n", "a:\n #!b\n  c\n", "a:=env('",
		"'", "`", "if {", "a:=b{\n", "#", ":", ";", "(", ")", "a:=env('b','c')\n",
		"a:\n\n\n"};
	enum {
		SIZE = 1 << 18
	};
	char *text = malloc(SIZE);

	(void)state;
	assert_non_null(text);
	for (int dialect = MAKEFILE_MAKE; dialect <= MAKEFILE_JUST; dialect++) {
		for (size_t p = 0; p < sizeof(pieces) / sizeof(*pieces); p++) {
			size_t len = strlen(pieces[p]);
			struct arena arena = {0};
			struct makefile file;

			for (size_t i = 0; i < SIZE; i++)
				text[i] = pieces[p][i % len];
			makefile_read((enum makefile_dialect)dialect, span_of(text, SIZE),
				&arena, &file);
			check_spans(&file);
			arena_release(&arena);
		}
	}
	free(text);
}

static void test_too_many_variables_are_said(void **state)
{
	struct arena arena = {0};
	struct buf buf;
	struct makefile file;

	(void)state;
	buf_init(&buf, 1 << 24);
	for (int i = 0; i < MAKEFILE_ITEMS_MAX + 5; i++)
		buf_add_str(&buf, "a=b\n");
	makefile_read(MAKEFILE_MAKE, buf_span(&buf), &arena, &file);
	assert_int_equal(file.variables.len, MAKEFILE_ITEMS_MAX);
	assert_true(file.truncated);
	assert_int_equal(file.problems.items.len, 1);
	buf_release(&buf);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_make_variables),
		cmocka_unit_test(test_make_recipes),
		cmocka_unit_test(test_make_references),
		cmocka_unit_test(test_just),
		cmocka_unit_test(test_shell_and_dialect),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_repetition_is_survived),
		cmocka_unit_test(test_too_many_variables_are_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
