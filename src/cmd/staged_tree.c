#include "cmd/staged_tree.h"

void staged_tree_open(
	struct staged_tree *t, struct run *run, struct repo *repo, const char *parent_name)
{
	*t = (struct staged_tree){.run = run, .repo = repo, .parent_name = parent_name};
	inspected_init(&t->inspected, run->policy.classifier, &run->arena);
	index_view_open(repo, &t->inspected.tree, run->policy.limits.blob, &t->index);
}

void staged_tree_close(struct staged_tree *t)
{
	index_view_close(&t->index);
	if (t->has_parent)
		commit_view_close(&t->parent);
	if (t->lists)
		tree_lists_free(t->lists);
}

const struct tree_view *staged_tree_parent(struct staged_tree *t)
{
	const struct tree_list_limits limits = {.depth = t->run->policy.limits.depth,
		.largest_blob = t->run->policy.limits.blob};
	const char *const args[] = {"rev-parse", "--verify", "--quiet", t->parent_name, NULL};
	char name[OID_HEX_MAX + 1];
	struct oid commit;
	struct error err;
	size_t size;

	if (t->lists || !t->parent_name)
		return t->has_parent ? &t->parent : NULL;
	t->lists = tree_lists_new(t->repo, &t->inspected.tree, &limits);
	if (repo_ask(t->repo, args, name, sizeof(name), &err) == STATUS_OK &&
		oid_parse(span_str(name), &commit, &size))
		t->has_parent =
			commit_view_open(t->lists, &commit, &t->parent, &err) == STATUS_OK;
	return t->has_parent ? &t->parent : NULL;
}
