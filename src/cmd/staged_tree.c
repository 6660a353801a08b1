#include "cmd/staged_tree.h"

void staged_tree_open(struct staged_tree *t, struct run *run, struct repo *repo,
	const struct staged_list *list)
{
	*t = (struct staged_tree){.run = run, .repo = repo, .list = list};
	t->parents = arena_array(&run->arena, list->parent_count, sizeof(*t->parents));
	inspected_init(&t->inspected, run->engine, run->policy.classifier, &run->arena);
	index_view_open(repo, &t->inspected.tree, run->policy.limits.blob, &t->index);
}

void staged_tree_close(struct staged_tree *t)
{
	index_view_close(&t->index);
	for (size_t i = 0; i < t->list->parent_count; i++)
		if (t->parents[i].is_open)
			commit_view_close(&t->parents[i].view);
	if (t->lists)
		tree_lists_free(t->lists);
}

static void open_parent(struct staged_tree *t, size_t which)
{
	const struct tree_list_limits limits = {.depth = t->run->policy.limits.depth,
		.largest_blob = t->run->policy.limits.blob};
	const char *const args[] = {
		"rev-parse", "--verify", "--quiet", t->list->parent_names[which], NULL};
	struct parent_view *parent = &t->parents[which];
	char name[OID_HEX_MAX + 1];
	struct oid commit;
	struct error err;
	size_t size;

	if (!t->lists)
		t->lists = tree_lists_new(t->repo, &t->inspected.tree, &limits);
	if (repo_ask(t->repo, args, name, sizeof(name), &err) == STATUS_OK &&
		oid_parse(span_str(name), &commit, &size))
		parent->is_open =
			commit_view_open(t->lists, &commit, &parent->view, &err) == STATUS_OK;
}

const struct tree_view *staged_tree_parent(struct staged_tree *t, size_t which)
{
	struct parent_view *parent;

	if (which >= t->list->parent_count)
		return NULL;
	parent = &t->parents[which];
	if (!parent->was_asked)
		open_parent(t, which);
	parent->was_asked = true;
	return parent->is_open ? &parent->view : NULL;
}
