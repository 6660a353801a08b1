/*
 * Reading objects. libgit2 first; what it does not find or can't read, git is asked for.
 *
 * libgit2's object cache is off (each object is read about once: the cache costs a fifth of
 * the time and a third of the memory) and so is its check that an object's bytes have the name
 * they are stored under (it doubles the time; git checked when it received them).
 */
#ifndef LAYERGATE_GIT_OBJECTS_H
#define LAYERGATE_GIT_OBJECTS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/span.h"
#include "base/status.h"
#include "git/oid.h"
#include "git/repo.h"

enum object_type {
	OBJECT_COMMIT,
	OBJECT_TREE,
	OBJECT_BLOB,
	OBJECT_TAG,
};

struct object {
	enum object_type type;
	struct span bytes;
	void *owner; /* for object_release */
	bool of_libgit2;
};

/*
 * Type and size, without unpacking: a delta of a thousand bytes may unpack to a gigabyte.
 * STATUS_NOT_FOUND if the repository does not have the object or has it damaged (a partial
 * clone, a broken store).
 */
MUST_USE enum status object_header(struct repo *repo, const struct oid *oid,
	enum object_type *type, uint64_t *size, struct error *err);

/*
 * Is the object in the quarantine of the push that is being judged, and nowhere else? False if
 * that can't be told. Objects that were there before may have been left by a push that was
 * rejected: "not in quarantine" does not mean that a ref leads to it.
 */
bool object_is_quarantined(struct repo *repo, const struct oid *oid);

/* The whole object. Ask for its size before if a stranger may have made it. */
MUST_USE enum status object_read(
	struct repo *repo, const struct oid *oid, struct object *object, struct error *err);
void object_release(struct object *object);

/*
 * The same, but STATUS_LIMIT for an object of more than the given number of bytes and
 * STATUS_GIT for one of another type.
 */
MUST_USE enum status object_read_as(struct repo *repo, const struct oid *oid,
	enum object_type type, uint64_t largest, struct object *object, struct error *err);

/*
 * A directory, of any size if largest is 0, else as object_read_as does it: a stranger's may
 * unpack to a lot.
 */
MUST_USE enum status object_read_tree(struct repo *repo, const struct oid *oid,
	uint64_t largest, struct object *tree, struct error *err);

/* The size of a blob; STATUS_GIT if the object is none. */
MUST_USE enum status blob_size(
	struct repo *repo, const struct oid *oid, uint64_t *size, struct error *err);

/* "a file", "a directory", "a commit", "a tag": for messages. */
const char *object_type_name(enum object_type type);

#endif
