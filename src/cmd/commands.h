/*
 * The commands.
 *
 * How to add one: a file cmd/<name>.c with int cmd_<name>(const struct options *), a line here,
 * a row in the table of main.c, a paragraph in docs/man/layergate.1.
 */
#ifndef LAYERGATE_CMD_COMMANDS_H
#define LAYERGATE_CMD_COMMANDS_H

#include "cmd/options.h"

int cmd_pre_commit(const struct options *options);
int cmd_pre_receive(const struct options *options);
int cmd_scan_range(const struct options *options);
int cmd_check(const struct options *options);
int cmd_explain(const struct options *options);
int cmd_rules(const struct options *options);
int cmd_policy(const struct options *options);

#endif
