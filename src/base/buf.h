/*
 * A growing byte buffer that is born with its ceiling.
 *
 * What does not fit below the ceiling is not added, and "overflow" stays set: callers append
 * as much as they like and look once at the end. Out of memory ends the program (nomem.h).
 */
#ifndef LAYERGATE_BASE_BUF_H
#define LAYERGATE_BASE_BUF_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"

struct buf {
	char *ptr; /* NUL-terminated once something was added */
	size_t len;
	size_t cap;
	size_t max;
	bool overflow;
};

/* An empty buffer that never holds more than max bytes. */
void buf_init(struct buf *buf, size_t max);

/* Wipe and free; the buffer can be used again, with the same ceiling. */
void buf_release(struct buf *buf);

/* Forget the contents (wiped), keep the memory and the ceiling. */
void buf_reset(struct buf *buf);

void buf_add(struct buf *buf, struct span s);
void buf_add_str(struct buf *buf, const char *s);
void buf_add_char(struct buf *buf, char c);
__attribute__((format(printf, 2, 3))) void buf_printf(struct buf *buf, const char *format, ...);

/*
 * Room for size more bytes at the returned address, to be filled by read(2) and then counted
 * with buf_filled(). NULL when that is beyond the ceiling.
 */
char *buf_room(struct buf *buf, size_t size);
void buf_filled(struct buf *buf, size_t size);

static inline struct span buf_span(const struct buf *buf)
{
	return span_of(buf->ptr, buf->len);
}

#endif
