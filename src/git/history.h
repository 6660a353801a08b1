/*
 * Commits and how they hang together: the ones that are wanted, and the ones around them.
 *
 * A walk of our own over raw commits: it takes half the time of libgit2's, is not stopped by a
 * commit that lacks an author, and knows shallow clones. Replacement refs and grafts have no
 * effect: what is in the repository counts, not what it is shown as.
 */
#ifndef LAYERGATE_GIT_HISTORY_H
#define LAYERGATE_GIT_HISTORY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/key_map.h"
#include "base/status.h"
#include "base/vec.h"
#include "git/oid.h"
#include "git/repo.h"

/* Stands for "no commit" where an index is expected. */
#define NO_COMMIT UINT32_MAX

enum commit_flag {
	COMMIT_LOADED = 1,   /* tree, time and parents are known */
	COMMIT_MISSING = 2,  /* could not be read */
	COMMIT_WANTED = 4,   /* asked for, and not hidden */
	COMMIT_HIDDEN = 8,   /* an ancestor of what was excluded */
	COMMIT_SHALLOW = 16, /* its parents were left out when the repository was cloned */
	COMMIT_NOTES = 32,   /* in the history of a ref below refs/notes/ */
	COMMIT_SEEN = 64,    /* (of the selection: queued) */
	COMMIT_DONE = 128,   /* (of the selection: looked at) */
};

struct commit {
	struct oid id;
	struct oid tree;
	int64_t time;
	uint32_t first_parent; /* index into history.parents */
	uint32_t parent_count;
	uint8_t flags; /* enum commit_flag */
};

/* Something else that a ref or a tag names: a directory or a file without a commit. */
struct loose_root {
	struct oid oid;
	bool is_tree;
	size_t tip; /* index of the tip that led here */
};

/* Where a walk starts. */
struct tip {
	struct oid oid;    /* of any type; tags are followed */
	bool hidden;       /* exclude it and its ancestors */
	bool notes;        /* see COMMIT_NOTES */
	uint32_t commit;   /* out: its index in history.commits, if it is one */
	bool is_commit;    /* out */
	const char *error; /* out, printable: why it could not be read */
};

struct history {
	struct repo *repo;
	struct arena *arena;
	VEC(struct commit) commits;
	VEC(uint32_t) parents;
	VEC(struct loose_root) roots;
	VEC(uint32_t) order;  /* the wanted ones, each behind its wanted parents */
	struct key_map index; /* object name to index in commits */
	struct key_map shallow;
	struct key_map hidden; /* names of excluded tips, for the short way */
	struct key_map tags;   /* name of a tag to that of what it is on */
	uint64_t largest;      /* bytes of a commit or tag that is read; 0: any */
	void (*progress)(void *payload, size_t loaded);
	void *payload;
};

/* Everything but the maps lives in the arena. */
void history_init(struct history *history, struct repo *repo, struct arena *arena);
void history_release(struct history *history);

/*
 * Load what is reachable from the tips that are not hidden and not from those that are, and
 * put it in order. Tips that can't be read say so in themselves; commits that can't are
 * flagged.
 *
 * is_new (or NULL) says of a commit that it can't be reachable from a hidden tip. If all that
 * is met before a hidden tip itself is new in that sense, the history of the hidden tips need
 * not be read: a push of a few commits onto a branch costs a few commits, however many refs
 * there are. And if something is not, all of that history is read where the times of commits
 * alone would leave a doubt.
 *
 * STATUS_LIMIT at the repository's deadline.
 */
typedef bool is_new_commit(void *payload, const struct oid *oid);
MUST_USE enum status history_load(struct history *history, struct tip *tips, size_t count,
	is_new_commit *is_new, void *payload, struct error *err);

/* Drop commits before that time from the order. */
void history_since(struct history *history, int64_t time);

/* The parent's index in commits. */
static inline uint32_t history_parent(
	const struct history *h, const struct commit *c, uint32_t which)
{
	return h->parents.at[c->first_parent + which];
}

/* The index of the commit of that name; false if it was not met. */
bool history_find(const struct history *history, const struct oid *oid, uint32_t *index);

/* Make sure that a commit outside the order (a parent) is loaded, if it can be. */
void history_load_commit(struct history *history, uint32_t index);

#endif
