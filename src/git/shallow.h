/* The file "shallow" of a clone that was made without its whole history. */
#ifndef LAYERGATE_GIT_SHALLOW_H
#define LAYERGATE_GIT_SHALLOW_H

#include "base/key_map.h"
#include "base/status.h"
#include "git/repo.h"

/* Add the names of the commits whose parents are not there; none in a complete repository. */
MUST_USE enum status shallow_read(
	const struct repo *repo, struct key_map *names, struct error *err);

#endif
