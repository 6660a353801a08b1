#include "base/io.h"

#include <errno.h>
#include <unistd.h>

enum status io_read_all(int fd, struct buf *buf)
{
	enum {
		STEP = 64 * 1024
	};

	for (;;) {
		size_t left = buf->max - buf->len;
		char probe;
		char *room;
		ssize_t got;

		if (left == 0) {
			/* full: one more byte decides between "exactly" and "too much" */
			got = read(fd, &probe, 1);
			if (got > 0)
				return STATUS_LIMIT;
		} else {
			size_t want = left < STEP ? left : STEP;

			room = buf_room(buf, want);
			got = read(fd, room, want);
			if (got > 0)
				buf_filled(buf, (size_t)got);
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
