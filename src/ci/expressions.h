/*
 * What the system itself puts into a text before a shell sees it: ${{ … }} of GitHub, $(x) of
 * Azure, << x >> of CircleCI, ((x)) of Concourse, and so on.
 *
 * To a shell's reader they are nonsense, or worse, something else: so each is written over by a
 * variable of the same length, whose name is its number in the pipeline's list.
 */
#ifndef LAYERGATE_CI_EXPRESSIONS_H
#define LAYERGATE_CI_EXPRESSIONS_H

#include "ci/pipeline.h"

/*
 * The text as its shell may read it, byte for byte as long; itself if there is nothing to write
 * over.
 */
struct span ci_shell_text(struct ci_pipeline *pipeline, enum ci_shell shell, struct span text,
	struct arena *arena);

/* The same text, or a part of it, with its expressions again. */
struct span ci_as_written(
	const struct ci_pipeline *pipeline, struct span text, struct arena *arena);

/* The expression that such a name stands for; ptr NULL: it is the name of a variable. */
struct span ci_expression_of(const struct ci_pipeline *pipeline, struct span name);

/* The text with its expressions as they are written; itself if it has none. */
struct span ci_restored(
	const struct ci_pipeline *pipeline, struct span text, struct arena *arena);

/* Take the next expression of a text off *rest; false if there is none. */
bool ci_next_expression(enum file_kind system, struct span *rest, struct span *expression);

/*
 * Take the next path ("secrets.TOKEN", "inputs.a", a bare name) off the inside of an
 * expression. Those that are only compared, or are arguments of a question, are left out.
 */
bool ci_next_path(struct span *rest, struct span *path);

/* Split "secrets.X", "secrets['X']" at its first part; false if it has but one. */
bool ci_split_path(struct span path, struct span *first, struct span *last);

/* "a" of "${{ a }}", "$(a)", "<< a >>", "((a))" … */
struct span ci_inside(struct span expression);

#endif
