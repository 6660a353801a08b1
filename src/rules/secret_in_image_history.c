/*
 * A secret in the history of the image: the value of an ARG, the expanded text of an
 * instruction, a literal in a RUN.
 */
#include "rules/image_hits.h"

void rule_secret_in_image_history(struct subject *subject)
{
	raise_image_hits(subject, RULE_secret_in_image_history, PLACE_HISTORY);
}
