#include "git/tree_path.h"

static enum status find_entry(struct tree_shelf *shelf, const struct oid *tree,
	struct span name, struct oid *oid, enum entry_type *type, struct error *err)
{
	size_t oid_size = repo_oid_size(shelf->repo);
	struct tree_entry entry;
	struct span rest;
	enum status st = tree_shelf_read(shelf, tree, &rest, err);

	if (st != STATUS_OK)
		return st == STATUS_LIMIT ? STATUS_LIMIT : STATUS_GIT;
	while (tree_next(&rest, oid_size, &entry)) {
		if (!span_eq(entry.name, name))
			continue;
		*oid = oid_of(entry.oid, oid_size);
		*type = entry.type;
		return STATUS_OK;
	}
	return STATUS_NOT_FOUND;
}

enum status tree_path_look(struct tree_shelf *shelf, const struct oid *tree, struct span path,
	struct oid *oid, enum entry_type *type, struct error *err)
{
	enum status st = STATUS_OK;
	struct span part;

	*oid = *tree;
	*type = ENTRY_DIRECTORY;
	if (path.len == 0)
		return STATUS_OK;
	while (st == STATUS_OK && span_split(&path, '/', &part)) {
		if (*type != ENTRY_DIRECTORY)
			return STATUS_NOT_FOUND;
		st = find_entry(shelf, oid, part, oid, type, err);
	}
	return st;
}

enum status tree_path_find(struct tree_shelf *shelf, const struct oid *tree, struct span path,
	struct oid *blob, bool *is_link)
{
	enum entry_type type;

	if (tree_path_look(shelf, tree, path, blob, &type, NULL) != STATUS_OK)
		return STATUS_NOT_FOUND;
	*is_link = type == ENTRY_LINK;
	return type == ENTRY_FILE || type == ENTRY_LINK ? STATUS_OK : STATUS_NOT_FOUND;
}
