/* Dockerfiles with a secret in them that a job makes for a build. */
#ifndef LAYERGATE_RULES_CI_WRITTEN_DOCKERFILE_H
#define LAYERGATE_RULES_CI_WRITTEN_DOCKERFILE_H

#include "ci/builds.h"
#include "ci/written_files.h"
#include "rules/subject.h"

/* Is the file at that path (from the top of the checkout) the Dockerfile of the build? */
bool ci_is_dockerfile_of(
	struct subject *subject, const struct ci_build *build, struct span path);

/* Raise that the file is built from, and has a secret. */
void ci_raise_written_dockerfile(struct subject *subject, const struct ci_build *build,
	const struct ci_written *written);

/* The same of a Dockerfile that the build reads from its input. */
void ci_check_piped_dockerfile(struct subject *subject, const struct ci_build *build);

#endif
