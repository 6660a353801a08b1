/* The flat list of commands: where each stands, and where its output goes. */
#include "text/commands.h"

#include "base/buf.h"
#include "support/unit.h"

static struct span nowhere(const struct command_source *source, struct span part)
{
	(void)source;
	(void)part;
	return span_of("", 0);
}

static void dump(struct buf *out, const struct command *c)
{
	static const struct {
		const char *name;
		size_t offset;
	} flags[] = {
		{" file", offsetof(struct command, has_output_file)},
		{" piped", offsetof(struct command, is_piped)},
		{" may-fail", offsetof(struct command, may_fail)},
	};

	if (out->len)
		buf_add_str(out, "; ");
	buf_add(out, command_name(c));
	for (size_t i = 0; i < sizeof(flags) / sizeof(*flags); i++)
		if (*(const bool *)((const char *)c + flags[i].offset))
			buf_add_str(out, flags[i].name);
	if (c->substitution)
		buf_add_str(out, " substituted");
	if (c->subshell)
		buf_add_str(out, " subshell");
	if (c->function) {
		buf_add_str(out, " in ");
		buf_add(out, c->function->name);
	}
}

static void test_spots(void **state)
{
	static const struct {
		const char *text;
		const char *expected;
	} cases[] = {
		{"a >x; b", "a file; b"},
		{"a | b | c >x", "a piped; b piped; c file"},
		{"{ a | b; } >x", "a piped; b file"},
		{"{ a | b; c; } | d", "a piped; b piped; c piped; d"},
		{"( a; b ) | c", "a piped subshell; b piped subshell; c"},
		{"f() { a; (b); }; c", "a in f; b subshell in f; c"},
		{"x=$(a | b) c >y", "a piped substituted; b substituted; c file"},
		{"a || true; b", "a may-fail; true; b"},
		{"a && b || :; c", "a may-fail; b may-fail; :; c"},
		{"a || b; c || exit 1; d || exit 0", "a; b; c; exit; d may-fail; exit"},
		{"(a; b) || echo no", "a may-fail subshell; b may-fail subshell; echo"},
	};
	struct arena arena;

	(void)state;
	arena_init(&arena);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct command_source source = {nowhere, NULL};
		struct command_list list = {0};
		struct shell_script script;
		struct buf out;

		buf_init(&out, 1000);
		shell_read(span_str(cases[i].text), NULL, 0, &arena, &script);
		commands_of_list(&source, span_of("", 0), &script.list, &arena, &list);
		VEC_EACH(const struct command, c, &list.items)
			dump(&out, c);
		assert_span(buf_span(&out), cases[i].expected);
		buf_release(&out);
	}
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_spots)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
