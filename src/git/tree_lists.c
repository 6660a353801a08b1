/*
 * Two steps: a directory is loaded, with all below that was not met before; then its files are
 * listed. The first costs as much as there are distinct directories. The second may explode
 * (the same directory can stand in many places), so it counts.
 */
#include "git/tree_lists_internal.h"

#include <stdlib.h>

#include "base/nomem.h"
#include "git/blob_reader.h"
#include "git/objects.h"
#include "git/parse.h"
#include "git/repo_internal.h"
#include "git/tree_path.h"

enum {
	CHECK_EVERY = 256,
	LONGEST_PATH = 1 << 20,
};

#define LARGEST_OPEN ((uint64_t)512 << 20) /* bytes of directories that are open at once */
#define MOST_KEPT ((size_t)256 << 20)      /* bytes; beyond, everything is forgotten */

/* A directory that is being loaded. */
struct loading {
	struct object tree;
	struct span rest;
	struct span name; /* in the directory above */
	struct oid oid;
	uint32_t state;
	size_t path_len;
	VEC(struct item) items;
};

/* A directory that is being listed. */
struct listing {
	uint32_t node;
	size_t next; /* item */
	size_t path_len;
};

static void init_known(struct tree_lists *l)
{
	key_map_init(&l->known, l->oid_size + sizeof(uint32_t), sizeof(uint32_t));
	tree_sums_init(l);
	l->nodes.at = NULL;
	l->nodes.len = l->nodes.cap = 0;
}

struct tree_lists *tree_lists_new(struct repo *repo, const struct tree_filter *filter,
	const struct tree_list_limits *limits)
{
	struct tree_lists *l = xmalloc(sizeof(*l));

	*l = (struct tree_lists){.repo = repo,
		.filter = *filter,
		.limits = *limits,
		.oid_size = repo_oid_size(repo)};
	tree_shelf_init(&l->shelf, repo, limits->largest_tree);
	buf_init(&l->path, LONGEST_PATH);
	init_known(l);
	return l;
}

void tree_lists_free(struct tree_lists *l)
{
	if (!l)
		return;
	tree_shelf_release(&l->shelf);
	buf_release(&l->path);
	key_map_release(&l->known);
	key_map_release(&l->sums);
	arena_release(&l->arena);
	arena_release(&l->scratch);
	free(l);
}

struct repo *tree_lists_repo(const struct tree_lists *l)
{
	return l->repo;
}

struct tree_shelf *tree_lists_shelf(struct tree_lists *l)
{
	return &l->shelf;
}

const struct tree_list_limits *tree_lists_limits(const struct tree_lists *l)
{
	return &l->limits;
}

/* --- what is known ---------------------------------------------------------------------- */

struct known_key {
	unsigned char bytes[OID_MAX + sizeof(uint32_t)];
};

static struct known_key known_key(
	const struct tree_lists *l, const struct oid *tree, uint32_t state)
{
	struct known_key key = {{0}};

	memcpy(key.bytes, tree->bytes, l->oid_size);
	memcpy(key.bytes + l->oid_size, &state, sizeof(state));
	return key;
}

static bool find_known(
	const struct tree_lists *l, const struct oid *tree, uint32_t state, uint32_t *node)
{
	struct known_key key = known_key(l, tree, state);
	const void *value = key_map_find(&l->known, key.bytes);

	if (value)
		memcpy(node, value, sizeof(*node));
	return value != NULL;
}

static uint32_t keep(
	struct tree_lists *l, const struct oid *tree, uint32_t state, const struct node *node)
{
	struct known_key key = known_key(l, tree, state);
	uint32_t index = (uint32_t)l->nodes.len;
	bool added;
	void *value = key_map_add(&l->known, key.bytes, &added);

	memcpy(value, &index, sizeof(index));
	*vec_add(&l->nodes, &l->arena) = *node;
	return index;
}

