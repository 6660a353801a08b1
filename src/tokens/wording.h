/* Values that are made of the words people describe a secret with: "put-your-token-here". */
#ifndef LAYERGATE_TOKENS_WORDING_H
#define LAYERGATE_TOKENS_WORDING_H

#include <stdbool.h>

#include "base/span.h"

/*
 * Does all of the value consist of such words, and does one of them name a secret? The words
 * may be parted by signs, by capitals or not at all (NPMTOKEN, secretVerdaccioToken,
 * read_from_env); up to three digits may follow a word. Anything else in it, and it is none:
 * people choose passwords of words, too, but not of these.
 */
bool is_wording(struct span value);

#endif
