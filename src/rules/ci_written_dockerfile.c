#include "rules/ci_written_dockerfile.h"

#include "base/escape.h"
#include "ci/build_paths.h"
#include "ci/flow.h"
#include "ci/printed.h"
#include "image/path.h"
#include "rules/ci_hits.h"

bool ci_is_dockerfile_of(
	struct subject *subject, const struct ci_build *build, struct span path)
{
	struct arena *arena = subject->arena;
	struct ci_build_paths paths;
	struct span dir;

	ci_build_paths(subject->pipeline, build, arena, &paths);
	if (paths.is_from_git || paths.is_below_file || !paths.directory.ptr)
		return false;
	dir = paths.directory;
	if (paths.is_in_context || paths.has_default_dockerfile) {
		if (!paths.context.ptr)
			return false;
		dir = path_join(arena, dir, paths.context);
	}
	if (paths.has_default_dockerfile)
		paths.dockerfile = span_str("Dockerfile");
	return paths.dockerfile.ptr &&
		span_eq(path_clean_relative(arena, path_join(arena, dir, paths.dockerfile)),
			path);
}

static void raise(struct subject *subject, struct span place, const char *message)
{
	struct hit *hit =
		raise_ci_hit(subject, RULE_ci_credential_file_in_build_context, place);

	if (!hit)
		return;
	hit->message = message;
	hit->fix = "give it to the build with --secret, and read it in the Dockerfile with RUN "
		   "--mount=type=secret";
	hit->place = PLACE_HISTORY;
	hit->place_detail = "the Dockerfile's instructions";
}

void ci_raise_written_dockerfile(
	struct subject *subject, const struct ci_build *build, const struct ci_written *written)
{
	raise(subject, written->place,
		arena_printf(subject->arena,
			"%s is written into %s, which %s builds: docker history shows it",
			ci_secret_shown(subject, written->verdict),
			escaped_text(subject->arena, written->path), build->tool));
}

void ci_check_piped_dockerfile(struct subject *subject, const struct ci_build *build)
{
	const struct command *c = build->command;
	const struct command *writer;
	struct ci_verdict verdict;

	if (!c || build->is_fragment ||
		(!span_eq_str(build->dockerfile.text, "-") &&
			!span_eq_str(build->context.text, "-")))
		return;
	verdict = ci_facts(subject->pipeline, c)->input;
	writer = ci_writer_of(subject->pipeline, c);
	if (writer)
		verdict = ci_worse(verdict, ci_facts(subject->pipeline, writer)->printed);
	if (verdict.secrecy >= CI_NAMED)
		raise(subject, c->place,
			arena_printf(subject->arena,
				"the Dockerfile that %s reads from its input has %s: docker "
				"history shows it",
				build->tool, ci_secret_shown(subject, verdict)));
}
