/* What history.c, history_select.c and history_order.c share. */
#ifndef LAYERGATE_GIT_HISTORY_INTERNAL_H
#define LAYERGATE_GIT_HISTORY_INTERNAL_H

#include "git/history.h"
#include "git/repo_internal.h"

/* A heap of indexes of commits. */
struct commit_heap {
	VEC(uint32_t) items;
	bool oldest_first; /* else newest first */
};

void commit_heap_push(struct commit_heap *heap, const struct history *h, uint32_t index);
uint32_t commit_heap_pop(struct commit_heap *heap, const struct history *h);

/* history_select.c: which commits are wanted. */
MUST_USE enum status select_reachable(struct history *h, const struct tip *tips, size_t count,
	is_new_commit *is_new, void *payload, bool *certain, struct error *err);
MUST_USE enum status select_painted(struct history *h, const struct tip *tips, size_t count,
	is_new_commit *is_new, void *payload, struct error *err);

/* history_order.c: the wanted ones in order, and the histories of notes in them. */
void order_wanted(struct history *h);
void mark_notes(struct history *h, const struct tip *tips, size_t count);

/* Add a name to a set. */
void history_add_name(struct key_map *set, const struct oid *oid);

#endif
