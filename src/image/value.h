/*
 * A value as the builder or a shell would see it: text, and what is in it.
 *
 * What is not known before the build stands in the text as "${NAME}", so that two paths with
 * the same unknown part are still the same path. Pieces say where a part of the text comes
 * from: from a source of a secret (sources.h), or from certain bytes of the Dockerfile.
 */
#ifndef LAYERGATE_IMAGE_VALUE_H
#define LAYERGATE_IMAGE_VALUE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/vec.h"

#define NO_SOURCE UINT32_MAX

enum {
	VALUE_MAX = 64 << 10,    /* bytes of a text; what is beyond is cut */
	VALUE_PIECES_MAX = 4096, /* more are left out */
};

struct piece {
	size_t start; /* in the value's text */
	size_t len;
	uint32_t source; /* or NO_SOURCE: written in the Dockerfile */
	size_t from;     /* NO_SOURCE: offsets in the file; from == to: nowhere in particular */
	size_t to;
};

struct value {
	struct span text;
	VEC(struct piece)
	pieces;      /* in the order of the text; those of sources may overlap others */
	bool is_cut; /* VALUE_MAX or VALUE_PIECES_MAX was reached */
};

/* A value that is put together; start with all zeros. */
struct value_builder {
	struct arena *arena;
	char *text;
	size_t len;
	size_t cap;
	struct value value;
};

void value_begin(struct value_builder *b, struct arena *arena);

/* Add text that stands at [from, to) of the file; from == to: nowhere. */
void value_add_text(struct value_builder *b, struct span text, size_t from, size_t to);
void value_add(struct value_builder *b, const struct value *value);
void value_add_char(struct value_builder *b, char c);

/* Add "${name}", which stands for a source or (NO_SOURCE) for something unknown. */
void value_add_unknown(struct value_builder *b, struct span name, uint32_t source);

/* Mark the last len bytes as of a source, whatever they are besides. */
void value_mark(struct value_builder *b, size_t len, uint32_t source);

struct value value_end(struct value_builder *b);

/* The part [from, to) of a value, with its pieces. */
struct value value_sub(const struct value *value, size_t from, size_t to, struct arena *arena);

/* Two values, one behind the other. */
struct value value_join(const struct value *a, const struct value *b, struct arena *arena);

/* A text that is known as such and stands nowhere in the file. */
struct value value_of(struct span text);

/* Does it hold a secret that has a source? */
bool value_has_source(const struct value *value);

/* Is a part of the text unknown? */
bool value_is_unknown(struct span text);

#endif
