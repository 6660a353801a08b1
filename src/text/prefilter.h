/*
 * Which of some hundred literals occur in a text, and where: one pass, no regular expression.
 *
 * The algorithm is Wu and Manber's ("A fast algorithm for multi-pattern searching", 1994):
 * pairs of bytes that end no literal let the search jump ahead. Making the tables takes
 * microseconds, so nothing needs to be prepared at build time.
 */
#ifndef LAYERGATE_TEXT_PREFILTER_H
#define LAYERGATE_TEXT_PREFILTER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/span.h"

enum {
	PREFILTER_MIN_LITERAL = 3,
	PREFILTER_MAX_LITERALS = 4000
};

struct prefilter;

struct prefilter_literal {
	struct span text; /* at least PREFILTER_MIN_LITERAL bytes */
	bool nocase;      /* ASCII letters match in either case */
	size_t id;        /* told to the callback */
};

/* The literals are copied; the result lives in the arena. */
struct prefilter *prefilter_new(
	const struct prefilter_literal *literals, size_t count, struct arena *arena);

/*
 * Called for each occurrence, by rising offset of the literal's first byte; overlapping ones
 * and several literals at one offset are all told. Returning false ends the scan.
 */
typedef bool prefilter_hit(void *payload, size_t id, size_t offset);

void prefilter_scan(
	const struct prefilter *filter, struct span text, prefilter_hit *hit, void *payload);

#endif
