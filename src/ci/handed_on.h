/* The files by which steps hand variables and outputs on: GITHUB_ENV, GITHUB_OUTPUT, BASH_ENV.
 */
#ifndef LAYERGATE_CI_HANDED_ON_H
#define LAYERGATE_CI_HANDED_ON_H

#include "ci/pipeline.h"

enum ci_handing {
	CI_HANDS_NOTHING,
	CI_HANDS_VARIABLES,
	CI_HANDS_OUTPUTS,
};

/*
 * What does the output of a command set: by a redirect of its own or of the group that it
 * stands in, by tee or Out-File?
 */
enum ci_handing ci_hands_on(const struct ci_pipeline *pipeline, const struct command *command);

/*
 * Set in the job what the command hands on, with the verdicts of its words, and of those of
 * the commands before it in its pipeline if it writes what they print.
 */
void ci_hand_on(
	struct ci_pipeline *pipeline, const struct command *command, struct arena *arena);

/* The output of a step of that name, whichever step it is; NULL: it is not known. */
const struct ci_verdict *ci_output_handed_on(const struct ci_scope *scope, struct span name);

#endif
