#include "git/shallow.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/io.h"
#include "git/oid.h"

#define LARGEST_FILE ((size_t)1 << 30)

static enum status parse(struct span rest, struct key_map *names, struct error *err)
{
	struct span line;
	struct oid oid;
	size_t size;
	bool added;

	while (span_next_line(&rest, &line)) {
		if (!oid_parse(line, &oid, &size) || size != names->key_size) {
			error_set(err, "the repository's file 'shallow' is damaged");
			return STATUS_GIT;
		}
		key_map_add(names, oid.bytes, &added);
	}
	return STATUS_OK;
}

enum status shallow_read(const struct repo *repo, struct key_map *names, struct error *err)
{
	struct arena arena;
	struct buf buf;
	enum status st = STATUS_OK;
	int fd;

	arena_init(&arena);
	buf_init(&buf, LARGEST_FILE);
	fd = open(arena_printf(&arena, "%s/shallow", repo_common_dir(repo)),
		O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		st = io_read_all(fd, &buf);
		close(fd);
	}
	if (st != STATUS_OK || (fd < 0 && errno != ENOENT && errno != ENOTDIR)) {
		error_set(err, "cannot read the repository's file 'shallow'");
		st = STATUS_GIT;
	} else if (fd >= 0) {
		st = parse(buf_span(&buf), names, err);
	}
	buf_release(&buf);
	arena_release(&arena);
	return st;
}
