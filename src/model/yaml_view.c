#include "model/yaml_view.h"

#include <stdlib.h>

#include "base/key_map.h"

enum {
	NODES_OF_ONE = 16, /* see YAML_VIEW_BUDGET */
	BYTES_OF_ONE = 256,
	FEW_KEYS = 16, /* are compared one by one */
};

/* Mappings, in the order in which they are asked for a key. */
struct mapping_list {
	VEC(const struct yaml_node *) items;
};

struct yaml_view {
	const struct yaml_tree *tree;
	struct arena *arena;
	bool is_indexed;
	VEC(const struct yaml_node *) anchored; /* by name, and then in the order of the file */
	size_t spent;
	const struct yaml_node *gave_up;
};

struct yaml_view *yaml_view_new(const struct yaml_tree *tree, struct arena *arena)
{
	struct yaml_view *view = ARENA_NEW(arena, struct yaml_view);

	view->tree = tree;
	view->arena = arena;
	return view;
}

const struct yaml_node *yaml_view_gave_up(const struct yaml_view *view)
{
	return view->gave_up;
}

/* --- the budget ------------------------------------------------------------------------- */

static bool spend(struct yaml_view *view, size_t cost, const struct yaml_node *where)
{
	if (!view->gave_up && cost <= YAML_VIEW_BUDGET - view->spent) {
		view->spent += cost;
		return true;
	}
	if (!view->gave_up)
		view->gave_up = where;
	return false;
}

static void weigh(const struct yaml_node *node, size_t *nodes, size_t *bytes)
{
	*nodes += 1;
	*bytes += node->text.len;
	for (const struct yaml_node *child = node->first; child; child = child->next)
		weigh(child, nodes, bytes);
}

static bool spend_for(
	struct yaml_view *view, const struct yaml_node *node, const struct yaml_node *where)
{
	size_t nodes = 0;
	size_t bytes = 0;

	if (view->gave_up)
		return false;
	weigh(node, &nodes, &bytes);
	return spend(view, 1 + nodes / NODES_OF_ONE + bytes / BYTES_OF_ONE, where);
}

/* What it costs to look for keys in a mapping. */
static bool spend_for_keys(struct yaml_view *view, const struct yaml_node *mapping)
{
	size_t keys = 0;

	if (view->gave_up)
		return false;
	for (const struct yaml_node *k = mapping->first; k && k->next; k = k->next->next)
		keys++;
	return spend(view, 1 + keys / NODES_OF_ONE, mapping);
}

/* --- aliases ---------------------------------------------------------------------------- */

static void collect_anchored(struct yaml_view *view, const struct yaml_node *node)
{
	if (node->anchor.len && node->type != YAML_ALIAS)
		*vec_add(&view->anchored, view->arena) = node;
	for (const struct yaml_node *child = node->first; child; child = child->next)
		collect_anchored(view, child);
}

static int compare_anchored(const void *a, const void *b)
{
	const struct yaml_node *left = *(const struct yaml_node *const *)a;
	const struct yaml_node *right = *(const struct yaml_node *const *)b;
	int order = span_cmp(left->anchor, right->anchor);

	if (order != 0)
		return order;
	return (left->raw.ptr > right->raw.ptr) - (left->raw.ptr < right->raw.ptr);
}

static void index_anchors(struct yaml_view *view)
{
	view->is_indexed = true;
	for (size_t i = 0; i < view->tree->documents.len; i++)
		collect_anchored(view, view->tree->documents.at[i]);
	if (view->anchored.len)
		qsort(view->anchored.at, view->anchored.len, sizeof(*view->anchored.at),
			compare_anchored);
}

/* Where the document starts that has this place in it. */
static const char *document_start(const struct yaml_tree *tree, const char *place)
{
	size_t low = 0;
	size_t high = tree->documents.len;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (tree->documents.at[middle]->raw.ptr <= place)
			low = middle;
		else
			high = middle;
	}
	return tree->documents.at[low]->raw.ptr;
}

