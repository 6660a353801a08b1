/*
 * What the image of a Dockerfile would hold: the abstract builder's answer.
 *
 * Nothing is built. The Dockerfile's instructions, and the shell text of its RUNs, are followed
 * as far as secrets go: which files are made of them, in which layer, what removes them, what
 * another stage takes over, and what the builder writes into history and configuration. The
 * facts are measured ones (BuildKit 0.24, the builders of Docker 20.10, buildah 1.28); where
 * they differ, BuildKit's way is taken.
 */
#ifndef LAYERGATE_IMAGE_IMAGE_H
#define LAYERGATE_IMAGE_IMAGE_H

#include "base/arena.h"
#include "base/vec.h"
#include "image/context.h"
#include "image/place.h"
#include "model/dockerfile.h"
#include "text/shell.h"
#include "tokens/scan.h"

/* A line of the story of a secret; they are listed from the last to the first. */
struct image_step {
	enum trace_role role;
	const struct instruction *at;
	const struct image_step *before; /* or NULL */
};

/* One place where a secret would be found. */
struct image_landing {
	enum place place;
	struct span detail; /* path in the image; or the name of an ARG, ENV or LABEL */
	/* what the value enters by: a range of the Dockerfile's bytes */
	size_t from;
	size_t to;
	const struct instruction *at;
	const struct image_step *steps;    /* what happened to it since, or NULL */
	const struct instruction *removed; /* PLACE_EARLIER_LAYER: what hides it */
	bool only_on_failure; /* of a command whose failure does not stop the build */
};

enum image_secret_kind {
	IMAGE_ARGUMENT, /* passed to the build: an ARG */
	IMAGE_MOUNT,    /* RUN --mount=type=secret */
	IMAGE_LITERAL,  /* written in the Dockerfile */
	IMAGE_FILE,     /* a file of the build context that is in git and holds secrets */
	IMAGE_UNSEEN,   /* a credential file of the build context that is not in git */
};

struct image_secret {
	enum image_secret_kind kind;
	struct span name; /* of the ARG; id of the mount; path in the context; else empty */
	size_t from; /* where it is declared or written: a range of the Dockerfile's bytes */
	size_t to;
	const struct instruction *at;
	bool has_secret_name;
	/* IMAGE_ARGUMENT: a declaration has no default; else the name alone says nothing */
	bool is_bare;
	bool has_default; /* that is not empty */
	/* it went where only secrets go, or is one by its shape */
	bool is_proven;
	bool is_token;  /* IMAGE_LITERAL: one of the given matches */
	bool is_public; /* it goes where public keys are */
	const struct passed_argument
		*passed; /* IMAGE_ARGUMENT: by a file of the tree; or NULL */
	bool is_weak;    /* IMAGE_LITERAL: only the name of the variable says so */
	const struct context_file *file; /* IMAGE_FILE */
	VEC(struct image_landing)
	landings; /* the worst place first; one of each (place, detail) */
};

/* A RUN of a stage, as a shell gets it. */
struct image_run {
	const struct instruction *at;
	const struct shell_script *script; /* NULL: no shell runs it, or none that is known */
	size_t stage;
};

struct image_stage {
	const struct instruction *from;
	struct span name; /* in lower case, or empty */
	struct span base; /* the image's name, expanded; what is unknown is ${NAME} in it */
	size_t parent;    /* index of the stage it is made from, or NO_STAGE */
	bool is_onbuild;  /* not in the file: an image that is built on the last stage */
	bool in_chain;    /* the target, or what it is made from */
	bool is_needed;   /* something of it gets into the target */
	const struct instruction *user; /* the USER that holds at its end, or NULL */
	struct span user_name;          /* expanded; empty without a USER */
};

#define NO_STAGE SIZE_MAX

struct image {
	VEC(struct image_secret) secrets; /* those that land somewhere, or are literals */
	VEC(struct image_stage) stages;
	VEC(struct image_run) runs;
	size_t target; /* index of the last stage, or NO_STAGE */
	/* the broad copies of the context: "COPY . .", "ADD ." */
	VEC(const struct instruction *) broad_copies;
	/* RUN texts that were not understood to their end */
	struct problem_list problems;
	bool is_incomplete; /* too large or too deep: it was not followed to its end */
};

/*
 * matches: what looks like a token in the file's bytes. All is borrowed by out. Never fails;
 * time is bounded by a budget that grows with the file.
 */
void image_build(const struct dockerfile *file, const struct build_context *context,
	const struct token_matches *matches, struct arena *arena, struct image *out);

/* The index of the first RUN that stands at or behind an offset of the file. */
size_t image_first_run(const struct image *image, size_t offset);

#endif
