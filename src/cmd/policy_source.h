/* Which policy file is used: the first that exists, never several merged. */
#ifndef LAYERGATE_CMD_POLICY_SOURCE_H
#define LAYERGATE_CMD_POLICY_SOURCE_H

#include "base/arena.h"
#include "base/status.h"
#include "policy/policy.h"

/* Where a run works. */
struct policy_place {
	const char *top; /* of the work tree; NULL: there is none */
	/*
	 * The git directory of a repository without a work tree, or of one that is pushed to:
	 * there the repository's policy is in it, and nothing that is in a commit or in the
	 * home of who happens to run git counts.
	 */
	const char *server;
};

/*
 * given (--policy); else in a work tree .layergate.ini at its top, else the user's; in a
 * server's repository layergate.ini in its git directory; else the system's, else the built-in
 * one. A file that is there but can't be read or is wrong is an error: the next one does not
 * step in.
 */
MUST_USE enum status policy_choose(struct policy *policy, const char *given,
	const struct policy_place *place, struct arena *arena, struct error *err);

#endif
