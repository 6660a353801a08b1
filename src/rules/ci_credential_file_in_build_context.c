/*
 * A job writes a file with a secret in it into the checkout, and an image is built from there
 * while it is still there; or a file that a build gets as a secret is a file of its context as
 * well.
 *
 * If the Dockerfile is in the tree, the image model says whether it takes the file along, and
 * .dockerignore whether the builder ever sees it. If it is not, only files that are credentials
 * by their names are reported, as medium.
 */
#include <stdint.h>

#include "base/escape.h"
#include "ci/build_paths.h"
#include "ci/written_files.h"
#include "image/credential_file.h"
#include "image/path.h"
#include "rules/ci_hits.h"
#include "rules/ci_written_dockerfile.h"

/* The file is written before the build, in its job, and nothing removes it in between. */
static bool meets(const struct ci_written *w, const struct ci_build *build)
{
	return !build->is_fragment && ci_job_of(w->scope) == ci_job_of(build->scope) &&
		(w->at < build->order ||
			(w->at == build->order && w->scope->index <= build->scope->index)) &&
		(w->removed == SIZE_MAX || w->removed > build->order);
}

static bool is_credential(const struct subject *subject, struct span path)
{
	return is_credential_file_name(subject->classifier, path) && !is_public_file_name(path);
}

/* A file that a job writes, and what is asked of it more than once. */
struct candidate {
	const struct ci_written *written;
	struct span path;
	bool is_credential; /* by its name */
	bool is_done;       /* it is at fault already: once is enough */
};

/* The context of a build whose Dockerfile is not known; ptr NULL: neither is that. */
static struct span blind_context(struct subject *subject, const struct ci_build *build)
{
	struct ci_build_paths paths;
	struct span context;

	ci_build_paths(subject->pipeline, build, subject->arena, &paths);
	if (paths.is_from_git || paths.is_below_file || !paths.context.ptr ||
		!paths.directory.ptr)
		return span_of(NULL, 0);
	context = path_clean_relative(
		subject->arena, path_join(subject->arena, paths.directory, paths.context));
	/* what is ignored there nobody can say for a build that is not known */
	if (subject->built &&
		subject->built->exists(subject->built->payload,
			path_join(subject->arena, context, span_str(".dockerignore"))))
		return span_of(NULL, 0);
	return context;
}

/* How bad it is; SEVERITY_NOTE: not at all. */
static enum severity severity_of(
	const struct candidate *file, const struct built_image *built, struct span context)
{
	struct span below;

	if (built) {
		if (built->is_from_git || !built->has_written || built->ignores_written)
			return SEVERITY_NOTE;
		if (built->takes_written)
			return built->written_place < PLACE_BUILD_STAGE ? SEVERITY_OFF
									: SEVERITY_LOW;
		if (!built->image.is_incomplete)
			return SEVERITY_NOTE;
	}
	return file->is_credential && context.ptr && path_is_below(file->path, context, &below)
		? SEVERITY_MEDIUM
		: SEVERITY_NOTE;
}

static void describe(struct subject *subject, struct hit *hit, const struct ci_build *build,
	const struct built_image *built, const char *what)
{
	struct arena *arena = subject->arena;
	const char *ending = ", and may be in the build context";

	if (built && built->takes_written)
		ending = arena_printf(arena, ": %s copies it into %s",
			escaped_text(arena, built->path),
			built->written_place < PLACE_BUILD_STAGE ? "the image"
								 : "a build stage");
	hit->message = arena_printf(
		arena, "%s and is still there when %s runs%s", what, build->tool, ending);
	hit->place = PLACE_BUILD_CONTEXT;
}

static void check_written(struct subject *subject, const struct ci_build *build,
	struct candidate *file, struct span context)
{
	struct arena *arena = subject->arena;
	const struct ci_written *w = file->written;
	const struct built_image *built = NULL;
	enum severity at_most;
	struct hit *hit;

