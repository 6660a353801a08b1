/*
 * All that is below a directory on disk but directories and ".git".
 *
 * Directories are read through descriptors (openat), so that a tree that changes meanwhile
 * can't lead outside of it, and in sorted order, so that equal trees give equal reports.
 * Symbolic links are not followed: what is committed of a link is its target's name.
 */
#ifndef LAYERGATE_CMD_DIR_WALK_H
#define LAYERGATE_CMD_DIR_WALK_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/status.h"

/* Something that is no directory; valid during the call. */
struct dir_entry {
	struct span path;
	int dir; /* the descriptor of its directory */
	const char *name;
	const struct stat *info; /* of it itself, if it is a link */
};

struct dir_sink {
	void *payload;
	size_t depth; /* of directories, below the one that is walked */
	/* What is not STATUS_OK ends the walk. */
	enum status (*entry)(void *payload, const struct dir_entry *entry, struct error *err);
	/* A directory, or an entry that can't be looked at. */
	void (*unread)(void *payload, struct span path, const char *reason);
};

/*
 * Walk the directory that is open as fd; closes it. *path is the directory's path ("" for the
 * top), to which the names are added; it is restored. What can't be read is no failure.
 */
MUST_USE enum status dir_walk(
	int fd, struct buf *path, const struct dir_sink *sink, struct error *err);

/* Open a file (flags: O_DIRECTORY or 0) in a directory to be read; no link is followed. */
int dir_open_at(int dir, const char *name, int flags);

/* ".", "..", ".git": no part of a tree. */
bool dir_name_is_foreign(const char *name);

#endif
