/*
 * A build argument that a CI file gives a secret to, in a build whose provenance has all
 * arguments (mode=max) and is pushed: used or not, in whatever stage.
 */
#include "rules/image_hits.h"

void rule_secret_in_provenance(struct subject *subject)
{
	raise_image_hits(subject, RULE_secret_in_provenance, PLACE_PROVENANCE);
}