/* The node that the alias stands for, whatever it costs. */
static const struct yaml_node *target_of(struct yaml_view *view, const struct yaml_node *alias)
{
	const struct yaml_node *found;
	size_t low = 0;
	size_t high;

	if (!view->is_indexed)
		index_anchors(view);
	/* the first one that is of a later name, or of this one and not before the alias */
	for (high = view->anchored.len; low < high;) {
		size_t middle = low + (high - low) / 2;

		if (compare_anchored(&view->anchored.at[middle], &alias) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return NULL;
	found = view->anchored.at[low - 1];
	if (!span_eq(found->anchor, alias->anchor) ||
		found->raw.ptr < document_start(view->tree, alias->raw.ptr))
		return NULL;
	return found;
}

const struct yaml_node *yaml_resolve(struct yaml_view *view, const struct yaml_node *node)
{
	const struct yaml_node *target;

	if (!node || node->type != YAML_ALIAS)
		return node;
	target = target_of(view, node);
	return target && spend_for(view, target, node) ? target : NULL;
}

/* The same for a node of which only a part will be handed out. */
static const struct yaml_node *peek(struct yaml_view *view, const struct yaml_node *node)
{
	return node->type == YAML_ALIAS ? target_of(view, node) : node;
}

/* --- merges ----------------------------------------------------------------------------- */

/* Mappings that are being merged into each other. */
struct chain {
	const struct yaml_node *mapping;
	const struct chain *up;
	size_t length;
};

/* What a pair merges: a mapping or a list of them; NULL if it is a pair as others are. */
static const struct yaml_node *merged_by(struct yaml_view *view, const struct yaml_node *key)
{
	const struct yaml_node *value;

	if (key->type != YAML_SCALAR || key->style != YAML_PLAIN ||
		!span_eq_str(key->text, "<<"))
		return NULL;
	value = peek(view, key->next);
	return value && (value->type == YAML_MAPPING || value->type == YAML_SEQUENCE) ? value
										      : NULL;
}

static void collect_merged(
	struct yaml_view *view, const struct chain *chain, struct mapping_list *out);

static void collect_one(struct yaml_view *view, const struct yaml_node *mapping,
	const struct chain *up, struct mapping_list *out)
{
	struct chain chain = {mapping, up, up->length + 1};

	for (const struct chain *c = up; c; c = c->up)
		if (c->mapping == mapping)
			return; /* it merges itself, which adds nothing */
	if (!spend_for_keys(view, mapping))
		return;
	if (chain.length > YAML_MERGES_MAX) {
		view->gave_up = mapping;
		return;
	}
	*vec_add(&out->items, view->arena) = mapping;
	collect_merged(view, &chain, out);
}

/* The mappings that are merged into the one at the end of the chain, the first one first. */
static void collect_merged(
	struct yaml_view *view, const struct chain *chain, struct mapping_list *out)
{
	for (const struct yaml_node *k = chain->mapping->first; k && k->next;
		k = k->next->next) {
		const struct yaml_node *merged = merged_by(view, k);

		if (!merged)
			continue;
		if (merged->type == YAML_MAPPING) {
			collect_one(view, merged, chain, out);
			continue;
		}
		for (const struct yaml_node *i = merged->first; i && !view->gave_up;
			i = i->next) {
			const struct yaml_node *item = peek(view, i);

			if (item && item->type == YAML_MAPPING)
				collect_one(view, item, chain, out);
			else
				spend(view, 1, i);
		}
	}
}

static void all_merged(
	struct yaml_view *view, const struct yaml_node *mapping, struct mapping_list *out)
{
	struct chain chain = {mapping, NULL, 0};

	*out = (struct mapping_list){0};
	collect_merged(view, &chain, out);
}

/* --- entries ---------------------------------------------------------------------------- */

/* The entries that are found so far, and which keys they have. */
struct listing {
	struct yaml_view *view;
	struct yaml_entries *out;
	struct key_map last_of_key; /* hash of a key -> index of its last entry + 1 */
	bool is_hashed;
};

/* The text of a key; false for a collection, which is like no other key. */
static bool key_text(struct yaml_view *view, const struct yaml_node *key, struct span *text)
{
	key = peek(view, key);
	*text = key ? key->text : span_of("", 0);
	return key && key->type == YAML_SCALAR;
}

static void remember_key(struct listing *l, struct span text, size_t index)
{
	uint64_t hash = key_hash(l->last_of_key.seed, text.ptr, text.len);
	bool added;

	index++;
	memcpy(key_map_add(&l->last_of_key, &hash, &added), &index, sizeof(index));
}

static void start_hashing(struct listing *l)
{
	struct span text;

	key_map_init(&l->last_of_key, sizeof(uint64_t), sizeof(size_t));
	l->is_hashed = true;
	for (size_t i = 0; i < l->out->items.len; i++)
		if (key_text(l->view, l->out->items.at[i].key, &text))
			remember_key(l, text, i);
}

/* The last entry of this key so far, or NULL. */
static struct yaml_entry *last_of_key(const struct listing *l, struct span text)
{
	struct yaml_entry *at = l->out->items.at;
	struct span other;
	uint64_t hash;
	const void *found;
	size_t index;

	if (l->is_hashed) {
		hash = key_hash(l->last_of_key.seed, text.ptr, text.len);
		found = key_map_find(&l->last_of_key, &hash);
		if (!found)
			return NULL;
		memcpy(&index, found, sizeof(index));
		/* two keys of one hash: nobody can prepare that, and it costs only the mark */
		return key_text(l->view, at[index - 1].key, &other) && span_eq(other, text)
			? &at[index - 1]
			: NULL;
	}
	for (size_t i = l->out->items.len; i-- > 0;)
		if (key_text(l->view, at[i].key, &other) && span_eq(other, text))
			return &at[i];
	return NULL;
}

/* Add an entry of a mapping whose own ones begin at this index, unless an earlier one has it.
 */
static void add_entry(
	struct listing *l, const struct yaml_node *key, size_t own, bool is_merged)
{
	struct yaml_entry entry = {.key = key, .is_merged = is_merged};
	struct yaml_entry *same = NULL;
	struct span text;
	bool has_text = key_text(l->view, key, &text);

	if (!l->is_hashed && l->out->items.len == FEW_KEYS)
		start_hashing(l);
	if (has_text)
		same = last_of_key(l, text);
	if (same && same < l->out->items.at + own)
		return;
	if (is_merged && !spend_for(l->view, key->next, key))
		return;
	if (same)
		same->is_overridden = true;
	entry.value = yaml_resolve(l->view, key->next);
	if (l->is_hashed && has_text)
		remember_key(l, text, l->out->items.len);
	*vec_add(&l->out->items, l->view->arena) = entry;
}

static bool add_entries(struct listing *l, const struct yaml_node *mapping, bool is_merged)
{
	size_t own = l->out->items.len;
	bool merges = false;

	for (const struct yaml_node *k = mapping->first; k && k->next; k = k->next->next) {
		if (merged_by(l->view, k))
			merges = true;
		else
			add_entry(l, k, own, is_merged);
	}
	return merges;
}

void yaml_entries(
	struct yaml_view *view, const struct yaml_node *mapping, struct yaml_entries *out)
{
	struct listing l = {.view = view, .out = out};
	struct mapping_list merged;

	*out = (struct yaml_entries){0};
	mapping = yaml_resolve(view, mapping);
	if (!mapping || mapping->type != YAML_MAPPING)
		return;
	if (add_entries(&l, mapping, false)) {
		all_merged(view, mapping, &merged);
		for (size_t i = 0; i < merged.items.len; i++)
			add_entries(&l, merged.items.at[i], true);
	}
	if (l.is_hashed)
		key_map_release(&l.last_of_key);
}

/* The last value of a key that a mapping itself has; *merges: it has a "<<" as well. */
static const struct yaml_node *own_value(
	struct yaml_view *view, const struct yaml_node *mapping, const char *key, bool *merges)
{
	const struct yaml_node *found = NULL;
	struct span text;

	for (const struct yaml_node *k = mapping->first; k && k->next; k = k->next->next) {
		if (merged_by(view, k))
			*merges = true;
		else if (key_text(view, k, &text) && span_eq_str(text, key))
			found = k->next;
	}
	return found;
}

const struct yaml_node *yaml_lookup(
	struct yaml_view *view, const struct yaml_node *mapping, const char *key)
{
	const struct yaml_node *at = mapping ? peek(view, mapping) : NULL;
	const struct yaml_node *found;
	struct mapping_list merged;
	bool merges = false;
	bool in_place = at == mapping;

	if (!at || at->type != YAML_MAPPING || (!in_place && !spend_for_keys(view, at)))
		return NULL;
	found = own_value(view, at, key, &merges);
	if (!found && merges) {
		in_place = false;
		all_merged(view, at, &merged);
		for (size_t i = 0; !found && i < merged.items.len; i++)
			found = own_value(view, merged.items.at[i], key, &merges);
	}
	if (found && !in_place && !spend_for(view, found, mapping))
		return NULL;
	return yaml_resolve(view, found);
}
