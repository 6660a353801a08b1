/*
 * What the words behind "docker build" and its kin say.
 */
#ifndef LAYERGATE_CI_BUILD_OPTIONS_H
#define LAYERGATE_CI_BUILD_OPTIONS_H

#include "ci/builds.h"

/* A word with what is known of it. */
struct ci_build_word {
	struct span text;
	struct span place;
	struct ci_verdict verdict;
};

struct ci_build_reader {
	struct ci_pipeline *pipeline;
	struct arena *arena;
	struct ci_build *build; /* to fill; its scope is set */
	bool is_foreign; /* words of another language: no shell is known to expand them */
};

/* "--build-arg" */
extern const char ci_build_arg[];

/* Read options and arguments, in their order. */
void ci_build_options(
	struct ci_build_reader *p, const struct ci_build_word *words, size_t count);

/*
 * Read the build arguments inside one word, whatever is around them:
 * ${A:+--build-arg A=$A}, $(echo "--build-arg A=$A"), ssh host "docker build --build-arg A=$A"
 */
void ci_build_words_inside(struct ci_build_reader *p, struct ci_build_word word);

/* Where a word has the first one inside, and is not the option; its length: nowhere. */
size_t ci_find_inside(struct span text);

#endif
