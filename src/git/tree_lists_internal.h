/* What tree_lists.c, which knows directories, shares with tree_sums.c, which adds up. */
#ifndef LAYERGATE_GIT_TREE_LISTS_INTERNAL_H
#define LAYERGATE_GIT_TREE_LISTS_INTERNAL_H

#include "base/buf.h"
#include "base/key_map.h"
#include "base/vec.h"
#include "git/tree_lists.h"

/* In a directory: an inspected file, or a directory that has some below. */
struct item {
	struct span name;
	struct oid oid; /* of a file */
	bool is_link;
	bool is_directory;
	uint32_t node; /* of a directory */
};

/* What is known of a directory in a state. */
struct node {
	const struct item *items;
	size_t count;
	enum status status; /* not STATUS_OK: it can't be listed */
	const char *complaint;
};

struct loading;

struct tree_lists {
	struct repo *repo;
	struct tree_filter filter;
	struct tree_list_limits limits;
	struct tree_shelf shelf;
	size_t oid_size;
	struct key_map known; /* directory, state: index of its node */
	struct key_map sums;  /* node, path: what is below; of tree_sums.c */
	struct arena arena;   /* of what is known */
	VEC(struct node) nodes;
	struct buf path;
	struct arena scratch; /* of one call */
	VEC(struct loading) open;
	uint64_t open_bytes;
	size_t steps;
};

/*
 * The node of the directory at a path; STATUS_NOT_FOUND if there is none. Its path, with a '/'
 * at its end unless it is the top, is in lists->path then.
 */
MUST_USE enum status tree_lists_node(struct tree_lists *lists, const struct oid *tree,
	struct span dir, uint32_t *node, struct error *err);

/* Put a name behind the first len bytes of lists->path. */
MUST_USE enum status tree_lists_set_path(struct tree_lists *lists, size_t len, struct span name,
	bool is_directory, struct error *err);

MUST_USE enum status tree_lists_check_time(struct tree_lists *lists, struct error *err);

/* What is too much once is too much the next time, and costs a lot to find out. */
void tree_lists_remember_failure(
	struct tree_lists *lists, uint32_t node, enum status status, const struct error *err);

/* tree_sums.c */
void tree_sums_init(struct tree_lists *lists);

#endif
