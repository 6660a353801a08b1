#include "image/image.h"

#include "image/builder.h"
#include "image/landings.h"
#include "tokens/judge.h"

enum {
	BUDGET_BASE = 400000, /* steps; a step is about ten nanoseconds */
	BUDGET_PER_BYTE = 6,
};

static void add_token(struct builder *b, size_t from, size_t to)
{
	struct image_secret *secret = vec_add(&b->secrets, b->arena);

	*secret = (struct image_secret){.kind = IMAGE_LITERAL,
		.from = from,
		.to = to,
		.is_proven = true,
		.is_token = true};
}

/* Literal passwords of URLs, and tokens, by their offsets: both lists are in that order. */
static void add_tokens(struct builder *b, const struct token_matches *matches)
{
	size_t url = 0;

	for (size_t i = 0; i <= matches->tokens.len; i++) {
		size_t before = i < matches->tokens.len ? matches->tokens.at[i].start
							: b->file->text.len;

		for (; url < matches->urls.len; url++) {
			struct span password = matches->urls.at[url].url.password;
			size_t from = (size_t)(password.ptr - b->file->text.ptr);

			if (from >= before)
				break;
			if (judge_value(password, JUDGE_BARE_DOLLAR).nature == VALUE_LITERAL)
				add_token(b, from, from + password.len);
		}
		if (i < matches->tokens.len)
			add_token(b, matches->tokens.at[i].start, matches->tokens.at[i].end);
	}
	b->tokens = b->secrets.len;
}

/* What ONBUILD does to an image that is built on the target. */
static size_t follow_triggers(struct builder *b)
{
	size_t target = b->stages.len - 1;
	struct stage *child;

	if (b->stages.len == 0 || b->stages.at[target].triggers.len == 0)
		return NO_STAGE;
	child = vec_add(&b->stages, b->arena);
	*child = (struct stage){.view = {.from = b->stages.at[target].view.from,
					.parent = target,
					.is_onbuild = true},
		.workdir = b->stages.at[target].workdir,
		.user = b->stages.at[target].user,
		.variables = variables_copy(&b->stages.at[target].variables, b->arena)};
	b->stage = child;
	VEC_EACH(const struct instruction *const, trigger, &b->stages.at[target].triggers)
		follow_instruction(b, *trigger);
	return target + 1;
}

void image_build(const struct dockerfile *file, const struct build_context *context,
	const struct token_matches *matches, struct arena *arena, struct image *out)
{
	struct builder b = {.arena = arena,
		.file = file,
		.context = context,
		.out = out,
		.budget = BUDGET_BASE + file->text.len * BUDGET_PER_BYTE};
	size_t downstream;

	*out = (struct image){.target = NO_STAGE};
	add_tokens(&b, matches);
	VEC_EACH(const struct instruction, in, &file->instructions) {
		if (!builder_pay(&b, 1))
			break;
		follow_instruction(&b, in);
	}
	stages_mark(&b);
	downstream = follow_triggers(&b);
	/* what was found so far is told in any case */
	if (b.budget == 0)
		b.budget = BUDGET_BASE;
	landings_collect(&b, downstream);
	VEC_EACH(const struct stage, stage, &b.stages)
		*vec_add(&out->stages, arena) = stage->view;
}

size_t image_first_run(const struct image *image, size_t offset)
{
	size_t low = 0;
	size_t high = image->runs.len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (image->runs.at[middle].at->start < offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}
