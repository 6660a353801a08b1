/*
 * Where a part of a scalar stands in the file.
 *
 * Text and file differ by escapes, by indentation, and by line ends that became blanks. From
 * one to the other leads a map, made when a scalar is first asked for: by walking through both
 * in step. Then each question costs a binary search.
 */
#ifndef LAYERGATE_MODEL_YAML_PLACE_H
#define LAYERGATE_MODEL_YAML_PLACE_H

#include "model/yaml.h"

/*
 * The bytes of the file that this part of the scalar's text stands for. An escape is never cut.
 * All of the scalar (its raw, with the "|" of a block) for an empty part, for one that is not
 * inside the text, and where the file has nothing for it.
 */
struct span yaml_place(const struct yaml_tree *tree, const struct yaml_node *scalar,
	struct span part, struct arena *arena);

/* For readers, when raw is set: give the scalar its text, which has to live in the arena. */
void yaml_set_text(struct yaml_node *scalar, struct span text, struct arena *arena);

#endif
