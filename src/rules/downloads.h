/* curl, wget and their like: where from, where to, and whether the certificate is checked. */
#ifndef LAYERGATE_RULES_DOWNLOADS_H
#define LAYERGATE_RULES_DOWNLOADS_H

#include "rules/build_commands.h"

struct download {
	VEC(struct span) urls;
	VEC(struct span) files; /* as written; a name for each URL if the URLs say so */
	bool to_output;         /* to the standard output, and no file takes that */
	const struct command_word *insecure; /* the word that switches checks off, or NULL */
};

/* False if the command is no download. */
bool download_parse(const struct command *c, struct arena *arena, struct download *out);

/* The host of the first URL that has a known one; else empty. */
struct span download_host(const struct download *d);

/* Are all URLs of this machine? False if there is none. */
bool download_is_local(const struct download *d);

/* This machine, by name or address. */
bool is_this_machine(struct span host);

/* Does the command check a file against a checksum or a signature? */
bool is_verification(const struct command *c);

#endif
