/*
 * A secret that ONBUILD puts into the images that are built on this one.
 */
#include "rules/image_hits.h"

void rule_secret_in_downstream_image(struct subject *subject)
{
	raise_image_hits(subject, RULE_secret_in_downstream_image, PLACE_DOWNSTREAM);
}
