#include "image/value.h"

void value_begin(struct value_builder *b, struct arena *arena)
{
	*b = (struct value_builder){.arena = arena};
}

/* Append bytes; false if there is no room. */
static bool append(struct value_builder *b, const char *bytes, size_t len)
{
	if (len > VALUE_MAX - b->len) {
		b->value.is_cut = true;
		return false;
	}
	if (b->len + len > b->cap) {
		size_t cap = (b->len + len) * 2 + 16;
		char *text = arena_alloc(b->arena, cap);

		if (b->len)
			memcpy(text, b->text, b->len);
		b->text = text;
		b->cap = cap;
	}
	if (len)
		memcpy(b->text + b->len, bytes, len);
	b->len += len;
	return true;
}

static void add_piece(struct value_builder *b, struct piece piece)
{
	struct piece *last;

	if (b->value.pieces.len) {
		last = &b->value.pieces.at[b->value.pieces.len - 1];
		/* text that goes on where the last one ended is one piece with it */
		if (piece.source == NO_SOURCE && last->source == NO_SOURCE &&
			last->start + last->len == piece.start && last->to == piece.from &&
			last->to - last->from == last->len) {
			last->len += piece.len;
			last->to = piece.to;
			return;
		}
	}
	if (b->value.pieces.len >= VALUE_PIECES_MAX) {
		b->value.is_cut = true;
		return;
	}
	*vec_add(&b->value.pieces, b->arena) = piece;
}

void value_add_text(struct value_builder *b, struct span text, size_t from, size_t to)
{
	size_t start = b->len;

	if (text.len == 0 || !append(b, text.ptr, text.len))
		return;
	if (from < to)
		add_piece(b, (struct piece){start, text.len, NO_SOURCE, from, to});
}

void value_add(struct value_builder *b, const struct value *value)
{
	size_t start = b->len;

	if (value->is_cut)
		b->value.is_cut = true;
	if (!append(b, value->text.ptr, value->text.len))
		return;
	VEC_EACH(const struct piece, piece, &value->pieces) {
		struct piece moved = *piece;

		moved.start += start;
		add_piece(b, moved);
	}
}

void value_add_char(struct value_builder *b, char c)
{
	append(b, &c, 1);
}

void value_add_unknown(struct value_builder *b, struct span name, uint32_t source)
{
	size_t start = b->len;

	if (!append(b, "${", 2) || !append(b, name.ptr, name.len) || !append(b, "}", 1))
		return;
	if (source != NO_SOURCE)
		add_piece(b, (struct piece){start, b->len - start, source, 0, 0});
}

void value_mark(struct value_builder *b, size_t len, uint32_t source)
{
	if (len <= b->len)
		add_piece(b, (struct piece){b->len - len, len, source, 0, 0});
}

struct value value_end(struct value_builder *b)
{
	b->value.text = span_of(b->text, b->len);
	return b->value;
}

static size_t max_size(size_t a, size_t b)
{
	return a > b ? a : b;
}

static size_t min_size(size_t a, size_t b)
{
	return a < b ? a : b;
}

struct value value_sub(const struct value *value, size_t from, size_t to, struct arena *arena)
{
	struct value out = {.text = span_sub(value->text, from, to), .is_cut = value->is_cut};

	to = from + out.text.len;
	VEC_EACH(const struct piece, piece, &value->pieces) {
		size_t start = max_size(piece->start, from);
		size_t end = min_size(piece->start + piece->len, to);
		struct piece part = *piece;

		if (start >= end)
			continue;
		/* bytes of the file can be told apart only where each is one of the text */
		if (piece->to - piece->from == piece->len) {
			part.from = piece->from + (start - piece->start);
			part.to = part.from + (end - start);
		}
		part.start = start - from;
		part.len = end - start;
		*vec_add(&out.pieces, arena) = part;
	}
	return out;
}

struct value value_join(const struct value *a, const struct value *b, struct arena *arena)
{
	struct value_builder builder;

	value_begin(&builder, arena);
	value_add(&builder, a);
	value_add(&builder, b);
	return value_end(&builder);
}

struct value value_of(struct span text)
{
	return (struct value){.text = text};
}

bool value_has_source(const struct value *value)
{
	VEC_EACH(const struct piece, piece, &value->pieces)
		if (piece->source != NO_SOURCE)
			return true;
	return false;
}

bool value_is_unknown(struct span text)
{
	return span_find(text, "${") < text.len;
}
