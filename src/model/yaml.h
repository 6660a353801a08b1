/*
 * YAML (and so JSON) as a small tree with positions; the only user of libyaml.
 *
 * The tree is made from libyaml's events. Aliases are not expanded: they are nodes of their
 * own that name their anchor, so nothing grows. Tags are kept as text. Limits on depth and
 * count are ours: libyaml's nested flow collections take quadratic time, so reading stops at
 * the depth limit. Duplicate keys are all there.
 *
 * Positions are byte offsets in the text; libyaml counts characters, and lines in its own
 * way (NEL, LS and PS end lines for it), so offsets are recounted from the text.
 */
#ifndef LAYERGATE_MODEL_YAML_H
#define LAYERGATE_MODEL_YAML_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/vec.h"

enum yaml_type {
	YAML_SCALAR,
	YAML_SEQUENCE,
	YAML_MAPPING,
	YAML_ALIAS,
};

enum yaml_style {
	YAML_PLAIN,
	YAML_SINGLE, /* '…' */
	YAML_DOUBLE, /* "…" */
	YAML_LITERAL,
	YAML_FOLDED,
};

struct yaml_map;

struct yaml_node {
	enum yaml_type type;
	enum yaml_style style; /* of a scalar */
	struct span anchor; /* its anchor's name, or the name an alias refers to; else empty */
	struct span tag;    /* as written, else empty */
	struct span text;   /* scalar: decoded; raw itself where nothing needs decoding */
	/*
	 * Where it stands, without anchor and tag: a quoted scalar without its quotes, a block
	 * with its "|" or ">" and without the blank lines at its end. Of a collection only the
	 * start.
	 */
	struct span raw;
	struct yaml_map *map; /* from text to raw; for yaml_place.h only */
	/* sequence: items; mapping: key, value, key, value, … */
	struct yaml_node *first;
	struct yaml_node *next; /* of the same parent */
};

struct yaml_tree {
	struct span text;
	VEC(struct yaml_node *) documents; /* roots; also of the part before an error */
	/* If reading stopped early: why, and where. NULL if the whole text was read. */
	const char *problem;
	size_t problem_offset;
	size_t last_offset; /* where the last node starts: up to there it was read for sure */
	bool is_cut;        /* by a limit of ours: what is behind it is not in the tree */
	bool is_guess;      /* made by yaml_lines.h */
};

enum {
	YAML_NODES_MAX = 500000
};

/* Read text (UTF-8, no byte order mark). Nodes live in the arena. */
void yaml_read(struct span text, struct arena *arena, struct yaml_tree *tree);

/* The value of a key of a mapping, the last one if it is there several times; NULL if none. */
const struct yaml_node *yaml_get(const struct yaml_node *mapping, const char *key);

#endif
