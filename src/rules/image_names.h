/*
 * The names of images: of FROM, COPY --from and RUN --mount=from in a Dockerfile, of jobs,
 * services, and commands that start or fetch one in CI files and their like.
 */
#ifndef LAYERGATE_RULES_IMAGE_NAMES_H
#define LAYERGATE_RULES_IMAGE_NAMES_H

#include "rules/subject.h"

/* "registry.example.com:5000/team/app:1.2@sha256:…", taken apart. */
struct image_name {
	struct span text;   /* all of it */
	struct span host;   /* "docker.io" where none is written */
	struct span path;   /* "library/node" where "node" is written */
	struct span tag;    /* empty: none */
	struct span digest; /* empty: none */
	/* a variable without a value before the build is in … */
	bool has_unknown;      /* … the text */
	bool has_unknown_host; /* … the host, or what may turn out to be one */
	bool has_unknown_path;
};

struct image_use {
	struct image_name name;
	const struct instruction *at; /* NULL: of no Dockerfile */
	const char *how;              /* "FROM ", "COPY --from=", "image ": the name follows */
	struct span place;            /* in the file */
	/* outside of a Dockerfile, a bare name that no official image has */
	bool may_be_local;
};

struct image_uses {
	VEC(struct image_use) items;
};

/*
 * Images, not stages: neither their names nor their numbers, nor scratch. Nor are images listed
 * that the same file builds. Made when first asked for; empty without an image model or a
 * pipeline.
 */
const struct image_uses *image_uses(struct subject *subject);

/* Those of a pipeline; for image_uses(). */
void add_pipeline_images(struct subject *subject, struct image_uses *out);

void image_name_parse(struct span text, struct arena *arena, struct image_name *out);

/* "docker.io/library/node" */
struct span image_full_name(const struct image_name *name, struct arena *arena);

/* The name of an official image ("node"), or empty: it is none. */
struct span official_name(const struct image_name *name);

/* What the target's first stage is made from; false if that is no image. */
bool target_base(struct subject *subject, struct image_use *out);

/* What is known of official images. */
struct official_image {
	const char *name;
	bool is_root; /* runs as root unless a USER says otherwise, and nothing in it drops that
		       */
	bool is_popular;  /* names that look like it are suspicious */
	const char *slim; /* how its small variants are called: "slim", "alpine"; or NULL */
};

extern const struct official_image official_images[];
extern const size_t official_image_count;

/* NULL if it is not known. */
const struct official_image *official_image_find(struct span name);

#endif
