/* The secrets of a Dockerfile: what could be one is numbered, and the numbers travel. */
#include "image/builder.h"
#include "tokens/judge.h"
#include "tokens/placeholder.h"
#include "tokens/secret_name.h"

bool builder_pay(struct builder *b, size_t steps)
{
	if (b->budget < steps) {
		b->budget = 0;
		b->out->is_incomplete = true;
		return false;
	}
	b->budget -= steps;
	return true;
}

struct file_range range_of(const struct builder *b, const struct instruction *in, struct span s)
{
	struct file_range range;

	range.from = instruction_offset(b->file, in, s.ptr);
	/* the last byte, not the one behind it: that may be on another line */
	range.to = s.len ? instruction_offset(b->file, in, s.ptr + s.len - 1) + 1 : range.from;
	return range;
}

struct file_range range_of_pair(const struct builder *b, const struct instruction *in,
	const struct instruction_pair *pair)
{
	size_t len = pair->name.len;

	if (pair->has_value && pair->value.len)
		len = (size_t)(pair->value.ptr - pair->name.ptr) + pair->value.len;
	return range_of(b, in, span_of(pair->name.ptr, len));
}

static uint32_t add_secret(struct builder *b, enum image_secret_kind kind, struct span name,
	struct file_range range)
{
	struct image_secret *secret = vec_add(&b->secrets, b->arena);

	secret->kind = kind;
	secret->name = name;
	secret->from = range.from;
	secret->to = range.to;
	secret->at = b->at;
	return (uint32_t)(b->secrets.len - 1);
}

/*
 * The secret of that kind and name, made if it is not there. ARGs are kept as ARGs and all else
 * as ENVs of the table, so that a mount and an ARG of one name are two secrets.
 */
static uint32_t named_secret(struct builder *b, enum image_secret_kind kind, struct span name,
	struct file_range range)
{
	enum variable_kind as = kind == IMAGE_ARGUMENT ? VARIABLE_ARG : VARIABLE_ENV;
	struct variable *known = variables_find(&b->names, name, as);
	uint32_t source;

	if (known && known->value.pieces.len)
		return known->value.pieces.at[0].source;
	source = add_secret(b, kind, name, range);
	known = variables_set(&b->names, name, as, b->arena);
	*vec_add(&known->value.pieces, b->arena) = (struct piece){.source = source};
	return source;
}

uint32_t secret_of_argument(struct builder *b, struct span name, struct file_range declared)
{
	uint32_t source = named_secret(b, IMAGE_ARGUMENT, name, declared);

	b->secrets.at[source].has_secret_name = is_secret_name(name);
	return source;
}

uint32_t secret_of_mount(struct builder *b, struct span id, struct file_range declared)
{
	uint32_t source = named_secret(b, IMAGE_MOUNT, id, declared);

	b->secrets.at[source].is_proven = true;
	return source;
}

uint32_t secret_of_file(struct builder *b, const struct context_file *file)
{
	builder_pay(b, b->secrets.len / 2);
	for (size_t i = b->tokens; i < b->secrets.len; i++)
		if (b->secrets.at[i].file == file)
			return (uint32_t)i;
	add_secret(b, IMAGE_FILE, file->path, (struct file_range){0, 0});
	b->secrets.at[b->secrets.len - 1].file = file;
	b->secrets.at[b->secrets.len - 1].is_proven = true;
	return (uint32_t)(b->secrets.len - 1);
}

void context_take(struct builder *b, struct context_file *file)
{
	if (!file->is_loaded && b->context->load)
		b->context->load(b->context->payload, file);
	file->is_loaded = true;
	*vec_add(&b->copied, b->arena) = file;
}

uint32_t secret_of_unseen_file(struct builder *b, struct span path, struct file_range copied)
{
	builder_pay(b, b->secrets.len / 2);
	for (size_t i = b->tokens; i < b->secrets.len; i++)
		if (b->secrets.at[i].kind == IMAGE_UNSEEN &&
			span_eq(b->secrets.at[i].name, path))
			return (uint32_t)i;
	return add_secret(b, IMAGE_UNSEEN, path, copied);
}

uint32_t secret_of_literal(struct builder *b, struct file_range literal, bool is_weak)
{
	builder_pay(b, b->secrets.len / 2);
	for (size_t i = 0; i < b->secrets.len; i++) {
		struct image_secret *s = &b->secrets.at[i];

		if (s->kind == IMAGE_LITERAL && s->from == literal.from &&
			s->to == literal.to) {
			s->is_weak = s->is_weak && is_weak;
			return (uint32_t)i;
		}
	}
	b->literals++;
	add_secret(b, IMAGE_LITERAL, span_of("", 0), literal);
	b->secrets.at[b->secrets.len - 1].is_proven = true;
	b->secrets.at[b->secrets.len - 1].is_weak = is_weak;
	return (uint32_t)(b->secrets.len - 1);
}

/* An ARG that becomes a variable for secrets is one, if it has no value of its own. */
static void prove_arguments_in(struct builder *b, const struct value *value)
{
	VEC_EACH(const struct piece, piece, &value->pieces)
		if (piece->source != NO_SOURCE && !b->secrets.at[piece->source].has_default)
			secret_prove(b, piece->source);
}

void mark_named_literal(struct builder *b, struct span name, struct value_builder *value)
{
	struct span text = span_of(value->text, value->len);
	struct piece piece;
	struct judgement judged;

	if (is_strong_secret_name(name))
		prove_arguments_in(b, &value->value);
	if (!is_secret_name(name) || value->value.pieces.len != 1)
		return;
	piece = value->value.pieces.at[0];
	if (piece.source != NO_SOURCE || piece.len != text.len)
		return;
	judged = judge_value(text, JUDGE_BARE_DOLLAR);
	if (judged.nature != VALUE_LITERAL || !looks_like_password(judged.literal))
		return;
	value_mark(value, text.len,
		secret_of_literal(b, (struct file_range){piece.from, piece.to}, true));
}

void secret_prove(struct builder *b, uint32_t source)
{
	b->secrets.at[source].is_proven = true;
}

/* The first token that ends behind that offset. */
static size_t first_token(const struct builder *b, size_t from)
{
	size_t low = 0;
	size_t high = b->tokens;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (b->secrets.at[middle].to <= from)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void mark_tokens(struct builder *b, struct value_builder *v, size_t len, struct file_range at)
{
	for (size_t i = first_token(b, at.from); i < b->tokens && b->secrets.at[i].from < at.to;
		i++)
		value_mark(v, len, (uint32_t)i);
}
