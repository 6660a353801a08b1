/*
 * RUN texts of Windows images: PowerShell and cmd, as far as files go. Words, variables,
 * redirections, pipes, and the commands that write and remove files; no functions, no blocks.
 */
#ifndef LAYERGATE_IMAGE_WINDOWS_RUN_H
#define LAYERGATE_IMAGE_WINDOWS_RUN_H

#include "image/shell_run.h"

/* Follow a text; which of the two shells it is, the stage says. */
void windows_run_text(struct shell_run *run, struct span text);

#endif
