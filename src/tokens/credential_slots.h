/*
 * Where credential files keep their credentials: one table over all formats.
 */
#ifndef LAYERGATE_TOKENS_CREDENTIAL_SLOTS_H
#define LAYERGATE_TOKENS_CREDENTIAL_SLOTS_H

#include "base/arena.h"
#include "model/classify.h"
#include "model/settings.h"

enum slot_form {
	SLOT_TOKEN,         /* opaque */
	SLOT_PASSWORD,      /* as it is */
	SLOT_PASSWORD_B64,  /* base64 of a password */
	SLOT_USER_PASS,     /* user:password, or base64 of that */
	SLOT_USER_PASS_B64, /* base64 of user:password */
	SLOT_KEY,           /* a private key, inline */
	SLOT_CODE,          /* a one-time code */
	SLOT_LOGIN,         /* a user name that may be a token */
};

/* How bad a literal in the slot is, at most. */
enum slot_weight {
	WEIGHT_FULL,
	WEIGHT_MEDIUM,
	WEIGHT_LOW,
	WEIGHT_NOTE,
};

struct credential_slot {
	enum file_kind kind;
	const char *scope; /* start of the scope, "" for any; ASCII case does not matter */
	const char *name;  /* NULL for any */
	enum slot_form form;
	enum slot_weight weight;
	/* What to write instead; with a leading ':' it goes behind the scope. NULL: advice.h.
	 */
	const char *reference;
};

/* The slot that a setting is, or NULL. */
const struct credential_slot *credential_slot(
	enum file_kind kind, const struct setting *setting);

/* The secret in a slot's value. */
struct credential {
	struct span secret; /* the password or token, decoded; borrowed or in the arena */
	bool undecodable;   /* the slot wants base64 and the value is none */
};

/*
 * Take the secret out of a literal value. False if there is none: an empty password behind a
 * user name.
 */
bool credential_decode(const struct credential_slot *slot, struct span value,
	struct arena *arena, struct credential *out);

/* The host (and port) that a setting's scope names, else the scope itself; printable. */
const char *credential_host(const struct setting *setting, struct arena *arena);

#endif
