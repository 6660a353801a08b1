#include "base/io.h"

#include <errno.h>
#include <unistd.h>

/* What can be read without growing the buffer, and STEP where nothing is free yet. */
static size_t next_read(const struct buf *buf)
{
	enum {
		STEP = 64 * 1024
	};
	size_t left = buf->max - buf->len;
	size_t unused = buf->cap > buf->len + 1 ? buf->cap - buf->len - 1 : 0;

	if (unused == 0 && buf->len == 0)
		unused = STEP;
	return unused < left ? unused : left;
}

enum status io_read_all(int fd, struct buf *buf)
{
	for (;;) {
		size_t want = next_read(buf);
		char probe;
		ssize_t got;

		if (want > 0) {
			got = read(fd, buf_room(buf, want), want);
			if (got > 0)
				buf_filled(buf, (size_t)got);
		} else {
			/* full: one more byte decides between the end, growing, and too much */
			got = read(fd, &probe, 1);
			if (got > 0 && buf->len == buf->max)
				return STATUS_LIMIT;
			if (got > 0)
				buf_add_char(buf, probe);
		}
		if (got == 0)
			return STATUS_OK;
		if (got < 0 && errno != EINTR)
			return STATUS_IO;
	}
}

enum status io_write_all(int fd, struct span s)
{
	while (s.len) {
		ssize_t put = write(fd, s.ptr, s.len);

		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return STATUS_IO;
		s = span_from(s, (size_t)put);
	}
	return STATUS_OK;
}
