/*
 * Is a value a secret? A reference to the system's store of secrets is one, and so is a
 * variable that was set from one; a name by itself is only a second sign.
 */
#ifndef LAYERGATE_CI_VERDICTS_H
#define LAYERGATE_CI_VERDICTS_H

#include "ci/pipeline.h"

static inline struct ci_verdict ci_worse(struct ci_verdict a, struct ci_verdict b)
{
	return b.secrecy > a.secrecy ? b : a;
}

/* The verdict of what the store of secrets hands out under a name. */
struct ci_verdict ci_stored(struct span name);

/*
 * The verdict of a text in a scope, by the references of the system that stand in it; "$X" as
 * well where the system expands that.
 */
struct ci_verdict ci_judge(const struct ci_pipeline *pipeline, const struct ci_scope *scope,
	struct span text, struct arena *arena);

/* The same of a word that the scope's shell expands. */
struct ci_verdict ci_judge_word(const struct ci_pipeline *pipeline,
	const struct ci_scope *scope, const struct shell_word *word);

/* The verdict of a variable that a shell refers to by its name. */
struct ci_verdict ci_judge_name(const struct ci_scope *scope, struct span name);

/*
 * What a command prints: the secrets among its words if it is one that prints them, or what a
 * store of secrets hands out.
 */
struct ci_verdict ci_judge_output(
	const struct ci_pipeline *pipeline, const struct command *command);

#endif
