/* Files with a secret in them that jobs write into the checkout, and what removes them again.
 */
#ifndef LAYERGATE_CI_WRITTEN_FILES_H
#define LAYERGATE_CI_WRITTEN_FILES_H

#include "ci/pipeline.h"

struct ci_written {
	struct span path;  /* from the top of the checkout, as the step has it */
	struct span place; /* in the file: what writes it */
	struct ci_verdict verdict;
	const struct ci_scope *scope;
	/* commands from this index on (or scopes that begin there) run behind it */
	size_t at;
	/* the command that removes it, whatever happens; SIZE_MAX: none does */
	size_t removed;
};

struct ci_written_files {
	VEC(struct ci_written) items;
	bool is_cut; /* there are more */
};

/* In the order of the file. What is written outside of the checkout is not listed. */
void ci_find_written_files(
	const struct ci_pipeline *pipeline, struct arena *arena, struct ci_written_files *out);

#endif
