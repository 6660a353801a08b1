/*
 * The files that one change (what is staged, a commit) takes away, for the question whether a
 * new file is one of them under another name. They are looked into once, and only if a new file
 * has findings.
 */
#ifndef LAYERGATE_CMD_REMOVED_FILES_H
#define LAYERGATE_CMD_REMOVED_FILES_H

#include "cmd/run.h"
#include "git/objects.h"
#include "git/repo.h"
#include "scan/moved.h"

struct removed_files {
	struct run *run;
	struct repo *repo;
	struct key_map seen; /* contents at a path: several parents may have had it */
	struct moved moved;
};

void removed_files_init(struct removed_files *removed, struct run *run, struct repo *repo);
void removed_files_release(struct removed_files *removed);

/*
 * Add a file. One that was not inspected where it was excuses nothing. What can't be read, or
 * is too large or too late, is not added: new files that it would excuse then count as new.
 */
MUST_USE enum status removed_files_add(struct removed_files *removed, struct span path,
	const struct oid *blob, struct error *err);

#endif
