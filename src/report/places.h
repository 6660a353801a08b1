/* Where an image would have a secret, in one line for people. */
#ifndef LAYERGATE_REPORT_PLACES_H
#define LAYERGATE_REPORT_PLACES_H

#include "base/buf.h"
#include "report/finding.h"

bool has_image_places(const struct finding *finding);

/* "final-file /srv/.npmrc (line 3), history NPM_TOKEN (line 2)"; nothing if it is in no image.
 */
void add_image_places(struct buf *out, const struct finding *finding);

#endif
