#include "cmd/removed_files.h"

void removed_files_init(struct removed_files *r, struct run *run, struct repo *repo)
{
	*r = (struct removed_files){.run = run, .repo = repo};
	key_map_init(&r->seen, sizeof(struct oid) + sizeof(uint64_t), 0);
	moved_init(&r->moved);
}

void removed_files_release(struct removed_files *r)
{
	key_map_release(&r->seen);
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

struct seen_key {
	struct oid blob;
	uint64_t path;
};

enum status removed_files_add(
	struct removed_files *r, struct span path, const struct oid *oid, struct error *err)
{
	enum file_kind kind = classify(r->run->policy.classifier, path);
	struct seen_key key = {*oid, key_hash(r->seen.seed, path.ptr, path.len)};
	struct object blob = {0};
	enum status st = STATUS_OK;
	bool added = false;

	if (kind != KIND_NONE)
		key_map_add(&r->seen, &key, &added);
	if (added && read_within_limits(r, oid, &blob))
		st = engine_add_removed(r->run->engine, path, kind, blob.bytes, &r->moved, err);
	object_release(&blob);
	return st;
}
