/*
 * Regular expressions on bytes, with limits. The only door to pcre2.
 *
 * Patterns see bytes, not characters: inspected files need not be UTF-8, and an invalid
 * sequence must not end a search. Every match runs under a match, depth and heap limit; a
 * reached limit is an answer of its own, because "no match" would be a lie.
 *
 * A pattern is compiled by pcre2's just-in-time compiler only when it has been used a few
 * times: a hook that looks at three files never pays for it.
 */
#ifndef LAYERGATE_TEXT_REGEX_H
#define LAYERGATE_TEXT_REGEX_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"
#include "base/status.h"

struct regex;

enum regex_result {
	REGEX_NO_MATCH,
	REGEX_MATCH,
	REGEX_LIMIT, /* undecided: the pattern ran into a limit */
};

struct regex_match {
	size_t start; /* of the whole match, offset in the subject */
	size_t end;
	size_t group_start; /* of group 1, or of the whole match without groups */
	size_t group_end;
};

/*
 * Compile a pattern. anchored: it matches only where the search starts. STATUS_POLICY with
 * the reason in err when it is not a pattern. The caller owns *out and frees it.
 */
MUST_USE enum status regex_compile(
	struct regex **out, struct span pattern, bool anchored, struct error *err);

void regex_free(struct regex *regex);

/* The first match at or behind start (exactly there if compiled so); look-behind sees all. */
enum regex_result regex_search(
	struct regex *regex, struct span subject, size_t start, struct regex_match *match);

#endif
