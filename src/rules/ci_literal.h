/* Literal credentials in CI files and their like: what the finders of credential-literal share.
 */
#ifndef LAYERGATE_RULES_CI_LITERAL_H
#define LAYERGATE_RULES_CI_LITERAL_H

#include "rules/ci_hits.h"

enum literal_trust {
	LITERAL_IN_SLOT,  /* only a credential stands there: high */
	LITERAL_IN_INPUT, /* the same, but the name may mean something else: no file, no list */
	LITERAL_NAMED,    /* only a name says so: medium, if it is as strong as a real one */
};

struct throwaways;

struct literal_search {
	struct subject *subject;
	const struct throwaways *throwaways;
};

/*
 * Raise a hit if a literal is in the value. place: where a part of the value stands, or all of
 * it if it can't be told. what: "password: of docker/login-action": printable.
 */
void check_literal_text(struct literal_search *s, const struct ci_text *text, struct span value,
	enum literal_trust trust, const char *what);

void check_literal_at(struct literal_search *s, struct span value, struct span place,
	enum literal_trust trust, const char *what);

/* --- the finders ---------------------------------------------------------------------------
 */

/* Properties, inputs, variables, defaults and build arguments. */
void find_literals_in_values(struct literal_search *s);

/* Log-ins, options, exports and headers of commands. */
void find_literals_in_commands(struct literal_search *s);

/* "_authToken=" and its like, and docker's "auth", in any text of the file. */
void find_literals_in_text(struct literal_search *s);

/* --- test set-ups --------------------------------------------------------------------------
 */

/*
 * The passwords that a file gives to databases and their like which it starts itself: whoever
 * uses one of them talks to something that is gone afterwards.
 */
const struct throwaways *find_throwaways(struct subject *subject);

/* Is it one of them, or a user's, database's or service's name? */
bool is_throwaway(const struct throwaways *throwaways, struct span value);

/* Is it the password of such a program by the variable's name? */
bool is_throwaway_name(struct span name);

/* Does the scope run nothing but such a program? */
bool is_throwaway_scope(const struct ci_scope *scope);

#endif
