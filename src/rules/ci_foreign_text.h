/* Which texts that a workflow expands are written by outsiders. */
#ifndef LAYERGATE_RULES_CI_FOREIGN_TEXT_H
#define LAYERGATE_RULES_CI_FOREIGN_TEXT_H

#include "rules/ci_events.h"

struct ci_foreign_text {
	const char *path;  /* below "github." */
	unsigned events;   /* that carry it: bits */
	bool has_lines;    /* it can have more than one */
	const char *whose; /* writes it */
};

/*
 * Call use for each text of outsiders that is the value of a path, or a part of it: of
 * "github.event.issue" both title and body. is_part tells which; a part reaches a script only
 * through toJSON().
 */
typedef void ci_foreign_text_user(
	void *payload, const struct ci_foreign_text *text, bool is_part);
void ci_each_foreign_text(
	struct span path, struct arena *arena, ci_foreign_text_user *use, void *payload);

#endif
