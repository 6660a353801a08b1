/*
 * The inspected files of directory trees, for a run that looks at many of them.
 *
 * Each directory is read once for each state that it is met in (see tree_filter.h), however
 * many commits hold it. What is kept of one is its inspected files and those directories that
 * have some below; of most directories that is nothing. So a commit costs the directories that
 * it changes, and a list of files as much as it is long.
 */
#ifndef LAYERGATE_GIT_TREE_LISTS_H
#define LAYERGATE_GIT_TREE_LISTS_H

#include "base/arena.h"
#include "base/tree_view.h"
#include "git/oid.h"
#include "git/repo.h"
#include "git/tree_filter.h"
#include "git/tree_shelf.h"

enum {
	/* One list: directories may hold one another so that paths double at each level. */
	TREE_LIST_FILES_MAX = 100000,
	TREE_LIST_DIRECTORIES_MAX = 1000000, /* that are gone through */
	TREE_LIST_BYTES_MAX = 64 << 20,      /* of paths */
};

struct tree_list_limits {
	size_t depth;          /* of directories */
	uint64_t largest_tree; /* bytes of one directory; 0: any */
	uint64_t largest_blob; /* bytes of a file that a view reads */
};

struct tree_lists;

/* The repository is borrowed, and so are the filter's payload and functions. */
struct tree_lists *tree_lists_new(struct repo *repo, const struct tree_filter *filter,
	const struct tree_list_limits *limits);
void tree_lists_free(struct tree_lists *lists);

struct repo *tree_lists_repo(const struct tree_lists *lists);
/* For questions about single paths. */
struct tree_shelf *tree_lists_shelf(struct tree_lists *lists);
const struct tree_list_limits *tree_lists_limits(const struct tree_lists *lists);

/*
 * The inspected files and links below a directory of the tree; dir is "" or a path from its
 * top. None if there is no such directory. Paths are from the top of the tree; an entry that
 * stands twice in a directory is listed twice. Everything lives in the arena.
 *
 * STATUS_LIMIT: too deep, too many, too large, or the repository's deadline has passed.
 * STATUS_GIT: a directory is missing (nothing is fetched) or damaged; which one is remembered,
 * so that it is looked for once a run.
 */
MUST_USE enum status tree_lists_files(struct tree_lists *lists, const struct oid *tree,
	struct span dir, struct arena *arena, const struct tree_file **files, size_t *count,
	struct error *err);

#endif
