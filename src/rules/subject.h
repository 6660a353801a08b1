/*
 * What a rule sees, and what it can do about it.
 *
 * A rule reads the subject and calls raise_hit(). It has no other way to act, and nothing
 * else to look at: no file system, no environment, no clock, no git, no policy.
 */
#ifndef LAYERGATE_RULES_SUBJECT_H
#define LAYERGATE_RULES_SUBJECT_H

#include "base/arena.h"
#include "base/vec.h"
#include "ci/pipeline.h"
#include "image/image.h"
#include "model/classify.h"
#include "model/dockerfile.h"
#include "model/settings.h"
#include "rules/built_image.h"
#include "rules/rule.h"
#include "text/lines.h"
#include "tokens/scan.h"

/* One thing that is wrong, in one place. */
struct hit {
	const struct rule *rule;
	enum severity
		at_most; /* lowers the rule's severity for this hit; SEVERITY_OFF: no cap */
	enum confidence confidence;
	struct span
		where; /* inside the subject's text: what is shown (and, a secret, masked) */
	/* a secret: what makes it the same one elsewhere; else: the normalised text at fault */
	struct span value;
	const struct token_kind *token; /* or NULL */
	enum checksum_verdict checksum;
	/* A dummy by its checksum: any other rule's claim on the same bytes goes first. */
	bool yields;
	const char *message; /* printable; never holds the secret */
	const char *fix;
	bool exact_fix; /* the fix is for this very line: better than a general one */
	/* where the image that the file builds would have it, or NULL */
	const struct image_secret *in_image;
	/*
	 * The secret is not in the file, only its name (of an ARG, say): "value" says which one
	 * it is, and there is nothing to mask.
	 */
	bool is_named;
	/* where a build or a job would have what is no secret of its own; PLACE_COMMITTED: no
	 */
	enum place place;
	const char *place_detail; /* printable */
};

enum {
	HITS_MAX = 5000
};

struct ci_admissions;
struct ci_assignments;
struct command_list;
struct escaped_list;
struct image_uses;

struct subject {
	struct span path;
	enum file_kind kind;
	bool is_sample; /* .npmrc.example and the like */
	struct span text;
	const struct token_matches *matches;
	const struct settings *settings;
	const struct dockerfile *dockerfile; /* NULL: it is none */
	const struct problem_list *problems; /* of whichever reader read the file */
	const struct image *image;           /* of a Dockerfile; else NULL */
	const struct ci_pipeline *pipeline;  /* of a CI file and its like; else NULL */
	const struct built_images *built; /* what it builds, if the tree is known; else NULL */
	const struct build_context *context; /* of a Dockerfile; else NULL */
	const struct classifier *classifier; /* what credential files are called; or NULL */
	/* patterns of the images that may be used, or NULL: all may */
	const struct span_list *registries;
	/* made when first asked for */
	struct line_index *lines;
	const struct command_list *commands;      /* build_commands.h */
	const struct image_uses *images;          /* image_names.h */
	const struct escaped_list *escaped;       /* escaped_values.h */
	const struct ci_admissions *admissions;   /* ci_events.h */
	const struct ci_assignments *assignments; /* ci_hits.h */
	struct token_scanner *scanner;            /* for values that a rule decodes */
	struct arena *arena;  /* for messages and decoded text: lives as long as the hits */
	VEC(struct hit) hits; /* at most HITS_MAX */
	struct hit overflow;  /* takes what is raised beyond */
	/* set when something could not be decided; the file is not called clean then */
	const char *undecided;
};

/*
 * Where a literal stands: the literal itself if it is a part of the file's text, else (it was
 * decoded) the whole value.
 */
struct span place_of(const struct subject *subject, struct span literal, struct span value_raw);

/* The line of a byte of the text, from 1. */
size_t line_of(struct subject *subject, size_t offset);

/* Add a hit of the given rule; the caller fills in the rest of what is returned. */
struct hit *raise_hit(struct subject *subject, enum rule_id rule, struct span where);

#define RULE(id, slug, family, severity, title, why) void rule_##id(struct subject *subject);
#include "rules/rules.def"
#undef RULE

#endif
