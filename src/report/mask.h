/*
 * The only code that turns a line that holds secrets into something that may be shown.
 *
 * Every secret that is known in the file is masked, not only the one of the finding, and every
 * copy of it that stands in the line once more. (Where that would take too long, since
 * hundreds of secrets begin alike, nothing but the fault is shown.) Of a
 * token with a public prefix ("npm_") at most four bytes of that prefix are kept; nothing is
 * said about the length.
 */
#ifndef LAYERGATE_REPORT_MASK_H
#define LAYERGATE_REPORT_MASK_H

#include "base/arena.h"
#include "base/span.h"
#include "report/finding.h"

struct secret_span {
	struct span where; /* in the text */
	size_t keep;       /* bytes at its start that are public */
};

/* How much of a matched token is public: of a prefix at most 4 bytes, of PEM its header. */
size_t mask_public_prefix(const struct token_kind *kind, struct span token);

/* Sort the secrets by position and join those that overlap; returns how many are left. */
size_t mask_prepare(struct secret_span *secrets, size_t count);

/*
 * The excerpt for the fault "where" (inside text): its first line, masked. secrets: all that
 * are known in the text, prepared.
 */
struct excerpt mask_excerpt(struct span text, struct span where,
	const struct secret_span *secrets, size_t count, struct arena *arena);

/* The same for a message, which is printable already. */
const char *mask_text(
	const char *text, const struct secret_span *secrets, size_t count, struct arena *arena);

#endif
