/* The parts of an absolute URL that matter for credentials. */
#ifndef LAYERGATE_TEXT_URLREF_H
#define LAYERGATE_TEXT_URLREF_H

#include <stdbool.h>

#include "base/span.h"

struct urlref {
	struct span scheme;   /* "https"; empty for "//host/…" */
	struct span user;     /* empty if there is none */
	struct span password; /* ptr NULL if there is no ':' in the userinfo */
	struct span host;     /* without port; an IPv6 address without its brackets */
	struct span rest;     /* port, path and the rest */
};

/* Parse text as scheme://[user[:password]@]host… or //…; false if it is neither. */
bool urlref_parse(struct span text, struct urlref *url);

/* The same behind the "//": [user[:password]@]host…; sets all but the scheme. */
void urlref_parse_authority(struct span text, struct urlref *url);

/*
 * The URL whose "://" stands at offset colon of text: its bounds are found to both sides.
 * False if no scheme stands before it.
 */
bool urlref_around(struct span text, size_t colon, struct urlref *url);

/*
 * localhost, loopback addresses, names that never leave a machine or a test (RFC 6761), and the
 * names that documentation uses (RFC 2606).
 */
bool is_local_host(struct span host);

#endif
