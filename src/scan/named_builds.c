#include "scan/named_builds.h"

#include "base/key_map.h"
#include "image/path.h"
#include "tokens/secret_name.h"

static struct span copy(struct span s, struct arena *arena)
{
	return s.ptr ? arena_copy(arena, s) : s;
}

/* Is it more than what somebody keeps with the secrets, and is no mere name of a setting? */
static bool is_secret(const struct ci_argument *argument)
{
	return argument->verdict.secrecy >= CI_NAMED ||
		(argument->verdict.secrecy == CI_STORED && is_secret_name(argument->name));
}

static void add(const struct ci_pipeline *pipeline, const struct ci_build *build,
	struct arena *arena, struct named_builds *out)
{
	struct named_build *named = vec_add(&out->items, arena);

	ci_build_paths(pipeline, build, arena, &named->paths);
	named->paths.context = copy(named->paths.context, arena);
	named->paths.dockerfile = copy(named->paths.dockerfile, arena);
	named->paths.directory = copy(named->paths.directory, arena);
	named->has_provenance = ci_pushes_all_provenance(build);
	VEC_EACH(const struct ci_argument, a, &build->arguments) {
		if (!is_secret(a))
			continue;
		if (named->secret_arguments.items.len < NAMED_ARGUMENTS_MAX)
			*vec_add(&named->secret_arguments.items, arena) =
				arena_copy(arena, a->name);
		else
			out->is_cut = true;
	}
}

void named_builds_read(
	const struct ci_pipeline *pipeline, struct arena *arena, struct named_builds *out)
{
	*out = (struct named_builds){0};
	VEC_EACH(const struct ci_build, build, &pipeline->builds->items) {
		if (build->is_fragment)
			continue;
		if (out->items.len < NAMED_BUILDS_MAX)
			add(pipeline, build, arena, out);
		else
			out->is_cut = true;
	}
}

/* "docker build dir": the context is where anybody would look for it. */
static bool is_usual(const struct named_build *build)
{
	const struct ci_build_paths *paths = &build->paths;

	if (build->secret_arguments.items.len || build->has_provenance ||
		(paths->is_in_context && paths->context.ptr))
		return false;
	return paths->has_default_dockerfile || !paths->context.ptr || !paths->dockerfile.ptr ||
		span_eq(path_parent(paths->dockerfile), paths->context);
}

static uint64_t add_text(uint64_t key, struct span text)
{
	return key_hash(key + 1, text.ptr ? text.ptr : "", text.len);
}

static uint64_t key_of(const struct named_build *build)
{
	uint64_t key = key_seed();

	key = add_text(key, build->paths.directory);
	key = add_text(key, build->paths.context);
	key = add_text(key, build->paths.dockerfile);
	VEC_EACH(const struct span, name, &build->secret_arguments.items)
		key = add_text(key, *name);
	return key + build->has_provenance;
}

uint64_t named_builds_key(const struct named_builds *builds)
{
	uint64_t key = 0;

	VEC_EACH(const struct named_build, build, &builds->items)
		if (!is_usual(build))
			key = key * 31 + key_of(build);
	return key;
}

static struct span resolve(struct arena *arena, struct span directory, struct span path)
{
	return path_clean_relative(arena, path_join(arena, directory, path));
}

bool named_build_paths(const struct named_build *build, struct span file, struct arena *arena,
	struct span *context, struct span *dockerfile)
{
	const struct ci_build_paths *paths = &build->paths;
	struct span base = paths->is_below_file ? path_parent(file) : span_of("", 0);
	struct span directory;

	if (!paths->directory.ptr)
		return false;
	directory = resolve(arena, base, paths->directory);
	*context = paths->context.ptr ? resolve(arena, directory, paths->context)
				      : span_of(NULL, 0);
	if (!context->ptr && (paths->has_default_dockerfile || paths->is_in_context))
		return false;
	if (!paths->has_default_dockerfile && !paths->dockerfile.ptr)
		return false;
	if (paths->has_default_dockerfile)
		*dockerfile = resolve(arena, *context, span_str("Dockerfile"));
	else
		*dockerfile = resolve(
			arena, paths->is_in_context ? *context : directory, paths->dockerfile);
	return true;
}

bool named_build_reads(const struct named_build *build, struct span file,
	struct span dockerfile, struct arena *arena, struct span *context)
{
	struct span read;

	return named_build_paths(build, file, arena, context, &read) &&
		span_eq(read, dockerfile);
}
