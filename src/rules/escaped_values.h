/* What is found in values that a CI file spells with escapes ("\x6e" for "n"). */
#ifndef LAYERGATE_RULES_ESCAPED_VALUES_H
#define LAYERGATE_RULES_ESCAPED_VALUES_H

#include "rules/subject.h"

struct escaped_value {
	const struct ci_text *text;
	struct token_matches matches; /* in text->text */
};

struct escaped_list {
	VEC(struct escaped_value) items;
};

/* Those with a match. Made when first asked for; empty without a pipeline. */
const struct escaped_list *escaped_values(struct subject *subject);

#endif