static void forget_if_large(struct tree_lists *l)
{
	if (l->arena.used < MOST_KEPT)
		return;
	key_map_release(&l->known);
	key_map_release(&l->sums);
	arena_release(&l->arena);
	init_known(l);
}

/* --- loading ---------------------------------------------------------------------------- */

enum status tree_lists_check_time(struct tree_lists *l, struct error *err)
{
	if (++l->steps % CHECK_EVERY || !deadline_passed(l->repo->deadline))
		return STATUS_OK;
	error_set(err, "the time limit is reached");
	return STATUS_LIMIT;
}

enum status tree_lists_set_path(struct tree_lists *l, size_t len, struct span name,
	bool is_directory, struct error *err)
{
	l->path.len = len;
	buf_add(&l->path, name);
	if (is_directory)
		buf_add_char(&l->path, '/');
	if (!l->path.overflow)
		return STATUS_OK;
	l->path.overflow = false;
	error_set(err, "a path is too long");
	return STATUS_LIMIT;
}

static void add_directory(
	struct tree_lists *l, struct loading *d, struct span name, uint32_t node)
{
	if (l->nodes.at[node].count)
		*vec_add(&d->items, &l->scratch) =
			(struct item){.name = name, .is_directory = true, .node = node};
}

static enum status add_file(struct tree_lists *l, struct loading *d,
	const struct tree_entry *entry, struct error *err)
{
	enum status st;

	if (!entry->has_slash && !l->filter.admits(l->filter.payload, d->state, entry->name))
		return STATUS_OK;
	st = tree_lists_set_path(l, d->path_len, entry->name, false, err);
	if (st == STATUS_OK && l->filter.inspects(l->filter.payload, buf_span(&l->path)))
		*vec_add(&d->items, &l->scratch) = (struct item){.name = entry->name,
			.oid = oid_of(entry->oid, l->oid_size),
			.is_link = entry->type == ENTRY_LINK};
	return st;
}

/* The path of the directory, with its '/', is in l->path. */
static enum status open_directory(struct tree_lists *l, const struct oid *tree, uint32_t state,
	struct span name, struct error *err)
{
	struct loading d = {
		.oid = *tree, .state = state, .name = name, .path_len = l->path.len};
	struct node failed = {0};
	enum status st;

	if (l->open.len >= l->limits.depth) {
		error_set(err, "directories are nested deeper than the limit (depth = %zu)",
			l->limits.depth);
		return STATUS_LIMIT;
	}
	if (l->open_bytes > LARGEST_OPEN) {
		error_set(err, "the directories above it are too large");
		return STATUS_LIMIT;
	}
	st = object_read_tree(l->repo, tree, l->limits.largest_tree, &d.tree, err);
	if (st != STATUS_OK) {
		failed.status = st == STATUS_LIMIT ? STATUS_LIMIT : STATUS_GIT;
		failed.complaint = arena_printf(&l->arena, "%s", err->text);
		/* git may have been stopped by the deadline: that says nothing */
		if (!deadline_passed(l->repo->deadline))
			keep(l, tree, state, &failed);
		return failed.status;
	}
	d.rest = d.tree.bytes;
	l->open_bytes += d.tree.bytes.len;
	*vec_add(&l->open, &l->scratch) = d;
	return STATUS_OK;
}

/* A directory that is known, or else is opened. */
static enum status add_or_open(struct tree_lists *l, struct loading *d,
	const struct tree_entry *entry, struct error *err)
{
	struct oid oid = oid_of(entry->oid, l->oid_size);
	uint32_t state = l->filter.enter(l->filter.payload, d->state, entry->name);
	struct span name = entry->name;
	uint32_t node;
	enum status st;

	if (find_known(l, &oid, state, &node)) {
		if (l->nodes.at[node].status == STATUS_OK) {
			add_directory(l, d, name, node);
			return STATUS_OK;
		}
		error_set(err, "%s", l->nodes.at[node].complaint);
		return l->nodes.at[node].status;
	}
	st = tree_lists_set_path(l, d->path_len, name, true, err);
	/* moves what d points at */
	return st == STATUS_OK ? open_directory(l, &oid, state, name, err) : st;
}

