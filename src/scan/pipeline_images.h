/* The images that a CI file builds of Dockerfiles in its tree, for rules that ask. */
#ifndef LAYERGATE_SCAN_PIPELINE_IMAGES_H
#define LAYERGATE_SCAN_PIPELINE_IMAGES_H

#include "policy/policy.h"
#include "rules/built_image.h"
#include "scan/file_facts.h"

struct pipeline_images {
	struct built_images answers;
	const struct ci_pipeline *pipeline;
	const struct tree_view *view;
	struct span path; /* of the CI file, in the tree */
	const struct policy *policy;
	struct facts_cache *facts;
	struct arena *arena;
	struct arena
		one; /* of the last image: what it is made of goes with the next question */
	/* the last question, since rules ask it for each argument */
	const struct ci_build *last_build;
	struct span last_written;
	const struct built_image *last;
	unsigned asked;     /* so many images were made: there is a limit, */
	size_t spent;       /* and one for what they are made of */
	const char *unread; /* why an answer could not be given, or NULL */
};

/* Nothing is read before a rule asks. All of it must outlive the rules. */
void pipeline_images_open(struct pipeline_images *images, const struct ci_pipeline *pipeline,
	const struct tree_view *view, struct span path, const struct policy *policy,
	struct facts_cache *facts, struct arena *arena);

/* Behind the rules: no answer is there any more. */
void pipeline_images_close(struct pipeline_images *images);

#endif
