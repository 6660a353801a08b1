/* The files of a stage that have something of a secret in them. */
#include "image/builder.h"
#include "image/path.h"

struct image_file *file_find(const struct file_list *files, struct span path)
{
	/* from the end: what a mount puts there hides what is below it */
	for (size_t i = files->items.len; i-- > 0;)
		if (span_eq(files->items.at[i].path, path))
			return &files->items.at[i];
	return NULL;
}

static struct file_source *source_in(const struct image_file *file, uint32_t source)
{
	VEC_EACH(struct file_source, fs, &file->sources)
		if (fs->source == source)
			return fs;
	return NULL;
}

static void add_source(struct builder *b, struct image_file *file, const struct file_source *fs)
{
	struct file_source *known = source_in(file, fs->source);

	if (known) {
		known->only_on_failure = known->only_on_failure && fs->only_on_failure;
		return;
	}
	if (file->sources.len >= FILE_SOURCES_MAX || !builder_pay(b, file->sources.len + 1)) {
		b->out->is_incomplete = true;
		return;
	}
	*vec_add(&file->sources, b->arena) = *fs;
}

static void remove_at(struct file_list *files, size_t index)
{
	memmove(&files->items.at[index], &files->items.at[index + 1],
		(files->items.len - index - 1) * sizeof(*files->items.at));
	files->items.len--;
}

/* The file at that path, made if there is none. */
static struct image_file *file_at(
	struct builder *b, struct file_list *files, struct span path, enum file_medium medium)
{
	struct image_file *file = file_find(files, path);

	if (file && file->medium == medium) {
		file->written_by = b->at;
		return file;
	}
	if (files->items.len >= FILES_MAX || !builder_pay(b, files->items.len + 1)) {
		b->out->is_incomplete = true;
		return NULL;
	}
	file = vec_add(&files->items, b->arena);
	/* a place that a removed file had is not zeroed */
	*file = (struct image_file){.path = path, .medium = medium, .written_by = b->at};
	return file;
}

static void write_step(struct builder *b, struct file_source *fs)
{
	struct image_step *made = ARENA_NEW(b->arena, struct image_step);

	*made = (struct image_step){ROLE_MADE, b->at, NULL};
	fs->steps = made;
}

void note_removed(struct builder *b, const struct image_file *file)
{
	if (file->sources.len && b->removed.items.len < FILES_MAX)
		*vec_add(&b->removed.items, b->arena) = *file;
}

void file_write(struct builder *b, struct file_list *files, struct span path,
	const struct value *value, bool append, enum file_medium medium, struct file_range by)
{
	struct image_file *old = file_find(files, path);
	struct image_file before = old ? *old : (struct image_file){0};
	struct image_file *file;

	if (old && !append) {
		note_removed(b, old);
		old->sources.at = NULL; /* others may share them */
		old->sources.len = old->sources.cap = 0;
		old->written_by = b->at;
	}
	if (!value_has_source(value))
		return;
	file = file_at(b, files, path, medium);
	if (!file)
		return;
	VEC_EACH(const struct piece, piece, &value->pieces) {
		struct file_source fs = {.source = piece->source,
			.at = b->at,
			.from = by.from,
			.to = by.to,
			.is_setting = span_chr(value->text, '=') < value->text.len};
		const struct file_source *known;

		if (piece->source == NO_SOURCE)
			continue;
		known = source_in(&before, piece->source);
		if (known && before.medium == medium && !known->only_on_failure)
			fs = *known; /* what wrote it first */
		else
			write_step(b, &fs);
		add_source(b, file, &fs);
	}
}

void file_copy(struct builder *b, struct file_list *files, const struct image_file *from,
	struct span path, enum file_medium medium, const struct image_step *carried,
	const struct file_range *by)
{
	struct image_file source = *from; /* adding may move it */
	struct image_file *old = file_find(files, path);
	struct image_file *file;

	if (old && span_eq(old->path, from->path) && old == from)
		return;
	if (!old && source.sources.len == 0)
		return;
	if (old && old->medium == medium)
		remove_at(files, (size_t)(old - files->items.at));
	file = file_at(b, files, path, medium);
	if (!file)
		return;
	VEC_EACH(const struct file_source, fs, &source.sources) {
		struct file_source copy = *fs;

		if (carried) {
			struct image_step *step = ARENA_NEW(b->arena, struct image_step);

			*step = *carried;
			step->before = fs->steps;
			copy.steps = step;
		}
		if (by) {
			copy.at = b->at;
			copy.from = by->from;
			copy.to = by->to;
			if (!carried)
				write_step(b, &copy);
		}
		add_source(b, file, &copy);
	}
}

bool files_remove(
	struct builder *b, struct file_list *files, struct span pattern, bool recursive)
{
	size_t kept = 0;
	size_t len = files->items.len;

	if (!builder_pay(b, len + 1))
		return false;
	for (size_t i = 0; i < len; i++) {
		size_t prefix;
		enum path_match match =
			path_matches(pattern, files->items.at[i].path, false, &prefix);
		bool is_mounted = files->items.at[i].medium == MEDIUM_TRANSIENT;

		if (match == PATH_MATCH ||
			(match == PATH_MATCH_ABOVE && recursive && !is_mounted)) {
			note_removed(b, &files->items.at[i]);
			continue;
		}
		files->items.at[kept++] = files->items.at[i];
	}
	files->items.len = kept;
	return kept < len;
}

void file_drop_settings(struct builder *b, struct file_list *files, struct span path)
{
	struct image_file *file = file_find(files, path);
	struct image_file kept;

	if (!file)
		return;
	note_removed(b, file);
	kept = *file;
	kept.sources.at = arena_array(b->arena, file->sources.len, sizeof(*kept.sources.at));
	kept.sources.cap = file->sources.len;
	kept.sources.len = 0;
	VEC_EACH(const struct file_source, fs, &file->sources)
		if (!fs->is_setting)
			kept.sources.at[kept.sources.len++] = *fs;
	kept.written_by = b->at;
	*file = kept;
}

struct file_list files_copy(struct builder *b, const struct file_list *files)
{
	struct file_list copy = {0};

	if (!builder_pay(b, 8 * files->items.len))
		return copy;
	VEC_EACH(const struct image_file, file, &files->items) {
		struct image_file *new;

		if (!builder_pay(b, 2 * file->sources.len))
			return copy;
		new = vec_add(&copy.items, b->arena);

		*new = *file;
		new->sources.at =
			arena_array(b->arena, file->sources.len, sizeof(*file->sources.at));
		new->sources.cap = file->sources.len;
		if (file->sources.len)
			memcpy(new->sources.at, file->sources.at,
				file->sources.len * sizeof(*file->sources.at));
	}
	return copy;
}

void files_unite(struct builder *b, struct file_list *files, const struct file_list *others,
	bool on_failure)
{
	if (!builder_pay(b, (files->items.len + 1) * (others->items.len + 1) / 8))
		return;
	VEC_EACH(const struct image_file, other, &others->items) {
		struct image_file *file = file_find(files, other->path);
		struct image_file added;

		if (!file) {
			file = file_at(b, files, other->path, other->medium);
			if (!file)
				return;
		}
		added = *file;
		VEC_EACH(const struct file_source, fs, &other->sources) {
			struct file_source copy = *fs;

			copy.only_on_failure = copy.only_on_failure || on_failure;
			if (!source_in(&added, fs->source))
				add_source(b, &added, &copy);
		}
		*file = added;
	}
}
