/*
 * A secret in a file of the image: made and not removed, copied from the context, carried by
 * COPY --from, or inherited from the stage that the last one is made from.
 */
#include "rules/image_hits.h"

void rule_secret_file_in_image(struct subject *subject)
{
	raise_image_hits(subject, RULE_secret_file_in_image, PLACE_FINAL_FILE);
}
