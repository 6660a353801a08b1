/*
 * Which values are secrets: references to the system's store of them, and what is made of
 * those.
 *
 * Variables are followed from the pipeline to its jobs and steps, through assignments, exports
 * and the files by which steps hand variables on. A name by itself is only a second sign.
 */
#ifndef LAYERGATE_CI_FLOW_H
#define LAYERGATE_CI_FLOW_H

#include "ci/pipeline.h"

/* Fill in the verdicts of all variables, inputs, arguments and words. */
void ci_follow(struct ci_pipeline *pipeline, struct arena *arena);

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

/* The facts about a command, such as the verdicts of its words. */
const struct ci_command *ci_facts(
	const struct ci_pipeline *pipeline, const struct command *command);

#endif
