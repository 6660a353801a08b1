/* Where a command of a package manager takes packages from. */
#ifndef LAYERGATE_RULES_PACKAGE_SOURCES_H
#define LAYERGATE_RULES_PACKAGE_SOURCES_H

#include "rules/build_commands.h"

/*
 * May it install what comes over the network? Not if it only removes or lists, nor if all that
 * it installs are files that the build was given or made: no download of the file is of their
 * kind. Where that can't be told it may.
 */
bool may_install_fetched(struct subject *subject, const struct command *c);

#endif
