/* People keep more than secrets in a store of secrets. */
#ifndef LAYERGATE_CI_STORED_NAME_H
#define LAYERGATE_CI_STORED_NAME_H

#include <stdbool.h>

#include "base/span.h"

/* Does the name say a user, a host, a public key or another setting, and no secret? */
bool is_setting_name(struct span name);

/* What a front end is built with under this name ends up in browsers, by intent. */
bool is_public_name(struct span name);

#endif
