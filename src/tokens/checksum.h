/*
 * Checksums inside tokens, verified without asking anybody.
 *
 * Each family knows how to seal: to take a token of the right shape and give it the right
 * checksum. Verifying is sealing a copy and comparing; tests seal made-up tokens.
 */
#ifndef LAYERGATE_TOKENS_CHECKSUM_H
#define LAYERGATE_TOKENS_CHECKSUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

enum checksum_family {
	CHECKSUM_NONE,
	CHECKSUM_CRC_BASE62, /* xxx_BODY + 6: CRC-32 of BODY; npm, GitHub, Vercel */
	CHECKSUM_GITHUB_PAT, /* base32(SHA-256 of 77 characters) at 77; seen, not documented */
	CHECKSUM_GITLAB_ROUTABLE, /* 7 base36: CRC-32 of all before; gitlabhq routable_token.rb
				   */
	CHECKSUM_GRAFANA,         /* 8 hex, CRC-32 little-endian; grafana tokengen.go */
	CHECKSUM_CRC_HEX,         /* xxx_BODY + 8 hex: CRC-32 of BODY; Cloudflare */
	CHECKSUM_ZUPLO,           /* xxx_BODY_ + 8 hex */
	CHECKSUM_ATLASSIAN,       /* …= + 8 HEX: CRC-32 of all through '=' */
	CHECKSUM_AZURE_DEVOPS,    /* 52 base32: CRC-32 spread over four bytes */
	CHECKSUM_AZURE_KEY,       /* base64: Marvin32 of all but the last 4 bytes */
	CHECKSUM_ENTRA, /* last 3: Marvin32 of all before, in an alphabet of its own */
	CHECKSUM_AGE,   /* Bech32, BIP-173 */
};

enum checksum_verdict {
	CHECKSUM_ABSENT, /* the format has none */
	CHECKSUM_VALID,
	CHECKSUM_INVALID,
};

/* Longest token any family takes. */
enum {
	CHECKSUM_MAX_TOKEN = 512
};

enum checksum_verdict checksum_verify(enum checksum_family family, struct span token);

/*
 * Write the token with the right checksum to out, which has room for as many bytes as the
 * token has (at most CHECKSUM_MAX_TOKEN). Some families have variants (several keys): they
 * are numbered from 0. False if there is no such variant or the token has not the shape.
 */
bool checksum_seal(enum checksum_family family, unsigned variant, struct span token, char *out);

/* Marvin32 folded to 32 bits, as in microsoft/security-utilities; for tests. */
uint32_t checksum_marvin32(struct span data, uint64_t seed);

#endif
