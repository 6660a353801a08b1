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

#endif
