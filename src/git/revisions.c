#include "git/revisions.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/escape.h"
#include "git/child.h"
#include "git/repo_internal.h"

enum {
	LONGEST_ANSWER = 1 << 20
};

static enum status unknown(const char *text, struct error *err)
{
	struct arena arena;

	arena_init(&arena);
	error_set(err, "unknown revision '%s'", escaped_text(&arena, span_str(text)));
	arena_release(&arena);
	return STATUS_GIT;
}

enum status revisions_parse(struct repo *repo, const char *text, struct arena *arena,
	struct revision_list *out, struct error *err)
{
	/* behind the "--" nothing can be taken for the name of a file */
	const char *const args[] = {"rev-parse", text, "--", NULL};
	struct buf answer;
	struct span rest;
	struct span line;
	enum status st;

	if (text[0] == '-' || text[0] == '\0')
		return unknown(text, err);
	buf_init(&answer, LONGEST_ANSWER);
	st = child_run(args, repo->deadline, &answer, err);
	if (st == STATUS_GIT)
		unknown(text, err);
	rest = buf_span(&answer);
	while (st == STATUS_OK && span_next_line(&rest, &line) && !span_eq_str(line, "--")) {
		struct revision *r = vec_add(&out->items, arena);
		size_t size;

		r->hidden = span_starts(line, "^");
		if (!oid_parse(span_from(line, r->hidden), &r->oid, &size))
			st = unknown(text, err);
	}
	buf_release(&answer);
	return st;
}

enum status revisions_date(
	struct repo *repo, const char *date, int64_t *seconds, struct error *err)
{
	struct arena arena;
	const char *args[] = {"rev-parse", NULL, NULL};
	char answer[64];
	time_t now = time(NULL);
	enum status st;

	arena_init(&arena);
	args[1] = arena_printf(&arena, "--since=%s", date);
	st = repo_ask(repo, args, answer, sizeof(answer), err);
	arena_release(&arena);
	if (st != STATUS_OK)
		return st;
	if (!span_starts(span_str(answer), "--max-age=")) {
		error_set(err, "git does not understand the date of --since");
		return STATUS_GIT;
	}
	*seconds = strtoll(answer + strlen("--max-age="), NULL, 10);
	/* what git does not understand it takes for now: that would leave nothing to scan */
	if (llabs((long long)*seconds - (long long)now) <= 2 && strcmp(date, "now") != 0) {
		error_set(err, "git does not understand the date of --since");
		return STATUS_GIT;
	}
	return STATUS_OK;
}