static void close_directory(struct tree_lists *l)
{
	struct loading *d = &l->open.at[--l->open.len];

	l->open_bytes -= d->tree.bytes.len;
	object_release(&d->tree);
}

/* The whole directory was read: keep its items, and tell the directory above. */
static uint32_t finish_directory(struct tree_lists *l)
{
	struct loading *d = &l->open.at[l->open.len - 1];
	struct node node = {.count = d->items.len};
	struct item *items = arena_array(&l->arena, node.count, sizeof(*items));
	uint32_t index;

	for (size_t i = 0; i < node.count; i++) {
		items[i] = d->items.at[i];
		items[i].name = arena_copy(&l->arena, items[i].name);
	}
	node.items = items;
	index = keep(l, &d->oid, d->state, &node);
	if (l->open.len > 1)
		add_directory(l, d - 1, d->name, index);
	close_directory(l);
	return index;
}

/* Read on in the innermost directory until there is one to go into, or it is done. */
static enum status load_some(struct tree_lists *l, uint32_t *done, struct error *err)
{
	size_t depth = l->open.len;
	struct loading *d = &l->open.at[depth - 1];
	struct tree_entry entry;
	struct node failed = {
		.status = STATUS_GIT, .complaint = "a directory's list of files is damaged"};
	enum status st = STATUS_OK;

	while (st == STATUS_OK && tree_next(&d->rest, l->oid_size, &entry)) {
		if (entry.type == ENTRY_DIRECTORY) {
			st = add_or_open(l, d, &entry, err);
			if (l->open.len > depth)
				return st;
		} else if (entry.type != ENTRY_SUBMODULE) {
			st = add_file(l, d, &entry, err);
		}
	}
	if (st != STATUS_OK)
		return st;
	if (d->rest.len) {
		keep(l, &d->oid, d->state, &failed);
		error_set(err, "%s", failed.complaint);
		return failed.status;
	}
	*done = finish_directory(l);
	return STATUS_OK;
}

/* The node of a directory, whose path with a '/' at its end is in l->path. */
static enum status load(struct tree_lists *l, const struct oid *tree, uint32_t state,
	uint32_t *node, struct error *err)
{
	enum status st = STATUS_OK;

	if (find_known(l, tree, state, node)) {
		if (l->nodes.at[*node].status != STATUS_OK)
			error_set(err, "%s", l->nodes.at[*node].complaint);
		return l->nodes.at[*node].status;
	}
	l->open.at = NULL;
	l->open.len = l->open.cap = 0;
	st = open_directory(l, tree, state, span_of("", 0), err);
	while (st == STATUS_OK && l->open.len) {
		st = tree_lists_check_time(l, err);
		if (st == STATUS_OK)
			st = load_some(l, node, err);
	}
	while (l->open.len)
		close_directory(l);
	return st;
}

/* --- listing ---------------------------------------------------------------------------- */

struct list {
	struct arena *arena;
	VEC(struct tree_file) files;
	size_t bytes;       /* of their paths */
	size_t directories; /* that were gone through */
};

static enum status list_file(
	struct tree_lists *l, const struct item *item, struct list *out, struct error *err)
{
	out->bytes += l->path.len;
	if (out->files.len == TREE_LIST_FILES_MAX || out->bytes > TREE_LIST_BYTES_MAX) {
		error_set(err, "a directory has too many inspected files below it");
		return STATUS_LIMIT;
	}
	*vec_add(&out->files, out->arena) =
		(struct tree_file){.path = arena_copy(out->arena, buf_span(&l->path)),
			.id = blob_content_id(&item->oid),
			.is_link = item->is_link};
	return STATUS_OK;
}

