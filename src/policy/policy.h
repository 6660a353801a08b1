/*
 * The policy of a run, complete: what the file does not say has its default.
 *
 * docs/policy.md describes the file; load.h reads it.
 */
#ifndef LAYERGATE_POLICY_POLICY_H
#define LAYERGATE_POLICY_POLICY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/vec.h"
#include "model/classify.h"
#include "policy/allow.h"
#include "rules/rule.h"
#include "tokens/catalogue.h"

enum existing_mode {
	EXISTING_WARN,  /* shown, never blocks */
	EXISTING_BLOCK, /* like a new one */
	EXISTING_HIDE,
};

struct limits {
	size_t blob;     /* bytes of one file; larger ones are not scanned */
	size_t depth;    /* of directories */
	size_t total;    /* bytes of one run of a hook */
	int64_t time_ms; /* of one run of a hook */
};

/* [context]: the build context of a Dockerfile, both as paths from the top of the tree. */
struct context_rule {
	struct span dockerfile;
	struct span directory;
};

struct policy {
	const char *origin;  /* printable: a file's name or "built in" */
	enum severity block; /* findings from here on block; SEVERITY_OFF: none does */
	enum severity show;  /* findings below are counted, not shown */
	enum existing_mode existing;
	bool on_error_warn; /* what could not be scanned does not fail the run */
	struct span fingerprint_key;
	enum severity severities[RULE_COUNT];
	struct classifier *classifier;
	VEC(struct token_kind) tokens;
	struct allow_list allows;
	VEC(struct context_rule) contexts;
	struct span_list registries; /* patterns of images; none: all may be used */
	struct limits limits;
	bool server_inline_allow; /* comments in pushed files count */
};

/* The built-in policy; what it points to lives in the arena. */
void policy_default(struct policy *policy, struct arena *arena);

#endif
