/* What the rules about secrets in images share: from the image model's answer to hits. */
#ifndef LAYERGATE_RULES_IMAGE_HITS_H
#define LAYERGATE_RULES_IMAGE_HITS_H

#include "rules/subject.h"

/* Raise a hit for each secret that would be found in that place. */
void raise_image_hits(struct subject *subject, enum rule_id rule, enum place place);

/*
 * The story of a secret, printable: what it is, where it would be found, what makes it so, and
 * how anybody can read it.
 */
const char *image_story(struct subject *subject, const struct image_secret *secret);

/* What to write instead, for this very file. */
const char *image_fix(struct subject *subject, const struct image_secret *secret);

#endif
