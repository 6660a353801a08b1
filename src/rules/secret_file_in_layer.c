/*
 * A secret in a layer of the image, in a file that a later layer hides.
 */
#include "rules/image_hits.h"

void rule_secret_file_in_layer(struct subject *subject)
{
	raise_image_hits(subject, RULE_secret_file_in_layer, PLACE_EARLIER_LAYER);
}
