/* Files that are encrypted as a whole: nothing is wrong with them. */
#ifndef LAYERGATE_MODEL_CIPHERTEXT_H
#define LAYERGATE_MODEL_CIPHERTEXT_H

#include <stdbool.h>

#include "base/span.h"

/*
 * Is all of the text what git-crypt, ansible-vault or age make? The first line alone proves
 * nothing: anything may stand behind it.
 */
bool is_ciphertext(struct span text);

#endif
