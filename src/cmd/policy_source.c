#include "cmd/policy_source.h"

#include <stdlib.h>

#include "policy/load.h"

/* $XDG_CONFIG_HOME, or what it stands for when it is not set; NULL without a home. */
static const char *user_file(struct arena *arena)
{
	const char *config = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");

	if (config && config[0] == '/') /* relative values are to be ignored */
		return arena_printf(arena, "%s/layergate/policy.ini", config);
	if (home && *home)
		return arena_printf(arena, "%s/.config/layergate/policy.ini", home);
	return NULL;
}

enum status policy_choose(struct policy *policy, const char *given,
	const struct policy_place *place, struct arena *arena, struct error *err)
{
	const char *candidates[3] = {NULL, NULL, LAYERGATE_SYSCONFDIR "/layergate/policy.ini"};

	if (given)
		return policy_read(policy, given, arena, err);
	if (place->server) {
		candidates[0] = arena_printf(arena, "%s/layergate.ini", place->server);
	} else {
		if (place->top)
			candidates[0] = arena_printf(arena, "%s/.layergate.ini", place->top);
		candidates[1] = user_file(arena);
	}
	for (size_t i = 0; i < sizeof(candidates) / sizeof(*candidates); i++) {
		enum status st;

		if (!candidates[i])
			continue;
		st = policy_read(policy, candidates[i], arena, err);
		if (st != STATUS_NOT_FOUND)
			return st;
	}
	policy_default(policy, arena);
	return STATUS_OK;
}
