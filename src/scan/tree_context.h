/*
 * The build context of a Dockerfile in a tree: which directory it is, what the ignore file
 * keeps out, and which of its files matter.
 */
#ifndef LAYERGATE_SCAN_TREE_CONTEXT_H
#define LAYERGATE_SCAN_TREE_CONTEXT_H

#include "image/context.h"
#include "image/ignore_file.h"
#include "model/dockerfile.h"
#include "scan/file_facts.h"

struct tree_context {
	struct build_context context; /* for the image model */
	const struct tree_view *view;
	struct facts_cache *facts;
	struct arena *arena;
	struct span root; /* of the context, in the tree */
	struct ignore_file ignore;
	struct span ignore_path; /* in the tree; empty: there is none */
	const char *unread;      /* why something of it could not be looked at, or NULL */
};

/*
 * path: of the Dockerfile in the tree. Everything lives in the arena; the view and the cache
 * must outlive it. Nothing is read before it is needed: a Dockerfile that copies nothing costs
 * nothing.
 */
void tree_context_open(struct tree_context *tc, const struct tree_view *view, struct span path,
	const struct dockerfile *file, const struct policy *policy, struct facts_cache *facts,
	struct arena *arena);

/*
 * The same for a context that is known already: root in the tree; ptr NULL: none is. Nobody is
 * asked who builds it.
 */
void tree_context_open_at(struct tree_context *tc, const struct tree_view *view,
	struct span path, struct span root, const struct dockerfile *file,
	const struct policy *policy, struct facts_cache *facts, struct arena *arena);

/* Dockerfiles, and files that build some: what is wrong with one depends on the files around
 * it. */
bool is_judged_by_tree(enum file_kind kind);

/* Files that say which files a build context has: without one of them it is another. */
bool decides_context(enum file_kind kind);

/* The facts of a file of the context. */
const struct file_facts *tree_context_facts(
	const struct tree_context *tc, const struct context_file *file);

#endif
