/*
 * Golden folders: a small tree with real file names, and what layergate says of it.
 *
 *	tests/rules/<rule>/<case>/expected      the findings, one block each (see golden_run)
 *	tests/rules/<rule>/<case>/policy.ini    a policy; show = note if there is none
 *	tests/rules/<rule>/<case>/…             the tree; @{…} in files is filled in (shape.h)
 */
#ifndef LAYERGATE_TESTS_GOLDEN_H
#define LAYERGATE_TESTS_GOLDEN_H

#include "base/arena.h"
#include "base/vec.h"
#include "scan/engine.h"

struct golden_file {
	const char *path; /* relative */
	struct span bytes;
};

struct tree {
	VEC(struct golden_file) files; /* without expected and policy.ini */
	struct span policy;            /* text of policy.ini; empty if there is none */
	struct span expected;
};

/* Read a folder; false if it can't be read. */
bool golden_load(const char *dir, struct arena *arena, struct tree *tree);

struct golden_result {
	const char *text;      /* in the form of the file "expected" */
	size_t of_rule;        /* findings of the rule the folder is about */
	size_t secrets_leaked; /* lines of the text that hold a secret of the tree: must be 0 */
};

/*
 * Scan the tree as "layergate check" would. The result's text has for each finding
 *
 *	SEVERITY RULE PATH:LINE:COL-LINE:COL [TOKEN] [checksum VERDICT] CONFIDENCE [blocks]
 *	    MESSAGE
 *	    | EXCERPT
 *	    also LINE …
 *
 * and where the image of a Dockerfile has the secret, instead of "also"
 *
 *	    place PLACE [DETAIL] PATH:LINE
 *	    trace ROLE PATH:LINE, …
 *
 * then "partial PATH: reason", "skipped PATH: reason" and "allowed N" lines.
 */
struct golden_result golden_run(const struct tree *tree, const char *rule, struct arena *arena);

#endif
