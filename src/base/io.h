/* Reading and writing whole files and streams, with limits, EINTR handled. */
#ifndef LAYERGATE_BASE_IO_H
#define LAYERGATE_BASE_IO_H

#include "base/buf.h"
#include "base/span.h"
#include "base/status.h"

/*
 * Append everything that can be read from fd to buf, up to the buffer's ceiling.
 * STATUS_LIMIT when there is more than that, STATUS_IO with errno set when read(2) fails.
 */
MUST_USE enum status io_read_all(int fd, struct buf *buf);

/* Write all of s. STATUS_IO with errno set when that is not possible. */
MUST_USE enum status io_write_all(int fd, struct span s);

#endif
