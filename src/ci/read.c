#include "ci/builds.h"
#include "ci/commands.h"
#include "ci/flow.h"
#include "model/makefile.h"

/* Files that look like another system's by their names. */
static ci_reader *reader_of(enum file_kind kind, struct span path)
{
	switch (kind) {
	case KIND_GITHUB_ACTIONS:
	case KIND_GITLAB_CI:
	case KIND_COMPOSE:
	case KIND_CIRCLECI:
	case KIND_TRAVIS:
	case KIND_AZURE_PIPELINES:
	case KIND_BITBUCKET:
	case KIND_BUILDKITE:
	case KIND_APPVEYOR:
	case KIND_TEKTON:
	case KIND_ARGO:
	case KIND_CLOUD_BUILD:
	case KIND_CODEBUILD:
	case KIND_CONCOURSE:
	case KIND_SKAFFOLD:
		return ci_read_yaml;
	case KIND_DRONE:
	case KIND_WOODPECKER:
	case KIND_CIRRUS:
		return span_ends(path, ".yml") || span_ends(path, ".yaml") ? ci_read_yaml
									   : NULL;
	case KIND_JENKINS:
		return ci_read_jenkins;
	case KIND_TEAMCITY:
		return span_ends(path, ".kts") ? ci_read_teamcity : NULL;
	case KIND_BAKE:
		return span_ends(path, ".json") ? ci_read_yaml : ci_read_bake;
	case KIND_MAKE:
		if (span_ends(path, ".yml") || span_ends(path, ".yaml"))
			return ci_read_yaml;
		return makefile_dialect_of(path) == MAKEFILE_JUST ? ci_read_justfile
								  : ci_read_makefile;
	default:
		return NULL;
	}
}

bool ci_read(enum file_kind kind, struct span path, struct span text, struct arena *arena,
	struct ci_pipeline *out)
{
	ci_reader *reader = reader_of(kind, path);

	*out = (struct ci_pipeline){.system = kind, .path = path, .text = text};
	if (!reader)
		return false;
	ci_add_scope(
		out, NULL, CI_PIPELINE, (struct ci_text){.raw = span_sub(text, 0, 0)}, arena);
	reader(text, arena, out);
	if (out->is_foreign)
		return false;
	ci_read_scripts(out, arena);
	ci_follow(out, arena);
	ci_find_builds(out, arena);
	out->is_incomplete |= out->commands.is_cut || out->engine_options.is_cut;
	return true;
}
