/* What is in these bytes: everything the engine can say of a file without a policy's opinion.
 */
#ifndef LAYERGATE_SCAN_ANALYSIS_H
#define LAYERGATE_SCAN_ANALYSIS_H

#include "base/tree_view.h"
#include "policy/policy.h"
#include "report/fingerprint.h"
#include "rules/subject.h"
#include "scan/claims.h"

struct facts_cache;
struct tree_context;
struct pipeline_images;

struct analysis {
	struct subject subject;
	struct token_matches matches;
	struct settings settings;
	struct dockerfile dockerfile;
	struct image image;             /* of a Dockerfile */
	struct ci_pipeline pipeline;    /* of a CI file */
	struct tree_context *context;   /* of it; else NULL */
	struct pipeline_images *images; /* of a CI file in a tree; else NULL */
	struct hit_list hits;           /* settled */
	const char *undecided; /* why the bytes were not searched to the end, or NULL */
};

/* One file, and what is known around it. */
struct analysis_input {
	struct span path;
	enum file_kind kind;
	struct span bytes;
	/* of a Dockerfile: the tree that it is in, and its path there; NULL: nothing is known
	 */
	const struct tree_view *tree;
	struct span tree_path;
	struct facts_cache *facts; /* of the tree's files */
	bool without_image;        /* don't ask what a Dockerfile would build */
};

/*
 * Everything lives in the arena; bytes must stay. STATUS_POLICY if a pattern of the policy is
 * wrong.
 */
MUST_USE enum status analyse(struct analysis *a, struct token_scanner *scanner,
	const struct policy *policy, const struct analysis_input *input, struct arena *arena,
	struct error *err);

/* The same finding's identity, with and without the path. */
struct hit_identity {
	struct fingerprint fingerprint;
	struct fingerprint match_key;
};

/*
 * Identities of all settled hits, in their order, in the arena.
 */
struct hit_identity *analysis_identities(
	const struct analysis *a, const struct policy *policy, struct arena *arena);

#endif
