/* The variables of a stage: ARG and ENV, with what is known of their values. */
#ifndef LAYERGATE_IMAGE_VARIABLES_H
#define LAYERGATE_IMAGE_VARIABLES_H

#include "image/value.h"
#include "model/dockerfile.h"

enum variable_kind {
	VARIABLE_ARG,
	VARIABLE_ENV, /* beats an ARG of the same name */
};

struct variable {
	struct span name;
	enum variable_kind kind;
	struct value value;
	const struct instruction *at; /* what set it */
};

/* An open table: ten thousand variables in a hostile file stay quick. */
struct variables {
	VEC(struct variable) items;
	uint32_t *slots; /* index into items, plus 1; 0 is free */
	size_t slot_count;
	uint64_t seed; /* nobody can prepare names that collide */
};

/* The variable of that name (and kind), or NULL. */
struct variable *variables_find(
	const struct variables *vars, struct span name, enum variable_kind kind);

/* The variable of that name, made if there is none. */
struct variable *variables_set(
	struct variables *vars, struct span name, enum variable_kind kind, struct arena *arena);

/* What $NAME is: the ENV, else the ARG, else NULL. */
const struct variable *variables_look_up(const struct variables *vars, struct span name);

/* A copy that can be changed on its own. */
struct variables variables_copy(const struct variables *vars, struct arena *arena);

#endif
