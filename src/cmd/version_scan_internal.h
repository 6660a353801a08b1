/*
 * What the parts of the scan of versions share: version_scan.c walks, version_judge.c reads a
 * version and hands it to the engine, version_dockerfiles.c judges Dockerfiles when their
 * commit is known.
 */
#ifndef LAYERGATE_CMD_VERSION_SCAN_INTERNAL_H
#define LAYERGATE_CMD_VERSION_SCAN_INTERNAL_H

#include "cmd/version_scan.h"

/* The keys of the sets seen and clean. */
struct seen_key {
	struct oid blob;
	uint64_t path_hash;
	/* a file, a link, a note: they are read differently; a Dockerfile with what it may copy
	 */
	uint64_t as;
};

struct clean_key {
	struct oid blob;
	uint32_t kind;
	uint16_t reader; /* a kind may have two */
	uint16_t is_sample;
};

/* How a version is to be judged. */
struct judgement_of {
	enum file_kind kind;
	const struct tree_view *tree; /* of a Dockerfile */
	uint64_t state;               /* of the files that it may copy */
	const uint32_t *base_parents; /* which parents its bases are of */
	bool again;                   /* it was scanned before, with other files around it */
};

/* version_scan.c */

uint32_t version_enter(void *payload, uint32_t state, struct span name);
/* What the walk tells: a version of a file. */
MUST_USE enum status version_scan_version(
	void *payload, const struct file_version *version, struct error *err);

/* version_judge.c */

/*
 * Tell the files of a commit's parents that are not in the commit any more; versions with bases
 * are of files that it changes.
 */
MUST_USE enum status version_walk_of_removed(struct version_scan *scan, uint32_t commit,
	enum status (*tell)(void *, const struct file_version *, struct error *),
	struct error *err);
/* Scan a version if it was not yet, in this state of what it may copy. */
MUST_USE enum status version_scan_in_state(struct version_scan *scan,
	const struct file_version *version, const struct judgement_of *how, struct error *err);

/* Was the version met before? It is counted once, in however many states it is judged. */
bool version_was_met(struct version_scan *scan, const struct file_version *version);

/* version_dockerfiles.c */

/* Judge a Dockerfile, or a file that builds some, when the commit is finished. */
void version_keep(
	struct version_scan *scan, const struct file_version *version, enum file_kind kind);
/* tree: that it is in, or NULL; state: of the files that a Dockerfile may copy. */
MUST_USE enum status version_scan_with_tree(struct version_scan *scan,
	const struct file_version *version, enum file_kind kind, const struct tree_view *tree,
	uint64_t state, struct error *err);
/* What is left to do when all other files of a commit were scanned. */
MUST_USE enum status version_finish_commit(
	struct version_scan *scan, uint32_t commit, bool against_parents, struct error *err);

#endif
