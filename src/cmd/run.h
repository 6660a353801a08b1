/* What all scanning commands share. */
#ifndef LAYERGATE_CMD_RUN_H
#define LAYERGATE_CMD_RUN_H

#include "base/arena.h"
#include "cmd/options.h"
#include "cmd/policy_source.h"
#include "policy/policy.h"
#include "scan/engine.h"

/* One run: the policy, the engine on it, and the arena that both live in. */
struct run {
	const struct options *options;
	enum report_context context;
	struct arena arena;
	struct policy policy;
	struct engine *engine;
};

/* Read the policy that is valid there and start the engine. */
MUST_USE enum status run_begin(struct run *run, const struct options *options,
	enum report_context context, const struct policy_place *place, struct error *err);

/*
 * Write the report, say what there is to say about allow entries, and free everything.
 * whole_tree: unused allow entries are worth a word. failed: something went wrong that is in
 * no summary, and was said. Returns the exit code.
 */
int run_end(struct run *run, bool whole_tree, bool failed);

#endif
