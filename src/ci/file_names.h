/* What the names of files that commands read say about what they hold. */
#ifndef LAYERGATE_CI_FILE_NAMES_H
#define LAYERGATE_CI_FILE_NAMES_H

#include <stdbool.h>

#include "base/span.h"

/* "token.txt", "~/.ssh/id_rsa"; not "token.go", "secret.enc", "password.sha256" */
bool ci_is_secret_file(struct span path);

/*
 * What is taken out of it is none whatever it is called: code, documents, sums, and lists of
 * what a project depends on.
 */
bool ci_is_public_file(struct span path);

/* Does a filter of jq or yq take a secret out: ".data.token", not ".token.expires"? */
bool ci_is_secret_filter(struct span filter);

#endif
