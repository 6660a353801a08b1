/* What to do about a secret, by the kind of file it stands in. */
#ifndef LAYERGATE_RULES_ADVICE_H
#define LAYERGATE_RULES_ADVICE_H

#include "model/classify.h"

/* How the file gets at its secret instead; a clause without a full stop. */
const char *advice_for(enum file_kind kind);

#endif
