/*
 * A secret that is only in a stage the image is not made from, or in a cache mount: it is on
 * the disk of whoever builds.
 */
#include "rules/image_hits.h"

void rule_secret_in_build_stage(struct subject *subject)
{
	raise_image_hits(subject, RULE_secret_in_build_stage, PLACE_BUILD_STAGE);
}
