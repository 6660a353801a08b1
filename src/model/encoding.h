/* Files that are not plain UTF-8: byte order marks and UTF-16. */
#ifndef LAYERGATE_MODEL_ENCODING_H
#define LAYERGATE_MODEL_ENCODING_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"

/*
 * The text to scan. Bytes that are UTF-16, by their byte order mark or because every other
 * byte of the start is zero, are converted to UTF-8 in the arena (true is returned then, and
 * positions count in the converted text); everything else is returned as it is. A UTF-8 byte
 * order mark stays: readers skip it, columns count it.
 */
bool text_from_bytes(struct span bytes, struct arena *arena, struct span *text);

#endif
