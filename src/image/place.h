/* Where a secret can be found, and what a line of a file has to do with it. */
#ifndef LAYERGATE_IMAGE_PLACE_H
#define LAYERGATE_IMAGE_PLACE_H

enum place {
	PLACE_COMMITTED, /* in a file in git */

	/* of an image, the worst first */
	PLACE_FINAL_FILE,    /* in a file of a container of it */
	PLACE_CONFIG,        /* in its configuration: docker inspect */
	PLACE_EARLIER_LAYER, /* in a layer, hidden by a later one: docker save */
	PLACE_HISTORY,       /* docker history --no-trunc */
	PLACE_PROVENANCE,    /* in an attestation that was pushed with it */
	PLACE_DOWNSTREAM,    /* in the images that are built on it (ONBUILD) */
	PLACE_BUILD_STAGE,   /* in a stage that is not a part of it */
	PLACE_BUILD_CACHE,   /* in a cache mount of the builder */

	PLACE_BUILD_CONTEXT,
	PLACE_JOB_LOG,
	PLACE_PROCESS_ARGUMENTS,
};

enum trace_role {
	ROLE_SOURCE,   /* the secret comes in there */
	ROLE_MADE,     /* a file is made of it */
	ROLE_CARRIED,  /* the file is copied from another stage */
	ROLE_REMOVED,  /* the file is removed, in a later layer */
	ROLE_RECORDED, /* the builder writes it down */
};

/* As in the JSON report. */
const char *place_name(enum place place);
const char *role_name(enum trace_role role);

#endif
