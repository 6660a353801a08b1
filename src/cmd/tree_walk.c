#include "cmd/tree_walk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/nomem.h"
#include "cmd/dir_view.h"
#include "cmd/dir_walk.h"
#include "cmd/inspected.h"
#include "scan/carried.h"

struct walk {
	struct run *run;
	struct inspected inspected;
	struct tree_view view; /* of the tree that the files are in */
	bool has_view;
	size_t lead;     /* bytes of a shown path before the path in that tree */
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
		.tree = w->has_view ? &w->view : NULL,
		.tree_path = span_from(buf_span(&w->path), w->lead),
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

static enum status walk_entry(void *payload, const struct dir_entry *entry, struct error *err)
{
	struct walk *w = payload;
	enum file_kind kind = classify_shown(w, false);
	int fd;

	(void)err; /* is in w */
	if (kind == KIND_NONE)
		return STATUS_OK;
	if (S_ISLNK(entry->info->st_mode))
		return scan_link(w, entry->dir, entry->name);
	if (!S_ISREG(entry->info->st_mode)) {
		engine_skip(w->run->engine, entry->path, "not a regular file");
		return STATUS_OK;
	}
	fd = dir_open_at(entry->dir, entry->name, 0);
	if (fd >= 0)
		return scan_open_file(w, fd, kind);
	skip(w, "cannot open", errno);
	return STATUS_OK;
}

static void unread(void *payload, struct span path, const char *reason)
{
	struct walk *w = payload;

	engine_skip(w->run->engine, path, reason);
}

static enum status walk_directory(struct walk *w, int fd)
{
	struct dir_sink sink = {.payload = w,
		.depth = w->run->policy.limits.depth,
		.entry = walk_entry,
		.unread = unread};

	return dir_walk(fd, &w->path, &sink, w->err);
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

/* --- the tree around ---------------------------------------------------------------------- */

/* What a Dockerfile copies is looked for in the work tree, or else around it. */
static void open_view(struct walk *w, const char *path, const char *top, bool is_dir)
{
	const struct policy *policy = &w->run->policy;
	struct dir_view_limits limits = {.depth = policy->limits.depth,
		.largest = policy->limits.blob,
		.deadline = engine_deadline(w->run->engine)};
	struct span around = span_str(path);
	const char *tree = top;
	struct error err;

	if (!top && !is_dir) {
		while (around.len && around.ptr[around.len - 1] != '/')
			around.len--;
		w->lead = around.len;
	}
	if (!tree)
		tree = around.len ? arena_copy(&w->run->arena, around).ptr : ".";
	inspected_init(&w->inspected, NULL, policy->classifier, &w->run->arena);
	w->has_view =
		dir_view_open(tree, &w->inspected.tree, &limits, &w->view, &err) == STATUS_OK;
}

/* A file that was not named, but that a named Dockerfile takes along. */
static enum status rescan(void *payload, const struct carried_file *carried, struct error *err)
{
	struct walk *w = payload;
	struct tree_file file = {.path = carried->tree_path};
	struct scan_request request = {.path = carried->path,
		.kind = classify(w->run->policy.classifier, carried->tree_path)};

	if (w->view.read(w->view.payload, &file, &request.bytes, err) != STATUS_OK) {
		engine_skip(w->run->engine, carried->path, err->text);
		return STATUS_OK;
	}
	return engine_scan(w->run->engine, &request, err);
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
	open_view(&w, path, top, is_dir);
	if (is_dir) {
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
		if (fd >= 0) {
			st = walk_directory(&w, fd);
		} else {
			buf_add_str(&w.path, w.path.len ? "" : path);
			skip(&w, "cannot open the directory", errno);
		}
	} else {
		st = walk_named_file(&w, path, !top);
	}
	buf_release(&w.path);
	if (st == STATUS_OK)
		st = engine_settle_carried(run->engine, rescan, &w, err);
	if (w.has_view)
		dir_view_close(&w.view);
	return st;
}
