#include "git/oid.h"

bool oid_parse(struct span hex, struct oid *oid, size_t *size)
{
	*oid = (struct oid){{0}};
	if (hex.len != 2 * OID_SHA1 && hex.len != OID_HEX_MAX)
		return false;
	for (size_t i = 0; i < hex.len; i += 2) {
		int high = hex_value(hex.ptr[i]);
		int low = hex_value(hex.ptr[i + 1]);

		if (high < 0 || low < 0)
			return false;
		oid->bytes[i / 2] = (unsigned char)(high << 4 | low);
	}
	*size = hex.len / 2;
	return true;
}

struct oid oid_of(const void *bytes, size_t size)
{
	struct oid oid = {{0}};

	memcpy(oid.bytes, bytes, size);
	return oid;
}

struct oid_hex oid_hex(const struct oid *oid, size_t size)
{
	static const char digits[] = "0123456789abcdef";
	struct oid_hex hex;

	for (size_t i = 0; i < size; i++) {
		hex.text[2 * i] = digits[oid->bytes[i] >> 4];
		hex.text[2 * i + 1] = digits[oid->bytes[i] & 15];
	}
	hex.text[2 * size] = '\0';
	return hex;
}

bool oid_is_null(const struct oid *oid)
{
	static const struct oid null;

	return oid_eq(oid, &null);
}
