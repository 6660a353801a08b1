/*
 * Texts of program texts (Groovy, HCL, Kotlin) for the pipeline.
 *
 * What the language itself puts into a string stands in the text as ${{name}}, as if it were an
 * expression of the system: a shell that gets the text never sees it, whatever quotes are
 * around it. "env.", "params." and calls at its end are not in the name.
 */
#ifndef LAYERGATE_CI_CODE_TEXT_H
#define LAYERGATE_CI_CODE_TEXT_H

#include "ci/pipeline.h"
#include "model/code.h"

/* A derived text, which has to live in the arena. */
struct ci_text ci_derived_text(const struct derived_text *derived, struct arena *arena);

/* The text of a string. */
struct ci_text ci_string_text(
	enum code_language language, const struct code_token *string, struct arena *arena);

/*
 * Read the tokens of a file. Problems go to the pipeline, and so do the strings with escapes,
 * which hide what they hold from a search through the bytes.
 */
void ci_read_code(struct ci_pipeline *pipeline, enum code_language language, struct span text,
	struct code *code, struct arena *arena);

/*
 * The text of an expression that starts at token *at: strings and names with "+" between them,
 * or a number. *at moves behind it. False if it is none, or what it is made of is not known;
 * then *at stays.
 */
bool ci_take_expression(enum code_language language, const struct code *code, size_t *at,
	struct arena *arena, struct ci_text *out);

/* --- tokens ------------------------------------------------------------------------------- */

/* Is there such a token? */
bool ci_is_name(const struct code *code, size_t at, const char *name);
bool ci_is_sign(const struct code *code, size_t at, const char *sign);
bool ci_is_kind(const struct code *code, size_t at, enum code_token_kind kind);

/* From the first byte of one token to the last of another, in the file. */
struct span ci_tokens_place(const struct code *code, size_t first, size_t last);

/* Add "${{name}}" for a part of the file. */
void ci_derive_reference(struct derived_maker *m, struct span name, struct span place);

/* The same for a variable of the language, which may be a path such as "env.X". */
void ci_derive_name(struct derived_maker *m, struct span name);

/* Add the string to a text that is being made. */
void ci_derive_string(
	struct derived_maker *m, enum code_language language, const struct code_token *string);

#endif
