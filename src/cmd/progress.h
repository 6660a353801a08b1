/* How far a long scan is: one line on stderr, if that is a terminal, rewritten now and then. */
#ifndef LAYERGATE_CMD_PROGRESS_H
#define LAYERGATE_CMD_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cmd/options.h"

struct progress {
	bool on;
	bool shown;
	const char *what;
	size_t total; /* 0: not known */
	int64_t started_ms;
	int64_t shown_ms;
};

/* what: "commits". Nothing is shown with --quiet, or in the first second. */
void progress_begin(struct progress *progress, const struct options *options, const char *what,
	size_t total);
void progress_at(struct progress *progress, size_t done);

/* Remove the line. */
void progress_end(struct progress *progress);

#endif
