/*
 * The Dockerfile reader: requirements 1 to 23, 28, 34, 35, 38 and 46 to 52 of the grammar that
 * BuildKit's parser defines, each with what the document holds then.
 */
#include "model/dockerfile.h"

#include "base/buf.h"
#include "support/unit.h"

/* An instruction as one line: NAME --flag=value (word)(word) name:value <<name+-{body} */
static void dump_instruction(struct buf *out, const struct instruction *in)
{
	buf_add_str(out, instruction_name(in->kind));
	if (in->kind == INSTRUCTION_UNKNOWN)
		buf_printf(out, "?%.*s", SPAN_ARG(in->keyword));
	VEC_EACH(const struct instruction_flag, f, &in->flags)
		buf_printf(out, " --%.*s%s%.*s", SPAN_ARG(f->name), f->has_value ? "=" : "",
			SPAN_ARG(f->value));
	if (in->health_type.len)
		buf_printf(out, " %.*s", SPAN_ARG(in->health_type));
	if (in->is_json)
		buf_add_str(out, " json");
	VEC_EACH(const struct instruction_word, w, &in->words)
		buf_printf(out, " (%.*s)", SPAN_ARG(w->text));
	VEC_EACH(const struct instruction_pair, p, &in->pairs)
		buf_printf(out, " %.*s%s%.*s", SPAN_ARG(p->name), p->has_value ? ":" : "",
			SPAN_ARG(p->value));
	if (in->inner) {
		buf_add_str(out, " ");
		dump_instruction(out, in->inner);
	}
	VEC_EACH(const struct heredoc, h, &in->heredocs)
		buf_printf(out, " <<%.*s%s%s{%.*s}", SPAN_ARG(h->name), h->expands ? "" : "'",
			h->strips_tabs ? "-" : "", SPAN_ARG(h->body));
}

static const char *dump(struct span text, struct arena *arena)
{
	struct dockerfile file;
	struct buf out;
	const char *copy;

	dockerfile_read(text, arena, &file);
	buf_init(&out, 1 << 20);
	VEC_EACH(const struct instruction, in, &file.instructions) {
		dump_instruction(&out, in);
		buf_add_char(&out, '\n');
	}
	VEC_EACH(const struct problem, p, &file.problems.items)
		buf_printf(&out, "! %zu %s\n", p->offset, p->what);
	copy = arena_copy(arena, buf_span(&out)).ptr;
	buf_release(&out);
	return copy ? copy : "";
}

struct example {
	const char *text;
	const char *dump;
};

static void check_examples(const struct example *examples, size_t count)
{
	struct arena arena = {0};

	for (size_t i = 0; i < count; i++) {
		assert_string_equal(dump(span_str(examples[i].text), &arena), examples[i].dump);
		arena_reset(&arena);
	}
	arena_release(&arena);
}

#define CHECK(examples) check_examples((examples), sizeof(examples) / sizeof(*(examples)))

static void test_lines(void **state)
{
	static const struct example examples[] = {
		/* 1, 12: ends of lines and of the file */
		{"FROM a\r\nUSER b", "FROM (a)\nUSER (b)\n"},
		{"FROM a\nRUN b \\", "FROM (a)\nRUN (b)\n"},
		{"\xef\xbb\xbf# escape=`\nRUN a`\nb", "RUN (ab)\n"},
		/* 7, 14: white space before, case, unknown names */
		{"  from a\n\t# c\n\tUser b\nFOO x y\n",
			"FROM (a)\nUSER (b)\n?FOO (x) (y)\n! 22 no instruction of a "
			"Dockerfile\n"},
		/* 8, 9: continuations; no blank is put in between */
		{"RUN a\\\nb \\  \n c\n", "RUN (ab  c)\n"},
		{"RUN a \\\\\nUSER b\n", "RUN (a \\\\)\nUSER (b)\n"},
		{"RUN a\\\n\\\n\\\nb\n", "RUN (ab)\n"},
		{"\\\nFROM a\n", "FROM (a)\n"},
		/* 10, 11: comments and empty lines inside */
		{"RUN a \\\n# x \\\n  # y\n\n  \n b\nUSER c\n", "RUN (a  b)\nUSER (c)\n"},
		{"# c \\\nFROM a\n", "FROM (a)\n"},
		/* 13: nothing in it */
		{"", "! 0 no instruction in it\n"},
		{"# only\n\n", "! 0 no instruction in it\n"},
		/* 16: other blanks */
		{"FROM\ta\v"
		 "AS\fb\n",
			"FROM (a) (AS) (b)\n"},
	};

	(void)state;
	CHECK(examples);
}

