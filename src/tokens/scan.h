/*
 * Finds what looks like a secret in bytes: the raw layer that works whatever the file is and
 * whether or not it parses.
 *
 * One pass of the prefilter over the text tells where a keyword of some kind stands; only
 * there, and only then, a pattern is compiled and tried. Time is linear in the text.
 */
#ifndef LAYERGATE_TOKENS_SCAN_H
#define LAYERGATE_TOKENS_SCAN_H

#include "base/arena.h"
#include "base/span.h"
#include "base/status.h"
#include "base/vec.h"
#include "text/urlref.h"
#include "tokens/catalogue.h"

struct token_scanner;

/* A text that has the shape of a token or private key. */
struct token_match {
	const struct token_kind *kind;
	size_t start; /* offsets in the text */
	size_t end;
	struct span value; /* what makes it the same secret in another spelling */
	enum checksum_verdict checksum;
};

/* A URL with something behind the ':' of its userinfo; whether that is a secret, a rule says.
 */
struct url_match {
	struct urlref url; /* spans into the text */
};

struct token_matches {
	VEC(struct token_match) tokens; /* by offset; of overlapping ones the best */
	VEC(struct url_match) urls;     /* by offset */
	/* Kinds whose pattern ran into a limit: the text was not searched for them. */
	VEC(const struct token_kind *) undecided;
	bool overflow; /* more matches than TOKEN_MAX_MATCHES; the rest was not kept */
};

enum {
	TOKEN_MAX_MATCHES = 5000
};

/*
 * A scanner for the catalogue and the given kinds of a policy (borrowed). The same scanner is
 * used for all files of a run; it is freed with token_scanner_free. Patterns are compiled when
 * they are first needed.
 */
struct token_scanner *token_scanner_new(const struct token_kind *custom, size_t count);
void token_scanner_free(struct token_scanner *scanner);

/*
 * Search text. Matches live in the arena, their spans point into text or the arena.
 * STATUS_POLICY if the pattern of a policy's kind does not compile.
 */
MUST_USE enum status token_scan(struct token_scanner *scanner, struct span text,
	struct arena *arena, struct token_matches *out, struct error *err);

#endif
