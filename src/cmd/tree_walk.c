/*
 * Directories are read through descriptors (openat), so that a tree that changes meanwhile
 * can't lead outside of it, and in sorted order, so that equal trees give equal reports.
 * Symbolic links are not followed: what is committed of a link is its target's name.
 */
#include "cmd/tree_walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/nomem.h"

struct walk {
	struct run *run;
	struct buf path; /* shown: relative to top or directory */
	struct error *err;
};

static struct span parent_of(struct span path)
{
	while (path.len > 1 && path.ptr[path.len - 1] != '/')
		path.len--;
	if (path.len > 1)
		path.len--;
	return path;
}

const char *find_top(const char *path, struct arena *arena)
{
	char *real = realpath(path, NULL);
	struct span at;
	const char *found = NULL;

	if (!real)
		return NULL;
	at = arena_copy(arena, span_str(real));
	free(real);
	for (;;) {
		const char *dir = arena_copy(arena, at).ptr;

		if (access(arena_printf(arena, "%s/.git", dir), F_OK) == 0) {
			found = dir;
			break;
		}
		if (at.len <= 1)
			break;
		at = parent_of(at);
	}
	return found;
}

bool is_whole_tree(const char *path, const char *top)
{
	struct stat a;
	struct stat b;

	if (stat(path, &a) != 0 || !S_ISDIR(a.st_mode))
		return false;
	return !top || (stat(top, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino);
}

static void skip(struct walk *w, const char *what, int reason)
{
	struct error text;

	error_set(&text, "%s: %s", what, strerror(reason));
	engine_skip(w->run->engine, buf_span(&w->path), text.text);
}

/* Without a known top, any directory may be it: try each. */
static enum file_kind classify_shown(const struct walk *w, bool any_top)
{
	struct span path = buf_span(&w->path);
	enum file_kind kind = classify(w->run->policy.classifier, path);

	while (kind == KIND_NONE && any_top) {
		size_t slash = span_chr(path, '/');

		if (slash == path.len)
			break;
		path = span_from(path, slash + 1);
		kind = classify(w->run->policy.classifier, path);
	}
	return kind;
}

static enum status scan_bytes(struct walk *w, enum file_kind kind, struct span bytes)
{
	struct scan_request request = {
		.path = buf_span(&w->path),
		.kind = kind,
		.bytes = bytes,
	};

	return engine_scan(w->run->engine, &request, w->err);
}

/* Read and scan an open file; closes it. */
static enum status scan_open_file(struct walk *w, int fd, enum file_kind kind)
{
	struct span path = buf_span(&w->path);
	struct stat info;
	struct buf bytes;
	enum status st = STATUS_OK;
	enum status read;

	if (fstat(fd, &info) != 0 || !S_ISREG(info.st_mode)) {
		engine_skip(w->run->engine, path, "not a regular file");
		close(fd);
		return STATUS_OK;
	}
	if (!engine_admit(w->run->engine, path, (uint64_t)info.st_size)) {
		close(fd);
		return STATUS_OK;
	}
	buf_init(&bytes, w->run->policy.limits.blob);
	if (info.st_size > 0)
		(void)buf_room(&bytes, (size_t)info.st_size);
	read = io_read_all(fd, &bytes);
	if (read == STATUS_LIMIT)
		engine_skip(w->run->engine, path, "it grew beyond the limit while it was read");
	else if (read != STATUS_OK)
		skip(w, "cannot read", errno);
	else
		st = scan_bytes(w, kind, buf_span(&bytes));
	buf_release(&bytes);
	close(fd);
	return st;
}

static enum status scan_link(struct walk *w, int dir, const char *name)
{
	char target[4096];
	ssize_t len = readlinkat(dir, name, target, sizeof(target));

	if (len < 0) {
		skip(w, "cannot read the link", errno);
		return STATUS_OK;
	}
	return scan_bytes(w, KIND_NONE, span_of(target, (size_t)len));
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

struct names {
	VEC(const char *) items;
};

static bool read_names(DIR *dir, struct arena *arena, struct names *names)
{
	struct dirent *entry;

	for (errno = 0; (entry = readdir(dir)); errno = 0) {
		const char *name = entry->d_name;

		if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 ||
			strcmp(name, ".git") == 0)
			continue;
		*vec_add(&names->items, arena) = arena_copy(arena, span_str(name)).ptr;
	}
	if (errno != 0)
		return false;
	if (names->items.len > 1)
		qsort(names->items.at, names->items.len, sizeof(char *), by_name);
	return true;
}

static enum status walk_directory(struct walk *w, int fd, size_t depth);

static enum status walk_entry(struct walk *w, int dir, const char *name, size_t depth)
{
	enum file_kind kind;
	struct stat info;
	int fd;

	if (fstatat(dir, name, &info, AT_SYMLINK_NOFOLLOW) != 0) {
		if (errno != ENOENT) /* removed meanwhile */
			skip(w, "cannot look at it", errno);
		return STATUS_OK;
	}
	if (S_ISDIR(info.st_mode)) {
		fd = openat(dir, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
		if (fd >= 0)
			return walk_directory(w, fd, depth + 1);
		skip(w, "cannot open the directory", errno);
		return STATUS_OK;
	}
	kind = classify_shown(w, false);
	if (kind == KIND_NONE)
		return STATUS_OK;
	if (S_ISLNK(info.st_mode))
		return scan_link(w, dir, name);
	if (!S_ISREG(info.st_mode)) {
		engine_skip(w->run->engine, buf_span(&w->path), "not a regular file");
		return STATUS_OK;
	}
	fd = openat(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	if (fd >= 0)
		return scan_open_file(w, fd, kind);
	skip(w, "cannot open", errno);
	return STATUS_OK;
}

/* Closes fd. Recursion is bounded by the policy's depth and by open descriptors. */
static enum status walk_directory(struct walk *w, int fd, size_t depth)
{
	size_t shown = w->path.len;
	struct arena arena;
	struct names names = {0};
	enum status st = STATUS_OK;
	DIR *dir;

	if (depth > w->run->policy.limits.depth) {
		engine_skip(w->run->engine, buf_span(&w->path),
			"deeper than the policy's limit (depth)");
		close(fd);
		return STATUS_OK;
	}
	dir = fdopendir(fd);
	if (!dir) {
		skip(w, "cannot read the directory", errno);
		close(fd);
		return STATUS_OK;
	}
	arena_init(&arena);
	if (!read_names(dir, &arena, &names))
		skip(w, "cannot read the directory", errno);
	for (size_t i = 0; st == STATUS_OK && i < names.items.len; i++) {
		if (shown)
			buf_add_char(&w->path, '/');
		buf_add_str(&w->path, names.items.at[i]);
		st = walk_entry(w, dirfd(dir), names.items.at[i], depth);
		w->path.len = shown;
		w->path.ptr[shown] = '\0';
	}
	arena_release(&arena);
	closedir(dir);
	return st;
}

/* The path as shown: relative to top, "" for top itself. */
static void show_from_top(struct buf *out, const char *path, const char *top, bool is_dir)
{
	struct arena arena;
	struct span last;
	struct span dir = span_str(path);
	size_t slash;
	char *real;

	arena_init(&arena);
	if (is_dir) {
		real = realpath(path, NULL);
		last = span_of("", 0);
	} else {
		/* the file itself may be a link: only its directory is resolved */
		for (slash = dir.len; slash > 0 && dir.ptr[slash - 1] != '/'; slash--)
			;
		last = span_from(dir, slash);
		real = realpath(
			slash ? arena_copy(&arena, span_sub(dir, 0, slash)).ptr : ".", NULL);
	}
	if (!real)
		nomem();
	dir = span_str(real);
	if (span_starts(dir, top))
		dir = span_from(dir, strlen(top));
	while (dir.len && dir.ptr[0] == '/')
		dir = span_from(dir, 1);
	buf_add(out, dir);
	if (dir.len && last.len)
		buf_add_char(out, '/');
	buf_add(out, last);
	free(real);
	arena_release(&arena);
}

static enum status walk_named_file(struct walk *w, const char *path, bool any_top)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0) {
		skip(w, "cannot open", errno);
		return STATUS_OK;
	}
	/* who names a file wants it searched, whatever it is called */
	return scan_open_file(w, fd, classify_shown(w, any_top));
}

enum status tree_walk(struct run *run, const char *path, const char *top, struct error *err)
{
	struct walk w = {.run = run, .err = err};
	struct stat info;
	bool exists = stat(path, &info) == 0;
	bool is_dir = exists && S_ISDIR(info.st_mode);
	enum status st = STATUS_OK;
	int fd;

	buf_init(&w.path, 1 << 20);
	buf_add_str(&w.path, "");
	if (exists && top)
		show_from_top(&w.path, path, top, is_dir);
	else if (!is_dir)
		buf_add_str(&w.path, path);
	if (is_dir) {
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd >= 0) {
			st = walk_directory(&w, fd, 0);
		} else {
			buf_add_str(&w.path, w.path.len ? "" : path);
			skip(&w, "cannot open the directory", errno);
		}
	} else {
		st = walk_named_file(&w, path, !top);
	}
	buf_release(&w.path);
	return st;
}
