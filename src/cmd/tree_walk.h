/* Files and directories of the work tree, for "layergate check". */
#ifndef LAYERGATE_CMD_TREE_WALK_H
#define LAYERGATE_CMD_TREE_WALK_H

#include "cmd/run.h"

/*
 * The top of the git work tree around path (a file or directory): the closest directory above
 * it that has a ".git". NULL if there is none or the path does not exist. Lives in the arena.
 */
const char *find_top(const char *path, struct arena *arena);

/* Is path a whole tree: the top itself, or a directory outside of any? */
bool is_whole_tree(const char *path, const char *top);

/*
 * Scan a file, or all inspected files below a directory. top: as of find_top, or NULL. Paths
 * are shown relative to top, or else to the directory. What can't be read is skipped in the
 * engine's summary.
 */
MUST_USE enum status tree_walk(
	struct run *run, const char *path, const char *top, struct error *err);

#endif
