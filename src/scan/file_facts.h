/*
 * What a file means to an image that takes it along: the secrets it holds, and the variables
 * that it refers to where a secret belongs. Remembered for the run, by content.
 */
#ifndef LAYERGATE_SCAN_FILE_FACTS_H
#define LAYERGATE_SCAN_FILE_FACTS_H

#include "base/key_map.h"
#include "base/tree_view.h"
#include "scan/analysis.h"
#include "scan/named_builds.h"

struct file_facts {
	VEC(struct fingerprint) secrets;
	VEC(struct span) references;
	bool has_off;               /* secrets whose rules the policy has switched off */
	struct named_builds builds; /* of a CI file, compose, bake */
	uint64_t builds_key;        /* what they mean to Dockerfiles; 0: nothing */
	const char *unread;         /* why it could not be read, or NULL */
};

struct facts_cache {
	struct arena arena;   /* of what is remembered */
	struct key_map known; /* content and kind to facts */
	struct key_map
		kinds; /* of paths: there are many patterns, and few paths in many commits */
	struct token_scanner *scanner;
	const struct policy *policy;
};

void facts_cache_init(
	struct facts_cache *cache, struct token_scanner *scanner, const struct policy *policy);
void facts_cache_release(struct facts_cache *cache);

/*
 * The facts of a file of the view; they live as long as the cache. A file of a directory on
 * disk is known by its path.
 */
const struct file_facts *file_facts(
	struct facts_cache *cache, const struct tree_view *view, const struct tree_file *file);

/* A file was analysed anyway: what is known of it need not be found out again. */
void facts_cache_learn(struct facts_cache *cache, const struct content_id *content,
	const struct analysis *analysis);

/* The kind of file of a path, by the policy's classifier. */
enum file_kind facts_kind(struct facts_cache *cache, struct span path);

/* Does it matter to an image that takes it along? */
bool file_facts_matter(const struct file_facts *facts);

/* The same of a file that was analysed; an ignore file matters in any case. */
bool analysis_matters(const struct analysis *analysis);

#endif