typedef VEC(struct listing) listing_stack;

static enum status enter_listed(struct tree_lists *l, listing_stack *stack, uint32_t node,
	struct list *out, struct error *err)
{
	if (stack->len >= l->limits.depth) {
		error_set(err, "directories are nested deeper than the limit (depth = %zu)",
			l->limits.depth);
		return STATUS_LIMIT;
	}
	if (++out->directories > TREE_LIST_DIRECTORIES_MAX) {
		error_set(err, "a directory has too many directories below it");
		return STATUS_LIMIT;
	}
	*vec_add(stack, &l->scratch) = (struct listing){node, 0, l->path.len};
	return STATUS_OK;
}

/* Again the path of the directory is in l->path. */
static enum status list_node(
	struct tree_lists *l, uint32_t node, struct list *out, struct error *err)
{
	listing_stack stack = {0};
	enum status st = enter_listed(l, &stack, node, out, err);

	while (st == STATUS_OK && stack.len) {
		struct listing *top = &stack.at[stack.len - 1];
		const struct node *n = &l->nodes.at[top->node];
		const struct item *item;

		if (top->next == n->count) {
			stack.len--;
			continue;
		}
		item = &n->items[top->next++];
		st = tree_lists_set_path(l, top->path_len, item->name, item->is_directory, err);
		if (st == STATUS_OK)
			st = tree_lists_check_time(l, err);
		if (st == STATUS_OK)
			st = item->is_directory ? enter_listed(l, &stack, item->node, out, err)
						: list_file(l, item, out, err);
	}
	return st;
}

void tree_lists_remember_failure(
	struct tree_lists *l, uint32_t node, enum status status, const struct error *err)
{
	if (deadline_passed(l->repo->deadline))
		return;
	l->nodes.at[node].status = status;
	l->nodes.at[node].complaint = arena_printf(&l->arena, "%s", err->text);
}

static uint32_t state_of(struct tree_lists *l, struct span dir)
{
	uint32_t state = l->filter.top;
	struct span part;

	if (dir.len == 0)
		return state;
	while (span_split(&dir, '/', &part))
		state = l->filter.enter(l->filter.payload, state, part);
	return state;
}

enum status tree_lists_node(struct tree_lists *l, const struct oid *tree, struct span dir,
	uint32_t *node, struct error *err)
{
	struct oid oid;
	enum entry_type type;
	enum status st;

	forget_if_large(l);
	st = tree_path_look(&l->shelf, tree, dir, &oid, &type, err);
	if (st == STATUS_OK && type != ENTRY_DIRECTORY)
		st = STATUS_NOT_FOUND;
	if (st == STATUS_OK)
		st = tree_lists_set_path(l, 0, dir, dir.len > 0, err);
	if (st == STATUS_OK)
		st = load(l, &oid, state_of(l, dir), node, err);
	if (st == STATUS_OK)
		st = tree_lists_set_path(l, 0, dir, dir.len > 0, err);
	return st;
}

enum status tree_lists_files(struct tree_lists *l, const struct oid *tree, struct span dir,
	struct arena *arena, const struct tree_file **files, size_t *count, struct error *err)
{
	struct error ignored; /* complaints are remembered, so there has to be a text */
	struct list list = {.arena = arena};
	uint32_t node = 0;
	enum status st;

	*files = NULL;
	*count = 0;
	if (!err)
		err = &ignored;
	st = tree_lists_node(l, tree, dir, &node, err);
	if (st == STATUS_NOT_FOUND)
		return STATUS_OK;
	if (st == STATUS_OK) {
		st = list_node(l, node, &list, err);
		if (st != STATUS_OK)
			tree_lists_remember_failure(l, node, st, err);
	}
	arena_reset(&l->scratch);
	if (st == STATUS_OK) {
		*files = list.files.at;
		*count = list.files.len;
	}
	return st;
}
