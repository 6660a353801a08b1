#include "git/tree_path.h"

#include "git/objects.h"

static enum status find_entry(struct repo *repo, const struct oid *tree, struct span name,
	uint64_t largest, struct oid *oid, enum entry_type *type, struct error *err)
{
	struct object object = {0};
	struct tree_entry entry;
	struct span rest;
	enum status st = object_read_tree(repo, tree, largest, &object, err);

	if (st != STATUS_OK)
		return st == STATUS_LIMIT ? STATUS_LIMIT : STATUS_GIT;
	st = STATUS_NOT_FOUND;
	rest = object.bytes;
	while (st == STATUS_NOT_FOUND && tree_next(&rest, repo_oid_size(repo), &entry)) {
		if (!span_eq(entry.name, name))
			continue;
		*oid = oid_of(entry.oid, repo_oid_size(repo));
		*type = entry.type;
		st = STATUS_OK;
	}
	object_release(&object);
	return st;
}

enum status tree_path_look(struct repo *repo, const struct oid *tree, struct span path,
	uint64_t largest, struct oid *oid, enum entry_type *type, struct error *err)
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
		st = find_entry(repo, oid, part, largest, oid, type, err);
	}
	return st;
}

enum status tree_path_find(struct repo *repo, const struct oid *tree, struct span path,
	struct oid *blob, bool *is_link)
{
	enum entry_type type;

	if (tree_path_look(repo, tree, path, 0, blob, &type, NULL) != STATUS_OK)
		return STATUS_NOT_FOUND;
	*is_link = type == ENTRY_LINK;
	return type == ENTRY_FILE || type == ENTRY_LINK ? STATUS_OK : STATUS_NOT_FOUND;
}
