/* Texts of outsiders that a system knows by a name, and how to hand them over without harm. */
#ifndef LAYERGATE_RULES_CI_NAMED_TEXT_H
#define LAYERGATE_RULES_CI_NAMED_TEXT_H

#include "ci/pipeline.h"
#include "rules/rule.h"

struct ci_named_text {
	enum file_kind system;
	const char *name;
	enum severity severity; /* of a script that it is put into */
	bool has_lines;         /* it can have more than one */
	const char *whose;      /* writes it */
};

/* The text of that name; NULL: it is none of an outsider's. */
const struct ci_named_text *ci_named_text(enum file_kind system, struct span name);

/*
 * What to write instead. name: what the script has of it, by which is_variable says that it is
 * a variable of the file, set to such a text.
 */
const char *ci_named_text_fix(enum file_kind system, enum ci_shell shell, struct span name,
	bool is_variable, struct arena *arena);

#endif
