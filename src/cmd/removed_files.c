#include "cmd/removed_files.h"

void removed_files_init(struct removed_files *r, struct run *run, struct repo *repo)
{
	*r = (struct removed_files){.run = run, .repo = repo};
	key_map_init(&r->blobs, sizeof(struct oid), sizeof(uint32_t));
	moved_init(&r->moved);
}

void removed_files_release(struct removed_files *r)
{
	key_map_release(&r->blobs);
	moved_release(&r->moved);
}

/* The blob's bytes, within all limits. */
static bool read_within_limits(
	struct removed_files *r, const struct oid *oid, struct object *blob)
{
	uint64_t size;

	return !deadline_passed(engine_deadline(r->run->engine)) &&
		blob_size(r->repo, oid, &size, NULL) == STATUS_OK &&
		size <= r->run->policy.limits.blob &&
		object_read(r->repo, oid, blob, NULL) == STATUS_OK;
}

enum status removed_files_add(
	struct removed_files *r, struct span path, const struct oid *oid, struct error *err)
{
	enum file_kind kind = classify(r->run->policy.classifier, path);
	struct object blob = {0};
	enum status st = STATUS_OK;
	uint32_t count;
	bool added;
	void *value = key_map_add(&r->blobs, oid, &added);

	memcpy(&count, value, sizeof(count));
	count++;
	memcpy(value, &count, sizeof(count));
	/* the bytes of the others count only if they come back whole */
	if (kind != KIND_NONE && read_within_limits(r, oid, &blob))
		st = engine_add_removed(r->run->engine, path, kind, blob.bytes, &r->moved, err);
	object_release(&blob);
	return st;
}

bool removed_files_take(struct removed_files *r, const struct oid *oid)
{
	void *value = key_map_find(&r->blobs, oid);
	uint32_t count = 0;

	if (value)
		memcpy(&count, value, sizeof(count));
	if (count == 0)
		return false;
	count--;
	memcpy(value, &count, sizeof(count));
	return true;
}
