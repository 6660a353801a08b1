#include "cmd/version_scan_internal.h"

#include "base/escape.h"
#include "cmd/progress.h"
#include "git/objects.h"
#include "scan/tree_context.h"

/* --- what the walk asks ------------------------------------------------------------------ */

uint32_t version_enter(void *payload, uint32_t state, struct span name)
{
	struct version_scan *s = payload;

	return path_filter_enter(s->filter, state, name);
}

static bool admits(void *payload, uint32_t state, struct span name)
{
	const struct version_scan *s = payload;

	return path_filter_admits(s->filter, state, name);
}

/* The same few paths come up again and again, and there are many patterns. */
static enum file_kind kind_of(struct version_scan *s, struct span path, uint64_t path_hash)
{
	enum file_kind kind;
	bool added;
	void *value = key_map_add(&s->kinds, &path_hash, &added);

	if (added) {
		kind = engine_kind_of(s->run->engine, path); /* views ask for it, too */
		memcpy(value, &kind, sizeof(kind));
	}
	memcpy(&kind, value, sizeof(kind));
	return kind;
}

static bool inspects(void *payload, struct span path, uint64_t path_hash)
{
	return kind_of(payload, path, path_hash) != KIND_NONE;
}

static void unread(void *payload, struct span path, bool is_limit, const char *reason)
{
	struct version_scan *s = payload;

	(is_limit ? engine_skip_limit : engine_skip)(s->run->engine, path, reason);
}

enum status version_scan_version(void *payload, const struct file_version *v, struct error *err)
{
	struct version_scan *s = payload;
	bool by_name = !v->is_note && !v->is_link && v->path.ptr;
	struct judgement_of how = {
		.kind = by_name ? kind_of(s, v->path, v->path_hash) : KIND_NONE};

	if (deadline_passed(engine_deadline(s->run->engine))) {
		error_set(err, "the policy's time limit is reached");
		return STATUS_LIMIT;
	}
	if (!is_judged_by_tree(how.kind))
		return version_scan_in_state(s, v, &how, err);
	if (v->commit == NO_COMMIT)
		return version_scan_with_tree(s, v, how.kind, NULL, 0, err);
	version_keep(s, v, how.kind);
	return STATUS_OK;
}

/* --- the whole --------------------------------------------------------------------------- */

void version_scan_init(struct version_scan *s, struct run *run, struct repo *repo, bool judges,
	uint64_t largest)
{
	struct version_limits limits = {run->policy.limits.depth, largest, judges};

	*s = (struct version_scan){
		.run = run, .repo = repo, .judges = judges, .removed_of = NO_COMMIT};
	history_init(&s->history, repo, &s->arena);
	s->history.largest = largest;
	s->filter = path_filter_new(run->policy.classifier, &s->arena);
	s->sink = (struct version_sink){.payload = s,
		.top = path_filter_top(s->filter),
		.enter = version_enter,
		.admits = admits,
		.inspects = inspects,
		.version = version_scan_version,
		.unread = unread};
	s->walk = version_walk_new(&s->history, &s->sink, &limits);
	key_map_init(&s->seen, sizeof(struct seen_key), 1);
	key_map_init(&s->clean, sizeof(struct clean_key), 0);
	key_map_init(&s->kinds, sizeof(uint64_t), sizeof(enum file_kind));
	removed_files_init(&s->removed, run, repo);
	version_images_init(&s->images, run, repo, &s->history);
}

void version_scan_release(struct version_scan *s)
{
	version_walk_free(s->walk);
	version_images_release(&s->images);
	arena_release(&s->commit);
	removed_files_release(&s->removed);
	key_map_release(&s->seen);
	key_map_release(&s->clean);
	key_map_release(&s->kinds);
	history_release(&s->history);
	arena_release(&s->arena);
}

static void skip_nameless(struct version_scan *s, const char *reason)
{
	engine_skip(s->run->engine, span_of("", 0), reason);
}

/* What the loading of the history could not read. */
static void note_gaps(struct version_scan *s)
{
	struct arena *arena = &s->run->arena;

	VEC_EACH(const struct commit, c, &s->history.commits) {
		struct oid_hex hex = oid_hex(&c->id, repo_oid_size(s->repo));

		if (!(c->flags & COMMIT_WANTED))
			continue;
		if (c->flags & COMMIT_MISSING)
			skip_nameless(s,
				arena_printf(arena,
					"commit %.12s is missing or damaged; what it "
					"holds, and what was before it",
					hex.text));
		if (c->flags & COMMIT_SHALLOW)
			skip_nameless(s,
				arena_printf(arena,
					"what was before commit %.12s: this is a "
					"shallow clone",
					hex.text));
	}
}

static void note_failed_tips(
	struct version_scan *s, const struct tip *tips, const struct span *names, size_t count)
{
	struct arena *arena = &s->run->arena;

	for (size_t i = 0; i < count; i++)
		if (tips[i].error && !tips[i].hidden)
			skip_nameless(s,
				arena_printf(arena, "%s: %s", escaped_path(arena, names[i]),
					tips[i].error));
}

/* A file that a ref names without a path: only what it holds can tell. */
static enum status scan_loose_blob(
	struct version_scan *s, const struct loose_root *root, struct error *err)
{
	struct file_version version = {.blob = root->oid, .commit = NO_COMMIT};

	return version_scan_version(s, &version, err);
}

static enum status scan_roots(
	struct version_scan *s, const struct span *names, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < s->history.roots.len; i++) {
		const struct loose_root *root = &s->history.roots.at[i];

		s->loose_ref = names[root->tip];
		if (root->is_tree)
			st = version_walk_tree(s->walk, &root->oid, err);
		else
			st = scan_loose_blob(s, root, err);
	}
	s->loose_ref = span_of(NULL, 0);
	return st;
}

static enum status scan_commits(struct version_scan *s, bool against_parents, struct error *err)
{
	struct summary *summary = engine_summary(s->run->engine);
	struct progress progress;
	size_t total = s->history.order.len;
	enum status st = STATUS_OK;

	progress_begin(&progress, s->run->options, "commits", total);
	for (size_t i = 0; st == STATUS_OK && i < total; i++) {
		uint32_t index = s->history.order.at[i];

		if (!(s->history.commits.at[index].flags & COMMIT_LOADED))
			continue;
		st = version_walk_commit(s->walk, index, against_parents, err);
		if (st == STATUS_OK)
			st = version_finish_commit(s, index, against_parents, err);
		if (st == STATUS_OK) {
			summary->commits++;
			progress_at(&progress, i + 1);
		} else if (st == STATUS_LIMIT) {
			engine_skip_limit(s->run->engine, span_of("", 0),
				arena_printf(&s->run->arena, "%zu of %zu commits: %s",
					total - i, total, err->text));
		}
	}
	progress_end(&progress);
	return st == STATUS_LIMIT ? STATUS_OK : st;
}

enum status version_scan_all(struct version_scan *s, const struct tip *tips,
	const struct span *names, size_t count, bool against_parents, struct error *err)
{
	enum status st;

	note_failed_tips(s, tips, names, count);
	note_gaps(s);
	st = scan_commits(s, against_parents, err);
	if (st == STATUS_OK)
		st = scan_roots(s, names, err);
	if (st != STATUS_LIMIT)
		return st;
	engine_skip_limit(s->run->engine, span_of("", 0), err->text);
	return STATUS_OK;
}
