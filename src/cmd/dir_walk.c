#include "cmd/dir_walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/vec.h"

struct walk {
	const struct dir_sink *sink;
	struct buf *path;
	struct error *err;
};

static void unread(struct walk *w, const char *what, int reason)
{
	struct error text;

	error_set(&text, "%s: %s", what, strerror(reason));
	w->sink->unread(w->sink->payload, buf_span(w->path), text.text);
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct names {
	VEC(const char *) items;
};

bool dir_name_is_foreign(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || strcmp(name, ".git") == 0;
}

static bool read_names(DIR *dir, struct arena *arena, struct names *names)
{
	struct dirent *entry;

	for (errno = 0; (entry = readdir(dir)); errno = 0)
		if (!dir_name_is_foreign(entry->d_name))
			*vec_add(&names->items, arena) =
				arena_copy(arena, span_str(entry->d_name)).ptr;
	if (errno != 0)
		return false;
	if (names->items.len > 1)
		qsort(names->items.at, names->items.len, sizeof(char *), by_name);
	return true;
}

int dir_open_at(int dir, const char *name, int flags)
{
	return openat(
		dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | flags);
}

static enum status walk_directory(struct walk *w, int fd, size_t depth);

static enum status walk_entry(struct walk *w, int dir, const char *name, size_t depth)
{
	struct stat info;
	struct dir_entry entry = {buf_span(w->path), dir, name, &info};
	int fd;

	if (fstatat(dir, name, &info, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno != ENOENT) /* removed meanwhile */
			unread(w, "cannot look at it", errno);
		return STATUS_OK;
	}
	if (!S_ISDIR(info.st_mode))
		return w->sink->entry(w->sink->payload, &entry, w->err);
	fd = dir_open_at(dir, name, O_DIRECTORY);
	if (fd >= 0)
		return walk_directory(w, fd, depth + 1);
	unread(w, "cannot open the directory", errno);
	return STATUS_OK;
}

/* Closes fd. Recursion is bounded by the sink's depth and by open descriptors. */
static enum status walk_directory(struct walk *w, int fd, size_t depth)
{
	size_t shown = w->path->len;
	struct arena arena;
	struct names names = {0};
	enum status st = STATUS_OK;
	DIR *dir;

	if (depth > w->sink->depth) {
		w->sink->unread(w->sink->payload, buf_span(w->path),
			"deeper than the policy's limit (depth)");
		close(fd);
		return STATUS_OK;
	}
	dir = fdopendir(fd);
	if (!dir) {
		unread(w, "cannot read the directory", errno);
		close(fd);
		return STATUS_OK;
	}
	arena_init(&arena);
	if (!read_names(dir, &arena, &names))
		unread(w, "cannot read the directory", errno);
	for (size_t i = 0; st == STATUS_OK && i < names.items.len; i++) {
		if (shown)
			buf_add_char(w->path, '/');
		buf_add_str(w->path, names.items.at[i]);
		st = walk_entry(w, dirfd(dir), names.items.at[i], depth);
		w->path->len = shown;
		w->path->ptr[shown] = '\0';
	}
	arena_release(&arena);
	closedir(dir);
	return st;
}

enum status dir_walk(int fd, struct buf *path, const struct dir_sink *sink, struct error *err)
{
	struct walk w = {sink, path, err};

	return walk_directory(&w, fd, 0);
}
