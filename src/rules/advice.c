#include "rules/advice.h"

const char *advice_for(enum file_kind kind)
{
	switch (kind) {
	case KIND_DOCKERFILE:
		return "give it to the one RUN that needs it with --mount=type=secret";
	case KIND_COMPOSE:
		return "use a secrets: entry, or ${VARIABLE} from an untracked .env file";
	case KIND_NPMRC:
	case KIND_YARNRC:
	case KIND_YARNRC_YML:
		return "write a reference such as ${NPM_TOKEN} and set the variable where the "
		       "package manager runs";
	case KIND_PNPM:
		return "keep it in the user's own configuration (~/.npmrc), which is not in "
		       "git";
	case KIND_BUNFIG:
		return "write \"$NPM_TOKEN\" and set the variable where bun runs";
	case KIND_PYPIRC:
		return "leave it out and set TWINE_PASSWORD, or use keyring: .pypirc knows no "
		       "variables";
	case KIND_PIP_CONF:
	case KIND_REQUIREMENTS:
		return "take it out of the file and use keyring, ~/.netrc or PIP_INDEX_URL "
		       "from a "
		       "secret";
	case KIND_SECRET_FILE:
	case KIND_NETRC:
		return "keep this file out of git; builds get it as a secret file";
	case KIND_NUGET:
		return "write %VARIABLE% and set it where NuGet runs";
	case KIND_DOCKER_CONFIG:
		return "use a credential helper (credsStore), or docker login --password-stdin "
		       "in "
		       "the pipeline";
	case KIND_GITHUB_ACTIONS:
		return "store it as an Actions secret and write ${{ secrets.NAME }}";
	case KIND_GITLAB_CI:
		return "store it as a masked CI/CD variable and write $NAME";
	case KIND_AZURE_PIPELINES:
		return "store it as a secret variable and write $(NAME)";
	case KIND_JENKINS:
		return "store it as a Jenkins credential and use withCredentials";
	case KIND_DRONE:
	case KIND_WOODPECKER:
		return "store it as a secret and write from_secret: NAME";
	case KIND_CIRCLECI:
	case KIND_TRAVIS:
	case KIND_BITBUCKET:
	case KIND_BUILDKITE:
	case KIND_APPVEYOR:
	case KIND_CIRRUS:
	case KIND_TEKTON:
	case KIND_ARGO:
	case KIND_CLOUD_BUILD:
	case KIND_CODEBUILD:
	case KIND_CONCOURSE:
	case KIND_TEAMCITY:
		return "store it in the CI system's secrets and refer to it by name";
	case KIND_IGNORE_FILE:
	case KIND_BAKE:
	case KIND_SKAFFOLD:
	case KIND_MAKE:
	case KIND_NONE:
		break;
	}
	return "take it out of the file and hand it in from the environment or a secret store";
}
