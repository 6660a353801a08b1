/* Files that are credentials by their name. */
#ifndef LAYERGATE_IMAGE_CREDENTIAL_FILE_H
#define LAYERGATE_IMAGE_CREDENTIAL_FILE_H

#include <stdbool.h>

#include "base/span.h"
#include "model/classify.h"

/* .npmrc and its relatives, .env, private keys: what somebody who copies it should look at. */
bool is_credential_file_name(const struct classifier *classifier, struct span path);

/* .git-credentials, id_rsa: a secret from the first byte to the last. */
bool is_whole_secret(struct span path);

/* .ssh, .aws, .gnupg: directories that are copied as a whole. */
bool is_credential_directory(struct span path);

/* authorized_keys, known_hosts, *.pub: what everybody may read. */
bool is_public_file_name(struct span path);

#endif
