/* A private key with its body: PEM, OpenSSH, PGP, PuTTY, age. */
#include "rules/secret_hits.h"

void rule_private_key(struct subject *subject)
{
	raise_token_hits(subject, RULE_private_key, true);
}
