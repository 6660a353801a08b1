/*
 * A secret in the configuration of the image: Env, Labels, Cmd, Healthcheck.
 */
#include "rules/image_hits.h"

void rule_secret_in_image_config(struct subject *subject)
{
	raise_image_hits(subject, RULE_secret_in_image_config, PLACE_CONFIG);
}
