/*
 * Does the name of a variable say that it holds a secret? Only a first suspicion: what it is
 * worth depends on where the value goes.
 */
#ifndef LAYERGATE_TOKENS_SECRET_NAME_H
#define LAYERGATE_TOKENS_SECRET_NAME_H

#include <stdbool.h>

#include "base/span.h"

/*
 * Names are judged by whole words (API_SECRET_KEY, npmToken, registry-password), never by parts
 * of words: MONKEY and TOKENIZER are none. What names a file, an identifier, a mode or a public
 * half (TOKEN_FILE, KMS_KEY_ALIAS, PUBLIC_KEY) is none either.
 */
bool is_secret_name(struct span name);

/* The same, with a word that leaves little doubt: a TOKEN or PASSWORD, not only a KEY. */
bool is_strong_secret_name(struct span name);

/*
 * The same for the options of commands ("--password", "--auth-token"): fewer words, since a
 * "key" or an "auth" on a command line is mostly something else.
 */
bool is_secret_option(struct span name);

#endif
