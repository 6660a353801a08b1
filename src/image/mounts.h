/* RUN --mount: what is in the file system of one RUN only. */
#ifndef LAYERGATE_IMAGE_MOUNTS_H
#define LAYERGATE_IMAGE_MOUNTS_H

#include "image/shell_run.h"

/* Put the mounts of the RUN in place: files, variables, and where writes go. */
void mounts_begin(struct shell_run *run, const struct instruction *in);

#endif
