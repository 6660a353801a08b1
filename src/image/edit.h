/* Changes of values that words of instructions and of shells have in common. */
#ifndef LAYERGATE_IMAGE_EDIT_H
#define LAYERGATE_IMAGE_EDIT_H

#include "image/builder.h"

/* ${NAME#pattern} and ${NAME%pattern}: without the shortest (longest) end that matches. */
struct value edit_strip(struct builder *b, const struct value *value, struct span pattern,
	char end, bool longest);

#endif
