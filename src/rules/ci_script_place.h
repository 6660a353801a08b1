/* Where in a script something stands: comments and here-documents hold what has no lines. */
#ifndef LAYERGATE_RULES_CI_SCRIPT_PLACE_H
#define LAYERGATE_RULES_CI_SCRIPT_PLACE_H

#include "base/span.h"

struct ci_script_place {
	struct span line;     /* of the script, up to the place */
	struct span unread;   /* of the script, from that line on */
	struct span document; /* the word that ends a here-document without expansions */
};

/* At the front of a script. */
struct ci_script_place ci_script_start(struct span script);

/* Go on to a part of the script; parts come in their order. */
void ci_script_go_on(struct ci_script_place *place, struct span part);

/* "# …" of a shell: only the end of the line means anything there. */
bool ci_in_comment(const struct ci_script_place *place);

/* A here-document that expands nothing: only the line that ends it means anything there. */
bool ci_in_quoted_document(const struct ci_script_place *place);

#endif
