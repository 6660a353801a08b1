/* layergate check [PATH…]: files and directories of the work tree; no git needed. */
#include <unistd.h>

#include "cmd/commands.h"
#include "cmd/messages.h"
#include "cmd/run.h"
#include "cmd/tree_walk.h"

int cmd_check(const struct options *options)
{
	static char here[] = ".";
	char *only_here[] = {here};
	char **paths = options->argc ? options->argv : only_here;
	int count = options->argc ? options->argc : 1;
	struct arena arena;
	struct error err = {""};
	struct run run;
	struct policy_place place = {NULL, NULL};
	const char *top;
	bool failed = false;
	bool whole_tree;

	arena_init(&arena);
	/* the first path says which tree this is about */
	top = find_top(paths[0], &arena);
	whole_tree = count == 1 && is_whole_tree(paths[0], top);
	place.top = top ? top : paths[0];
	if (run_begin(&run, options, REPORT_CHECK, &place, &err) != STATUS_OK) {
		say_error("%s", err.text);
		arena_release(&arena);
		return EXIT_INCOMPLETE;
	}
	for (int i = 0; i < count && !failed; i++) {
		if (tree_walk(&run, paths[i], find_top(paths[i], &arena), &err) != STATUS_OK) {
			say_error("%s", err.text);
			failed = true;
		}
	}
	arena_release(&arena);
	return run_end(&run, whole_tree, failed);
}
