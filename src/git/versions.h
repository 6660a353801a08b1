/*
 * The versions of files that commits hold, each where it is new.
 *
 * Two ways to walk a commit. As a whole: every directory is looked at once, however many
 * commits hold it, so a history costs as much as it has distinct directories. And against its
 * parents: what is the same in one of them is left out, so a commit costs as much as it
 * changes.
 *
 * In both, "looked at once" means once for each set of files that can be inspected below it
 * (see "state"), and a directory that holds inspected files is looked at again for each path it
 * stands at: names, not only contents, decide what a file is.
 */
#ifndef LAYERGATE_GIT_VERSIONS_H
#define LAYERGATE_GIT_VERSIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/status.h"
#include "git/history.h"

struct file_version {
	struct span path;   /* raw bytes, valid during the call */
	uint64_t path_hash; /* stands for the path, in this run */
	struct oid blob;
	bool is_link;
	bool is_note;    /* a note on an object: it has a path, but the path says nothing */
	uint32_t commit; /* index in the history, or NO_COMMIT */
	const struct oid *bases; /* the file's versions in the parents that have it */
	size_t base_count;
};

/* What the walk asks and tells. A state is a number for what a directory's path means. */
struct version_sink {
	void *payload;
	uint32_t top; /* the state of the top directory */
	uint32_t (*enter)(void *payload, uint32_t state, struct span name);
	bool (*admits)(void *payload, uint32_t state, struct span name); /* false is certain */
	bool (*inspects)(void *payload, struct span path, uint64_t path_hash);
	enum status (*version)(
		void *payload, const struct file_version *version, struct error *err);
	void (*unread)(void *payload, struct span path, bool is_limit, const char *reason);
};

struct version_limits {
	size_t depth;          /* of directories */
	uint64_t largest_tree; /* bytes of one directory; 0: any */
	/*
	 * What a version means depends on the commit (on what else it removes): a directory
	 * that holds inspected files is looked at again in another commit.
	 */
	bool each_commit;
};

struct version_walk;

struct version_walk *version_walk_new(struct history *history, const struct version_sink *sink,
	const struct version_limits *limits);
void version_walk_free(struct version_walk *walk);

/*
 * STATUS_LIMIT at the repository's deadline; else what the sink returns. What can't be read is
 * no failure: the sink is told.
 */
MUST_USE enum status version_walk_commit(
	struct version_walk *walk, uint32_t commit, bool against_parents, struct error *err);

/* The number that stands for a path in this walk. */
uint64_t version_walk_path_hash(const struct version_walk *walk, struct span path);

/* A directory that is in no commit. */
MUST_USE enum status version_walk_tree(
	struct version_walk *walk, const struct oid *tree, struct error *err);

/*
 * The files of the commit's parents that are not in the commit any more: told to the sink
 * as versions without bases, together with changed ones, which have some.
 */
MUST_USE enum status version_walk_removed(
	struct version_walk *walk, uint32_t commit, struct error *err);

#endif
