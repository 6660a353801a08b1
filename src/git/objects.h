/* Reading blobs. libgit2 first; what it does not find, git is asked for. */
#ifndef LAYERGATE_GIT_OBJECTS_H
#define LAYERGATE_GIT_OBJECTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "base/status.h"
#include "git/repo.h"

/*
 * The size of a blob, from its header, without reading it: a delta of a thousand bytes may
 * unpack to a gigabyte. STATUS_NOT_FOUND if the repository does not have it (a partial clone,
 * a damaged store), STATUS_GIT if it is no blob.
 */
MUST_USE enum status blob_size(
	struct repo *repo, const char *name, uint64_t *size, struct error *err);

struct blob {
	struct span bytes;
	void *owner; /* for blob_release */
	bool of_libgit2;
};

/* The whole blob; the caller has asked for its size before and found it small enough. */
MUST_USE enum status blob_read(
	struct repo *repo, const char *name, struct blob *blob, struct error *err);
void blob_release(struct blob *blob);

#endif
