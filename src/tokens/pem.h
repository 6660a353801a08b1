/*
 * Private keys in text: PEM and OpenSSH blocks, PGP armour, PuTTY files, and PEM that was
 * wrapped in base64 once more.
 *
 * A header alone is no key ("grep -q 'BEGIN RSA PRIVATE KEY'"): the body must be there and
 * decode to what its header says. The lines of a body may be indented, commented, quoted,
 * joined by "\n" as JSON and .npmrc have it, or by the shell's line continuation.
 */
#ifndef LAYERGATE_TOKENS_PEM_H
#define LAYERGATE_TOKENS_PEM_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"
#include "tokens/catalogue.h"

struct private_key {
	const struct token_kind *kind; /* one of pem_kinds */
	size_t start;                  /* in the text */
	size_t end;
	struct span value; /* the body without line ends and such, in the arena */
};

extern const struct token_kind pem_kinds[];
extern const size_t pem_kind_count;

/* Literals whose occurrence is worth a call of private_key_at(), separated by blanks. */
extern const char pem_keywords[];

/* The key whose keyword stands at offset at of text; false if that is not a whole key. */
bool private_key_at(struct span text, size_t at, struct arena *arena, struct private_key *key);

#endif
