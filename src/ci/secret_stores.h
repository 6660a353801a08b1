/* Commands by which stores of secrets hand them out: vault, op, aws, gcloud, gh, … */
#ifndef LAYERGATE_CI_SECRET_STORES_H
#define LAYERGATE_CI_SECRET_STORES_H

#include "base/span.h"

enum {
	CI_STORE_WORDS = 12 /* of a command, that are looked at */
};

/*
 * The word of a command that says which secret its output is (or that it is one at all); ptr
 * NULL: it is none that is known. The first of the words is the program.
 */
struct span ci_handed_out_by(const struct span *words, size_t count);

#endif
