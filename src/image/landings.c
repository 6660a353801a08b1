#include "image/landings.h"

#include <stdlib.h>

#include "tokens/secret_name.h"

/* --- which stages count ----------------------------------------------------------------- */

static void mark_needed(struct builder *b, size_t index)
{
	for (; index != NO_STAGE; index = b->stages.at[index].view.parent) {
		struct stage *stage = &b->stages.at[index];

		if (stage->view.is_needed)
			return;
		stage->view.is_needed = true;
		VEC_EACH(const size_t, from, &stage->sources_of)
			mark_needed(b, *from);
	}
}

void stages_mark(struct builder *b)
{
	size_t target = b->stages.len - 1;

	b->out->target = b->stages.len ? target : NO_STAGE;
	if (b->stages.len == 0)
		return;
	for (size_t i = target; i != NO_STAGE; i = b->stages.at[i].view.parent)
		b->stages.at[i].view.in_chain = true;
	mark_needed(b, target);
}

/* --- landings --------------------------------------------------------------------------- */

static struct image_landing *find_landing(
	struct image_secret *secret, enum place place, struct span detail)
{
	VEC_EACH(struct image_landing, l, &secret->landings)
		if (l->place == place && span_eq(l->detail, detail))
			return l;
	return NULL;
}

static void land(struct builder *b, uint32_t source, const struct image_landing *landing)
{
	struct image_secret *secret = &b->secrets.at[source];
	struct image_landing *known;

	if (!builder_pay(b, secret->landings.len / 4 + 1))
		return;
	known = find_landing(secret, landing->place, landing->detail);
	if (!known)
		*vec_add(&secret->landings, b->arena) = *landing;
	else if (known->only_on_failure && !landing->only_on_failure)
		*known = *landing;
}

/* A stage that is not part of the image: whatever would be found in it. */
static enum place place_in(const struct stage *stage, enum place place)
{
	return stage->view.in_chain || place == PLACE_BUILD_CACHE ? place : PLACE_BUILD_STAGE;
}

static void land_events(struct builder *b, const struct stage *stage)
{
	VEC_EACH(const struct event, event, &stage->events) {
		struct image_landing landing = event->landing;

		landing.place = place_in(stage, landing.place);
		land(b, event->source, &landing);
	}
}

static void land_files(struct builder *b, const struct stage *stage, enum place place)
{
	VEC_EACH(const struct image_file, file, &stage->files.items) {
		VEC_EACH(const struct file_source, fs, &file->sources) {
			struct image_landing landing = {.place = place,
				.detail = file->path,
				.from = fs->from,
				.to = fs->to,
				.at = fs->at,
				.steps = fs->steps,
				.only_on_failure = fs->only_on_failure};

			land(b, fs->source, &landing);
		}
	}
}

/* --- configuration ---------------------------------------------------------------------- */

/* Does the value hold the bytes of a literal that was found to be a secret later? */
static bool holds_literal(const struct value *value, const struct image_secret *secret)
{
	VEC_EACH(const struct piece, piece, &value->pieces)
		if (piece->source == NO_SOURCE && piece->from <= secret->from &&
			secret->to <= piece->to)
			return true;
	return false;
}

static void land_value(
	struct builder *b, const struct value *value, struct image_landing landing)
{
	VEC_EACH(const struct piece, piece, &value->pieces)
		if (piece->source != NO_SOURCE)
			land(b, piece->source, &landing);
	for (size_t i = b->tokens; i < b->secrets.len; i++) {
		if (!builder_pay(b, value->pieces.len + 1))
			return;
		if (b->secrets.at[i].kind == IMAGE_LITERAL &&
			holds_literal(value, &b->secrets.at[i]))
			land(b, (uint32_t)i, &landing);
	}
}

static struct file_range declaration(
	const struct builder *b, const struct instruction *in, struct span name)
{
	VEC_EACH(const struct instruction_pair, pair, &in->pairs)
		if (span_eq(pair->name, name))
			return range_of_pair(b, in, pair);
	return range_of(b, in, in->rest);
}

