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
	/* the last question, since rules ask it for each argument */
	const struct ci_build *last_build;
	struct span last_written;
	const struct built_image *last;
	struct arena answer; /* of the last answer only */
	unsigned asked;      /* so many images were made: there is a limit */
	size_t bytes;        /* of the Dockerfiles that were read for them */
	const char *unread;  /* why an answer could not be given, or NULL */
};

/* Nothing is read before a rule asks. All of it must outlive the rules. */
void pipeline_images_open(struct pipeline_images *images, const struct ci_pipeline *pipeline,
	const struct tree_view *view, struct span path, const struct policy *policy,
	struct facts_cache *facts, struct arena *arena);

/* When the rules are done: what they were answered is gone. */
void pipeline_images_close(struct pipeline_images *images);

#endif
