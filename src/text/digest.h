/* Digests and checksums, by nettle and zlib. */
#ifndef LAYERGATE_TEXT_DIGEST_H
#define LAYERGATE_TEXT_DIGEST_H

#include <stdint.h>

#include "base/span.h"

enum {
	SHA256_BYTES = 32
};

void digest_sha256(struct span text, uint8_t out[SHA256_BYTES]);

/* An HMAC-SHA-256 that is fed in parts; a zero byte is added after each part. */
struct keyed_digest {
	union {
		uint64_t align;
		unsigned char bytes[512];
	} state;
};

void keyed_digest_init(struct keyed_digest *digest, struct span key);
void keyed_digest_part(struct keyed_digest *digest, struct span part);
void keyed_digest_end(struct keyed_digest *digest, uint8_t out[SHA256_BYTES]);

/* The CRC-32 of zlib, PNG and IEEE 802.3. */
uint32_t digest_crc32(struct span text);

#endif