static void land_config(struct builder *b, const struct stage *stage, enum place place)
{
	VEC_EACH(const struct variable, v, &stage->variables.items) {
		struct file_range range;

		if (v->kind != VARIABLE_ENV || v->value.pieces.len == 0)
			continue;
		range = declaration(b, v->at, v->name);
		land_value(b, &v->value,
			(struct image_landing){.place = place,
				.detail = v->name,
				.from = range.from,
				.to = range.to,
				.at = v->at});
	}
	VEC_EACH(const struct config_value, c, &stage->config)
		land_value(b, &c->value,
			(struct image_landing){.place = place,
				.detail = c->name,
				.from = c->range.from,
				.to = c->range.to,
				.at = c->at});
}

/* --- literals where they stand ---------------------------------------------------------- */

/* The instruction whose bytes are there, or NULL. */
static const struct instruction *instruction_at(const struct builder *b, size_t offset)
{
	size_t low = 0;
	size_t high = b->file->instructions.len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (b->file->instructions.at[middle].end <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == b->file->instructions.len || b->file->instructions.at[low].start > offset)
		return NULL;
	return &b->file->instructions.at[low];
}

/* Comments between the lines of an instruction are no part of it. */
static bool is_in_text(const struct builder *b, const struct instruction *in, size_t offset)
{
	for (size_t i = 0; i < in->line.parts.len; i++) {
		size_t start = in->line.parts.at[i].start;
		size_t end = i + 1 < in->line.parts.len ? in->line.parts.at[i + 1].start
							: in->line.text.len;
		size_t from = in->line.parts.at[i].offset;

		if (offset >= from && offset < from + (end - start))
			return true;
	}
	VEC_EACH(const struct heredoc, heredoc, &in->heredocs) {
		size_t from = (size_t)(heredoc->body.ptr - b->file->text.ptr);

		if (offset >= from && offset < from + heredoc->body.len)
			return true;
	}
	return false;
}

static struct span name_of_pair_at(
	const struct builder *b, const struct instruction *in, size_t offset)
{
	VEC_EACH(const struct instruction_pair, pair, &in->pairs) {
		struct file_range range = declaration(b, in, pair->name);

		if (offset >= range.from && offset < range.to)
			return pair->name;
	}
	return span_str(instruction_name(in->kind));
}

static size_t stage_of(const struct builder *b, const struct instruction *in)
{
	for (size_t i = b->stages.len; i-- > 0;)
		if (!b->stages.at[i].view.is_onbuild &&
			b->stages.at[i].view.from->start <= in->start)
			return i;
	return NO_STAGE;
}

/* RUN texts go into history as they are written, values of ARG and ENV with their names. */
static void land_literal(struct builder *b, uint32_t source)
{
	const struct image_secret *secret = &b->secrets.at[source];
	const struct instruction *in = instruction_at(b, secret->from);
	struct image_landing landing = {
		.place = PLACE_HISTORY, .from = secret->from, .to = secret->to};
	size_t stage;

	if (!in || !is_in_text(b, in, secret->from) ||
		(in->kind != INSTRUCTION_RUN && in->kind != INSTRUCTION_ENV &&
			in->kind != INSTRUCTION_ARG && in->kind != INSTRUCTION_LABEL &&
			in->kind != INSTRUCTION_CMD && in->kind != INSTRUCTION_ENTRYPOINT &&
			in->kind != INSTRUCTION_HEALTHCHECK))
		return;
	stage = stage_of(b, in);
	if (stage == NO_STAGE)
		return;
	landing.at = in;
	landing.detail = name_of_pair_at(b, in, secret->from);
	landing.place = place_in(&b->stages.at[stage], PLACE_HISTORY);
	land(b, source, &landing);
}

/* --- what comes of it ------------------------------------------------------------------- */

