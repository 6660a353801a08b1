/* The commands that make, move or remove what may hold a secret. */
#ifndef LAYERGATE_IMAGE_COMMANDS_H
#define LAYERGATE_IMAGE_COMMANDS_H

#include "image/shell_run.h"

typedef void command_function(struct command *command);

/* commands_text.c: what is written to the output */
command_function command_echo, command_printf, command_cat, command_tee, command_filter,
	command_envsubst, command_pwd, command_basename, command_dirname, command_sed,
	command_dd;

/* commands_files.c */
command_function command_cp, command_mv, command_ln, command_install, command_rm,
	command_unlink, command_truncate, command_shred, command_find, command_mkdir,
	command_tar, command_xargs, command_mktemp;

/* commands_shell.c: those that change the shell itself, or run others */
command_function command_cd, command_export, command_unset, command_set, command_trap,
	command_eval, command_source, command_read, command_exit, command_shell,
	command_wrapper, command_su, command_adduser;

/* commands_logins.c: npm config set, docker login, git clone … */
command_function command_npm, command_yarn, command_pnpm, command_pip, command_git,
	command_curl;
/* The commands of logins.def; false if it is none of them. */
bool command_log_in(struct command *command, struct span name);
/* What the words of any command show: URLs with passwords, "--password x", headers. */
void prove_arguments(struct command *command);

/* Run the command without its first words, as wrappers do. */
void command_follow_from(struct command *command, size_t first);

#endif
