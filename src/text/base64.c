#include "text/base64.h"

#include <nettle/base64.h>
#include <stdint.h>

#include "base/utf8.h"

static bool is_base64_byte(char c)
{
	return is_alnum(c) || c == '+' || c == '/' || c == '-' || c == '_';
}

bool base64_decode(struct span text, struct arena *arena, struct span *out)
{
	struct base64_decode_ctx ctx;
	bool url_safe = false;
	bool standard = false;
	size_t size;
	uint8_t *bytes;
	size_t rest = 0;

	while (text.len && text.ptr[text.len - 1] == '=' && rest < 2) {
		text.len--;
		rest++;
	}
	for (size_t i = 0; i < text.len; i++) {
		if (!is_base64_byte(text.ptr[i]))
			return false;
		standard |= text.ptr[i] == '+' || text.ptr[i] == '/';
		url_safe |= text.ptr[i] == '-' || text.ptr[i] == '_';
	}
	if (text.len == 0 || text.len % 4 == 1 || (standard && url_safe))
		return false;
	if (url_safe)
		base64url_decode_init(&ctx);
	else
		base64_decode_init(&ctx);
	bytes = arena_alloc(arena, BASE64_DECODE_LENGTH(text.len + 2) + 1);
	if (!base64_decode_update(&ctx, &size, bytes, text.len, text.ptr))
		return false;
	/* the padding that was taken off or never there is of no interest: no final call */
	*out = span_of((const char *)bytes, size);
	return true;
}

bool is_printable_text(struct span text)
{
	for (size_t at = 0; at < text.len;) {
		uint32_t code;
		size_t len = utf8_decode(text, at, &code);

		if (len == 0 || code < 0x20 || (code >= 0x7f && code < 0xa0))
			return false;
		at += len;
	}
	return true;
}

/* Latin-1 without control characters; mostly ASCII, or any bytes would do. */
static bool is_latin1_text(struct span text)
{
	size_t ascii = 0;

	for (size_t i = 0; i < text.len; i++) {
		unsigned char c = (unsigned char)text.ptr[i];

		if (c < 0x20 || (c >= 0x7f && c < 0xa0))
			return false;
		ascii += c < 0x7f;
	}
	return ascii * 2 >= text.len;
}

bool base64_decode_text(struct span text, struct arena *arena, struct span *out)
{
	if (!base64_decode(text, arena, out))
		return false;
	while (out->len && (out->ptr[out->len - 1] == '\n' || out->ptr[out->len - 1] == '\r'))
		out->len--;
	return is_printable_text(*out) || is_latin1_text(*out);
}
