/*
 * A view of a directory on disk; see base/tree_view.h. For "layergate check": all files that
 * are there, in git or not, since a build context takes them all.
 *
 * Nothing outside of it is looked at: links are files here, and not followed on the way to one.
 * ".git" is not there. Nor is what can't be read: the walk that scans the directory says so.
 */
#ifndef LAYERGATE_CMD_DIR_VIEW_H
#define LAYERGATE_CMD_DIR_VIEW_H

#include "base/deadline.h"
#include "base/tree_view.h"
#include "git/tree_filter.h"

enum {
	DIR_VIEW_FILES_MAX = 100000, /* in one list; more: STATUS_LIMIT */
};

struct dir_view_limits {
	size_t depth;             /* of directories */
	uint64_t largest;         /* bytes of a file that is read */
	struct deadline deadline; /* of list(); then STATUS_LIMIT */
};

/*
 * Of the filter only inspects() is asked; its payload is borrowed. STATUS_IO if the directory
 * can't be opened; then there is nothing to close. A directory is listed once, when it is
 * asked for first.
 */
MUST_USE enum status dir_view_open(const char *top, const struct tree_filter *filter,
	const struct dir_view_limits *limits, struct tree_view *view, struct error *err);
void dir_view_close(struct tree_view *view);

#endif
