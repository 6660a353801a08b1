/*
 * Names of objects: 20 bytes in a SHA-1 repository, 32 in a SHA-256 one.
 *
 * Inside the git room and its interface names are bytes; text only for people and for git's
 * command line.
 */
#ifndef LAYERGATE_GIT_OID_H
#define LAYERGATE_GIT_OID_H

#include <stdbool.h>
#include <string.h>

#include "base/span.h"

enum {
	OID_MAX = 32,
	OID_SHA1 = 20,
	OID_HEX_MAX = 2 * OID_MAX,
};

/* Unused bytes are zero, so that names compare as a whole. */
struct oid {
	unsigned char bytes[OID_MAX];
};

struct oid_hex {
	char text[OID_HEX_MAX + 1];
};

/* 40 or 64 hexadecimal digits in lower or upper case; *size gets 20 or 32. */
bool oid_parse(struct span hex, struct oid *oid, size_t *size);

/* size bytes. */
struct oid oid_of(const void *bytes, size_t size);

struct oid_hex oid_hex(const struct oid *oid, size_t size);

static inline bool oid_eq(const struct oid *a, const struct oid *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* git's way of writing "none". */
bool oid_is_null(const struct oid *oid);

#endif