/* Variables that files of secrets refer to are secrets themselves. */
static void prove_references(struct builder *b)
{
	VEC_EACH(const struct context_file *const, file, &b->copied) {
		if (!builder_pay(b, (*file)->references.len + 1))
			return;
		VEC_EACH(const struct span, name, &(*file)->references) {
			if (b->references.len >= REFERENCES_MAX) {
				b->out->is_incomplete = true;
				break;
			}
			*vec_add(&b->references, b->arena) = *name;
		}
	}
	for (size_t i = 0; i < b->references.len; i++) {
		VEC_EACH(const struct stage, stage, &b->stages) {
			const struct variable *v =
				variables_look_up(&stage->variables, b->references.at[i]);

			if (!v || !builder_pay(b, v->value.pieces.len + 1))
				continue;
			VEC_EACH(const struct piece, piece, &v->value.pieces)
				if (piece->source != NO_SOURCE)
					secret_prove(b, piece->source);
		}
	}
}

static const struct passed_argument *passed_argument(const struct builder *b, struct span name)
{
	const struct passed_argument *found = NULL;

	VEC_EACH(const struct passed_argument, p, &b->context->passed)
		if (span_eq(p->name, name) && (!found || p->in_provenance))
			found = p;
	return found;
}

/*
 * What a CI file gives a secret to is one, whatever it is called. An attestation with all
 * arguments has it even if nothing of the image does.
 */
static void prove_passed(struct builder *b)
{
	if (b->context->passed.len == 0)
		return;
	for (size_t i = 0; i < b->secrets.len; i++) {
		struct image_secret *secret = &b->secrets.at[i];

		if (secret->kind != IMAGE_ARGUMENT || !builder_pay(b, b->context->passed.len))
			continue;
		secret->passed = passed_argument(b, secret->name);
		if (!secret->passed)
			continue;
		secret->is_proven = true;
		if (secret->passed->in_provenance)
			land(b, (uint32_t)i,
				&(struct image_landing){.place = PLACE_PROVENANCE,
					.detail = secret->name,
					.from = secret->from,
					.to = secret->to,
					.at = secret->at});
	}
}

/* The first RUN behind an ARG, in what the image is made from: its entry names the value. */
static const struct instruction *recording_run(struct builder *b, const struct instruction *arg)
{
	for (size_t i = image_first_run(b->out, arg->start);
		i < b->out->runs.len && builder_pay(b, 1); i++)
		if (b->stages.at[b->out->runs.at[i].stage].view.in_chain)
			return b->out->runs.at[i].at;
	return NULL;
}

static void add_recorded(struct builder *b, struct image_secret *secret)
{
	VEC_EACH(struct image_landing, l, &secret->landings) {
		const struct instruction *run;
		struct image_step *step;

		if (l->place != PLACE_HISTORY || l->at->kind != INSTRUCTION_ARG)
			continue;
		run = recording_run(b, l->at);
		if (!run)
			continue;
		step = ARENA_NEW(b->arena, struct image_step);
		*step = (struct image_step){ROLE_RECORDED, run, NULL};
		l->steps = step;
	}
}

static bool is_file_place(enum place place)
{
	return place == PLACE_FINAL_FILE || place == PLACE_EARLIER_LAYER;
}

/* A landing that others make superfluous. */
static bool is_superfluous(const struct image_secret *secret, const struct image_landing *l)
{
	VEC_EACH(const struct image_landing, other, &secret->landings) {
		/* it is hidden in one layer, and there again in the last */
		if (l->place == PLACE_EARLIER_LAYER && other->place == PLACE_FINAL_FILE &&
			!other->only_on_failure && span_eq(l->detail, other->detail))
			return true;
		/* what happens only when something fails counts if nothing else does */
		if (l->only_on_failure && !other->only_on_failure &&
			other->place < PLACE_BUILD_STAGE)
			return true;
		if (l->place == PLACE_BUILD_STAGE && other->place < PLACE_BUILD_STAGE)
			return true;
	}
	return false;
}

static int by_place(const void *left, const void *right)
{
	const struct image_landing *a = left;
	const struct image_landing *b = right;

	if (a->only_on_failure != b->only_on_failure)
		return a->only_on_failure ? 1 : -1;
	if (a->place != b->place)
		return a->place < b->place ? -1 : 1;
	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return span_cmp(a->detail, b->detail);
}

