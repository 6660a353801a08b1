/* Layers: what an instruction hides of those before it. */
#include "image/builder.h"

void begin_layer(struct builder *b)
{
	b->before = files_copy(b, &b->stage->files);
	b->removed.items.len = 0;
}

/* Is it still seen when all went well? */
static bool still_has(const struct image_file *file, const struct file_source *old)
{
	VEC_EACH(const struct file_source, fs, &file->sources)
		if (fs->source == old->source)
			return !fs->only_on_failure || old->only_on_failure;
	return false;
}

/* A secret that was in a layer before and is no longer seen stays in that layer. */
static void note_hidden(struct builder *b, const struct image_file *old)
{
	const struct image_file *now = file_find(&b->stage->files, old->path);

	VEC_EACH(const struct file_source, fs, &old->sources) {
		struct event *event;

		if (now && still_has(now, fs))
			continue;
		event = vec_add(&b->stage->events, b->arena);
		event->source = fs->source;
		event->landing = (struct image_landing){
			.place = PLACE_EARLIER_LAYER,
			.detail = old->path,
			.from = fs->from,
			.to = fs->to,
			.at = fs->at,
			.steps = fs->steps,
			.removed = b->at,
			.only_on_failure = fs->only_on_failure,
		};
	}
}

/* What a cache mount keeps is in no layer, but on the builder's disk. */
static void note_cached(struct builder *b, const struct image_file *file)
{
	VEC_EACH(const struct file_source, fs, &file->sources) {
		struct event *event = vec_add(&b->stage->events, b->arena);

		event->source = fs->source;
		event->landing = (struct image_landing){
			.place = PLACE_BUILD_CACHE,
			.detail = file->path,
			.from = fs->from,
			.to = fs->to,
			.at = fs->at,
			.steps = fs->steps,
		};
	}
}

void end_layer(struct builder *b)
{
	struct file_list *files = &b->stage->files;
	size_t kept = 0;

	for (size_t i = 0; i < files->items.len; i++) {
		struct image_file *file = &files->items.at[i];

		if (file->medium == MEDIUM_CACHE)
			note_cached(b, file);
		if (file->medium == MEDIUM_LAYER)
			files->items.at[kept++] = *file;
	}
	files->items.len = kept;
	if (!builder_pay(b, b->before.items.len * (files->items.len / 8 + 1)))
		return;
	VEC_EACH(const struct image_file, old, &b->before.items)
		note_hidden(b, old);
}
