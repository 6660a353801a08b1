/*
 * The catalogue of token formats: data, one row each.
 *
 * How to add a kind: add a row to catalogue.def (the columns are explained there), run
 * "make check": the catalogue test scans the row's example (exactly this kind must be found),
 * its counter-example (it must not), and, for a checksum, a sealed and a broken example.
 * Policies add kinds of their own in [token NAME] sections; they become the same struct.
 */
#ifndef LAYERGATE_TOKENS_CATALOGUE_H
#define LAYERGATE_TOKENS_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"
#include "tokens/checksum.h"

enum {
	/*
	 * Where a pattern is tried. A number from 0 says how many bytes of the token stand
	 * before the keyword: the pattern is matched exactly there. IN_LINE: anywhere in the
	 * line that has the keyword; group 1 of the pattern is the token.
	 */
	TOKEN_IN_LINE = -1,
};

enum token_flags {
	TOKEN_FIRM = 1 << 0, /* every real one has a valid checksum: a wrong one is a dummy */
	TOKEN_WEAK = 1 << 1, /* often harmless (test keys, public by design): medium at most */
	TOKEN_NOCASE = 1 << 2,      /* keywords match in either case */
	TOKEN_JWT = 1 << 3,         /* group 1 is a JSON Web Token: its header must decode */
	TOKEN_PRIVATE_KEY = 1 << 4, /* belongs to the rule private-key */
	TOKEN_STRICT = 1 << 5, /* so short a keyword: no '_', '-' or '.' may stand before it */
	TOKEN_AS_WRITTEN = 1 << 6, /* the pattern alone decides: a policy's own kind */
};

struct token_kind {
	const char *slug;     /* its name in findings and policies */
	const char *title;    /* for people: "npm access token" */
	int lead;             /* bytes of the token before the keyword, or TOKEN_IN_LINE */
	unsigned flags;       /* enum token_flags */
	const char *keywords; /* separated by blanks; one of them stands in every match */
	const char *pattern;  /* for regex.h */
	enum checksum_family checksum;
	const char *example; /* a template, see tests/support/shape.h; literal in a policy */
	const char *counter_example;
};

extern const struct token_kind token_catalogue[];
extern const size_t token_catalogue_count;

/* The kind of that name, or NULL. */
const struct token_kind *token_kind_find(struct span slug);

#endif
