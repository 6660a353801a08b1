#include "cmd/locate.h"

#include <time.h>

#include "base/escape.h"
#include "cmd/inspected.h"
#include "git/commit_view.h"
#include "git/objects.h"
#include "git/parse.h"
#include "git/tree_lists.h"
#include "git/tree_path.h"

/* As in ISO 8601, with the zone of who wrote it: 2026-11-22T13:00:49+01:00. */
static const char *iso_date(const struct signature *s, struct arena *arena)
{
	time_t local = (time_t)(s->time + (int64_t)s->zone * 60);
	int zone = s->zone < 0 ? -s->zone : s->zone;
	struct tm tm;

	if (zone > 24 * 60 || !gmtime_r(&local, &tm) || tm.tm_year > 9999 - 1900)
		return NULL;
	return arena_printf(arena, "%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d",
		tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
		s->zone < 0 ? '-' : '+', zone / 60, zone % 60);
}

/* What is said of one commit; many findings may be of the same. */
struct about_commit {
	const char *name; /* NULL: not looked at yet */
	const char *author;
	const char *date;
};

static void look_at_commit(
	struct run *run, struct repo *repo, const struct oid *id, struct about_commit *about)
{
	struct oid_hex hex = oid_hex(id, repo_oid_size(repo));
	struct object object = {0};
	struct signature author;

	about->name = arena_copy(&run->arena, span_str(hex.text)).ptr;
	if (object_read(repo, id, &object, NULL) == STATUS_OK &&
		commit_author(object.bytes, &author)) {
		about->author = escaped_text(&run->arena, author.who);
		about->date = iso_date(&author, &run->arena);
	}
	object_release(&object);
}

void locate_commits(struct run *run, struct repo *repo, const struct history *h)
{
	struct finding_list *list = engine_findings(run->engine);
	struct arena arena;
	struct about_commit *commits;

	if (list->items.len == 0)
		return;
	arena_init(&arena);
	commits = arena_array(&arena, h->commits.len, sizeof(*commits));
	VEC_EACH(struct finding, f, &list->items) {
		struct about_commit *about;

		if (f->history.commit_index == NO_COMMIT)
			continue;
		about = &commits[f->history.commit_index];
		if (!about->name)
			look_at_commit(
				run, repo, &h->commits.at[f->history.commit_index].id, about);
		f->history.commit = about->name;
		f->history.author = about->author;
		f->history.date = about->date;
	}
	arena_release(&arena);
}

void locate_refs(struct run *run, const struct history *scanned, const struct history *h,
	const struct tip *tips, const struct span *names, size_t count)
{
	struct arena arena;
	struct ref_reach reach;

	arena_init(&arena);
	ref_reach_init(&reach, h, tips, count, &arena);
	VEC_EACH(struct finding, f, &engine_findings(run->engine)->items) {
		uint32_t found[MOST_REFS];
		uint32_t commit;
		size_t n;

		if (f->history.commit_index == NO_COMMIT ||
			!history_find(
				h, &scanned->commits.at[f->history.commit_index].id, &commit))
			continue;
		n = ref_reach_get(&reach, commit, found);
		for (size_t i = 0; i < n; i++) {
			/* HEAD stands for those of other worktrees, too */
			if (i > 0 && span_eq(names[found[i]], names[found[i - 1]]))
				continue;
			*vec_add(&f->history.refs, &run->arena) =
				arena_copy(&run->arena, names[found[i]]);
		}
	}
	arena_release(&arena);
}

/* The findings of one path from first on, which are next to each other in the list. */
static enum status look_into_head(struct run *run, struct tree_shelf *shelf,
	const struct oid *tree, const struct tree_view *view, struct finding_list *list,
	size_t first, size_t end, struct error *err)
{
	struct span path = list->items.at[first].path;
	struct scan_request request = {.path = path, .kind = KIND_NONE, .tree = view};
	struct object blob = {0};
	struct oid oid;
	bool is_link;
	enum status st;

	if (!path.ptr || tree_path_find(shelf, tree, path, &oid, &is_link) != STATUS_OK ||
		object_read_as(shelf->repo, &oid, OBJECT_BLOB, run->policy.limits.blob, &blob,
			NULL) != STATUS_OK)
		return STATUS_OK;
	if (!is_link)
		request.kind = classify(run->policy.classifier, path);
	request.bytes = blob.bytes;
	st = engine_look_for(run->engine, &request, &list->items.at[first], end - first, err);
	object_release(&blob);
	return st;
}

enum status locate_in_head(
	struct run *run, struct repo *repo, const struct oid *tree, struct error *err)
{
	struct finding_list *list = engine_findings(run->engine);
	const struct tree_list_limits limits = {
		.depth = run->policy.limits.depth, .largest_blob = run->policy.limits.blob};
	struct inspected inspected;
	struct tree_lists *lists;
	struct tree_view view;
	size_t end;
	enum status st = STATUS_OK;

	/* what a Dockerfile builds depends on what HEAD has around it */
	inspected_init(&inspected, run->engine, run->policy.classifier, &run->arena);
	lists = tree_lists_new(repo, &inspected.tree, &limits);
	commit_view_of_tree(lists, tree, &view);
	for (size_t first = 0; st == STATUS_OK && first < list->items.len; first = end) {
		end = first + 1;
		while (end < list->items.len &&
			span_eq(list->items.at[end].path, list->items.at[first].path))
			end++;
		st = look_into_head(
			run, tree_lists_shelf(lists), tree, &view, list, first, end, err);
	}
	commit_view_close(&view);
	tree_lists_free(lists);
	return st;
}
