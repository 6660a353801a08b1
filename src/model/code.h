/*
 * The tokens of a program text: Groovy (Jenkinsfile), HCL (docker-bake.hcl), Kotlin (TeamCity).
 *
 * Of these languages a reader of CI files wants the strings, the names before them, and which
 * bracket belongs to which; so this is a lexer for all three, and no parser. Comments are gone.
 *
 * It recovers: a string on one line that is not closed ends with its line, any other one with
 * the file; a bracket that is not closed ends where the one around it does. The time is linear.
 */
#ifndef LAYERGATE_MODEL_CODE_H
#define LAYERGATE_MODEL_CODE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/vec.h"
#include "model/derived.h"
#include "model/problem.h"

enum code_language {
	CODE_GROOVY,
	CODE_HCL,
	CODE_KOTLIN,
};

enum code_token_kind {
	CODE_NAME, /* also keywords; in HCL with "-" in it */
	CODE_NUMBER,
	CODE_STRING,
	CODE_SIGN, /* one character, or a few such as "->" that must not be taken apart */
};

struct code_token {
	enum code_token_kind kind;
	bool starts_line; /* it is the first one of its line */
	/*
	 * CODE_STRING: the language itself looks for ${…} in it. What it finds there stays in
	 * the text as it is written, strings in it included.
	 */
	bool expands;
	struct span raw; /* in the file; of a string without its quotes */
	/*
	 * CODE_STRING: what it stands for, escapes resolved, lines of a here-document as they
	 * are indented. Others: the same as raw. A "$" that was escaped is a "$" here; its
	 * code_place() is the escape.
	 */
	struct span text;
	const struct derived_text *derived; /* of a string with escapes; else NULL */
	/*
	 * An opening bracket: the token that closes it; if there is none, the one that closes a
	 * bracket around it, or the number of tokens. A closing bracket: the one it closes. Any
	 * other token: itself.
	 */
	size_t match;
};

enum {
	CODE_TOKENS_MAX = 500000
};

struct code {
	struct span text;
	VEC(struct code_token) tokens;
	struct problem_list problems;
	bool truncated; /* CODE_TOKENS_MAX was reached, which is a problem as well */
};

/* Read a file (UTF-8, no byte order mark). Never fails; spans point into it or the arena. */
void code_read(
	enum code_language language, struct span text, struct arena *arena, struct code *out);

/* Where a part of a token's text stands in the file. */
struct span code_place(const struct code_token *token, struct span part);

#endif
