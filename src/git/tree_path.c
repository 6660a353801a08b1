#include "git/tree_path.h"

#include "git/objects.h"
#include "git/parse.h"

static enum status find_entry(struct repo *repo, const struct oid *tree, struct span name,
	struct oid *oid, enum entry_type *type)
{
	struct object object = {0};
	struct tree_entry entry;
	struct span rest;
	enum status st = object_read(repo, tree, &object, NULL);

	if (st == STATUS_OK)
		st = STATUS_NOT_FOUND;
	rest = object.bytes;
	while (object.type == OBJECT_TREE && st == STATUS_NOT_FOUND &&
		tree_next(&rest, repo_oid_size(repo), &entry)) {
		if (!span_eq(entry.name, name))
			continue;
		*oid = oid_of(entry.oid, repo_oid_size(repo));
		*type = entry.type;
		st = STATUS_OK;
	}
	object_release(&object);
	return st == STATUS_OK ? STATUS_OK : STATUS_NOT_FOUND;
}

enum status tree_path_find(struct repo *repo, const struct oid *tree, struct span path,
	struct oid *blob, bool *is_link)
{
	enum entry_type type = ENTRY_DIRECTORY;
	struct span part;

	*blob = *tree;
	while (span_split(&path, '/', &part)) {
		if (type != ENTRY_DIRECTORY ||
			find_entry(repo, blob, part, blob, &type) != STATUS_OK)
			return STATUS_NOT_FOUND;
	}
	*is_link = type == ENTRY_LINK;
	return type == ENTRY_FILE || type == ENTRY_LINK ? STATUS_OK : STATUS_NOT_FOUND;
}
