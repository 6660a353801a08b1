#include "rules/build_secret_ways.h"

#include <string.h>

#define READ_IT "read it in the Dockerfile with RUN --mount=type=secret"

bool is_kaniko(const struct ci_build *build)
{
	return strstr(build->tool, "kaniko") != NULL;
}

/* Actions, plugins and resources have settings of their own. */
static const char *way_of_call(enum file_kind system, const struct ci_build *build)
{
	switch (system) {
	case KIND_GITHUB_ACTIONS:
		return "give it to the build as secrets: instead of build-args:, and " READ_IT;
	case KIND_COMPOSE:
		return "list it below the build's secrets: instead of args:, and " READ_IT;
	case KIND_BAKE:
		return "give it as secret = [\"id=NAME,env=NAME\"] instead of args, "
		       "and " READ_IT;
	case KIND_SKAFFOLD:
		return "list it below docker.secrets: instead of buildArgs:, and " READ_IT;
	case KIND_CONCOURSE:
		return "give it to oci-build-task as BUILDKIT_SECRETTEXT_NAME, and " READ_IT;
	case KIND_DRONE:
	case KIND_WOODPECKER:
		if (strcmp(build->tool, "plugins/docker") == 0)
			return "give it as secrets_from_env: [NAME=NAME] instead of "
			       "build_args:, "
			       "and " READ_IT;
		return "give it as secrets: [\"id=NAME\"] instead of build_args:, with NAME in "
		       "the environment, and " READ_IT;
	default:
		return NULL;
	}
}

const char *way_of_build_secret(enum file_kind system, const struct ci_build *build)
{
	const char *way = NULL;

	if (is_kaniko(build))
		return "give it in a file below /kaniko, which kaniko leaves out of the image, "
		       "and read that in the Dockerfile";
	if (!build->command)
		way = way_of_call(system, build);
	return way ? way : "give it with --secret id=NAME,env=NAME, and " READ_IT;
}
