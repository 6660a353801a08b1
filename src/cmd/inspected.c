#include "cmd/inspected.h"

static uint32_t enter(void *payload, uint32_t state, struct span name)
{
	const struct inspected *i = payload;

	return path_filter_enter(i->filter, state, name);
}

static bool admits(void *payload, uint32_t state, struct span name)
{
	const struct inspected *i = payload;

	return path_filter_admits(i->filter, state, name);
}

static bool inspects(void *payload, struct span path)
{
	const struct inspected *i = payload;

	if (!i->engine)
		return classify(i->classifier, path) != KIND_NONE;
	return engine_kind_of(i->engine, path) != KIND_NONE;
}

void inspected_init(struct inspected *i, struct engine *engine,
	const struct classifier *classifier, struct arena *arena)
{
	i->classifier = classifier;
	i->engine = engine;
	i->filter = path_filter_new(classifier, arena);
	i->tree = (struct tree_filter){.payload = i,
		.top = path_filter_top(i->filter),
		.enter = enter,
		.admits = admits,
		.inspects = inspects};
}
