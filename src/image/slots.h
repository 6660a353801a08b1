/* Slots for credentials in texts: see slots.c. */
#ifndef LAYERGATE_IMAGE_SLOTS_H
#define LAYERGATE_IMAGE_SLOTS_H

#include "image/builder.h"

enum slot_trust {
	SLOT_STRONG,         /* what stands there is a secret: literals as well */
	SLOT_WEAK,           /* literals only if they look like a password */
	SLOT_VARIABLES_ONLY, /* literals say nothing there */
};

/*
 * Look for slots in a text that is put together: the sources there are proven. A literal in one
 * becomes a source, and its bytes of the text are marked as such. path: of the file that the
 * text is written to; empty for none.
 */
void prove_slots(struct builder *b, struct span path, struct value_builder *text);

/* The same for a part of the text that is known to be one. */
void prove_range(struct builder *b, struct value_builder *text, size_t from, size_t to,
	enum slot_trust trust);

#endif
