#include "git/tree_shelf.h"

void tree_shelf_init(struct tree_shelf *shelf, struct repo *repo, uint64_t largest)
{
	*shelf = (struct tree_shelf){.repo = repo, .largest = largest};
}

void tree_shelf_release(struct tree_shelf *shelf)
{
	for (size_t i = 0; i < TREE_SHELF_PLACES; i++)
		object_release(&shelf->places[i].tree);
	object_release(&shelf->unkept);
}

/* Names of objects are as good as random. */
static struct tree_on_shelf *place_of(struct tree_shelf *shelf, const struct oid *oid)
{
	return &shelf->places[oid->bytes[0] % TREE_SHELF_PLACES];
}

enum status tree_shelf_read(
	struct tree_shelf *shelf, const struct oid *oid, struct span *tree, struct error *err)
{
	struct tree_on_shelf *place = place_of(shelf, oid);
	struct object read = {0};
	enum status st;

	if (place->tree.owner && oid_eq(&place->oid, oid)) {
		*tree = place->tree.bytes;
		return STATUS_OK;
	}
	st = object_read_tree(shelf->repo, oid, shelf->largest, &read, err);
	if (st != STATUS_OK)
		return st;
	*tree = read.bytes;
	if (read.bytes.len > TREE_SHELF_LARGEST) {
		object_release(&shelf->unkept);
		shelf->unkept = read;
		return STATUS_OK;
	}
	object_release(&place->tree);
	*place = (struct tree_on_shelf){*oid, read};
	return STATUS_OK;
}
