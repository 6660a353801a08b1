/* From what happened in the stages to where each secret would be found. */
#ifndef LAYERGATE_IMAGE_LANDINGS_H
#define LAYERGATE_IMAGE_LANDINGS_H

#include "image/builder.h"

/*
 * The target and the stages it is made from, and those it takes something from. Sets target,
 * in_chain and is_needed.
 */
void stages_mark(struct builder *b);

/* Fill the secrets of the answer. downstream: index of the stage that ONBUILD makes, or
 * NO_STAGE. */
void landings_collect(struct builder *b, size_t downstream);

#endif
