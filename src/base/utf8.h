/*
 * Decoding UTF-8 one character at a time, strictly (RFC 3629: no overlong forms, no
 * surrogates, nothing above U+10FFFF).
 */
#ifndef LAYERGATE_BASE_UTF8_H
#define LAYERGATE_BASE_UTF8_H

#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

/*
 * Length in bytes of the character that starts at s.ptr[at], its code point in *code; 0 when
 * the bytes there are not well-formed.
 */
size_t utf8_decode(struct span s, size_t at, uint32_t *code);

/* Write the character to out (at least 4 bytes); returns the number of bytes, 0 if invalid. */
size_t utf8_encode(uint32_t code, char *out);

#endif
