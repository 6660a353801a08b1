/*
 * What a system itself puts into a script, by the name that it has there: $(NAME) of Azure,
 * << NAME >> of CircleCI, {{ NAME }} of Pipelines as Code, "${NAME}" of Groovy, and in Drone's,
 * Woodpecker's, Buildkite's and Cloud Build's files what looks like a variable of the shell.
 */
#ifndef LAYERGATE_RULES_CI_PUT_IN_H
#define LAYERGATE_RULES_CI_PUT_IN_H

#include "ci/pipeline.h"

/*
 * Take the next one off *rest; false if there is none. What is escaped ("$$NAME", "\$NAME") is
 * none: it is left to the shell.
 */
bool ci_next_put_in(enum file_kind system, struct span *rest, struct span *reference);

/* Its name; "" if more than a name stands in it. */
struct span ci_put_in_name(struct span reference);

#endif
