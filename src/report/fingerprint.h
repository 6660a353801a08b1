/*
 * Fingerprints: the same finding has the same one after a rebase, a squash, and when lines
 * move; allow entries name it.
 *
 * It is HMAC-SHA-256 under the policy's fingerprint_key, cut to 128 bits. Under the fixed
 * default key a weak password can be guessed from its fingerprint: who publishes fingerprints
 * sets a key of their own.
 */
#ifndef LAYERGATE_REPORT_FINGERPRINT_H
#define LAYERGATE_REPORT_FINGERPRINT_H

#include <stdbool.h>

#include "base/span.h"
#include "rules/rule.h"

#define FINGERPRINT_DEFAULT_KEY "layergate"

struct fingerprint {
	char text[4 + 32 + 1]; /* "lg1:" and 32 hexadecimal digits */
};

/* Of a secret: its value decides, wherever it stands. */
struct fingerprint fingerprint_secret(struct span key, struct span value);

/*
 * Of any other finding: rule, path, normalised text at fault, and which of several equal ones
 * in the file. With an empty path it is the key that survives a rename.
 */
struct fingerprint fingerprint_structure(struct span key, const struct rule *rule,
	struct span path, struct span text, size_t ordinal);

bool fingerprint_eq(const struct fingerprint *a, const struct fingerprint *b);

/* Is this text of the form of a fingerprint? */
bool fingerprint_is_valid(struct span text);

#endif
