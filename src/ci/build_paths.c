#include "ci/build_paths.h"

#include "ci/expressions.h"

static const struct span unknown = {NULL, 0};

/* What the systems call the directory that they check out into. */
static const char *const tops[] = {"${{ github.workspace }}", "${{github.workspace}}",
	"$GITHUB_WORKSPACE", "${GITHUB_WORKSPACE}", "$CI_PROJECT_DIR", "${CI_PROJECT_DIR}",
	"$(Build.SourcesDirectory)", "$(Build.Repository.LocalPath)",
	"$(System.DefaultWorkingDirectory)", "$BITBUCKET_CLONE_DIR", "${BITBUCKET_CLONE_DIR}",
	"$TRAVIS_BUILD_DIR", "${TRAVIS_BUILD_DIR}", "$WORKSPACE", "${WORKSPACE}",
	"${{WORKSPACE}}", "${{PWD}}", "$(pwd)", "`pwd`", "$PWD", "${PWD}", "${{CURDIR}}",
	"${CURDIR}", "/workspace", "$DRONE_WORKSPACE", "${DRONE_WORKSPACE}",
	"$CODEBUILD_SRC_DIR", "${CODEBUILD_SRC_DIR}", "dir:///workspace"};

static struct span without_top(struct span path)
{
	for (size_t i = 0; i < sizeof(tops) / sizeof(*tops); i++) {
		struct span rest = span_from(path, strlen(tops[i]));

		if (span_starts(path, tops[i]) && (rest.len == 0 || rest.ptr[0] == '/'))
			return rest;
	}
	return path;
}

struct span ci_checkout_path(struct span path)
{
	struct span rest = path;

	if (span_starts(rest, "dir://") && !span_starts(rest, "dir:///"))
		rest = span_from(rest, strlen("dir://"));
	path = rest;
	rest = without_top(rest);
	if (rest.ptr == path.ptr && (span_starts(rest, "/") || span_starts(rest, "~")))
		return unknown;
	while (span_starts(rest, "/") || span_starts(rest, "./"))
		rest = span_from(rest, rest.ptr[0] == '/' ? 1 : 2);
	if (span_eq_str(rest, "."))
		rest = span_from(rest, 1);
	for (size_t i = 0; i < rest.len; i++)
		if (strchr("$`%*?{<\x01", rest.ptr[i]) || is_space(rest.ptr[i]))
			return unknown;
	if (span_find(rest, "://") < rest.len || span_eq_str(rest, "-") ||
		span_starts(rest, "git@"))
		return unknown;
	return rest.ptr ? rest : span_of("", 0);
}

bool ci_is_outside(struct span path)
{
	size_t depth = 0;
	struct span part;

	while (span_split(&path, '/', &part)) {
		if (part.len == 0 || span_eq_str(part, "."))
			continue;
		if (!span_eq_str(part, ".."))
			depth++;
		else if (depth-- == 0)
			return true;
	}
	return false;
}

static struct span join(struct span directory, struct span below, struct arena *arena)
{
	if (directory.len == 0)
		return below;
	if (below.len == 0)
		return directory;
	return span_str(arena_printf(arena, "%.*s/%.*s", SPAN_ARG(directory), SPAN_ARG(below)));
}

struct span ci_directory_behind(const struct ci_pipeline *pipeline,
	const struct command *command, struct span directory, struct arena *arena)
{
	enum {
		LONGEST = 4096
	};
	struct span name = command_name(command);
	struct span to;

	if (!directory.ptr || (!span_eq_str(name, "cd") && !span_eq_str(name, "pushd")))
		return directory;
	to = ci_checkout_path(ci_restored(pipeline, command_text(command, 1), arena));
	return to.ptr && directory.len + to.len < LONGEST ? join(directory, to, arena)
							  : unknown;
}

struct span ci_directory(const struct ci_pipeline *pipeline, const struct ci_scope *scope,
	size_t index, struct arena *arena)
{
	const struct ci_property *said = ci_inherited(scope, CI_DIRECTORY);
	struct span directory = said ? ci_checkout_path(said->value.text) : span_of("", 0);

	for (size_t i = scope->first_command; i < index && directory.ptr; i++)
		directory = ci_directory_behind(
			pipeline, &pipeline->commands.items.at[i], directory, arena);
	return directory;
}

static bool is_below_file(enum file_kind system)
{
	return system == KIND_COMPOSE || system == KIND_BAKE || system == KIND_SKAFFOLD ||
		system == KIND_MAKE;
}

/* Actions that build what git has unless a context is named. */
static bool defaults_to_git(const struct ci_build *build)
{
	return !build->command &&
		(ci_calls(build->scope, "docker/build-push-action") ||
			ci_calls(build->scope, "depot/build-push-action"));
}

/* "**" of Azure, "**\/Dockerfile": a search, not a path. */
static bool is_search(struct span path)
{
	return span_find(path, "**") < path.len;
}

void ci_build_paths(const struct ci_pipeline *pipeline, const struct ci_build *build,
	struct arena *arena, struct ci_build_paths *out)
{
	struct span said = ci_restored(pipeline, build->context.text, arena);
	struct span file = ci_restored(pipeline, build->dockerfile.text, arena);

	*out = (struct ci_build_paths){.is_below_file = is_below_file(pipeline->system),
		.is_in_context = !build->command && is_below_file(pipeline->system)};
	/* an action's paths are seen from the top, whatever its step's directory is */
	out->directory = build->command
		? ci_directory(pipeline, build->scope, build->order, arena)
		: span_of("", 0);
	if (!said.ptr && (!build->command || is_below_file(pipeline->system)))
		out->context = span_of("", 0);
	else if (said.ptr && !is_search(said))
		out->context = ci_checkout_path(said);
	out->is_from_git = !said.ptr && defaults_to_git(build);
	if (file.len == 0)
		out->has_default_dockerfile = true;
	else if (!is_search(file))
		out->dockerfile = ci_checkout_path(file);
	if (!out->directory.ptr)
		out->context = out->dockerfile = unknown;
}