static void tidy(struct builder *b, struct image_secret *secret)
{
	struct image_secret kept = *secret;

	if (!builder_pay(b, secret->landings.len * secret->landings.len / 8))
		return;
	kept.landings.at =
		arena_array(b->arena, secret->landings.len, sizeof(*kept.landings.at));
	kept.landings.len = 0;
	kept.landings.cap = secret->landings.len;
	VEC_EACH(const struct image_landing, l, &secret->landings)
		if (!is_superfluous(secret, l))
			kept.landings.at[kept.landings.len++] = *l;
	if (kept.landings.len > 1)
		qsort(kept.landings.at, kept.landings.len, sizeof(*kept.landings.at), by_place);
	*secret = kept;
}

/* An ARG that holds a literal secret: the literal is the finding. */
static bool has_literal_default(struct builder *b, const struct image_secret *arg)
{
	if (b->literals + b->tokens == 0 || !builder_pay(b, b->secrets.len))
		return false;
	VEC_EACH(const struct image_secret, s, &b->secrets)
		if (s->kind == IMAGE_LITERAL && s->from >= arg->from && s->to <= arg->to)
			return true;
	return false;
}

/*
 * A secret's name, and a file: that is one. And a name that leaves no doubt, and an ENV:
 * API_KEY may be anything, API_TOKEN is none that containers should have.
 */
static void prove_by_places(struct image_secret *secret)
{
	bool strong = is_strong_secret_name(secret->name);

	VEC_EACH(const struct image_landing, l, &secret->landings)
		if (is_file_place(l->place) || (strong && l->place == PLACE_CONFIG))
			secret->is_proven = true;
}

static bool counts(struct builder *b, struct image_secret *secret)
{
	if (secret->kind == IMAGE_LITERAL)
		return true;
	if (secret->landings.len == 0)
		return false;
	if (secret->kind != IMAGE_ARGUMENT)
		return true;
	if (secret->has_secret_name && !secret->has_default)
		prove_by_places(secret);
	if (secret->is_public && !secret->is_proven)
		return false;
	if (!secret->is_proven && (!secret->has_secret_name || !secret->is_bare))
		return false;
	return !has_literal_default(b, secret);
}

/* Everything that only what is built on the image has. */
static void land_downstream(struct builder *b, size_t downstream)
{
	const struct stage *stage = &b->stages.at[downstream];

	VEC_EACH(const struct event, event, &stage->events) {
		struct image_landing landing = event->landing;

		landing.place = PLACE_DOWNSTREAM;
		land(b, event->source, &landing);
	}
	VEC_EACH(const struct image_file, file, &stage->files.items)
		VEC_EACH(const struct file_source, fs, &file->sources)
			if (fs->at->line.text.ptr && fs->at->kind != INSTRUCTION_ONBUILD)
				land(b, fs->source,
					&(struct image_landing){.place = PLACE_DOWNSTREAM,
						.detail = file->path,
						.from = fs->from,
						.to = fs->to,
						.at = fs->at,
						.steps = fs->steps});
	land_config(b, stage, PLACE_DOWNSTREAM);
}

void landings_collect(struct builder *b, size_t downstream)
{
	size_t target = b->out->target;

	prove_references(b);
	prove_passed(b);
	for (size_t i = 0; i < b->stages.len; i++) {
		const struct stage *stage = &b->stages.at[i];

		if (i == downstream)
			continue;
		land_events(b, stage);
		if (i == target)
			land_files(b, stage, PLACE_FINAL_FILE);
		else if (!stage->view.in_chain)
			land_files(b, stage, PLACE_BUILD_STAGE);
	}
	if (target != NO_STAGE)
		land_config(b, &b->stages.at[target], PLACE_CONFIG);
	for (size_t i = 0; i < b->secrets.len; i++)
		if (b->secrets.at[i].kind == IMAGE_LITERAL)
			land_literal(b, (uint32_t)i);
	if (downstream != NO_STAGE)
		land_downstream(b, downstream);
	VEC_EACH(struct image_secret, secret, &b->secrets) {
		if (!counts(b, secret))
			continue;
		add_recorded(b, secret);
		tidy(b, secret);
		*vec_add(&b->out->secrets, b->arena) = *secret;
	}
}
