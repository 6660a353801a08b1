/*
 * Made-up secrets for tests, put together at run time: no file of this repository holds
 * anything that has the shape of a real one.
 *
 * A template is text with classes in it:
 *
 *	<b62:30>   base62        <hex:40> <HEX:8>   hexadecimal    <dec:12>   digits
 *	<b64:86>   base64        <url:43>  base64url               <abc:34>   letters
 *	<b36:8>    0-9a-z        <base36:8> 0-9A-Z                 <uuid>     a version 4 UUID
 *	<up:16>    A-Z2-7        <low:52>  a-z2-7                  <bech:58>  Bech32
 *	<azure:6>  base64 digits that a checksum will replace
 *	<enc:TEXT> base64url of TEXT, without padding
 *
 * The digits are random but always the same for the same seed.
 */
#ifndef LAYERGATE_TESTS_SHAPE_H
#define LAYERGATE_TESTS_SHAPE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"
#include "tokens/catalogue.h"

/* Expand a template. */
struct span shape_expand(const char *template, const char *seed, struct arena *arena);

/* The example of a kind, number n, with the right checksum. Also takes the kinds of pem.h. */
struct span shape_token(const struct token_kind *kind, unsigned n, struct arena *arena);

/*
 * Expand @{…} in text:
 *
 *	@{npm-token}  @{npm-token#2}   an example of that kind, another one
 *	@{broken:npm-token}            with a wrong checksum
 *	@{shape:<b62:20>}              a template; @{shape#2:…} another one
 *	@{base64:user:<b62:12>}        base64 of a template
 *	@{base64-token:pem-rsa}        a token in base64
 *	@{escaped:pem-rsa}             with its line ends written as \n
 *	@{indented:pem-rsa}            with four blanks behind its line ends
 *	@{tail:npm-token}              without its first byte
 *	@{utf16:text ~npm-token~}      little-endian with a mark; ~KIND~ is a token
 *	@{wide2:text ~npm-token~}      the same without the mark; @{wide4:…} is UTF-32
 *	@{bytes:ff00}                  bytes
 *	@{repeat:1000:[}               a text many times
 */
struct span shape_fill(struct span text, struct arena *arena);

/* The kind of that name, of the catalogue or of pem.h; NULL if there is none. */
const struct token_kind *shape_kind(struct span slug);

#endif
