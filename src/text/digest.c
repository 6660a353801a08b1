#include "text/digest.h"

#include <nettle/hmac.h>
#include <nettle/sha2.h>
#include <zlib.h>

_Static_assert(sizeof(struct hmac_sha256_ctx) <= sizeof(((struct keyed_digest *)0)->state),
	"the opaque state is large enough for nettle's");

void digest_sha256(struct span text, uint8_t out[SHA256_BYTES])
{
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, text.len, (const uint8_t *)text.ptr);
	sha256_digest(&ctx, SHA256_BYTES, out);
}

static struct hmac_sha256_ctx *state(struct keyed_digest *digest)
{
	return (struct hmac_sha256_ctx *)(void *)digest->state.bytes;
}

void keyed_digest_init(struct keyed_digest *digest, struct span key)
{
	hmac_sha256_set_key(state(digest), key.len, (const uint8_t *)key.ptr);
}

void keyed_digest_part(struct keyed_digest *digest, struct span part)
{
	static const uint8_t zero[1] = {0};

	if (part.len)
		hmac_sha256_update(state(digest), part.len, (const uint8_t *)part.ptr);
	hmac_sha256_update(state(digest), sizeof(zero), zero);
}

void keyed_digest_end(struct keyed_digest *digest, uint8_t out[SHA256_BYTES])
{
	hmac_sha256_digest(state(digest), SHA256_BYTES, out);
}

uint32_t digest_crc32(struct span text)
{
	return (uint32_t)crc32_z(0, (const Bytef *)text.ptr, text.len);
}
