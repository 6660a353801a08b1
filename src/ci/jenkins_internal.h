/* What the files of the Jenkins reader share. */
#ifndef LAYERGATE_CI_JENKINS_INTERNAL_H
#define LAYERGATE_CI_JENKINS_INTERNAL_H

#include "ci/code_text.h"

enum {
	JENKINS_IMAGES_MAX = 64 /* variables that hold an image */
};

struct jenkins_walk {
	struct ci_pipeline *out;
	struct arena *arena;
	struct code code;
	unsigned depth; /* of blocks with a scope of their own */
	bool has_agent; /* what is read runs on one that was chosen further out */
	size_t step_count;
	size_t pod_count;
	/* image = docker.build('name'), or docker.image: the name of the variable, and the
	 * token */
	struct {
		struct span name;
		size_t argument;
	} images[JENKINS_IMAGES_MAX];
	size_t image_count;
};

/* name(arguments) { block }, with or without the brackets; indexes of tokens. */
struct jenkins_call {
	size_t name;
	size_t first; /* of the arguments */
	size_t end;   /* behind the last of them */
	size_t block; /* its "{"; the number of tokens if there is none */
	size_t behind;
};

struct jenkins_call jenkins_call_at(const struct jenkins_walk *w, size_t name);

/* The first token of a named argument's value; call->end if there is none of that name. */
size_t jenkins_argument(
	const struct jenkins_walk *w, const struct jenkins_call *call, const char *name);

/* The first token of the first argument that has no name; call->end if there is none. */
size_t jenkins_first_argument(const struct jenkins_walk *w, const struct jenkins_call *call);

/* The text of an expression; ptr NULL if it is none. */
struct ci_text jenkins_text(const struct jenkins_walk *w, size_t at);

/* --- jenkins_variables.c ------------------------------------------------------------------ */

void jenkins_add_variable(struct jenkins_walk *w, struct ci_scope *scope, struct ci_text name,
	struct ci_text value, bool is_secret);

/* environment { A = 'b' } */
void jenkins_environment(struct jenkins_walk *w, struct ci_scope *scope, size_t block);

/* withEnv(['A=b']) */
void jenkins_with_env(
	struct jenkins_walk *w, struct ci_scope *scope, const struct jenkins_call *call);

/* withCredentials([string(credentialsId: 'a', variable: 'B')]), withVault(…) */
void jenkins_bindings(struct jenkins_walk *w, struct ci_scope *scope, size_t from, size_t to);

/* parameters { password(name: 'A', defaultValue: 'b') } */
void jenkins_parameters(struct jenkins_walk *w, struct ci_scope *scope, size_t block);

/* A = 'b', env.A = "b": the name stands at a place. */
void jenkins_assignment(struct jenkins_walk *w, struct ci_scope *scope, size_t name);

/* password: 'a': an input of whatever is called */
void jenkins_named_argument(struct jenkins_walk *w, struct ci_scope *scope, size_t name);

/* --- jenkins_steps.c ---------------------------------------------------------------------- */

/* sh 'text', bat(script: 'text'); false if the name is none of these */
bool jenkins_script(struct jenkins_walk *w, struct ci_scope *scope, size_t name);

/* agent { docker { … } } */
void jenkins_agent(struct jenkins_walk *w, struct ci_scope *scope, size_t block);

/* docker.build(…): the name "docker" stands at a place. */
void jenkins_docker_build(struct jenkins_walk *w, struct ci_scope *scope, size_t name);

/* NAME = docker.build(…), docker.image(…): what its methods are called for */
void jenkins_note_image(struct jenkins_walk *w, size_t name);

/* image.push() */
void jenkins_push(struct jenkins_walk *w, struct ci_scope *scope, size_t name);

/* image.inside('-v …'): what the engine is given; the scope is the block's. */
void jenkins_container(
	struct jenkins_walk *w, struct ci_scope *scope, const struct jenkins_call *call);

/* --- jenkins_pod.c ------------------------------------------------------------------------ */

/* agent { kubernetes { yaml '''…''' } }: the string stands at a place. */
void jenkins_pod(struct jenkins_walk *w, struct ci_scope *scope, size_t string);

#endif
