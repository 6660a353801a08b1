#include "cmd/dir_view.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/io.h"
#include "base/nomem.h"
#include "base/vec.h"
#include "cmd/dir_walk.h"

enum {
	LONGEST_PATH = 1 << 20
};

/* What was listed: files live as long as the view. */
struct listed {
	struct span dir;
	const struct tree_file *files;
	size_t count;
};

struct dir_view {
	int top;
	struct tree_filter filter;
	struct dir_view_limits limits;
	struct arena arena;
	VEC(struct listed) listed;
	struct buf bytes; /* of the file that was read last */
};

/* --- paths ------------------------------------------------------------------------------ */

/* A part of a path as a name in a directory; false if none can have it. */
static bool name_of(struct span part, char name[NAME_MAX + 1])
{
	if (part.len == 0 || part.len > NAME_MAX || span_chr(part, '\0') < part.len)
		return false;
	memcpy(name, part.ptr, part.len);
	name[part.len] = '\0';
	return !dir_name_is_foreign(name);
}

/* The directory that a path leads through, open, and the last name on it; or -1. */
static int open_parent(const struct dir_view *v, struct span path, char name[NAME_MAX + 1])
{
	int dir = dir_open_at(v->top, ".", O_DIRECTORY);
	struct span part;

	while (dir >= 0 && span_split(&path, '/', &part)) {
		int next = -1;

		if (name_of(part, name)) {
			if (!path.ptr)
				return dir;
			next = dir_open_at(dir, name, O_DIRECTORY);
		}
		close(dir);
		dir = next;
	}
	return dir;
}

static int open_below(const struct dir_view *v, struct span path, int flags)
{
	char name[NAME_MAX + 1];
	int dir;
	int fd;

	if (path.len == 0)
		return dir_open_at(v->top, ".", O_DIRECTORY);
	dir = open_parent(v, path, name);
	if (dir < 0)
		return -1;
	fd = dir_open_at(dir, name, flags);
	close(dir);
	return fd;
}

static bool exists(void *payload, struct span path)
{
	const struct dir_view *v = payload;
	char name[NAME_MAX + 1];
	struct stat info;
	bool is_there;
	int dir;

	if (path.len == 0)
		return true;
	dir = open_parent(v, path, name);
	if (dir < 0)
		return false;
	is_there = fstatat(dir, name, &info, AT_SYMLINK_NOFOLLOW) == 0;
	close(dir);
	return is_there;
}

/* --- listing ---------------------------------------------------------------------------- */

struct list {
	struct dir_view *view;
	VEC(struct tree_file) files;
};

static enum status list_entry(void *payload, const struct dir_entry *entry, struct error *err)
{
	struct list *out = payload;
	struct dir_view *v = out->view;
	bool is_link = S_ISLNK(entry->info->st_mode);

	if (deadline_passed(v->limits.deadline)) {
		error_set(err, "the time limit is reached");
		return STATUS_LIMIT;
	}
	if ((!is_link && !S_ISREG(entry->info->st_mode)) ||
		!v->filter.inspects(v->filter.payload, entry->path))
		return STATUS_OK;
	if (out->files.len == DIR_VIEW_FILES_MAX) {
		error_set(err, "a directory has too many inspected files below it");
		return STATUS_LIMIT;
	}
	*vec_add(&out->files, &v->arena) = (struct tree_file){
		.path = arena_copy(&v->arena, entry->path), .is_link = is_link};
	return STATUS_OK;
}

static void ignore_unread(void *payload, struct span path, const char *reason)
{
	(void)payload;
	(void)path;
	(void)reason;
}

/* A directory that is not there, or is none, has no files. */
static enum status walk(struct list *out, struct span dir, struct error *err)
{
	struct dir_sink sink = {.payload = out,
		.depth = out->view->limits.depth,
		.entry = list_entry,
		.unread = ignore_unread};
	int fd = open_below(out->view, dir, O_DIRECTORY);
	struct buf path;
	enum status st;

