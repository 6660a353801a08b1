/*
 * Reads a policy file.
 *
 * inih splits the file; the lines come from a reader of ours, because inih cuts lines near
 * 200 bytes, section names at 50, and counts no lines. What does not fit is an error here; a
 * long value goes on in indented lines.
 */
#ifndef LAYERGATE_POLICY_LOAD_H
#define LAYERGATE_POLICY_LOAD_H

#include "base/status.h"
#include "policy/policy.h"

/*
 * Read text (the contents of a file called name) over the defaults. Everything lives in the
 * arena. STATUS_POLICY with "NAME:LINE: …" in err for the first mistake.
 */
MUST_USE enum status policy_parse(struct policy *policy, const char *name, struct span text,
	struct arena *arena, struct error *err);

/* The same from a file: STATUS_NOT_FOUND if there is none, STATUS_IO if it can't be read. */
MUST_USE enum status policy_read(
	struct policy *policy, const char *path, struct arena *arena, struct error *err);

/*
 * Compile every pattern of the policy's own tokens and try their examples and
 * counter-examples. STATUS_POLICY for the first that does not do what it says.
 */
MUST_USE enum status policy_try_tokens(const struct policy *policy, struct error *err);

#endif
