#include "git/oid.h"

/* The value of each hexadecimal digit plus one; zero for every other byte. */
static const unsigned char digit_values[256] = {
	['0'] = 1,
	['1'] = 2,
	['2'] = 3,
	['3'] = 4,
	['4'] = 5,
	['5'] = 6,
	['6'] = 7,
	['7'] = 8,
	['8'] = 9,
	['9'] = 10,
	['a'] = 11,
	['b'] = 12,
	['c'] = 13,
	['d'] = 14,
	['e'] = 15,
	['f'] = 16,
	['A'] = 11,
	['B'] = 12,
	['C'] = 13,
	['D'] = 14,
	['E'] = 15,
	['F'] = 16,
};

bool oid_parse(struct span hex, struct oid *oid, size_t *size)
{
	*oid = (struct oid){{0}};
	if (hex.len != 2 * OID_SHA1 && hex.len != OID_HEX_MAX)
		return false;
	for (size_t i = 0; i < hex.len; i += 2) {
		unsigned high = digit_values[(unsigned char)hex.ptr[i]];
		unsigned low = digit_values[(unsigned char)hex.ptr[i + 1]];

		if (high == 0 || low == 0)
			return false;
		oid->bytes[i / 2] = (unsigned char)((high - 1) << 4 | (low - 1));
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
