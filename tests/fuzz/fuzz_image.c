/*
 * The image of a Dockerfile, with a build context that is unknown and with one of a few files:
 * every landing is a range of the file and of an instruction, the worst one comes first.
 */
#include "fuzz/fuzz.h"
#include "image/image.h"

static volatile unsigned char seen;

static void check_span(struct span s)
{
	if (s.len == 0)
		return;
	seen = (unsigned char)s.ptr[0];
	seen = (unsigned char)s.ptr[s.len - 1];
}

/* --- a context -------------------------------------------------------------------------------
 */

static bool context_exists(void *payload, struct span path)
{
	const struct build_context *context = payload;

	VEC_EACH(const struct context_file, file, &context->files)
		if (span_eq(file->path, path) || span_starts(file->path, "web"))
			return true;
	return path.len == 0;
}

static bool context_is_ignored(void *payload, struct span path)
{
	(void)payload;
	return span_ends(path, ".env");
}

static void context_load(void *payload, struct context_file *file)
{
	(void)payload;
	file->has_secrets = !span_ends(file->path, ".yarnrc.yml");
}

static void make_context(struct build_context *context, struct arena *arena)
{
	static const char *const paths[] = {
		".npmrc", "web/.npmrc", ".yarnrc.yml", ".env", "Dockerfile"};

	*context = (struct build_context){.is_known = true,
		.exists = context_exists,
		.is_ignored = context_is_ignored,
		.load = context_load};
	context->payload = context;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		struct context_file *file = vec_add(&context->files, arena);

		file->path = span_str(paths[i]);
		file->is_ignored = context_is_ignored(NULL, file->path);
		*vec_add(&file->references, arena) = span_str("NPM_TOKEN");
	}
}

/* What stands behind "npm_" is a token. */
static void make_matches(struct token_matches *matches, struct span text, struct arena *arena)
{
	size_t at = 0;

	*matches = (struct token_matches){0};
	for (;;) {
		struct token_match *match;

		at += span_find(span_from(text, at), "npm_");
		if (at >= text.len || matches->tokens.len >= 100)
			return;
		match = vec_add(&matches->tokens, arena);
		match->start = at;
		match->end = at + 12 < text.len ? at + 12 : text.len;
		at = match->end;
	}
}

/* --- what has to hold ------------------------------------------------------------------------
 */

static void check_landing(const struct dockerfile *file, const struct image_landing *l)
{
	MUST(l->from <= l->to && l->to <= file->text.len);
	MUST(l->at && l->at->start <= file->text.len);
	MUST(l->place >= PLACE_FINAL_FILE && l->place <= PLACE_BUILD_CACHE);
	MUST((l->removed != NULL) == (l->place == PLACE_EARLIER_LAYER) ||
		l->place == PLACE_DOWNSTREAM || l->place == PLACE_BUILD_STAGE);
	check_span(l->detail);
	for (const struct image_step *step = l->steps; step; step = step->before)
		MUST(step->at && step->at->end <= file->text.len);
}

static void check_secret(const struct dockerfile *file, const struct image_secret *secret)
{
	const struct image_landing *before = NULL;

	MUST(secret->from <= secret->to && secret->to <= file->text.len);
	MUST(secret->kind == IMAGE_LITERAL || secret->landings.len > 0);
	MUST((secret->kind == IMAGE_FILE) == (secret->file != NULL));
	check_span(secret->name);
	VEC_EACH(const struct image_landing, l, &secret->landings) {
		check_landing(file, l);
		/* the worst place first; what only a failure leaves comes last */
		MUST(!before || before->only_on_failure != l->only_on_failure ||
			before->place <= l->place);
		before = l;
	}
}

static void check_image(
	struct span text, const struct build_context *context, struct arena *arena)
{
	struct dockerfile file;
	struct token_matches matches;
	struct image image;

	make_matches(&matches, text, arena);
	dockerfile_read(text, arena, &file);
	image_build(&file, context, &matches, arena, &image);
	VEC_EACH(const struct image_secret, secret, &image.secrets)
		check_secret(&file, secret);
	for (size_t i = 0; i < image.stages.len; i++) {
		const struct image_stage *stage = &image.stages.at[i];

		MUST(stage->parent == NO_STAGE || stage->parent < i);
		MUST(!stage->in_chain || stage->is_needed);
		check_span(stage->base);
		check_span(stage->user_name);
	}
	VEC_EACH(const struct image_run, run, &image.runs)
		MUST(run->at && run->stage < image.stages.len);
	VEC_EACH(const struct problem, problem, &image.problems.items)
		MUST(problem->offset <= text.len);
	MUST(image.target == NO_STAGE || image.target < image.stages.len);
	MUST(context->is_known || image.broad_copies.len <= file.instructions.len * 64);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct build_context unknown;
	struct arena arena = {0};
	struct build_context context;

	if (size > 20000)
		return 0;
	check_image(span_of_data(data, size), &unknown, &arena);
	make_context(&context, &arena);
	check_image(span_of_data(data, size), &context, &arena);
	arena_release(&arena);
	return 0;
}
