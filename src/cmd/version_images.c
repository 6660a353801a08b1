#include "cmd/version_images.h"

#include "git/tree_sums.h"

void version_images_init(struct version_images *images, struct run *run, struct repo *repo,
	const struct history *history)
{
	const struct tree_list_limits limits = {
		.depth = run->policy.limits.depth, .largest_blob = run->policy.limits.blob};

	*images = (struct version_images){.run = run, .history = history};
	inspected_init(&images->inspected, run->engine, run->policy.classifier, &run->arena);
	images->lists = tree_lists_new(repo, &images->inspected.tree, &limits);
}

void version_images_release(struct version_images *images)
{
	tree_lists_free(images->lists);
}

bool version_images_view(struct version_images *images, uint32_t commit, struct tree_view *view)
{
	const struct commit *c = &images->history->commits.at[commit];

	if (!(c->flags & COMMIT_LOADED))
		return false;
	commit_view_of_tree(images->lists, &c->tree, view);
	return true;
}

bool version_images_parent_view(
	struct version_images *images, uint32_t commit, uint32_t which, struct tree_view *view)
{
	const struct commit *c = &images->history->commits.at[commit];

	return c->parent_count > which &&
		version_images_view(images, history_parent(images->history, c, which), view);
}

struct meaning {
	struct engine *engine;
	const struct tree_view *view;
};

static uint64_t meaning_of(void *payload, const struct tree_file *file)
{
	const struct meaning *m = payload;

	return engine_means_to_images(m->engine, m->view, file);
}

uint64_t version_images_state(
	struct version_images *images, uint32_t commit, const struct tree_view *view)
{
	struct meaning meaning = {images->run->engine, view};
	struct error err;
	uint64_t state = 0;

	/* what can't be listed is said by the judgement itself */
	if (!images->has_relevant ||
		tree_sum(images->lists, &images->history->commits.at[commit].tree, meaning_of,
			&meaning, &state, &err) != STATUS_OK)
		return 0;
	return state;
}
