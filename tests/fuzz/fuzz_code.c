/*
 * The lexer for program texts, and makefiles: the first byte says which language it is.
 * Brackets match, and each byte of a text leads back into the file.
 */
#include "fuzz/fuzz.h"
#include "model/code.h"
#include "model/makefile.h"

enum {
	LANGUAGES = CODE_KOTLIN + 1,
	DIALECTS = MAKEFILE_JUST + 1,
	PLACES_MAX = 200 /* of one text: looking up all would take the fuzzer's time */
};

static void must_be_inside(struct span s, struct span text)
{
	MUST(s.ptr >= text.ptr && s.ptr + s.len <= text.ptr + text.len);
}

static void check_problems(const struct problem_list *problems, struct span text)
{
	VEC_EACH(const struct problem, p, &problems->items)
		MUST(p->offset <= text.len && p->what);
}

static void check_derived(const struct derived_text *derived, struct span text)
{
	size_t step = derived->text.len / PLACES_MAX + 1;

	must_be_inside(derived->source, text);
	VEC_EACH(const struct derived_piece, piece, &derived->pieces) {
		must_be_inside(piece->source, text);
		MUST(piece->start < derived->text.len);
		MUST(piece == derived->pieces.at || piece->start > piece[-1].start);
	}
	for (size_t at = 0; at <= derived->text.len; at += step) {
		must_be_inside(derived_place(derived, span_sub(derived->text, at, at)), text);
		must_be_inside(
			derived_place(derived, span_sub(derived->text, at, at + step)), text);
	}
	must_be_inside(derived_place(derived, derived->text), text);
}

static bool is_one_of(struct span sign, const char *signs)
{
	return sign.len == 1 && *sign.ptr && strchr(signs, *sign.ptr);
}

/* What is closed is closed by its like, and whatever is inside ends inside. */
static void check_match(const struct code *code, size_t index)
{
	const struct code_token *token = &code->tokens.at[index];
	bool opens = token->kind == CODE_SIGN && is_one_of(token->raw, "([{");
	bool closes = token->kind == CODE_SIGN && is_one_of(token->raw, ")]}");

	if (opens)
		MUST(token->match > index && token->match <= code->tokens.len);
	else if (closes)
		MUST(token->match <= index &&
			(token->match == index ||
				code->tokens.at[token->match].match == index));
	else
		MUST(token->match == index);
}

static void check_code(enum code_language language, struct span text, struct arena *arena)
{
	struct code code;
	const char *behind = text.ptr;

	code_read(language, text, arena, &code);
	check_problems(&code.problems, text);
	for (size_t i = 0; i < code.tokens.len; i++) {
		const struct code_token *token = &code.tokens.at[i];

		must_be_inside(token->raw, text);
		MUST(token->raw.ptr >= behind);
		behind = token->raw.ptr + token->raw.len;
		MUST(token->kind == CODE_STRING || token->raw.len > 0);
		MUST(token->derived || span_eq(token->raw, token->text));
		check_match(&code, i);
		if (token->derived)
			check_derived(token->derived, text);
		must_be_inside(code_place(token, token->text), token->raw);
	}
}

static void check_makefile(enum makefile_dialect dialect, struct span text, struct arena *arena)
{
	struct makefile file;

	makefile_read(dialect, text, arena, &file);
	check_problems(&file.problems, text);
	VEC_EACH(const struct makefile_variable, v, &file.variables) {
		must_be_inside(v->name, text);
		check_derived(&v->value, text);
	}
	VEC_EACH(const struct makefile_recipe, recipe, &file.recipes) {
		must_be_inside(recipe->target, text);
		MUST(recipe->commands.len > 0);
		VEC_EACH(const struct makefile_command, c, &recipe->commands)
			check_derived(&c->text, text);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct span text;
	unsigned which;

	if (size < 2)
		return 0;
	which = data[0] % (LANGUAGES + DIALECTS);
	text = span_of_data(data + 1, size - 1);
	if (which < LANGUAGES)
		check_code((enum code_language)which, text, &arena);
	else
		check_makefile((enum makefile_dialect)(which - LANGUAGES), text, &arena);
	arena_release(&arena);
	return 0;
}
