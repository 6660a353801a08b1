#include "scan/pipeline_images.h"

#include "image/path.h"
#include "scan/tree_context.h"
#include "tokens/secret_name.h"

enum {
	IMAGES_MAX = 1000,   /* that are made for the rules of one file */
	SPENT_MAX = 8 << 20, /* bytes of the Dockerfiles, read again for each of them */
	SPENT_PER_FILE = 8   /* for each file of their contexts, as many as so many bytes */
};

/* --- the stage that is built
 * ------------------------------------------------------------------ */

/* "FROM image AS name" */
static struct span stage_name(const struct instruction *from)
{
	for (size_t i = 0; i + 1 < from->words.len; i++)
		if (span_eq_nocase(from->words.at[i].text, "as"))
			return from->words.at[i + 1].text;
	return span_of("", 0);
}

static bool is_same_name(struct span a, struct span b)
{
	if (a.len != b.len || a.len == 0)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (to_lower(a.ptr[i]) != to_lower(b.ptr[i]))
			return false;
	return true;
}

static bool is_number(struct span text, size_t number)
{
	size_t value = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (!is_digit(text.ptr[i]) || i > 8)
			return false;
		value = value * 10 + (size_t)(text.ptr[i] - '0');
	}
	return text.len > 0 && value == number;
}

/* Leave out what stands behind the stage of that name or number; false if there is none. */
static bool cut_behind(struct dockerfile *file, struct span target, bool *is_last)
{
	size_t stage = 0;
	bool found = false;

	*is_last = true;
	for (size_t i = 0; i < file->instructions.len; i++) {
		const struct instruction *in = &file->instructions.at[i];

		if (in->kind != INSTRUCTION_FROM)
			continue;
		if (found) {
			file->instructions.len = i;
			*is_last = false;
			return true;
		}
		found = is_same_name(stage_name(in), target) || is_number(target, stage);
		stage++;
	}
	return found;
}

/* --- one build
 * ---------------------------------------------------------------------------------- */

struct answer {
	struct pipeline_images *images;
	const struct ci_build *build;
	struct built_image *out;
	struct dockerfile file;
	struct tree_context context;
	struct context_file *written;
};

/* Which Dockerfile and which context, as paths of the tree. */
static bool find_paths(struct answer *a)
{
	struct named_build named = {0};
	struct ci_build_paths *paths = &named.paths;

	ci_build_paths(a->images->pipeline, a->build, &a->images->one, paths);
	a->out->is_from_git = paths->is_from_git;
	return named_build_paths(
		&named, a->images->path, &a->images->one, &a->out->context, &a->out->path);
}

static bool read_dockerfile(struct answer *a)
{
	struct pipeline_images *images = a->images;
	const struct tree_file *file;
	struct span bytes;
	struct error err;

	if (!images->view->exists(images->view->payload, a->out->path) ||
		tree_view_find(images->view, a->out->path, &file, &err) != STATUS_OK ||
		file->is_link)
		return false;
	if (images->view->read(images->view->payload, file, &bytes, &err) != STATUS_OK) {
		images->unread = arena_printf(
			images->arena, "the Dockerfile that it builds: %s", err.text);
		return false;
	}
	if (bytes.len > DOCKERFILE_MAX)
		return false;
	images->spent += bytes.len;
	dockerfile_read(arena_copy(&images->one, bytes), &images->one, &a->file);
	a->out->is_last_stage = true;
	if (a->build->target.text.len == 0)
		return true;
	a->out->target = a->build->target.text;
	return cut_behind(&a->file, a->out->target, &a->out->is_last_stage);
}

/* The file that the job writes is one more file of the context. */
static void add_written(struct answer *a, struct span written)
{
	struct build_context *context = &a->context.context;
	struct context_file *file;
	struct span below;

	if (written.len == 0 || !a->out->context.ptr ||
		!path_is_below(written, a->out->context, &below) || below.len == 0)
		return;
	a->out->has_written = true;
	a->out->ignores_written = context->is_ignored(context->payload, below);
	VEC_EACH(struct context_file, known, &context->files)
		if (span_eq(known->path, below)) {
			known->has_secrets = true;
			a->written = known;
			return;
		}
	file = vec_add(&context->files, &a->images->one);
	*file = (struct context_file){.path = below,
		.has_secrets = true,
		.is_loaded = true,
		.is_ignored = a->out->ignores_written};
	a->written = file;
}

/* What the Dockerfile itself holds is a finding there; here it says nothing about the stage. */
static void leave_out_dockerfile(struct answer *a)
{
	VEC_EACH(struct context_file, file, &a->context.context.files) {
		const struct tree_file *owner = file->owner;

		if (owner && span_eq(owner->path, a->out->path))
			file->has_secrets = false;
	}
}

static void pass_arguments(struct answer *a)
{
	VEC_EACH(const struct ci_argument, argument, &a->build->arguments) {
		if (argument->verdict.secrecy == CI_NO_SECRET &&
			!is_secret_name(argument->name))
			continue;
		*vec_add(&a->context.context.passed, &a->images->one) =
			(struct passed_argument){argument->name, a->images->path, false};
	}
}

/* Where the image has the file that the job writes. */
static void find_written(struct answer *a)
{
	VEC_EACH(const struct image_secret, secret, &a->out->image.secrets)
		if (a->written && secret->kind == IMAGE_FILE && secret->landings.len &&
			span_eq(secret->file->path, a->written->path)) {
			a->out->takes_written = true;
			a->out->written_place = secret->landings.at[0].place;
		}
}

static const struct built_image *make(
	struct pipeline_images *images, const struct ci_build *build, struct span written)
{
	static const struct token_matches no_matches;
	struct answer a = {.images = images, .build = build};

	a.out = ARENA_NEW(&images->one, struct built_image);
	if (!find_paths(&a) || !read_dockerfile(&a))
		return NULL;
	tree_context_open_at(&a.context, images->view, a.out->path, a.out->context, &a.file,
		images->policy, images->facts, &images->one);
	images->spent += a.context.context.files.len * SPENT_PER_FILE;
	leave_out_dockerfile(&a);
	add_written(&a, written);
	pass_arguments(&a);
	image_build(&a.file, &a.context.context, &no_matches, &images->one, &a.out->image);
	find_written(&a);
	if (a.context.unread)
		images->unread = arena_copy(images->arena, span_str(a.context.unread)).ptr;
	return a.out;
}

static const struct built_image *ask(
	void *payload, const struct ci_build *build, struct span written)
{
	struct pipeline_images *images = payload;

	if (images->last_build == build && span_eq(images->last_written, written))
		return images->last;
	if (images->asked++ >= IMAGES_MAX || images->spent > SPENT_MAX) {
		images->unread = "it builds more images than are looked at";
		return NULL;
	}
	arena_reset(&images->one);
	images->last_build = build;
	images->last_written = written;
	images->last = make(images, build, written);
	return images->last;
}

void pipeline_images_close(struct pipeline_images *images)
{
	arena_release(&images->one);
	images->last_build = NULL;
	images->last = NULL;
}

static bool exists(void *payload, struct span path)
{
	const struct pipeline_images *images = payload;

	return images->view->exists(images->view->payload, path);
}

void pipeline_images_open(struct pipeline_images *images, const struct ci_pipeline *pipeline,
	const struct tree_view *view, struct span path, const struct policy *policy,
	struct facts_cache *facts, struct arena *arena)
{
	*images = (struct pipeline_images){.answers = {images, ask, exists},
		.pipeline = pipeline,
		.view = view,
		.path = path,
		.policy = policy,
		.facts = facts,
		.arena = arena};
}
