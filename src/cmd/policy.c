/* layergate policy check [FILE]: is the policy right, and do its token examples work? */
#include <stdio.h>
#include <unistd.h>

#include "base/escape.h"
#include "cmd/commands.h"
#include "cmd/messages.h"
#include "cmd/policy_source.h"
#include "cmd/tree_walk.h"
#include "policy/load.h"

static void describe(const struct policy *policy)
{
	printf("%s: right; %zu token kind%s of its own, %zu allow entr%s\n", policy->origin,
		policy->tokens.len, policy->tokens.len == 1 ? "" : "s",
		policy->allows.entries.len, policy->allows.entries.len == 1 ? "y" : "ies");
	VEC_EACH(const struct allow_entry, a, &policy->allows.entries) {
		struct arena arena;

		arena_init(&arena);
		if (a->expired)
			say_warning("%s:%u: [allow %s] has expired", policy->origin, a->line,
				escaped_text(&arena, a->name));
		arena_release(&arena);
	}
}

int cmd_policy(const struct options *options)
{
	const char *given = options->argc == 2 ? options->argv[1] : options->policy;
	struct policy_place place = {NULL, NULL};
	struct policy policy;
	struct arena arena;
	struct error err;
	enum status st;

	if (options->argc < 1 || options->argc > 2 || strcmp(options->argv[0], "check") != 0) {
		say_error("usage: layergate policy check [FILE]");
		return EXIT_USAGE;
	}
	arena_init(&arena);
	place.top = find_top(".", &arena);
	/* a bare repository, or the git directory of another one */
	if (!place.top && access("HEAD", F_OK) == 0 && access("objects", F_OK) == 0)
		place.server = ".";
	st = policy_choose(&policy, given, &place, &arena, &err);
	if (st == STATUS_OK)
		st = policy_try_tokens(&policy, &err);
	if (st == STATUS_OK)
		describe(&policy);
	else
		say_error("%s", err.text);
	arena_release(&arena);
	return st == STATUS_OK ? EXIT_CLEAN : EXIT_INCOMPLETE;
}
