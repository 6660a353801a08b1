/*
 * Runs git as a child process.
 *
 * There is no shell. Of the GIT_* variables only those that say where the repository is are
 * handed on: hooks inherit an environment that may hold tracing, configuration and fetch
 * settings from anywhere. Of the configuration in it only safe.directory is handed on. Objects
 * that are absent from a partial clone are never fetched, and replacement refs have no effect.
 */
#ifndef LAYERGATE_GIT_CHILD_H
#define LAYERGATE_GIT_CHILD_H

#include <stdbool.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/deadline.h"
#include "base/status.h"

struct child {
	pid_t pid;      /* 0: not running */
	int to;         /* its stdin, -1 if it has none */
	int from;       /* its stdout */
	int complaints; /* its stderr, -1 if that goes nowhere */
};

/*
 * Run "git ARGS…" to its end and append its output to out. STATUS_GIT with its complaint if it
 * fails, STATUS_LIMIT at the deadline or when the output is beyond the buffer's ceiling. args
 * ends with NULL and does not hold "git".
 */
MUST_USE enum status child_run(
	const char *const args[], struct deadline deadline, struct buf *out, struct error *err);

/* The same; what it says on stderr although it succeeds is appended to complaints. */
MUST_USE enum status child_run_heard(const char *const args[], struct deadline deadline,
	struct buf *out, struct buf *complaints, struct error *err);

/* Start "git ARGS…" with pipes to its stdin and from its stdout. */
MUST_USE enum status child_start(
	struct child *child, const char *const args[], struct error *err);

/* Close the pipes and wait; kills a child that does not end. Harmless if it is not running. */
void child_stop(struct child *child);

/* Write all of text. */
MUST_USE enum status child_write(struct child *child, struct span text);

/* Append exactly size bytes, or a line with its LF, to out. STATUS_IO at the end of output. */
MUST_USE enum status child_read(
	struct child *child, size_t size, struct deadline deadline, struct buf *out);
MUST_USE enum status child_read_line(
	struct child *child, struct deadline deadline, struct buf *out);

#endif
