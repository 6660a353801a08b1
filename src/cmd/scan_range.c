/*
 * layergate scan-range: every version of every inspected file that the commits hold.
 *
 * A history as a whole is walked directory by directory, each once; a part of one commit by
 * commit, each compared with its parents.
 */
#include "cmd/commands.h"
#include "cmd/locate.h"
#include "cmd/messages.h"
#include "cmd/progress.h"
#include "cmd/version_scan.h"
#include "git/refs.h"
#include "git/revisions.h"

/* Tips with their names beside them. */
struct start {
	struct arena *arena;
	VEC(struct tip) tips;
	VEC(struct span) names;
	VEC(const char *) broken; /* refs that git could not read */
	bool excludes;
	bool has_all;
};

static void add_tip(struct start *start, struct span name, const struct oid *oid, bool hidden)
{
	*vec_add(&start->tips, start->arena) =
		(struct tip){.oid = *oid, .hidden = hidden, .notes = ref_is_of_notes(name)};
	*vec_add(&start->names, start->arena) = name;
	start->excludes |= hidden;
}

enum {
	LAST_RANK = 3
};

/* What people would name a commit by comes first: branches, tags, then the rest. */
static int rank_of_ref(struct span name)
{
	if (span_starts(name, "refs/heads/"))
		return 0;
	if (span_starts(name, "refs/tags/"))
		return 1;
	return span_starts(name, "refs/remotes/") ? 2 : LAST_RANK;
}

static enum status add_refs(
	struct repo *repo, struct start *start, bool hidden, struct error *err)
{
	struct ref_list refs = {.items = {0}};
	enum status st = refs_read(repo, start->arena, &refs, err);

	if (st == STATUS_OK)
		st = refs_add_heads(repo, start->arena, &refs, err);
	VEC_EACH(const char *const, line, &refs.broken)
		*vec_add(&start->broken, start->arena) = *line;
	for (int rank = 0; st == STATUS_OK && rank <= LAST_RANK; rank++)
		VEC_EACH(const struct ref, ref, &refs.items)
			if (rank_of_ref(ref->name) == rank)
				add_tip(start, ref->name, &ref->oid, hidden);
	return st;
}

static enum status add_revision(struct repo *repo, struct start *start, const char *text,
	bool negated, struct error *err)
{
	struct revision_list list = {{0}};
	enum status st = revisions_parse(repo, text, start->arena, &list, err);

	for (size_t i = 0; st == STATUS_OK && i < list.items.len; i++)
		add_tip(start, span_str(text), &list.items.at[i].oid,
			list.items.at[i].hidden != negated);
	return st;
}

/* "--all" and revisions add to what is wanted, behind a "--not" to what is not. */
static enum status find_start(struct repo *repo, const struct options *options,
	struct start *start, struct error *err)
{
	bool negated = false;
	bool any_wanted = false;
	enum status st = STATUS_OK;

	for (int i = 0; st == STATUS_OK && i < options->argc; i++) {
		const char *word = options->argv[i];

		if (strcmp(word, "--not") == 0) {
			negated = !negated;
			continue;
		}
		if (strcmp(word, "--all") == 0) {
			st = add_refs(repo, start, negated, err);
			start->has_all |= !negated;
			any_wanted |= !negated;
		} else {
			st = add_revision(repo, start, word, negated, err);
		}
	}
	VEC_EACH(const struct tip, tip, &start->tips)
		any_wanted |= !tip->hidden;
	if (st == STATUS_OK && !any_wanted)
		st = add_revision(repo, start, "HEAD", false, err);
	return st;
}

static void show_loading(void *payload, size_t loaded)
{
	progress_at(payload, loaded);
}

static enum status load(struct version_scan *scan, struct start *start, struct error *err)
{
	const struct options *options = scan->run->options;
	struct progress progress;
	int64_t since = 0;
	enum status st = STATUS_OK;

	if (options->since)
		st = revisions_date(scan->repo, options->since, &since, err);
	if (st != STATUS_OK)
		return st;
	progress_begin(&progress, options, "commits listed", 0);
	scan->history.progress = show_loading;
	scan->history.payload = &progress;
	st = history_load(&scan->history, start->tips.at, start->tips.len, NULL, NULL, err);
	progress_end(&progress);
	scan->history.progress = NULL;
	if (st == STATUS_OK && options->since)
		history_since(&scan->history, since);
	return st;
}

/* Refs that lead to the findings: of all refs, also if only a part of the history was scanned.
 */
static enum status locate_all_refs(
	struct version_scan *scan, const struct start *start, struct error *err)
{
	struct start all = {.arena = &scan->arena};
	struct history history;
	enum status st;

	if (start->has_all && !start->excludes) {
		locate_refs(scan->run, &scan->history, &scan->history, start->tips.at,
			start->names.at, start->tips.len);
		return STATUS_OK;
	}
	st = add_refs(scan->repo, &all, false, err);
	history_init(&history, scan->repo, &scan->arena);
	if (st == STATUS_OK)
		st = history_load(&history, all.tips.at, all.tips.len, NULL, NULL, err);
	if (st == STATUS_OK)
		locate_refs(scan->run, &scan->history, &history, all.tips.at, all.names.at,
			all.tips.len);
	history_release(&history);
	return st;
}

/* No HEAD, or none that can be read: nothing is in it. */
static enum status look_into_head(struct version_scan *scan, struct error *err)
{
	const char *const args[] = {"rev-parse", "--verify", "--quiet", "HEAD^{tree}", NULL};
	char name[OID_HEX_MAX + 1];
	struct oid tree;
	size_t size;

	if (repo_ask(scan->repo, args, name, sizeof(name), NULL) != STATUS_OK ||
		!oid_parse(span_str(name), &tree, &size))
		return STATUS_OK;
	return locate_in_head(scan->run, scan->repo, &tree, err);
}

static enum status scan_history(struct version_scan *scan, struct error *err)
{
	struct start start = {.arena = &scan->arena};
	const struct options *options = scan->run->options;
	enum status st = find_start(scan->repo, options, &start, err);

	VEC_EACH(const char *const, line, &start.broken)
		engine_skip(scan->run->engine, span_of("", 0), *line);
	if (st == STATUS_OK)
		st = load(scan, &start, err);
	if (st == STATUS_OK)
		st = version_scan_all(scan, start.tips.at, start.names.at, start.tips.len,
			start.excludes || options->since, err);
	if (st == STATUS_OK && engine_findings(scan->run->engine)->items.len) {
		locate_commits(scan->run, scan->repo, &scan->history);
		st = locate_all_refs(scan, &start, err);
		if (st == STATUS_OK)
			st = look_into_head(scan, err);
	}
	return st;
}

int cmd_scan_range(const struct options *options)
{
	struct policy_place place = {NULL, NULL};
	struct repo *repo = NULL;
	struct error err = {""};
	struct version_scan scan;
	struct run run;
	bool failed;

	if (repo_open(&repo, deadline_in(0), &err) != STATUS_OK) {
		say_error("%s", err.text);
		return EXIT_INCOMPLETE;
	}
	place.top = repo_worktree(repo);
	if (!place.top)
		place.server = repo_common_dir(repo);
	if (run_begin(&run, options, REPORT_HISTORY, &place, &err) != STATUS_OK) {
		say_error("%s", err.text);
		repo_close(repo);
		return EXIT_INCOMPLETE;
	}
	version_scan_init(&scan, &run, repo, false, 0);
	failed = scan_history(&scan, &err) != STATUS_OK;
	if (failed)
		say_error("%s", err.text);
	version_scan_release(&scan);
	repo_close(repo);
	return run_end(&run, true, failed);
}
