/* Which policy file is used: the first that exists, never several merged. */
#ifndef LAYERGATE_CMD_POLICY_SOURCE_H
#define LAYERGATE_CMD_POLICY_SOURCE_H

#include "base/arena.h"
#include "base/status.h"
#include "policy/policy.h"

/*
 * given (--policy), else .layergate.ini at the top of the tree (NULL: no tree), else the
 * user's, else the system's, else the built-in one. A file that is there but can't be read or
 * is wrong is an error: the next one does not step in.
 */
MUST_USE enum status policy_for_tree(struct policy *policy, const char *given, const char *top,
	struct arena *arena, struct error *err);

#endif
