/*
 * layergate pre-receive: what a push brings, before any ref is moved.
 *
 * New is what can be reached from the new objects and not from the refs that are there; each
 * new commit is compared with its parents. Whatever can't be read or decided rejects the push.
 */
#include <unistd.h>

#include "base/io.h"
#include "cmd/commands.h"
#include "cmd/locate.h"
#include "cmd/messages.h"
#include "cmd/version_scan.h"
#include "git/objects.h"
#include "git/push_lines.h"
#include "git/refs.h"

#define LARGEST_INPUT ((size_t)1 << 30) /* ten million refs */

/* Bytes of one commit, tag or directory. */
#define LARGEST_OBJECT ((uint64_t)64 << 20)

static enum status read_lines(
	struct repo *repo, struct arena *arena, struct push_lines *lines, struct error *err)
{
	struct buf input;
	enum status st;

	buf_init(&input, LARGEST_INPUT);
	st = io_read_all(STDIN_FILENO, &input);
	if (st == STATUS_OK)
		st = push_lines_parse(arena_copy(arena, buf_span(&input)), repo_oid_size(repo),
			arena, lines, err);
	else
		error_set(err, "cannot read the list of refs from stdin");
	buf_release(&input);
	return st;
}

/* The new objects first, then what is there. */
struct start {
	VEC(struct tip) tips;
	VEC(struct span) names;
	size_t pushed;
};

static enum status find_start(struct repo *repo, const struct push_lines *lines,
	struct arena *arena, struct start *start, struct error *err)
{
	struct ref_list refs = {.items = {0}};
	enum status st;

	VEC_EACH(const struct push_line, line, &lines->items) {
		if (line->deletes)
			continue;
		*vec_add(&start->tips, arena) =
			(struct tip){.oid = line->new_oid, .notes = ref_is_of_notes(line->ref)};
		*vec_add(&start->names, arena) = line->ref;
	}
	start->pushed = start->tips.len;
	if (start->pushed == 0)
		return STATUS_OK;
	st = refs_read(repo, arena, &refs, err);
	for (size_t i = 0; st == STATUS_OK && i < refs.items.len; i++) {
		*vec_add(&start->tips, arena) =
			(struct tip){.oid = refs.items.at[i].oid, .hidden = true};
		*vec_add(&start->names, arena) = refs.items.at[i].name;
	}
	return st;
}

/* What is only in the quarantine of this push can't be reached from any ref that is there. */
static bool is_new(void *payload, const struct oid *oid)
{
	return object_is_quarantined(payload, oid);
}

static enum status scan_push(
	struct version_scan *scan, const struct push_lines *lines, struct error *err)
{
	struct start start = {.pushed = 0};
	enum status st = find_start(scan->repo, lines, &scan->arena, &start, err);

	if (st != STATUS_OK || start.pushed == 0)
		return st;
	st = history_load(
		&scan->history, start.tips.at, start.tips.len, is_new, scan->repo, err);
	if (st == STATUS_OK)
		st = version_scan_all(
			scan, start.tips.at, start.names.at, start.pushed, true, err);
	if (st == STATUS_OK) {
		locate_commits(scan->run, scan->repo, &scan->history);
		locate_refs(scan->run, &scan->history, &scan->history, start.tips.at,
			start.names.at, start.pushed);
	}
	return st;
}

static bool scan_all(struct run *run, struct repo *repo)
{
	struct push_lines lines;
	struct version_scan scan;
	struct error err = {""};
	enum status st = read_lines(repo, &run->arena, &lines, &err);

	if (st == STATUS_OK && lines.items.len == 0)
		say_warning("no refs were named on stdin: nothing to scan");
	version_scan_init(&scan, run, repo, true, LARGEST_OBJECT);
	if (st == STATUS_OK)
		st = scan_push(&scan, &lines, &err);
	/* what is left undone is part of the report, which the pusher gets to see */
	if (st == STATUS_LIMIT)
		engine_skip_limit(run->engine, span_of("", 0), err.text);
	else if (st != STATUS_OK)
		engine_skip(run->engine, span_of("", 0), err.text);
	version_scan_release(&scan);
	return st == STATUS_OK;
}

int cmd_pre_receive(const struct options *options)
{
	struct options push_options = *options;
	struct policy_place place = {NULL, NULL};
	struct repo *repo = NULL;
	struct error err = {""};
	struct run run;

	if (options->argc > 0) {
		say_error("pre-receive takes no arguments: git names the refs on stdin");
		return EXIT_USAGE;
	}
	if (options->report == report_text)
		push_options.report = report_push;
	if (repo_open(&repo, deadline_in(0), &err) != STATUS_OK) {
		say_error("%s", err.text);
		return EXIT_INCOMPLETE;
	}
	place.server = repo_common_dir(repo);
	if (run_begin(&run, &push_options, REPORT_PUSH, &place, &err) != STATUS_OK) {
		say_error("%s", err.text);
		repo_close(repo);
		return EXIT_INCOMPLETE;
	}
	engine_start_budget(run.engine);
	repo_set_deadline(repo, engine_deadline(run.engine));
	if (!run.policy.server_inline_allow)
		engine_ignore_comments(run.engine);
	(void)scan_all(&run, repo);
	repo_close(repo);
	return run_end(&run, false, false);
}
