/* Names of variables in a text: $NAME, ${NAME}, ${NAME:-word}. */
#ifndef LAYERGATE_TEXT_REFERENCES_H
#define LAYERGATE_TEXT_REFERENCES_H

#include <stdbool.h>

#include "base/span.h"

/* Take the next name off *rest; false if there is none. */
bool next_reference(struct span *rest, struct span *name);

#endif
