/* The grammar inside scalars that the readers of YAML and yaml_place.h share. */
#ifndef LAYERGATE_MODEL_YAML_SCALAR_H
#define LAYERGATE_MODEL_YAML_SCALAR_H

#include "base/arena.h"
#include "model/yaml.h"

/*
 * Length of the line end at s.ptr[at], 0 if there is none: CR LF, LF or CR; for libyaml also
 * NEL, LS and PS.
 */
size_t yaml_break(struct span s, size_t at, bool with_unicode);

/* What an escape of a double-quoted scalar stands for. */
struct yaml_escape {
	size_t raw_len;
	char bytes[4];
	size_t len;
};

/*
 * The escape at s.ptr[at], a backslash. False if YAML has no such escape; the backslash before
 * a line end is none either. Two halves of a UTF-16 pair, as JSON has them, are one escape.
 */
bool yaml_escape_at(struct span s, size_t at, struct yaml_escape *out);

/*
 * The text of a plain or quoted scalar: line ends folded, escapes decoded where there are such.
 * raw itself if there is nothing to do.
 */
struct span yaml_decode(struct span raw, enum yaml_style style, struct arena *arena);

#endif
