#include "scan/analysis.h"

#include "model/encoding.h"
#include "report/fingerprint.h"
#include "report/mask.h"
#include "scan/pipeline_images.h"
#include "scan/tree_context.h"

static const char *undecided_reason(const struct analysis *a, struct arena *arena)
{
	if (a->context && a->context->unread)
		return a->context->unread;
	if (a->images && a->images->unread)
		return a->images->unread;
	if (a->subject.problems->limit)
		return a->subject.problems->limit;
	if (a->pipeline.is_incomplete)
		return "too much for the model of CI files, which was not followed to its end";
	if (a->matches.undecided.len)
		return arena_printf(arena, "the pattern of '%s' reached its match limit",
			a->matches.undecided.at[0]->slug);
	if (a->matches.overflow)
		return "too many matches; the rest was not looked at";
	return a->subject.undecided;
}

/* A host or a key that a message names may hold a secret. */
static void mask_messages(struct subject *subject, struct hit_list *hits)
{
	struct secret_span *secrets =
		arena_array(subject->arena, subject->hits.len, sizeof(*secrets));
	size_t count = 0;

	VEC_EACH(const struct hit, hit, &subject->hits)
		if (hit->rule->family == FAMILY_SECRET && !hit->is_named)
			secrets[count++] = (struct secret_span){hit->where, 0};
	count = mask_prepare(secrets, count);
	VEC_EACH(struct hit, hit, &hits->items) {
		hit->message = mask_text(hit->message, secrets, count, subject->arena);
		hit->fix = mask_text(hit->fix, secrets, count, subject->arena);
	}
}

/* The instructions, and the image that they would build. */
static void read_dockerfile(struct analysis *a, const struct policy *policy,
	const struct analysis_input *input, struct span text, struct arena *arena)
{
	dockerfile_read(text, arena, &a->dockerfile);
	if (input->without_image)
		return;
	a->context = ARENA_NEW(arena, struct tree_context);
	tree_context_open(a->context, input->tree, input->tree_path, &a->dockerfile, policy,
		input->facts, arena);
	image_build(&a->dockerfile, &a->context->context, &a->matches, arena, &a->image);
	problem_append(&a->dockerfile.problems, arena, &a->image.problems);
	if (a->image.is_incomplete)
		problem_limit(&a->dockerfile.problems, arena, 0,
			"too much for the image model, which was not followed to its end");
}

/* A wrong pattern makes every build with it fail. */
static void read_ignore_file(struct analysis *a, struct span text, struct arena *arena)
{
	struct ignore_file file;

	ignore_file_read(text, arena, &file);
	if (file.is_cut)
		problem_limit(&a->settings.problems, arena, file.complaint_at, file.complaint);
	else if (file.complaint)
		problem_add(&a->settings.problems, arena, file.complaint_at, file.complaint);
}

/* What a CI file would run; its problems are the file's. False: it is none. */
static bool read_pipeline(struct analysis *a, const struct policy *policy,
	const struct analysis_input *input, struct span text, struct arena *arena)
{
	if (reader_of_file(input->kind, input->path) != READER_RAW ||
		!ci_read(input->kind, input->path, text, arena, &a->pipeline))
		return false;
	problem_append(&a->settings.problems, arena, &a->pipeline.problems);
	if (input->tree && !input->without_image) {
		a->images = ARENA_NEW(arena, struct pipeline_images);
		pipeline_images_open(a->images, &a->pipeline, input->tree, input->tree_path,
			policy, input->facts, arena);
	}
	return true;
}

enum status analyse(struct analysis *a, struct token_scanner *scanner,
	const struct policy *policy, const struct analysis_input *input, struct arena *arena,
	struct error *err)
{
	/* a link, or a file that was named explicitly, has no structure */
	enum file_reader reader = reader_of_file(input->kind, input->path);
	bool is_dockerfile = reader == READER_DOCKERFILE;
	bool is_pipeline;
	struct span text;
	enum status st;

	*a = (struct analysis){0};
	text_from_bytes(input->bytes, arena, &text);
	st = token_scan(scanner, text, arena, &a->matches, err);
	if (st != STATUS_OK)
		return st;
	settings_read(reader, text, arena, &a->settings);
	if (input->kind == KIND_IGNORE_FILE)
		read_ignore_file(a, text, arena);
	is_pipeline = read_pipeline(a, policy, input, text, arena);
	if (is_dockerfile)
		read_dockerfile(a, policy, input, text, arena);
	a->subject = (struct subject){
		.path = input->path,
		.kind = input->kind,
		.is_sample = is_sample_path(input->path),
		.text = text,
		.matches = &a->matches,
		.settings = &a->settings,
		.dockerfile = is_dockerfile ? &a->dockerfile : NULL,
		.pipeline = is_pipeline ? &a->pipeline : NULL,
		.built = a->images ? &a->images->answers : NULL,
		.context = a->context ? &a->context->context : NULL,
		.image = is_dockerfile && !input->without_image ? &a->image : NULL,
		.problems = is_dockerfile ? &a->dockerfile.problems : &a->settings.problems,
		.classifier = policy->classifier,
		.registries = policy->registries.items.len ? &policy->registries : NULL,
		.scanner = scanner,
		.arena = arena,
	};
	for (int id = 0; id < RULE_COUNT; id++)
		rules[id].run(&a->subject);
	a->undecided = undecided_reason(a, arena);
	if (a->images)
		pipeline_images_close(a->images);
	claims_settle(&a->subject, policy->severities, &a->hits);
	mask_messages(&a->subject, &a->hits);
	return STATUS_OK;
}

/* Which of several equal hits of one rule in the file is this? */
static size_t ordinal_of(const struct hit_list *hits, size_t index)
{
	const struct hit *hit = &hits->items.at[index];
	size_t ordinal = 0;

	for (size_t i = 0; i < index; i++)
		ordinal += hits->items.at[i].rule == hit->rule &&
			span_eq(hits->items.at[i].value, hit->value);
	return ordinal;
}

struct hit_identity *analysis_identities(
	const struct analysis *a, const struct policy *policy, struct arena *arena)
{
	struct hit_identity *list = arena_array(arena, a->hits.items.len, sizeof(*list));
	struct span key = policy->fingerprint_key;

	for (size_t i = 0; i < a->hits.items.len; i++) {
		const struct hit *hit = &a->hits.items.at[i];

		if (hit->rule->family == FAMILY_SECRET) {
			list[i].fingerprint = fingerprint_secret(key, hit->value);
			list[i].match_key = list[i].fingerprint;
		} else {
			size_t ordinal = ordinal_of(&a->hits, i);

			list[i].fingerprint = fingerprint_structure(
				key, hit->rule, a->subject.path, hit->value, ordinal);
			list[i].match_key = fingerprint_structure(
				key, hit->rule, span_of("", 0), hit->value, ordinal);
		}
	}
	return list;
}