	if (fd < 0)
		return STATUS_OK;
	buf_init(&path, LONGEST_PATH);
	buf_add_str(&path, ""); /* the walk wants a text */
	buf_add(&path, dir);
	st = dir_walk(fd, &path, &sink, err);
	buf_release(&path);
	return st;
}

static enum status list(void *payload, struct span dir, const struct tree_file **files,
	size_t *count, struct error *err)
{
	struct dir_view *v = payload;
	struct list out = {.view = v};
	struct listed listed;
	enum status st;

	*files = NULL;
	*count = 0;
	VEC_EACH(const struct listed, known, &v->listed) {
		if (!span_eq(known->dir, dir))
			continue;
		*files = known->files;
		*count = known->count;
		return STATUS_OK;
	}
	st = walk(&out, dir, err);
	if (st != STATUS_OK)
		return st;
	listed = (struct listed){arena_copy(&v->arena, dir), out.files.at, out.files.len};
	*vec_add(&v->listed, &v->arena) = listed;
	*files = listed.files;
	*count = listed.count;
	return STATUS_OK;
}

/* --- reading ---------------------------------------------------------------------------- */

static enum status read_open_file(struct dir_view *v, int fd)
{
	struct stat info;

	/* it may be another file than the one that was listed */
	if (fstat(fd, &info) != 0)
		return STATUS_IO;
	if (!S_ISREG(info.st_mode)) {
		errno = EINVAL;
		return STATUS_IO;
	}
	if ((uint64_t)info.st_size > v->limits.largest)
		return STATUS_LIMIT;
	return io_read_all(fd, &v->bytes);
}

/* What is committed, and put into an image, of a link. */
static enum status read_link(struct dir_view *v, struct span path)
{
	char name[NAME_MAX + 1];
	char target[4096];
	int dir = open_parent(v, path, name);
	ssize_t len;

	if (dir < 0)
		return STATUS_IO;
	len = readlinkat(dir, name, target, sizeof(target));
	close(dir);
	if (len < 0)
		return STATUS_IO;
	buf_add(&v->bytes, span_of(target, (size_t)len));
	return STATUS_OK;
}

static enum status read_bytes(struct dir_view *v, const struct tree_file *file)
{
	enum status st;
	int fd;

	if (file->is_link)
		return read_link(v, file->path);
	fd = open_below(v, file->path, 0);
	if (fd < 0)
		return STATUS_IO;
	st = read_open_file(v, fd);
	close(fd);
	return st;
}

static enum status read_file(
	void *payload, const struct tree_file *file, struct span *bytes, struct error *err)
{
	struct dir_view *v = payload;
	enum status st;

	buf_reset(&v->bytes);
	errno = 0;
	st = read_bytes(v, file);
	if (st == STATUS_LIMIT)
		error_set(err, "it is larger than the limit");
	else if (st != STATUS_OK)
		error_set(err, "cannot read: %s", strerror(errno));
	else
		*bytes = buf_span(&v->bytes);
	return st;
}

/* --- the view --------------------------------------------------------------------------- */

enum status dir_view_open(const char *top, const struct tree_filter *filter,
	const struct dir_view_limits *limits, struct tree_view *view, struct error *err)
{
	int fd = open(top, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	struct dir_view *v;

	if (fd < 0) {
		error_set(err, "cannot open the directory: %s", strerror(errno));
		return STATUS_IO;
	}
	v = xmalloc(sizeof(*v));
	*v = (struct dir_view){.top = fd, .filter = *filter, .limits = *limits};
	buf_init(&v->bytes, limits->largest < SIZE_MAX ? (size_t)limits->largest : SIZE_MAX);
	*view = (struct tree_view){
		.payload = v, .list = list, .exists = exists, .read = read_file};
	return STATUS_OK;
}

void dir_view_close(struct tree_view *view)
{
	struct dir_view *v = view->payload;

	if (!v)
		return;
	close(v->top);
	buf_release(&v->bytes);
	arena_release(&v->arena);
	free(v);
	*view = (struct tree_view){0};
}