static void test_directives(void **state)
{
	static const struct example examples[] = {
		{"# escape=`\nRUN a `\nb\\\n", "RUN (a b\\)\n"},
		{"#Escape = `  \r\nRUN a `\r\nb\n", "RUN (a b)\n"},
		{"# syntax=docker/dockerfile:1\n# escape=`\nRUN a`\nb\n", "RUN (ab)\n"},
		/* behind a comment, an empty line or an unknown key there are none */
		{"# a comment\n# escape=`\nRUN a \\\nb\n", "RUN (a b)\n"},
		{"\n# escape=`\nRUN a \\\nb\n", "RUN (a b)\n"},
		{"# key=value\n# escape=`\nRUN a \\\nb\n", "RUN (a b)\n"},
		{"FROM a\n# escape=`\nRUN a \\\nb\n", "FROM (a)\nRUN (a b)\n"},
		{"# escape=x\nRUN a \\\nb\n", "RUN (a b)\n! 0 escape has to be \\ or `\n"},
		{"# escape=`\n# escape=\\\nRUN a\n",
			"RUN (a)\n! 11 a directive is there twice\n"},
		{"# check=skip=all\n# escape=`\nRUN a`\nb\n", "RUN (ab)\n"},
	};

	(void)state;
	CHECK(examples);
}

static void test_arguments(void **state)
{
	static const struct example examples[] = {
		/* 17: flags */
		{"COPY --from=a --chown='x y' --link b c\n",
			"COPY --from=a --chown=x y --link (b) (c)\n"},
		{"RUN --mount=type=secret,id=a -- --b\n",
			"RUN --mount=type=secret,id=a (--b)\n"},
		{"RUN a --b\n", "RUN (a --b)\n"},
		/* 18, 19: JSON */
		{"CMD [\"a\", \"b \\\"c\\u0041\"]\n", "CMD json (a) (b \"cA)\n"},
		{"CMD []\n", "CMD json\n"},
		{"CMD [\"\"]\n", "CMD json ()\n"},
		{"CMD [ \"a\" , 1 ]\n",
			"CMD json (a)\n! 4 a JSON array of something else than strings\n"},
		{"CMD [\"a\", [\"b\"], {\"c\": []}]\n",
			"CMD json (a)\n! 4 a JSON array of something else than strings\n"},
		{"CMD ['a', 'b']\n", "CMD (['a', 'b'])\n"},
		{"CMD [\"a\"\n", "CMD ([\"a\")\n"},
		{"CMD [\"a\"] b\n", "CMD ([\"a\"] b)\n"},
		{"RUN [ -f x ] && y\n", "RUN ([ -f x ] && y)\n"},
		{"COPY [\"a b\", \"c\"]\n", "COPY json (a b) (c)\n"},
		{"COPY \"a b\" c\n", "COPY (\"a) (b\") (c)\n"},
		{"VOLUME [\"/a\", \"/b\"]\nVOLUME /a /b\n",
			"VOLUME json (/a) (/b)\nVOLUME (/a) (/b)\n"},
		{"SHELL [\"a\", \"-c\"]\nSHELL a\n",
			"SHELL json (a) (-c)\nSHELL (a)\n! 18 SHELL takes a JSON array\n"},
		/* 20, 21, 22: pairs */
		{"ENV a=1 b=\"2 3\" c=4\\ 5\n", "ENV a:1 b:\"2 3\" c:4\\ 5\n"},
		{"ENV a 1 b=2\n", "ENV a:1 b=2\n"},
		{"LABEL a \"b c\"\n", "LABEL a:\"b c\"\n"},
		{"ENV a\n", "ENV a\n! 4 a name without a value\n"},
		{"ENV a=1 b\n", "ENV a:1 b\n! 8 a word without '=' among pairs\n"},
		{"ENV a='b \\' c=d\n", "ENV a:'b \\' c:d\n"},
		{"ARG a b=1 c=\n", "ARG a b:1 c:\n"},
		/* 23: FROM */
		{"FROM --platform=x a:b as C.d-e_1\n",
			"FROM --platform=x (a:b) (as) (C.d-e_1)\n"},
		{"FROM a b\n",
			"FROM (a) (b)\n! 0 FROM takes an image, or an image, AS and a name\n"},
		{"FROM a xx b\n",
			"FROM (a) (xx) (b)\n! 0 FROM: AS is expected behind the image\n"},
		{"FROM a AS 1b\n",
			"FROM (a) (AS) (1b)\n! 0 FROM: that is no name for a stage\n"},
		{"FROM\n", "FROM\n! 0 FROM takes an image, or an image, AS and a name\n"},
		/* 28, 34, 35, 38 */
		{"COPY a\n", "COPY (a)\n! 0 sources and a destination are expected\n"},
		{"HEALTHCHECK --interval=5s CMD a b\nHEALTHCHECK NONE\n",
			"HEALTHCHECK --interval=5s CMD (a b)\nHEALTHCHECK NONE\n"},
		{"HEALTHCHECK CMD [\"a\", \"b\"]\n", "HEALTHCHECK CMD json (a) (b)\n"},
		{"HEALTHCHECK a\n", "HEALTHCHECK a\n! 12 HEALTHCHECK takes CMD or NONE\n"},
		{"ONBUILD RUN --network=none a\n", "ONBUILD RUN --network=none (a)\n"},
		{"ONBUILD\n", "ONBUILD\n! 0 an instruction is expected\n"},
		{"ONBUILD FROM a\n",
			"ONBUILD FROM (a)\n! 8 ONBUILD can't hold that instruction\n"},
		{"WORKDIR /a b\nUSER x:y\n", "WORKDIR (/a b)\nUSER (x:y)\n"},
		{"RUN\nUSER\n",
			"RUN\nUSER\n! 0 an argument is expected\n! 4 an argument is "
			"expected\n"},
	};

	(void)state;
	CHECK(examples);
}

