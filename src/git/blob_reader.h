/* The read() of views whose files are blobs; see base/tree_view.h. */
#ifndef LAYERGATE_GIT_BLOB_READER_H
#define LAYERGATE_GIT_BLOB_READER_H

#include "base/tree_view.h"
#include "git/objects.h"

struct blob_reader {
	struct repo *repo;
	uint64_t largest;     /* bytes */
	struct object object; /* that was read last */
};

struct content_id blob_content_id(const struct oid *oid);

/*
 * The bytes of a file; borrowed until the next call or the release. STATUS_LIMIT if there are
 * more than the largest number, STATUS_NOT_FOUND if the object is missing.
 */
MUST_USE enum status blob_reader_read(struct blob_reader *reader, const struct tree_file *file,
	struct span *bytes, struct error *err);

void blob_reader_release(struct blob_reader *reader);

#endif
