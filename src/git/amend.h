/*
 * Is this hook run by "git commit --amend"?
 *
 * git does not tell its pre-commit hook, but it matters: the amended commit takes the place of
 * HEAD, so what it contains has to be compared with HEAD's parents. The only way to know is to
 * look at the command line of the git process above this one, which Linux shows in /proc.
 * Elsewhere the answer is no, and HEAD is what the commit is compared with; a secret that HEAD
 * already holds then counts as one that was there before.
 */
#ifndef LAYERGATE_GIT_AMEND_H
#define LAYERGATE_GIT_AMEND_H

#include <stdbool.h>

#include "base/span.h"

bool is_amending(void);

/* Is that command line (arguments, each with a NUL behind it) a "git commit --amend"? */
bool is_amend_command(struct span arguments, bool *is_git);

#endif
