/*
 * A token of a known format, anywhere in a file: in its bytes, in a value that the file spells
 * with escapes, or inside a base64 credential.
 */
#include "rules/secret_hits.h"

void rule_committed_token(struct subject *subject)
{
	raise_token_hits(subject, RULE_committed_token, false);
}
