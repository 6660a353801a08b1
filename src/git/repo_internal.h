/* What repo.c and objects.c share. */
#ifndef LAYERGATE_GIT_REPO_INTERNAL_H
#define LAYERGATE_GIT_REPO_INTERNAL_H

#include <git2.h>

#include "git/child.h"
#include "git/oid.h"
#include "git/repo.h"

struct repo {
	char *git_dir;
	char *common_dir;
	char *worktree; /* or NULL */
	size_t oid_size;
	struct deadline deadline;
	/* objects.c: */
	bool tried_libgit2;
	git_odb *odb; /* NULL: git reads everything */
	bool tried_settled;
	git_odb *settled;      /* only what was there before a push; NULL: not known */
	struct child sizes;    /* git cat-file --batch-check, started when needed */
	struct child contents; /* git cat-file --batch */
};

/* Close what objects.c opened. */
void objects_close(struct repo *repo);

#endif
