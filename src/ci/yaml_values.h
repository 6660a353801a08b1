/*
 * The forms in which values of CI files are written in YAML: texts, lists of them, variables,
 * names of secrets, inputs. For the reader of YAML only.
 */
#ifndef LAYERGATE_CI_YAML_VALUES_H
#define LAYERGATE_CI_YAML_VALUES_H

#include "ci/pipeline.h"
#include "model/yaml_view.h"

struct ci_jobs;
struct ci_paths;

struct ci_yaml {
	struct ci_pipeline *out;
	struct arena *arena;
	const struct yaml_tree *tree;
	struct yaml_view *view;
	const struct yaml_node *root; /* of the document */
	struct ci_paths *paths;       /* of the walk, one for each depth */
	unsigned depth;
	struct ci_jobs *jobs; /* of the document, for !reference; or NULL */
	size_t taken;         /* bytes of texts, the same ones again and again */
	size_t looked;        /* nodes that were looked at for that */
};

/*
 * The text of a scalar, without text for anything else; node may be NULL. Aliases can repeat a
 * text very often: at some point they are empty, and the pipeline is incomplete.
 */
struct ci_text ci_yaml_text(struct ci_yaml *y, const struct yaml_node *node);

/* Call use with each scalar of a value: itself, or those in a list and in lists in it. */
typedef void ci_scalar_user(struct ci_yaml *y, void *payload, const struct yaml_node *scalar);

void ci_each_scalar(
	struct ci_yaml *y, const struct yaml_node *node, ci_scalar_user *use, void *payload);

/*
 * Variables: a mapping, a list of mappings, of {name: A, value: b}, or of strings "A=b". A
 * value may say where a secret is: {from_secret: x}, {valueFrom: …}.
 */
void ci_yaml_variables(
	struct ci_yaml *y, const struct yaml_node *node, struct ci_variables *out);

/* Names of variables that hold secrets: a list, or the keys of a mapping. */
void ci_yaml_secret_names(
	struct ci_yaml *y, const struct yaml_node *node, struct ci_variables *out);

/*
 * Inputs: a mapping, or a list of {name: A, value: b}. A list as a value is as many inputs of
 * one name; a mapping as a value is as many "A=b".
 */
void ci_yaml_inputs(struct ci_yaml *y, const struct yaml_node *node, struct ci_variables *out);

#endif
