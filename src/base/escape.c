#include "base/escape.h"

#include <stdint.h>

#include "base/utf8.h"

/* Characters that are well-formed but would mislead a reader. */
static bool is_deceptive(uint32_t code)
{
	return (code >= 0x80 && code <= 0x9f)         /* C1 controls */
		|| code == 0xad                       /* soft hyphen */
		|| code == 0x61c                      /* Arabic letter mark */
		|| (code >= 0x200b && code <= 0x200f) /* zero width, direction marks */
		|| (code >= 0x2028 && code <= 0x202e) /* separators, bidi embedding */
		|| (code >= 0x2060 && code <= 0x206f) /* invisible operators, bidi isolates */
		|| code == 0xfeff                     /* byte order mark */
		|| (code >= 0xfff9 && code <= 0xfffb) /* annotation marks */
		|| (code >= 0xe0000 && code <= 0xe0fff); /* tags */
}

static void add_escaped(struct buf *out, struct span foreign, bool double_backslash)
{
	size_t at = 0;

	while (at < foreign.len) {
		unsigned char byte = (unsigned char)foreign.ptr[at];
		uint32_t code;
		size_t len = utf8_decode(foreign, at, &code);

		if (len == 0) {
			buf_printf(out, "\\x%02x", byte);
			at++;
			continue;
		}
		if (byte == '\t' && !double_backslash)
			buf_add_char(out, ' ');
		else if (byte < 0x20 || byte == 0x7f)
			buf_printf(out, "\\x%02x", byte);
		else if (byte == '\\' && double_backslash)
			buf_add_str(out, "\\\\");
		else if (is_deceptive(code))
			buf_printf(out, code > 0xffff ? "\\U%08x" : "\\u%04x", (unsigned)code);
		else
			buf_add(out, span_sub(foreign, at, at + len));
		at += len;
	}
}

void escape_text(struct buf *out, struct span foreign)
{
	add_escaped(out, foreign, false);
}

void escape_path(struct buf *out, struct span path)
{
	add_escaped(out, path, true);
}

static const char *into_arena(struct arena *arena, struct span foreign, bool double_backslash)
{
	struct buf buf;
	struct span copy;

	/* one byte becomes at most 4, a 3-byte character at most 10 */
	buf_init(&buf, foreign.len * 4 + 16);
	add_escaped(&buf, foreign, double_backslash);
	copy = arena_copy(arena, buf_span(&buf));
	buf_release(&buf);
	return copy.ptr;
}

const char *escaped_text(struct arena *arena, struct span foreign)
{
	return into_arena(arena, foreign, false);
}

const char *escaped_path(struct arena *arena, struct span path)
{
	return into_arena(arena, path, true);
}

struct span escaped_for_json(struct arena *arena, struct span path)
{
	struct buf buf;
	struct span copy;

	buf_init(&buf, path.len * 4 + 16);
	for (size_t at = 0; at < path.len;) {
		uint32_t code;
		size_t len = utf8_decode(path, at, &code);

		if (len == 0) {
			buf_printf(&buf, "\\x%02x", (unsigned char)path.ptr[at]);
			at++;
			continue;
		}
		if (path.ptr[at] == '\\')
			buf_add_char(&buf, '\\');
		buf_add(&buf, span_sub(path, at, at + len));
		at += len;
	}
	copy = arena_copy(arena, buf_span(&buf));
	buf_release(&buf);
	return copy;
}
