/*
 * What a directory looked like when it was last met at a path.
 *
 * From one commit to the next most directories that change at all change in one entry. What is
 * the same bytes at the start and at the end of both versions needs no second look, and finding
 * that out is a comparison of memory, not of entries. Entries have no fixed size, so every few
 * of them a place is marked where one starts. Between the marks, where branches take turns and
 * more than one entry differs, the two versions are gone through side by side.
 */
#ifndef LAYERGATE_GIT_TREE_MEMORY_H
#define LAYERGATE_GIT_TREE_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/key_map.h"
#include "git/objects.h"
#include "git/parse.h"

struct tree_memory {
	size_t oid_size;
	struct key_map slots; /* key to index in items */
	struct remembered_tree *items;
	size_t count;
	size_t capacity;
	uint64_t bytes; /* that are kept */
};

/*
 * One directory on its way through the walk, from tree_memory_begin to tree_memory_end. All
 * zeros: of one that is looked at as a whole and not remembered.
 */
struct tree_track {
	bool is_on;
	uint32_t slot;
	uint32_t *marks; /* offsets where entries start */
	size_t count;
	size_t capacity;
	/*
	 * Side by side: old is where the remembered version is read on, next where this one is.
	 * As far as same, all bytes are as they were; run is where that began, and old its
	 * place in the remembered version.
	 */
	size_t old, next, same, run;
	bool has_stop;
	size_t stop;      /* offset from where on all is as it was */
	size_t old_marks; /* index of the old mark that became stop */
	unsigned entries; /* since the last mark */
};

void tree_memory_init(struct tree_memory *memory, size_t oid_size);
void tree_memory_release(struct tree_memory *memory);

/*
 * Begin with a directory. *start gets the offset of the first entry to look at, which is 0 if
 * nothing is remembered; track says where to stop. *had_versions: what was remembered held
 * inspected files.
 */
void tree_memory_begin(struct tree_memory *memory, uint64_t path_hash, uint32_t state,
	struct span tree, struct tree_track *track, size_t *start, bool *had_versions);

/* An entry was looked at; the next one starts at that offset. */
void tree_track_entry(struct tree_track *track, size_t next);

/*
 * Is the entry, behind which rest is left of the tree, in the remembered version as well, with
 * the same type and object? False if that can't be told. To be asked about each entry in turn.
 */
bool tree_memory_has(const struct tree_memory *memory, struct tree_track *track,
	struct span tree, struct span rest, const struct tree_entry *entry);

/*
 * The directory is done. If it was looked at from start to stop, it is remembered: the memory
 * takes the object over and true is returned.
 */
bool tree_memory_end(struct tree_memory *memory, struct tree_track *track,
	const struct object *tree, bool has_versions);

/* The directory was left half-way: nothing is remembered of it. */
void tree_track_drop(struct tree_track *track);

#endif
