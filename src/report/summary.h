/* What a run looked at, what it could not look at, and what follows from both. */
#ifndef LAYERGATE_REPORT_SUMMARY_H
#define LAYERGATE_REPORT_SUMMARY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/vec.h"
#include "report/finding.h"

enum verdict {
	VERDICT_CLEAN,
	VERDICT_FINDINGS, /* there are findings, none of them blocks */
	VERDICT_BLOCKED,
	VERDICT_INCOMPLETE, /* nothing blocks, but something was not scanned */
};

struct unread {
	struct span path;   /* raw bytes */
	const char *reason; /* printable */
};

struct summary {
	size_t commits;
	size_t files;
	uint64_t bytes;
	VEC(struct unread) skipped; /* not read at all, or not searched to the end */
	VEC(struct unread)
	partial;            /* searched for tokens, but their structure was not understood */
	bool limit_reached; /* a limit of the policy is why something was skipped */
	size_t hidden;      /* findings below the policy's "show", or existing ones it hides */
	size_t allowed;     /* findings that an allow entry or a comment covers */
};

void summary_skip(
	struct summary *summary, struct arena *arena, struct span path, const char *reason);
void summary_partial(
	struct summary *summary, struct arena *arena, struct span path, const char *reason);

enum verdict verdict_of(const struct finding_list *findings, const struct summary *summary);
const char *verdict_name(enum verdict verdict);

#endif
