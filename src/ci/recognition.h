/*
 * Files whose paths don't say what they are: what they hold does, by the rows of
 * recognition.def.
 */
#ifndef LAYERGATE_CI_RECOGNITION_H
#define LAYERGATE_CI_RECOGNITION_H

#include "ci/pipeline.h"
#include "model/yaml_view.h"

/*
 * The system that a file belongs to. *system is what its path says, and is changed where the
 * content knows better. False: it is a file of something else.
 */
bool ci_recognise(struct yaml_view *view, const struct yaml_tree *tree, struct span path,
	enum file_kind *system);

/* Is this document one of that system, in a file that was recognised? */
bool ci_belongs(struct yaml_view *view, const struct yaml_node *document, struct span path,
	enum file_kind kind, enum file_kind system);

#endif
