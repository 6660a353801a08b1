/*
 * The patterns of a classifier as a machine that is fed with a path part by part.
 *
 * For walking directory trees: most names of most directories can be turned down by a look at
 * their first or last bytes, without their path ever being put together. And the same directory
 * is often found in many places of a history; it has to be looked at again only if it is in
 * another state, that is if other patterns could match below it.
 *
 *	state   what a directory's path has left to match below it; a small number
 *
 * Of two directories in the same state the same files are inspected, as the same kinds.
 */
#ifndef LAYERGATE_MODEL_PATH_FILTER_H
#define LAYERGATE_MODEL_PATH_FILTER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "model/classify.h"

struct path_filter;

/* Both arguments are borrowed and must outlive the filter, which lives in the arena. */
struct path_filter *path_filter_new(const struct classifier *classifier, struct arena *arena);

/* The state of the top directory. */
uint32_t path_filter_top(const struct path_filter *filter);

/* The state of the directory of that name in a directory of that state. */
uint32_t path_filter_enter(struct path_filter *filter, uint32_t state, struct span name);

/*
 * Can the file of that name in a directory of that state be inspected? False is certain; after
 * true classify() has to decide. A name with '/' in it (a hostile tree may have some) is for
 * classify() in any case.
 */
bool path_filter_admits(const struct path_filter *filter, uint32_t state, struct span name);

#endif
