/* What the rules committed-token and private-key share: from matches to hits. */
#ifndef LAYERGATE_RULES_SECRET_HITS_H
#define LAYERGATE_RULES_SECRET_HITS_H

#include <stdbool.h>

#include "rules/subject.h"

/* Raise a hit for each match that is (or is not) a private key. */
void raise_token_hits(struct subject *subject, enum rule_id rule, bool private_keys);

#endif
