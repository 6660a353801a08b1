#include "model/encoding.h"

#include <stdint.h>

#include "base/utf8.h"

enum byte_order {
	NOT_UTF16,
	LITTLE,
	BIG,
};

static enum byte_order byte_order_of(struct span bytes)
{
	enum {
		LOOK_AT = 64
	};
	size_t zeros[2] = {0, 0};
	size_t len = bytes.len < LOOK_AT ? bytes.len & ~(size_t)1 : LOOK_AT;

	if (span_starts(bytes, "\xff\xfe"))
		return LITTLE;
	if (span_starts(bytes, "\xfe\xff"))
		return BIG;
	for (size_t i = 0; i < len; i++)
		zeros[i & 1] += bytes.ptr[i] == '\0';
	if (len < 8)
		return NOT_UTF16;
	/* mostly ASCII in UTF-16: one half of the bytes is zero, the other is not */
	if (zeros[1] * 4 >= len && zeros[0] == 0)
		return LITTLE;
	if (zeros[0] * 4 >= len && zeros[1] == 0)
		return BIG;
	return NOT_UTF16;
}

static uint32_t unit_at(struct span bytes, size_t at, enum byte_order order)
{
	uint32_t first = (unsigned char)bytes.ptr[at];
	uint32_t second = (unsigned char)bytes.ptr[at + 1];

	return order == LITTLE ? second << 8 | first : first << 8 | second;
}

bool text_from_bytes(struct span bytes, struct arena *arena, struct span *text)
{
	enum byte_order order = byte_order_of(bytes);
	size_t len = 0;
	char *out;

	*text = bytes;
	if (order == NOT_UTF16)
		return false;
	out = arena_alloc(arena, bytes.len / 2 * 3 + 8);
	for (size_t at = 0; at + 1 < bytes.len; at += 2) {
		uint32_t code = unit_at(bytes, at, order);
		size_t put;

		if (code >= 0xd800 && code < 0xdc00 && at + 3 < bytes.len) {
			uint32_t low = unit_at(bytes, at + 2, order);

			if (low >= 0xdc00 && low < 0xe000) {
				code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
				at += 2;
			}
		}
		if (code == 0xfeff && len == 0)
			continue;
		put = utf8_encode(code, out + len);
		if (put == 0)
			put = utf8_encode(0xfffd, out + len);
		len += put;
	}
	*text = span_of(out, len);
	return true;
}
