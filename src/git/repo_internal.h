/* What repo.c and objects.c share. */
#ifndef LAYERGATE_GIT_REPO_INTERNAL_H
#define LAYERGATE_GIT_REPO_INTERNAL_H

#include <git2.h>

#include "git/child.h"
#include "git/repo.h"

struct repo {
	git_repository *handle; /* NULL: git reads everything */
	git_odb *odb;
	char *git_dir;
	char *common_dir;
	char *worktree; /* or NULL */
	bool unborn;
	char empty_tree[OBJECT_NAME_MAX + 1];
	struct deadline deadline;
	struct child sizes;    /* git cat-file --batch-check, started when needed */
	struct child contents; /* git cat-file --batch */
};

#endif
