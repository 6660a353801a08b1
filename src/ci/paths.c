#include "ci/paths.h"

#include "text/glob.h"

static const struct ci_row rows[] = {
#define AT(kind, path, role) {path, KIND_##kind, CI_##role},
#include "ci/systems.def"
#undef AT
};

/* "**." */
static bool is_any_depth(const char *rest)
{
	return rest[0] == '*' && rest[1] == '*' && rest[2] == '.';
}

static void add(
	struct ci_paths *paths, const struct ci_row *row, const char *rest, struct arena *arena)
{
	*vec_add(&paths->at, arena) = (struct ci_place_in_path){row, rest};
}

bool ci_paths_start(enum file_kind kind, struct arena *arena, struct ci_paths *out)
{
	out->at.len = 0;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		if (rows[i].kind == kind)
			add(out, &rows[i], rows[i].path, arena);
	return out->at.len > 0;
}

/* The key that a path goes on with; behind gets what follows it. */
static struct span next_key(const char *rest, const char **behind)
{
	size_t len = strcspn(rest, ".[");

	*behind = rest + len + (rest[len] == '.');
	return span_of(rest, len);
}

static bool key_fits(struct span pattern, struct span key)
{
	if (pattern.len == 1 && pattern.ptr[0] == '*')
		return true;
	if (pattern.len && pattern.ptr[0] == '^')
		return key.len >= pattern.len - 1 &&
			span_eq(span_sub(key, 0, pattern.len - 1), span_from(pattern, 1));
	if (span_chr(pattern, '*') < pattern.len || span_chr(pattern, '?') < pattern.len)
		return glob_match_part(pattern, key);
	return span_eq(pattern, key);
}

/* A look at the first byte of a pattern, for most of them are for other keys. */
static bool may_fit(char first, struct span key)
{
	switch (first) {
	case '\0':
	case '[':
		return false;
	case '*':
	case '?':
	case '^':
		return true;
	default:
		return key.len && key.ptr[0] == first;
	}
}

static void move_by_key(const struct ci_place_in_path *at, struct span key, struct arena *arena,
	struct ci_paths *out)
{
	const char *rest = at->rest;
	const char *behind;

	if (is_any_depth(rest)) {
		add(out, at->row, rest, arena);
		rest += strlen("**.");
	}
	if (may_fit(*rest, key) && key_fits(next_key(rest, &behind), key))
		add(out, at->row, behind, arena);
}

void ci_paths_key(
	const struct ci_paths *from, struct span key, struct arena *arena, struct ci_paths *out)
{
	out->at.len = 0;
	VEC_EACH(const struct ci_place_in_path, at, &from->at)
		move_by_key(at, key, arena, out);
}

static const char *behind_item(const char *rest)
{
	rest = strchr(rest, ']') + 1;
	return rest + (*rest == '.');
}

void ci_paths_item(const struct ci_paths *from, struct arena *arena, struct ci_paths *out)
{
	out->at.len = 0;
	VEC_EACH(const struct ci_place_in_path, at, &from->at) {
		if (is_any_depth(at->rest))
			add(out, at->row, at->rest, arena);
		else if (*at->rest == '[')
			add(out, at->row, behind_item(at->rest), arena);
	}
}

void ci_paths_not_list(struct ci_paths *paths)
{
	VEC_EACH(struct ci_place_in_path, at, &paths->at)
		if (at->rest[0] == '[' && at->rest[1] == ']')
			at->rest = behind_item(at->rest);
}

const struct ci_row *ci_paths_next_end(const struct ci_paths *paths, size_t *at)
{
	const struct ci_row *first = NULL;

	for (size_t i = 0; i < paths->at.len; i++) {
		const struct ci_place_in_path *place = &paths->at.at[i];

		if (*place->rest)
			continue;
		if (!first)
			first = place->row;
		if (i >= *at && strcmp(place->row->path, first->path) == 0) {
			*at = i + 1;
			return place->row;
		}
	}
	return NULL;
}