	if (file->is_done || !meets(w, build))
		return;
	if (ci_is_dockerfile_of(subject, build, file->path)) {
		file->is_done = true;
		ci_raise_written_dockerfile(subject, build, w);
		return;
	}
	if (subject->built)
		built = subject->built->ask(subject->built->payload, build, file->path);
	at_most = severity_of(file, built, context);
	if (at_most == SEVERITY_NOTE)
		return;
	file->is_done = true;
	hit = raise_ci_hit(subject, RULE_ci_credential_file_in_build_context, w->place);
	if (!hit)
		return;
	hit->at_most = at_most;
	hit->place_detail = escaped_text(arena, file->path);
	describe(subject, hit, build, built,
		arena_printf(arena, "%s is written to %s", ci_secret_shown(subject, w->verdict),
			hit->place_detail));
	hit->fix = arena_printf(arena,
		"give it to the build with --secret, from a file outside of the checkout; or "
		"list "
		"%s in .dockerignore",
		hit->place_detail);
}

/* --secret id=npm,src=.npmrc: a file that git does not have, but the context has. */
static void check_secret_file(
	struct subject *subject, const struct ci_build *build, const struct ci_mention *file)
{
	struct arena *arena = subject->arena;
	struct ci_build_paths paths;
	const struct built_image *built;
	struct span path = ci_checkout_path(file->text);
	struct hit *hit;

	ci_build_paths(subject->pipeline, build, arena, &paths);
	if (!path.ptr || path.len == 0 || !paths.directory.ptr || paths.is_below_file)
		return;
	path = path_join(arena, paths.directory, path);
	if (ci_is_outside(path))
		return;
	path = path_clean_relative(arena, path);
	if (subject->built->exists(subject->built->payload, path))
		return; /* what is in it is known: it is searched itself */
	built = subject->built->ask(subject->built->payload, build, path);
	if (!built || built->is_from_git || built->ignores_written || !built->takes_written)
		return;
	hit = raise_ci_hit(subject, RULE_ci_credential_file_in_build_context, file->place);
	if (!hit)
		return;
	hit->at_most = built->written_place < PLACE_BUILD_STAGE ? SEVERITY_OFF : SEVERITY_LOW;
	hit->place_detail = escaped_text(arena, path);
	describe(subject, hit, build, built,
		arena_printf(
			arena, "the secret file %s is in the checkout", hit->place_detail));
	hit->fix = arena_printf(arena,
		"keep %s outside of the build context, or list it in .dockerignore",
		hit->place_detail);
}

static struct candidate *candidates_of(
	struct subject *subject, const struct ci_written_files *written)
{
	struct candidate *list =
		arena_array(subject->arena, written->items.len + 1, sizeof(*list));

	for (size_t i = 0; i < written->items.len; i++) {
		list[i].written = &written->items.at[i];
		list[i].path = path_clean_relative(subject->arena, list[i].written->path);
		list[i].is_credential = is_credential(subject, list[i].path);
	}
	return list;
}

void rule_ci_credential_file_in_build_context(struct subject *subject)
{
	struct ci_written_files written;
	struct candidate *files;

	if (!subject->pipeline || subject->pipeline->builds->items.len == 0)
		return;
	ci_find_written_files(subject->pipeline, subject->arena, &written);
	if (written.is_cut)
		subject->undecided = "more files with secrets are written than are followed";
	files = candidates_of(subject, &written);
	VEC_EACH(const struct ci_build, build, &subject->pipeline->builds->items) {
		struct span context =
			written.items.len ? blind_context(subject, build) : span_of(NULL, 0);

		ci_check_piped_dockerfile(subject, build);
		for (size_t i = 0; i < written.items.len; i++)
			check_written(subject, build, &files[i], context);
		if (subject->built)
			VEC_EACH(const struct ci_mention, file, &build->secret_files)
				check_secret_file(subject, build, file);
	}
}
