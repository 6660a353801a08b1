/* Files as commands see them: relative to where the shell is, mounts before layers. */
#include "image/credential_file.h"
#include "image/path.h"
#include "image/shell_run.h"
#include "image/slots.h"

struct span shell_path(struct shell_run *run, struct span path)
{
	return path_resolve(run->b->arena, run->cwd, path);
}

/* Written there, it is in no layer, whoever builds (measured); the rest are no files at all. */
static bool is_in_no_layer(struct span path)
{
	static const char *const directories[] = {"/dev", "/proc", "/sys"};
	static const char *const files[] = {"/etc/hosts", "/etc/resolv.conf", "/etc/hostname"};
	struct span below;

	for (size_t i = 0; i < sizeof(directories) / sizeof(*directories); i++)
		if (path_is_below(path, span_str(directories[i]), &below))
			return true;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++)
		if (span_eq_str(path, files[i]))
			return true;
	return false;
}

enum file_medium shell_medium(const struct shell_run *run, struct span path)
{
	struct span below;

	/* the last mount counts: it hides those before */
	for (size_t i = run->mounts.len; i-- > 0;)
		if (path_is_below(path, run->mounts.at[i].path, &below))
			return run->mounts.at[i].medium;
	return is_in_no_layer(path) ? MEDIUM_TRANSIENT : MEDIUM_LAYER;
}

struct value shell_read_file(struct shell_run *run, struct span path)
{
	struct builder *b = run->b;
	struct value_builder out;

	path = stage_follow_links(b, path, true);
	value_begin(&out, b->arena);
	if (!builder_pay(b, b->stage->files.items.len + 1))
		return value_end(&out);
	VEC_EACH(const struct image_file, file, &b->stage->files.items) {
		size_t prefix;

		if (path_matches(path, file->path, false, &prefix) != PATH_MATCH)
			continue;
		value_add_unknown(&out, file->path, NO_SOURCE);
		VEC_EACH(const struct file_source, fs, &file->sources)
			value_mark(&out, file->path.len + 3, fs->source);
	}
	return value_end(&out);
}

void shell_write_file(struct shell_run *run, struct span path, const struct value *value,
	bool append, struct file_range range)
{
	struct value_builder text;
	struct value written;

	if (span_starts(path, "/dev/") && !span_starts(path, "/dev/shm") &&
		!span_starts(path, "/dev/fd/"))
		return;
	path = stage_follow_links(run->b, path, true);
	if (is_public_file_name(path)) {
		VEC_EACH(const struct piece, piece, &value->pieces)
			if (piece->source != NO_SOURCE)
				run->b->secrets.at[piece->source].is_public = true;
		return;
	}
	/* slots may show that a literal is a secret: then it is one of the file as well */
	value_begin(&text, run->b->arena);
	value_add(&text, value);
	prove_slots(run->b, path, &text);
	written = value_end(&text);
	file_write(run->b, &run->b->stage->files, path, &written, append,
		shell_medium(run, path), range);
}

bool shell_remove(struct shell_run *run, struct span path, bool recursive)
{
	/* a link that is removed leaves its target alone */
	path = stage_follow_links(run->b, path, false);
	return files_remove(run->b, &run->b->stage->files, path, recursive);
}

/* Where a file below "from" goes when "from" is copied to "to". */
static struct span target_of(struct shell_run *run, struct span from, struct span prefix_path,
	struct span path, struct span to, bool to_directory)
{
	struct span below;
	struct span base = path_base(prefix_path);

	(void)from;
	if (!path_is_below(path, prefix_path, &below))
		return to;
	if (to_directory)
		to = path_join(run->b->arena, to, base);
	return below.len ? path_join(run->b->arena, to, below) : to;
}

bool shell_copy_file(struct shell_run *run, struct span from, struct span to, bool recursive,
	bool moves, struct file_range range)
{
	struct builder *b = run->b;
	bool contents = span_ends(from, "/.");
	struct span pattern = stage_follow_links(b, shell_path(run, from), !moves);
	struct span dest = stage_follow_links(b, shell_path(run, to), true);
	bool to_directory = !contents &&
		(span_ends(to, "/") || stage_has_directory(b, dest) ||
			path_has_pattern(pattern));
	struct file_list files = files_copy(b, &b->stage->files);
	bool found = false;

	for (size_t i = 0; i < files.items.len; i++) {
		const struct image_file *file = &files.items.at[i];
		size_t prefix;
		enum path_match match = path_matches(pattern, file->path, false, &prefix);
		struct span target;

		if (span_eq_str(pattern, "/"))
			match = PATH_MATCH_ABOVE;
		if (match == PATH_NO_MATCH ||
			(match == PATH_MATCH_ABOVE && !recursive && !moves))
			continue;
		target = target_of(run, from, span_sub(file->path, 0, prefix), file->path, dest,
			to_directory);
		found = true;
		if (span_eq(target, file->path))
			continue;
		file_copy(b, &b->stage->files, file, target, shell_medium(run, target), NULL,
			&range);
		if (moves)
			shell_remove(run, file->path, false);
	}
	/* something without a secret takes the place of what was there */
	if (!found && !path_has_pattern(pattern) && !recursive && !to_directory &&
		file_find(&b->stage->files, dest) && shell_medium(run, dest) == MEDIUM_LAYER)
		shell_remove(run, dest, false);
	return found;
}
