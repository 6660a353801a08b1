#include "model/yaml_scalar.h"

#include "base/utf8.h"

static bool has_bytes(struct span s, size_t at, const char *bytes)
{
	return span_starts(span_from(s, at), bytes);
}

size_t yaml_break(struct span s, size_t at, bool with_unicode)
{
	if (at >= s.len)
		return 0;
	switch ((unsigned char)s.ptr[at]) {
	case '\n':
		return 1;
	case '\r':
		return has_bytes(s, at, "\r\n") ? 2 : 1;
	case 0xc2:
		return with_unicode && has_bytes(s, at, "\xc2\x85") ? 2 : 0;
	case 0xe2:
		return with_unicode &&
				(has_bytes(s, at, "\xe2\x80\xa8") ||
					has_bytes(s, at, "\xe2\x80\xa9"))
			? 3
			: 0;
	default:
		return 0;
	}
}

/* The value of count hexadecimal digits; false if they are not there. */
static bool hex_at(struct span s, size_t at, size_t count, uint32_t *code)
{
	if (at > s.len || s.len - at < count)
		return false;
	*code = 0;
	for (size_t i = 0; i < count; i++) {
		int digit = hex_value(s.ptr[at + i]);

		if (digit < 0)
			return false;
		*code = *code << 4 | (uint32_t)digit;
	}
	return true;
}

/* The character of an escape with one letter; false if there is no such escape. */
static bool letter_code(char letter, uint32_t *code)
{
	static const struct {
		char letter;
		uint32_t code;
	} letters[] = {{'0', 0}, {'a', 7}, {'b', 8}, {'t', 9}, {'\t', 9}, {'n', 10}, {'v', 11},
		{'f', 12}, {'r', 13}, {'e', 27}, {' ', ' '}, {'"', '"'}, {'/', '/'},
		{'\\', '\\'}, {'N', 0x85}, {'_', 0xa0}, {'L', 0x2028}, {'P', 0x2029}};

	for (size_t i = 0; i < sizeof(letters) / sizeof(*letters); i++) {
		if (letters[i].letter != letter)
			continue;
		*code = letters[i].code;
		return true;
	}
	return false;
}

bool yaml_escape_at(struct span s, size_t at, struct yaml_escape *out)
{
	char letter = at + 1 < s.len ? s.ptr[at + 1] : '\n';
	size_t digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
	uint32_t code;
	uint32_t low;

	out->raw_len = 2 + digits;
	if (digits ? !hex_at(s, at + 2, digits, &code) : !letter_code(letter, &code))
		return false;
	if (letter == 'u' && code >= 0xd800 && code < 0xdc00 && has_bytes(s, at + 6, "\\u") &&
		hex_at(s, at + 8, 4, &low) && low >= 0xdc00 && low < 0xe000) {
		code = 0x10000 + ((code - 0xd800) << 10 | (low - 0xdc00));
		out->raw_len = 12;
	}
	out->len = utf8_encode(code, out->bytes);
	return out->len > 0;
}

/* What was decoded so far, and how far raw was read. */
struct decoder {
	struct span raw;
	size_t at;
	char *out;
	size_t len;
};

static void emit(struct decoder *d, const char *bytes, size_t len)
{
	memcpy(d->out + d->len, bytes, len);
	d->len += len;
}

static size_t behind_blanks(const struct decoder *d, size_t at)
{
	while (at < d->raw.len && is_blank(d->raw.ptr[at]))
		at++;
	return at;
}

/* Line ends and the blanks behind them; the first line end is lost if others follow. */
static void decode_fold(struct decoder *d, bool escaped)
{
	size_t breaks = 0;
	size_t len;

	while ((len = yaml_break(d->raw, d->at, false))) {
		d->at = behind_blanks(d, d->at + len);
		if (breaks++)
			emit(d, "\n", 1);
	}
	if (breaks == 1 && !escaped)
		emit(d, " ", 1);
}

static void decode_backslash(struct decoder *d)
{
	struct yaml_escape escape;

	if (yaml_break(d->raw, d->at + 1, false)) {
		d->at++;
		decode_fold(d, true);
	} else if (yaml_escape_at(d->raw, d->at, &escape)) {
		emit(d, escape.bytes, escape.len);
		d->at += escape.raw_len;
	} else {
		emit(d, "\\", 1);
		d->at++;
	}
}

static bool needs_decoding(struct span raw, enum yaml_style style)
{
	char special = style == YAML_DOUBLE ? '\\' : style == YAML_SINGLE ? '\'' : '\n';

	return span_chr(raw, '\n') < raw.len || span_chr(raw, '\r') < raw.len ||
		span_chr(raw, special) < raw.len;
}

struct span yaml_decode(struct span raw, enum yaml_style style, struct arena *arena)
{
	struct decoder d = {.raw = raw};

	if (!needs_decoding(raw, style))
		return raw;
	d.out = arena_array(arena, raw.len, 2); /* "\L" becomes three bytes */
	while (d.at < raw.len) {
		size_t blanks = behind_blanks(&d, d.at);
		const char *here = raw.ptr + d.at;

		if (yaml_break(raw, blanks, false)) {
			d.at = blanks;
			decode_fold(&d, false);
		} else if (blanks > d.at) {
			emit(&d, here, blanks - d.at);
			d.at = blanks;
		} else if (style == YAML_DOUBLE && *here == '\\') {
			decode_backslash(&d);
		} else {
			emit(&d, here, 1);
			d.at += style == YAML_SINGLE && *here == '\'' ? 2 : 1;
		}
	}
	return span_of(d.out, d.len);
}
