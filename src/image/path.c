#include "image/path.h"

#include "text/glob.h"

/* Append the parts of path to the clean path in out; ".." takes one off. */
static size_t add_parts(char *out, size_t len, struct span path, bool is_relative)
{
	struct span part;

	while (span_split(&path, '/', &part)) {
		if (part.len == 0 || span_eq_str(part, "."))
			continue;
		if (span_eq_str(part, "..")) {
			while (len > 0 && out[len - 1] != '/')
				len--;
			if (len > 0)
				len--;
			continue;
		}
		if (len > 0 || !is_relative)
			out[len++] = '/';
		memcpy(out + len, part.ptr, part.len);
		len += part.len;
	}
	return len;
}

static bool starts_unknown(struct span path)
{
	return span_starts(path, "${");
}

/* "C:/app": of a Windows image */
static bool starts_with_drive(struct span path)
{
	return path.len > 1 && is_alpha(path.ptr[0]) && path.ptr[1] == ':';
}

static struct span with_slashes(struct arena *arena, struct span path)
{
	char *out;

	if (span_chr(path, '\\') == path.len)
		return path;
	out = arena_alloc(arena, path.len);
	for (size_t i = 0; i < path.len; i++)
		out[i] = path.ptr[i] == '\\' ? '/' : path.ptr[i];
	return span_of(out, path.len);
}

struct span path_resolve(struct arena *arena, struct span base, struct span path)
{
	char *out = arena_alloc(arena, base.len + path.len + 3);
	bool is_relative = false;
	size_t len = 0;

	if (starts_with_drive(path) || starts_with_drive(base))
		path = with_slashes(arena, path);
	if (starts_unknown(path) || starts_with_drive(path)) {
		is_relative = true;
	} else if (!span_starts(path, "/")) {
		is_relative = starts_unknown(base) || starts_with_drive(base);
		len = add_parts(out, 0, base, is_relative);
	}
	len = add_parts(out, len, path, is_relative);
	if (len == 0)
		out[len++] = '/';
	return span_of(out, len);
}

struct span path_clean_relative(struct arena *arena, struct span path)
{
	char *out = arena_alloc(arena, path.len + 1);

	return span_of(out, add_parts(out, 0, path, true));
}

struct span path_join(struct arena *arena, struct span directory, struct span name)
{
	char *out = arena_alloc(arena, directory.len + name.len + 2);
	size_t len = directory.len;

	if (len)
		memcpy(out, directory.ptr, len);
	if (name.len) {
		if (len > 0 && out[len - 1] != '/')
			out[len++] = '/';
		memcpy(out + len, name.ptr, name.len);
		len += name.len;
	}
	return span_of(out, len);
}

struct span path_base(struct span path)
{
	return span_behind_last(path, '/');
}

struct span path_parent(struct span path)
{
	size_t at = path.len;

	while (at > 0 && path.ptr[at - 1] != '/')
		at--;
	return at > 1 ? span_sub(path, 0, at - 1) : span_sub(path, 0, at);
}

bool path_is_below(struct span path, struct span directory, struct span *below)
{
	size_t len = directory.len;

	if (len > 0 && directory.ptr[len - 1] == '/')
		len--; /* "/" */
	if (path.len < len || (len && memcmp(path.ptr, directory.ptr, len) != 0))
		return false;
	if (directory.len == 0) { /* the root of a context */
		*below = path;
		return true;
	}
	if (path.len > len && path.ptr[len] != '/')
		return false;
	*below = span_from(path, len + 1);
	return true;
}

/* "${NAME}" stands for one unknown thing and is no pattern. */
bool path_has_pattern(struct span path)
{
	for (size_t i = 0; i < path.len; i++)
		if (memchr("*?[", path.ptr[i], 3))
			return true;
	return false;
}

static bool part_matches(struct span pattern, struct span part, bool hidden)
{
	if (!hidden && span_starts(part, ".") && !span_starts(pattern, "."))
		return false;
	return span_eq(pattern, part) || glob_match_part(pattern, part);
}

enum path_match path_matches(
	struct span pattern, struct span path, bool hidden, size_t *prefix_len)
{
	struct span rest = path;
	struct span want;
	struct span part;

	*prefix_len = 0;
	while (span_split(&pattern, '/', &want)) {
		if (!span_split(&rest, '/', &part) || !part_matches(want, part, hidden))
			return PATH_NO_MATCH;
		*prefix_len = (size_t)(part.ptr - path.ptr) + part.len;
	}
	return rest.ptr ? PATH_MATCH_ABOVE : PATH_MATCH;
}
