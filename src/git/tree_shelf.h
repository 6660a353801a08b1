/*
 * The directories that were read last. Who asks about paths, asks about several in the same
 * directories: one after the other, and commit by commit.
 */
#ifndef LAYERGATE_GIT_TREE_SHELF_H
#define LAYERGATE_GIT_TREE_SHELF_H

#include "git/objects.h"

enum {
	TREE_SHELF_PLACES = 64,
	TREE_SHELF_LARGEST = 64 << 10, /* bytes of a directory that is kept */
};

struct tree_shelf {
	struct repo *repo;
	uint64_t largest; /* bytes of a directory that is read at all; 0: any */
	struct tree_on_shelf {
		struct oid oid;
		struct object tree; /* no owner: the place is free */
	} places[TREE_SHELF_PLACES];
	struct object unkept; /* the last one, if it was too large */
};

void tree_shelf_init(struct tree_shelf *shelf, struct repo *repo, uint64_t largest);
void tree_shelf_release(struct tree_shelf *shelf);

/* The bytes of a directory, valid until the next one is asked for; as object_read_tree(). */
MUST_USE enum status tree_shelf_read(
	struct tree_shelf *shelf, const struct oid *oid, struct span *tree, struct error *err);

#endif
