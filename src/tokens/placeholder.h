/*
 * Values that stand where a secret belongs and are none: dummies, examples, templates.
 *
 * Rules ask judge.h about values of settings. What looks like a token by its shape asks here
 * with the part behind its prefix.
 */
#ifndef LAYERGATE_TOKENS_PLACEHOLDER_H
#define LAYERGATE_TOKENS_PLACEHOLDER_H

#include <stdbool.h>

#include "base/span.h"

/* A whole value that is a dummy word, a name, a template, or a constant. */
bool is_placeholder_value(struct span value);

/* The random part of a token that is a constant, a sequence or holds words like "example". */
bool is_placeholder_body(struct span body);

/*
 * A UUID, or at least 12 letters and digits, mixed as no name is: what stands between brackets
 * that somebody forgot to take off ("<4YxQ…>", "{{5dK…}}"), or in a slot for names.
 */
bool looks_random(struct span value);

/*
 * Could a literal under the name of a secret be one? It is long and mixed enough, and neither a
 * dummy, a path, a URL, a name of a variable nor a sentence. For where only a name says so.
 */
bool looks_like_password(struct span value);

#endif
