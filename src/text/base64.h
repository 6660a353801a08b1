/* Base64 as it is found in files: either alphabet, padding present or not. */
#ifndef LAYERGATE_TEXT_BASE64_H
#define LAYERGATE_TEXT_BASE64_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"

/*
 * Decode text into the arena. False when it is empty, holds a byte that belongs to neither
 * alphabet, mixes the two, or has an impossible length.
 */
bool base64_decode(struct span text, struct arena *arena, struct span *out);

/*
 * The same for text that somebody encoded: without the line end that "echo user:password |
 * base64" puts in. False as well when what comes out is neither UTF-8 nor Latin-1 text.
 */
bool base64_decode_text(struct span text, struct arena *arena, struct span *out);

/* All bytes are printable ASCII or well-formed UTF-8 without control characters. */
bool is_printable_text(struct span text);

#endif
