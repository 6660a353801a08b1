/* How random a short text looks. */
#ifndef LAYERGATE_TEXT_ENTROPY_H
#define LAYERGATE_TEXT_ENTROPY_H

#include "base/span.h"

/* Shannon entropy of the bytes, in bits per byte: 0 for "aaaa", about 4.7 for 40 random. */
double entropy_bits(struct span text);

/* How many of the classes lower case, upper case, digit, other occur. */
int character_classes(struct span text);

#endif