static void test_heredocs(void **state)
{
	static const struct example examples[] = {
		/* 46, 47: the word */
		{"RUN <<EOF\na\nb\nEOF\nUSER x\n", "RUN (<<EOF) <<EOF{a\nb\n}\nUSER (x)\n"},
		{"RUN 3<<A cat <<B\n1\nA\n2\nB\n", "RUN (3<<A cat <<B) <<A{1\n} <<B{2\n}\n"},
		{"RUN a <<<b\nUSER c\n", "RUN (a <<<b)\nUSER (c)\n"},
		{"RUN a \"<<b\"\nUSER c\n", "RUN (a \"<<b\")\nUSER (c)\n"},
		{"COPY <<'E' <<e\"o\"f x\n1\nE\n2\neof\n",
			"COPY (<<'E') (<<e\"o\"f) (x) <<E'{1\n} <<eof'{2\n}\n"},
		{"RUN << EOF\na\nEOF\n", "RUN (<< EOF) <<EOF{a\n}\n"},
		/* 48: tabs */
		{"RUN <<-EOF\n\ta\n \tEOF\n\tEOF\nUSER b\n",
			"RUN (<<-EOF) <<EOF-{\ta\n \tEOF\n}\nUSER (b)\n"},
		/* 49: the whole line ends it; comments and instructions are content */
		{"RUN <<EOF\n# x\nEOF y\nFROM z\nEOF\nFROM a\n",
			"RUN (<<EOF) <<EOF{# x\nEOF y\nFROM z\n}\nFROM (a)\n"},
		{"RUN <<EOF\na\n",
			"RUN (<<EOF) <<EOF{a\n}\n! 0 a here-document does not end\n"},
		{"RUN <<EOF\r\na\r\nEOF\r\nUSER b\r\n", "RUN (<<EOF) <<EOF{a\r\n}\nUSER (b)\n"},
		/* 50: behind a continuation, anywhere in the line */
		{"RUN a \\\n && b <<EOF && \\\n c\n1\nEOF\nUSER b\n",
			"RUN (a  && b <<EOF &&  c) <<EOF{1\n}\nUSER (b)\n"},
		/* never in a JSON form, or for others; those under ONBUILD count */
		{"RUN [\"a\", \"<<EOF\"]\nUSER b\n", "RUN json (a) (<<EOF)\nUSER (b)\n"},
		{"CMD a <<EOF\nUSER b\n", "CMD (a <<EOF)\nUSER (b)\n"},
		{"ONBUILD RUN <<E\n1\nE\nUSER b\n", "ONBUILD RUN (<<E) <<E{1\n}\nUSER (b)\n"},
	};

	(void)state;
	CHECK(examples);
}

/* 15: from the joined text back to the file */
static void test_positions(void **state)
{
	struct span text = span_str(
		"FROM a\nCOPY one \\\n# no\n\n  two\\\nthree <<E /\nbody\nE\nUSER u\n");
	static const char *const words[] = {"one", "two\\\nthree", "<<E", "/"};
	struct arena arena = {0};
	struct dockerfile file;
	const struct instruction *copy;

	(void)state;
	dockerfile_read(text, &arena, &file);
	assert_int_equal(file.instructions.len, 3);
	copy = &file.instructions.at[1];
	assert_int_equal(copy->words.len, 4);
	for (size_t i = 0; i < copy->words.len; i++)
		assert_int_equal(instruction_offset(&file, copy, copy->words.at[i].raw.ptr),
			span_find(text, words[i]));
	/* inside a word that goes on in the next line */
	assert_int_equal(instruction_offset(&file, copy, copy->words.at[1].raw.ptr + 3),
		span_find(text, "three"));
	assert_int_equal(instruction_offset(&file, copy, copy->heredocs.at[0].body.ptr),
		span_find(text, "body"));
	assert_int_equal(copy->start, span_find(text, "COPY"));
	assert_int_equal(copy->end, span_find(text, "USER"));
	arena_release(&arena);
}

/* Continuations are joined in one go, however many there are. */
static void test_many_continuations(void **state)
{
	enum {
		LINES = 200000
	};
	struct arena arena = {0};
	char *text = malloc(4 + 3 * LINES);
	struct dockerfile file;
	size_t len = 4;

	(void)state;
	memcpy(text, "RUN ", 4);
	for (int i = 0; i < LINES; i++) {
		memcpy(text + len, "a\\\n", 3);
		len += 3;
	}
	dockerfile_read(span_of(text, len), &arena, &file);
	assert_int_equal(file.instructions.len, 1);
	assert_int_equal(file.instructions.at[0].words.at[0].text.len, LINES);
	arena_release(&arena);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_directives),
		cmocka_unit_test(test_arguments),
		cmocka_unit_test(test_heredocs),
		cmocka_unit_test(test_positions),
		cmocka_unit_test(test_many_continuations),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
