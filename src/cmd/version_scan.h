/*
 * Scanning versions of files: what the push gate and the history scan share. The walk of the
 * git room meets each version that matters; here it is read and handed to the engine, each
 * content once.
 */
#ifndef LAYERGATE_CMD_VERSION_SCAN_H
#define LAYERGATE_CMD_VERSION_SCAN_H

#include "cmd/removed_files.h"
#include "cmd/version_images.h"
#include "git/versions.h"
#include "model/path_filter.h"

/* A version that is judged when all other files of its commit are known. */
struct kept_version {
	struct file_version version;
	enum file_kind kind;
};

struct version_scan {
	struct run *run;
	struct repo *repo;
	struct history history;
	struct arena arena;
	struct path_filter *filter;
	struct version_sink sink;
	struct version_walk *walk;
	struct key_map seen;  /* blob and path: was it dealt with for good? */
	struct key_map clean; /* blob and kind: nothing is in it */
	struct key_map kinds; /* path to kind of file */
	bool judges;          /* what the parents of a commit have does not count as new */
	struct version_images images;
	/* of the commit that is walked: Dockerfiles, and what builds them */
	VEC(struct kept_version) kept;
	struct arena commit;   /* of what is kept until the commit is finished */
	struct span loose_ref; /* that is scanned and leads to no commit */

	/* of a push: the files that one commit removes */
	struct removed_files removed;
	uint32_t removed_of;
	struct version_walk *removed_walk;
};

/*
 * Prepare a scan with the policy's limits. judges: compare findings with the parents' versions.
 * largest: bytes of a commit, a tag or a directory; 0: any.
 */
void version_scan_init(struct version_scan *scan, struct run *run, struct repo *repo,
	bool judges, uint64_t largest);
void version_scan_release(struct version_scan *scan);

/*
 * Scan the commits of the loaded history in their order, and what tips name without a commit.
 * against_parents: only what a commit changes. names are those of the tips.
 */
MUST_USE enum status version_scan_all(struct version_scan *scan, const struct tip *tips,
	const struct span *names, size_t count, bool against_parents, struct error *err);

#endif
