#include "model/derived.h"

#include <stdint.h>

void derive_begin(struct derived_maker *m, struct arena *arena)
{
	*m = (struct derived_maker){.arena = arena};
}

static void add_bytes(struct derived_maker *m, struct span text)
{
	if (m->cap - m->len < text.len) {
		size_t cap = (m->len + text.len) * 2;
		char *bytes = arena_alloc(m->arena, cap);

		if (m->len)
			memcpy(bytes, m->bytes, m->len);
		m->bytes = bytes;
		m->cap = cap;
	}
	memcpy(m->bytes + m->len, text.ptr, text.len);
	m->len += text.len;
}

/* Does the part stand right behind the last piece, which came from its source byte for byte? */
static bool continues_last(const struct derived_maker *m, struct span part)
{
	const struct derived_piece *last;

	if (m->made.pieces.len == 0)
		return false;
	last = &m->made.pieces.at[m->made.pieces.len - 1];
	return m->len - last->start == last->source.len &&
		last->source.ptr + last->source.len == part.ptr;
}

void derive_copy(struct derived_maker *m, struct span part)
{
	if (part.len == 0)
		return;
	if (continues_last(m, part)) {
		m->made.pieces.at[m->made.pieces.len - 1].source.len += part.len;
		add_bytes(m, part);
	} else {
		derive_as(m, part, part);
	}
}

void derive_as(struct derived_maker *m, struct span text, struct span part)
{
	if (text.len == 0)
		return;
	*vec_add(&m->made.pieces, m->arena) = (struct derived_piece){m->len, part};
	add_bytes(m, text);
}

struct derived_text derive_end(struct derived_maker *m, struct span source)
{
	const struct derived_piece *first = m->made.pieces.at;

	if (m->made.pieces.len == 1 && first->source.len == m->len &&
		memcmp(first->source.ptr, m->bytes, m->len) == 0)
		return derived_from(first->source);
	/* where nothing is left, something was */
	if (m->len == 0)
		return derived_from(span_sub(source, 0, 0));
	m->made.text = span_of(m->bytes, m->len);
	m->made.source = source;
	return m->made;
}

/* The piece that a byte of the text belongs to, and its length. */
static const struct derived_piece *piece_at(
	const struct derived_text *d, size_t at, size_t *len)
{
	size_t low = 0;
	size_t high = d->pieces.len;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (d->pieces.at[middle].start <= at)
			low = middle;
		else
			high = middle;
	}
	*len = (high < d->pieces.len ? d->pieces.at[high].start : d->text.len) -
		d->pieces.at[low].start;
	return &d->pieces.at[low];
}

void derive_part(struct derived_maker *m, const struct derived_text *other, struct span part)
{
	size_t at = (size_t)(part.ptr - other->text.ptr);
	size_t end = at + part.len;

	if (other->pieces.len == 0) {
		derive_copy(m, part);
		return;
	}
	while (at < end) {
		size_t len;
		const struct derived_piece *piece = piece_at(other, at, &len);
		size_t from = at - piece->start;
		size_t to = end - piece->start < len ? end - piece->start : len;

		if (len == piece->source.len)
			derive_copy(m, span_sub(piece->source, from, to));
		else
			derive_as(
				m, span_sub(other->text, at, piece->start + to), piece->source);
		at = piece->start + to;
	}
}

/* The bytes that one byte of the text came from. */
static struct span place_of_byte(const struct derived_text *d, size_t at)
{
	size_t len;
	const struct derived_piece *piece = piece_at(d, at, &len);

	if (len != piece->source.len)
		return piece->source;
	return span_sub(piece->source, at - piece->start, at - piece->start + 1);
}

static bool is_inside(struct span part, struct span whole)
{
	uintptr_t start = (uintptr_t)whole.ptr;
	uintptr_t at = (uintptr_t)part.ptr;

	return at >= start && at - start <= whole.len && part.len <= whole.len - (at - start);
}

struct span derived_place(const struct derived_text *derived, struct span part)
{
	size_t at;
	struct span first;
	struct span last;

	if (!is_inside(part, derived->text))
		return derived->source;
	if (derived->pieces.len == 0)
		return part;
	at = (size_t)(part.ptr - derived->text.ptr);
	/* an empty part stands before the byte behind it */
	if (part.len == 0 && at == derived->text.len)
		return span_from(derived->source, derived->source.len);
	first = place_of_byte(derived, at);
	if (part.len == 0)
		return span_sub(first, 0, 0);
	last = place_of_byte(derived, at + part.len - 1);
	/* pieces that changed their places have no common one */
	if (last.ptr + last.len < first.ptr)
		return first;
	return span_of(first.ptr, (size_t)(last.ptr + last.len - first.ptr));
}
