#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/nomem.h"

void buf_init(struct buf *buf, size_t max)
{
	*buf = (struct buf){.max = max};
}

void buf_release(struct buf *buf)
{
	if (buf->ptr)
		explicit_bzero(buf->ptr, buf->len);
	free(buf->ptr);
	buf_init(buf, buf->max);
}

void buf_reset(struct buf *buf)
{
	if (buf->ptr) {
		explicit_bzero(buf->ptr, buf->len);
		buf->ptr[0] = '\0';
	}
	buf->len = 0;
	buf->overflow = false;
}

char *buf_room(struct buf *buf, size_t size)
{
	size_t want = checked_add(checked_add(buf->len, size), 1);

	if (buf->len + size > buf->max) {
		buf->overflow = true;
		return NULL;
	}
	if (want > buf->cap) {
		size_t grown =
			buf->cap > buf->max / 2 ? checked_add(buf->max, 1) : buf->cap * 2;
		char *moved;

		if (grown < want)
			grown = want;
		if (grown < 64)
			grown = 64;
		/* not realloc: it may leave a copy of a secret behind */
		moved = xmalloc(grown);
		if (buf->len)
			memcpy(moved, buf->ptr, buf->len);
		if (buf->ptr)
			explicit_bzero(buf->ptr, buf->len);
		free(buf->ptr);
		buf->ptr = moved;
		buf->cap = grown;
	}
	return buf->ptr + buf->len;
}

void buf_filled(struct buf *buf, size_t size)
{
	buf->len += size;
	buf->ptr[buf->len] = '\0';
}

void buf_add(struct buf *buf, struct span s)
{
	char *room = buf_room(buf, s.len);

	if (!room)
		return;
	if (s.len)
		memcpy(room, s.ptr, s.len);
	buf_filled(buf, s.len);
}

void buf_add_str(struct buf *buf, const char *s)
{
	buf_add(buf, span_str(s));
}

void buf_add_char(struct buf *buf, char c)
{
	buf_add(buf, span_of(&c, 1));
}

void buf_printf(struct buf *buf, const char *format, ...)
{
	va_list args;
	int len;
	char *room;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		return;
	room = buf_room(buf, (size_t)len);
	if (!room)
		return;
	va_start(args, format);
	vsnprintf(room, (size_t)len + 1, format, args);
	va_end(args);
	buf_filled(buf, (size_t)len);
}
