/*
 * What rules about CI files ask about the images that the file builds. A rule opens no file;
 * who knows the tree answers (scan/pipeline_images.h).
 */
#ifndef LAYERGATE_RULES_BUILT_IMAGE_H
#define LAYERGATE_RULES_BUILT_IMAGE_H

#include "ci/builds.h"
#include "image/image.h"

struct built_image {
	struct span path;    /* of the Dockerfile, in the tree */
	struct image image;  /* that the build makes: up to the stage that it names */
	bool is_last_stage;  /* that is the last stage of the file */
	struct span target;  /* the name of the stage, as the build has it; or empty */
	struct span context; /* in the tree; ptr NULL: not known */
	/* the context is what git has: files that the job writes are not in it */
	bool is_from_git;
	/* the file that the job writes gets into it: the worst place that has it */
	bool takes_written;
	enum place written_place;
	bool ignores_written; /* .dockerignore keeps it out */
	bool has_written;     /* it is below the context */
};

struct built_images {
	void *payload;
	/*
	 * The image of a build. NULL if its Dockerfile is not in the tree, or the file does not
	 * say which one it is. written: the path in the tree of a file with a secret in it that
	 * is there when it is built; or empty.
	 */
	const struct built_image *(*ask)(
		void *payload, const struct ci_build *build, struct span written);
	/* Is there anything at that path of the tree? */
	bool (*exists)(void *payload, struct span path);
};

#endif
