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

static bool is_text_byte(char c)
{
	return (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\r' || c == '\t';
}

/* The length of a byte order mark at this place. */
static size_t mark_length(struct span bytes)
{
	if (bytes.len >= 4 &&
		(memcmp(bytes.ptr, "\xff\xfe\0\0", 4) == 0 ||
			memcmp(bytes.ptr, "\0\0\xfe\xff", 4) == 0))
		return 4;
	return span_starts(bytes, "\xff\xfe") || span_starts(bytes, "\xfe\xff") ? 2 : 0;
}

/*
 * Is all of it UTF-16? Text of another encoding that was appended shows as code units that no
 * text has so many of in a row: two bytes of ASCII, or ASCII the wrong way round. Without a
 * byte order mark there may be none at all.
 */
static bool is_all_utf16(struct span bytes, enum byte_order order)
{
	enum {
		MOST_FOREIGN = 7
	};
	size_t most = mark_length(bytes) ? MOST_FOREIGN : 0;
	size_t foreign = 0;

	if (bytes.len % 2 != 0)
		return false;
	for (size_t at = 0; at < bytes.len && foreign <= most; at += 2) {
		uint32_t code = unit_at(bytes, at, order);
		char high = (char)(code >> 8);
		char low = (char)(code & 0xff);

		if (code == 0)
			return false;
		foreign = is_text_byte(high) && (is_text_byte(low) || low == '\0') ? foreign + 1
										   : 0;
	}
	return foreign <= most;
}

static struct span from_utf16(struct span bytes, enum byte_order order, struct arena *arena)
{
	char *out = arena_alloc(arena, bytes.len / 2 * 3 + 8);
	size_t len = 0;

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
	return span_of(out, len);
}

/* How characters of one byte are widened: the byte's place among zero bytes. */
struct widening {
	size_t width;
	size_t place;
};

static const struct widening widenings[] = {{2, 0}, {2, 1}, {4, 0}, {4, 3}};

/* How many characters from at on are widened like that. */
static size_t wide_run(struct span bytes, size_t at, struct widening w)
{
	size_t count = 0;

	for (; at + w.width <= bytes.len; at += w.width, count++) {
		char c = bytes.ptr[at + w.place];

		if (!is_text_byte(c) && (unsigned char)c < 0xa0)
			break;
		for (size_t i = 0; i < w.width; i++)
			if (i != w.place && bytes.ptr[at + i] != '\0')
				return count;
	}
	return count;
}

/* The widening of the text at this place, or NULL; *count: of how many characters. */
static const struct widening *widening_at(struct span bytes, size_t at, size_t *count)
{
	enum {
		LEAST_RUN = 4
	};

	for (size_t i = 0; i < sizeof(widenings) / sizeof(*widenings); i++) {
		*count = wide_run(bytes, at, widenings[i]);
		if (*count >= LEAST_RUN)
			return &widenings[i];
	}
	return NULL;
}

/*
 * Of a mixture: wide text becomes narrow wherever it stands, everything else stays as it is.
 * The zero bytes alone say which is which, so it doesn't matter what was appended to what.
 */
static bool narrow(struct span bytes, struct arena *arena, struct span *text)
{
	char *out = arena_alloc(arena, bytes.len + 1);
	size_t len = 0;
	bool found = false;

	for (size_t at = 0; at < bytes.len;) {
		size_t mark = mark_length(span_from(bytes, at));
		size_t count;
		const struct widening *w = widening_at(bytes, at + mark, &count);

		if (!w) {
			out[len++] = bytes.ptr[at++];
			continue;
		}
		found = true;
		at += mark;
		for (; count > 0; count--, at += w->width)
			len += utf8_encode((unsigned char)bytes.ptr[at + w->place], out + len);
	}
	if (found)
		*text = span_of(out, len);
	return found;
}

bool text_from_bytes(struct span bytes, struct arena *arena, struct span *text)
{
	enum byte_order order = byte_order_of(bytes);

	*text = bytes;
	if (order != NOT_UTF16 && is_all_utf16(bytes, order)) {
		*text = from_utf16(bytes, order, arena);
		return true;
	}
	return span_chr(bytes, '\0') < bytes.len && narrow(bytes, arena, text);
}
