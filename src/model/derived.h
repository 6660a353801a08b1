/*
 * Text that was derived from a file, and the way back.
 *
 * What a shell gets is hardly ever what stands in the file: a language has its escapes, make
 * its
 * "$$". Such a text is put together from parts of the file, some as they are and some replaced,
 * and each part of it can be led back to the bytes that it came from.
 */
#ifndef LAYERGATE_MODEL_DERIVED_H
#define LAYERGATE_MODEL_DERIVED_H

#include "base/arena.h"
#include "base/span.h"
#include "base/vec.h"

/*
 * Goes to where the next piece starts. If it is as long as its source it came from that byte
 * for byte, else as a whole.
 */
struct derived_piece {
	size_t start; /* in the derived text */
	struct span source;
};

struct derived_text {
	struct span text;
	struct span source;               /* all that it was made from, in the file */
	VEC(struct derived_piece) pieces; /* none: the text is the source itself */
};

/* A derived text that is being put together. */
struct derived_maker {
	struct arena *arena;
	char *bytes;
	size_t len;
	size_t cap;
	struct derived_text made; /* the text itself: not before the end */
};

void derive_begin(struct derived_maker *m, struct arena *arena);

/* Add a part of the file as it is. */
void derive_copy(struct derived_maker *m, struct span part);

/* Add text that stands for a part of the file, or in front of an empty one. */
void derive_as(struct derived_maker *m, struct span text, struct span part);

/* Add a part of another derived text, with where it came from. */
void derive_part(struct derived_maker *m, const struct derived_text *other, struct span part);

/* source: all that it was made from, in the file. */
struct derived_text derive_end(struct derived_maker *m, struct span source);

/* A part of the file as a derived text. */
static inline struct derived_text derived_from(struct span source)
{
	return (struct derived_text){.text = source, .source = source};
}

/*
 * Where a part of the text came from, in the file: from its first byte to its last one. For
 * what is no part of the text it is the whole source.
 */
struct span derived_place(const struct derived_text *derived, struct span part);

#endif
