/*
 * A tree of YAML as its reader would have it: aliases and merge keys ("<<") are resolved where
 * somebody asks, and nothing is copied.
 *
 * What is handed out through aliases and merges is counted, since a file of a few lines can
 * stand for billions of nodes. At YAML_VIEW_BUDGET the view gives up: what is behind an alias
 * or a merge is not there any more; what stands in its place still is. A collection may hold an
 * alias of itself ("&e {a: *e}"): who walks down needs a limit on depth, as on any tree.
 */
#ifndef LAYERGATE_MODEL_YAML_VIEW_H
#define LAYERGATE_MODEL_YAML_VIEW_H

#include "model/yaml.h"

enum {
	/*
	 * In all. Each node that is handed out counts one, and one more for 16 nodes and for
	 * 256 bytes of text below it; looking for keys in a merged mapping counts one for 64 of
	 * them.
	 */
	YAML_VIEW_BUDGET = 100000,
	YAML_MERGES_MAX = 16, /* mappings that are merged into each other */
};

struct yaml_view;

/* The tree has to stay; nothing is done before somebody asks. */
struct yaml_view *yaml_view_new(const struct yaml_tree *tree, struct arena *arena);

/*
 * The node that an alias stands for: the latest of that name before it, in the same document.
 * NULL if there is none, or over the budget. Any other node is returned as it is. (What has an
 * anchor is never an alias itself, so there are no chains.)
 */
const struct yaml_node *yaml_resolve(struct yaml_view *view, const struct yaml_node *node);

struct yaml_entry {
	const struct yaml_node *key;   /* as it stands: it may be an alias, or a collection */
	const struct yaml_node *value; /* resolved; NULL if that is not possible */
	bool is_merged;                /* it came through "<<" */
	bool is_overridden;            /* the same key stands there again, behind it */
};

struct yaml_entries {
	VEC(struct yaml_entry) items;
};

/*
 * The entries of a mapping, or of what an alias stands for: its own ones, also those that are
 * overridden, and then those of "<<" (a mapping, a list of mappings, or several "<<") that
 * neither its own ones nor an earlier merge have. A "<<" that merges is no entry itself.
 */
void yaml_entries(
	struct yaml_view *view, const struct yaml_node *mapping, struct yaml_entries *out);

/*
 * The value of a key, resolved: the last of its own, or the first that is merged. NULL if there
 * is none, if mapping is none (it may be NULL or an alias), or over the budget.
 */
const struct yaml_node *yaml_lookup(
	struct yaml_view *view, const struct yaml_node *mapping, const char *key);

/* The node at which the budget was used up, or NULL. */
const struct yaml_node *yaml_view_gave_up(const struct yaml_view *view);

#endif
