/*
 * What the files hold that a job writes and reads again: "echo $A > f", then "$(cat f)". Of
 * others only the name is known.
 */
#ifndef LAYERGATE_CI_FILE_CONTENTS_H
#define LAYERGATE_CI_FILE_CONTENTS_H

#include "ci/verdicts.h"

/* Remember in its job what a command writes, once its words are judged. */
void ci_note_contents(
	const struct ci_pipeline *pipeline, const struct command *command, struct arena *arena);

/* Does what it prints go where the group around it writes: "{ echo $A; } > f"? */
bool ci_writes_with_group(const struct command *command);

/* What a job wrote to the file, wherever that is; no secret if it did not. */
struct ci_verdict ci_contents_of(const struct ci_scope *scope, struct span path);

/* What a command of a substitution takes out of the files that its words name. */
struct ci_verdict ci_judge_reading(const struct ci_scope *scope, const struct shell_command *c);

#endif
