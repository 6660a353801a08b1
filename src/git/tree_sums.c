#include "git/tree_sums.h"

#include "git/blob_reader.h"
#include "git/tree_lists_internal.h"

enum {
	MOST_SUMS = 1 << 20 /* that are remembered; beyond, all are forgotten */
};

/* What is below a directory: the sum, and what the limits count. */
struct below {
	uint64_t sum;
	size_t files;
	size_t bytes;       /* of their paths */
	size_t directories; /* with itself */
	size_t height;      /* of a directory without directories: 1 */
};

struct sum_key {
	uint64_t path;
	uint64_t node;
};

/* A directory that is being gone through. */
struct adding {
	struct sum_key key;
	size_t next; /* item */
	size_t path_len;
	struct below below;
};

typedef VEC(struct adding) adding_stack;

void tree_sums_init(struct tree_lists *l)
{
	key_map_init(&l->sums, sizeof(struct sum_key), sizeof(struct below));
}

static void keep(struct tree_lists *l, const struct adding *done)
{
	bool added;
	void *value;

	if (l->sums.count >= MOST_SUMS) {
		key_map_release(&l->sums);
		tree_sums_init(l);
	}
	value = key_map_add(&l->sums, &done->key, &added);
	memcpy(value, &done->below, sizeof(done->below));
}

static void add(struct below *to, const struct below *part)
{
	to->sum += part->sum;
	to->files += part->files;
	to->bytes += part->bytes;
	to->directories += part->directories;
	if (to->height < part->height + 1)
		to->height = part->height + 1;
}

/* The limits of a list, before part is added to all that was met so far. */
static enum status check_limits(const struct tree_lists *l, const struct below *all,
	const struct below *part, size_t depth, struct error *err)
{
	if (depth + part->height > l->limits.depth)
		error_set(err, "directories are nested deeper than the limit (depth = %zu)",
			l->limits.depth);
	else if (all->directories + part->directories > TREE_LIST_DIRECTORIES_MAX)
		error_set(err, "a directory has too many directories below it");
	else if (all->files + part->files > TREE_LIST_FILES_MAX ||
		all->bytes + part->bytes > TREE_LIST_BYTES_MAX)
		error_set(err, "a directory has too many inspected files below it");
	else
		return STATUS_OK;
	return STATUS_LIMIT;
}

/* The directory whose path is in l->path: what is known of it, or else it is gone through. */
static enum status add_directory(struct tree_lists *l, adding_stack *stack, uint32_t node,
	struct below *all, struct error *err)
{
	static const struct below itself = {.directories = 1, .height = 1};
	struct sum_key key = {key_hash(l->sums.seed, l->path.ptr, l->path.len), node};
	const void *known = key_map_find(&l->sums, &key);
	struct below below = itself;
	enum status st;

	if (known)
		memcpy(&below, known, sizeof(below));
	st = check_limits(l, all, &below, stack->len, err);
	if (st != STATUS_OK)
		return st;
	add(all, &below);
	if (known && stack->len)
		add(&stack->at[stack->len - 1].below, &below);
	else if (!known)
		*vec_add(stack, &l->scratch) =
			(struct adding){.key = key, .path_len = l->path.len, .below = below};
	return STATUS_OK;
}

struct numbering {
	tree_file_number *number;
	void *payload;
};

static enum status add_file(struct tree_lists *l, struct adding *top, const struct item *item,
	const struct numbering *numbering, struct below *all, struct error *err)
{
	struct tree_file file = {.path = buf_span(&l->path),
		.id = blob_content_id(&item->oid),
		.is_link = item->is_link};
	struct below below = {.files = 1, .bytes = file.path.len};
	enum status st = check_limits(l, all, &below, 0, err);

	if (st != STATUS_OK)
		return st;
	below.sum = numbering->number(numbering->payload, &file);
	add(all, &below);
	add(&top->below, &below);
	return STATUS_OK;
}

/* The next item of the innermost directory; at its end it is handed to the one above. */
static enum status add_item(struct tree_lists *l, adding_stack *stack,
	const struct numbering *numbering, struct below *all, struct error *err)
{
	struct adding *top = &stack->at[stack->len - 1];
	const struct node *n = &l->nodes.at[top->key.node];
	const struct item *item;
	enum status st;

	if (top->next == n->count) {
		keep(l, top);
		stack->len--;
		if (stack->len)
			add(&stack->at[stack->len - 1].below, &top->below);
		return STATUS_OK;
	}
	item = &n->items[top->next++];
	st = tree_lists_set_path(l, top->path_len, item->name, item->is_directory, err);
	if (st == STATUS_OK)
		st = tree_lists_check_time(l, err);
	if (st != STATUS_OK)
		return st;
	return item->is_directory ? add_directory(l, stack, item->node, all, err)
				  : add_file(l, top, item, numbering, all, err);
}

enum status tree_sum(struct tree_lists *l, const struct oid *tree, tree_file_number *number,
	void *payload, uint64_t *sum, struct error *err)
{
	struct numbering numbering = {number, payload};
	struct below all = {0};
	adding_stack stack = {0};
	uint32_t node = 0;
	enum status st = tree_lists_node(l, tree, span_of("", 0), &node, err);

	if (st == STATUS_OK) {
		st = add_directory(l, &stack, node, &all, err);
		while (st == STATUS_OK && stack.len)
			st = add_item(l, &stack, &numbering, &all, err);
		if (st != STATUS_OK)
			tree_lists_remember_failure(l, node, st, err);
	}
	arena_reset(&l->scratch);
	*sum = st == STATUS_OK ? all.sum : 0;
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}
