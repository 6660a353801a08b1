#include "git/blob_reader.h"

_Static_assert(sizeof(((struct content_id *)0)->bytes) == OID_MAX, "an id holds any name");

struct content_id blob_content_id(const struct oid *oid)
{
	struct content_id id = {.is_known = true};

	memcpy(id.bytes, oid->bytes, sizeof(id.bytes));
	return id;
}

enum status blob_reader_read(struct blob_reader *reader, const struct tree_file *file,
	struct span *bytes, struct error *err)
{
	struct oid oid = oid_of(file->id.bytes, sizeof(file->id.bytes));
	enum status st;

	object_release(&reader->object);
	st = object_read_as(
		reader->repo, &oid, OBJECT_BLOB, reader->largest, &reader->object, err);
	if (st == STATUS_OK)
		*bytes = reader->object.bytes;
	return st;
}

void blob_reader_release(struct blob_reader *reader)
{
	object_release(&reader->object);
}
