/* What commands print, alone and behind others in a pipeline. */
#ifndef LAYERGATE_CI_PRINTED_H
#define LAYERGATE_CI_PRINTED_H

#include "ci/verdicts.h"

/* What is left behind this program of what it reads is no secret: a sum, a count, a log-in. */
bool ci_takes_secret_out(struct span program);

/* What an editor, whose words are judged, puts into the text: "$B" of sed "s/$A/$B/". */
struct ci_verdict ci_put_in_by_editor(
	const struct ci_pipeline *pipeline, const struct command *command);

/* The command whose output this one reads; NULL: none, or it is not known. */
const struct command *ci_writer_of(
	const struct ci_pipeline *pipeline, const struct command *reader);

/* What a command prints, once its words are judged, and those before it in its pipeline are. */
struct ci_verdict ci_judge_printed(
	const struct ci_pipeline *pipeline, const struct command *command);

#endif
