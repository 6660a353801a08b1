/* Files that are not plain UTF-8: byte order marks, UTF-16, UTF-32, and mixtures. */
#ifndef LAYERGATE_MODEL_ENCODING_H
#define LAYERGATE_MODEL_ENCODING_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"

/*
 * The text to scan. Bytes that are UTF-16, by their byte order mark or because every other
 * byte of the start is zero, are converted to UTF-8 in the arena. So is what is UTF-16 or
 * UTF-32 in a part of the file only, as far as it is Latin-1: PowerShell's ">>" appends UTF-16
 * to whatever is there. True is returned then, and positions count in the converted text;
 * everything else is returned as it is. A UTF-8 byte order mark stays: readers skip it, columns
 * count it.
 */
bool text_from_bytes(struct span bytes, struct arena *arena, struct span *text);

#endif
