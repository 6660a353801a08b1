/* What the files of the lexer share. */
#ifndef LAYERGATE_MODEL_CODE_INTERNAL_H
#define LAYERGATE_MODEL_CODE_INTERNAL_H

#include "model/code.h"

/* What a backslash or its like does in a string. */
enum code_escapes {
	ESCAPES_NONE,
	ESCAPES_C,             /* \n \" \u0041; what is none keeps its backslash */
	ESCAPES_C_AND_LINES,   /* and a backslash at the end of a line joins it with the next */
	ESCAPES_SLASHY,        /* \/ */
	ESCAPES_DOLLAR_SLASHY, /* $$ and $/ */
	ESCAPES_TEMPLATE,      /* as C, $${ and %%{ */
};

/* One way in which a language writes its strings. */
struct code_string_form {
	const char *quote;
	const char *closer;
	bool spans_lines;
	bool expands;
	bool is_slashy; /* only where an expression starts; a sign if it is not closed */
	enum code_escapes escapes;
};

struct code_lexer {
	enum code_language language;
	struct span text;
	size_t at;
	struct arena *arena;
	struct code *out;
	/*
	 * The strings that the lexer is in, one in the ${…} of the other; NULL stands for the
	 * braces between them.
	 */
	VEC(const struct code_string_form *) nested;
	/*
	 * Bytes that were read to no avail, since a ${…} was not closed. When they are too many
	 * nothing is looked for in ${…} any more: that keeps the time linear.
	 */
	size_t wasted;
	VEC(size_t) open;     /* brackets, the innermost last */
	size_t open_count[3]; /* of each kind */
};

static inline char code_byte(const struct code_lexer *lx, size_t at)
{
	return at < lx->text.len ? lx->text.ptr[at] : '\0';
}

void code_problem(struct code_lexer *lx, size_t offset, const char *what);

/* --- code_strings.c --------------------------------------------------------------------- */

/*
 * Take a string in quotes, or one between slashes if an expression may start here; false if
 * there is none. token gets all but its place among the others.
 */
bool code_take_string(struct code_lexer *lx, bool starts_expression, struct code_token *token);

/* The same for a here-document of HCL. */
bool code_take_heredoc(struct code_lexer *lx, struct code_token *token);

#endif
