#include "cmd/version_scan.h"

#include "base/escape.h"
#include "cmd/progress.h"
#include "git/blob_reader.h"
#include "git/objects.h"
#include "image/path.h"
#include "scan/carried.h"
#include "scan/tree_context.h"

/* What is known of a version, for the case that it is met again. */
enum seen {
	SEEN_AND_SETTLED = 1,
	SEEN_WITH_EXISTING = 2, /* in another commit its findings may be new */
};

struct seen_key {
	struct oid blob;
	uint64_t path_hash;
	/* a file, a link, a note: they are read differently; a Dockerfile with what it may copy
	 */
	uint64_t as;
};

struct clean_key {
	struct oid blob;
	uint32_t kind;
	uint16_t reader; /* a kind may have two */
	uint16_t is_sample;
};

/* --- what the walk asks ------------------------------------------------------------------ */

static uint32_t enter(void *payload, uint32_t state, struct span name)
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
		kind = classify(s->run->policy.classifier, path);
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

/* --- the files that a commit removes ------------------------------------------------------ */

static bool admits_all(void *payload, uint32_t state, struct span name)
{
	(void)payload;
	(void)state;
	(void)name;
	return true;
}

static bool inspects_all(void *payload, struct span path, uint64_t path_hash)
{
	(void)payload;
	(void)path;
	(void)path_hash;
	return true;
}

static void ignore_unread(void *payload, struct span path, bool is_limit, const char *reason)
{
	(void)payload;
	(void)path;
	(void)is_limit;
	(void)reason;
}

static enum status add_removed(
	void *payload, const struct file_version *version, struct error *err)
{
	struct version_scan *s = payload;

	if (version->base_count > 0 || version->is_link)
		return STATUS_OK; /* changed, not removed; or never a file */
	return removed_files_add(&s->removed, version->path, &version->blob, err);
}

/* Findings of files that the commit removes, listed when they are first asked for. */
static enum status load_removed(struct version_scan *s, uint32_t commit, struct error *err)
{
	static const struct version_limits limits = {.depth = 2048};
	struct version_sink sink = {.payload = s,
		.top = path_filter_top(s->filter),
		.enter = enter,
		.admits = admits_all,
		.inspects = inspects_all,
		.version = add_removed,
		.unread = ignore_unread};
	struct version_walk *walk;
	enum status st;

	if (s->removed_of == commit)
		return STATUS_OK;
	removed_files_release(&s->removed);
	removed_files_init(&s->removed, s->run, s->repo);
	s->removed_of = commit;
	walk = version_walk_new(&s->history, &sink, &limits);
	st = version_walk_removed(walk, commit, err);
	version_walk_free(walk);
	/* too late: new files then count as new, and the rest is not scanned anyway */
	return st == STATUS_LIMIT ? STATUS_OK : st;
}

/* --- one version -------------------------------------------------------------------------- */

/* How a version is to be judged. */
struct judgement_of {
	enum file_kind kind;
	const struct tree_view *tree; /* of a Dockerfile */
	uint64_t state;               /* of the files that it may copy */
	const uint32_t *base_parents; /* which parents its bases are of */
	bool again;                   /* it was scanned before, with other files around it */
};

struct judged {
	struct version_scan *scan;
	const struct file_version *version;
	const struct judgement_of *how;
	struct object base;
	struct tree_view parent; /* of a Dockerfile: the tree that its base is judged with */
	bool has_parent;
	enum status status; /* of what callbacks can't say */
	struct error error;
};

static enum status read_base(void *payload, size_t index, struct span *bytes, struct error *err)
{
	struct judged *j = payload;
	const struct version_scan *s = j->scan;

	object_release(&j->base);
	if (index >= j->version->base_count)
		return STATUS_NOT_FOUND;
	if (deadline_passed(engine_deadline(s->run->engine)))
		return STATUS_LIMIT;
	if (object_read_as(s->repo, &j->version->bases[index], OBJECT_BLOB,
		    s->run->policy.limits.blob, &j->base, err) != STATUS_OK)
		return STATUS_GIT; /* not STATUS_NOT_FOUND, which means "no more versions" */
	*bytes = j->base.bytes;
	return STATUS_OK;
}

static struct moved *find_moved(void *payload)
{
	struct judged *j = payload;
	struct version_scan *s = j->scan;

	if (j->version->commit == NO_COMMIT)
		return NULL;
	j->status = load_removed(s, j->version->commit, &j->error);
	if (j->status != STATUS_OK)
		return NULL;
	return &s->removed.moved;
}

/* The tree of the parent that a Dockerfile's base is of. */
static const struct tree_view *find_base_tree(void *payload, size_t index)
{
	struct judged *j = payload;

	if (j->has_parent)
		commit_view_close(&j->parent);
	j->has_parent = index < j->version->base_count &&
		version_images_parent_view(&j->scan->images, j->version->commit,
			j->how->base_parents[index], &j->parent);
	return j->has_parent ? &j->parent : NULL;
}

/* Read the version within all limits; false, and noted, if that is not possible. */
static bool read_version(
	struct version_scan *s, const struct file_version *v, struct object *blob)
{
	struct error err = {""};
	uint64_t size;
	enum status st = blob_size(s->repo, &v->blob, &size, &err);

	if (st == STATUS_OK && !engine_admit(s->run->engine, v->path, size))
		return false;
	if (st == STATUS_OK)
		st = object_read(s->repo, &v->blob, blob, &err);
	if (st != STATUS_OK)
		engine_skip(s->run->engine, v->path, err.text);
	return st == STATUS_OK;
}

static enum status scan_blob(struct version_scan *s, const struct file_version *v,
	const struct judgement_of *how, struct scan_outcome *outcome, struct error *err)
{
	size_t oid_size = repo_oid_size(s->repo);
	struct oid_hex blob_hex = oid_hex(&v->blob, oid_size);
	struct oid_hex commit_hex;
	struct version version = {
		.commit_index = v->commit, .blob = blob_hex.text, .ref = s->loose_ref};
	struct judged judged = {.scan = s, .version = v, .how = how};
	struct scan_request request = {
		.path = v->path,
		.kind = how->kind,
		.content = blob_content_id(&v->blob),
		.again = how->again,
		.tree = how->tree,
		.base_tree = how->base_parents ? find_base_tree : NULL,
		.bases = s->judges ? read_base : NULL,
		.moved = s->judges ? find_moved : NULL,
		.payload = &judged,
		.version = &version,
		.outcome = outcome,
	};
	struct object blob = {0};
	enum status st = STATUS_OK;

	if (v->commit != NO_COMMIT) {
		commit_hex = oid_hex(&s->history.commits.at[v->commit].id, oid_size);
		version.commit = commit_hex.text;
	}
	engine_at(s->run->engine, &version);
	if (read_version(s, v, &blob)) {
		request.bytes = blob.bytes;
		st = engine_scan(s->run->engine, &request, err);
	}
	engine_at(s->run->engine, NULL);
	object_release(&blob);
	object_release(&judged.base);
	if (judged.has_parent)
		commit_view_close(&judged.parent);
	if (st == STATUS_OK && judged.status != STATUS_OK) {
		*err = judged.error;
		return judged.status;
	}
	return st;
}

/* Scan a version if it was not yet, in this state of what it may copy. */
static enum status scan_in_state(struct version_scan *s, const struct file_version *v,
	const struct judgement_of *how, struct error *err)
{
	/* what a Dockerfile builds depends on where it is, too */
	bool may_be_clean = how->kind != KIND_DOCKERFILE;
	struct seen_key seen_key = {
		v->blob, v->path_hash, (uint64_t)how->kind + how->state * 64};
	struct clean_key clean_key = {v->blob, (uint32_t)how->kind,
		(uint16_t)reader_of_file(how->kind, v->path),
		how->kind != KIND_NONE && is_sample_path(v->path)};
	struct scan_outcome outcome = {0};
	unsigned char *seen;
	bool added;
	enum status st;

	seen = key_map_add(&s->seen, &seen_key, &added);
	if (!added && *seen == SEEN_AND_SETTLED)
		return STATUS_OK;
	*seen = SEEN_AND_SETTLED;
	if (may_be_clean && key_map_find(&s->clean, &clean_key)) {
		engine_summary(s->run->engine)->files++;
		return STATUS_OK;
	}
	st = scan_blob(s, v, how, &outcome, err);
	if (outcome.is_clean && may_be_clean)
		key_map_add(&s->clean, &clean_key, &added);
	if (outcome.has_existing) {
		seen = key_map_find(&s->seen, &seen_key);
		*seen = SEEN_WITH_EXISTING;
	}
	if (outcome.matters_to_images)
		s->images.has_relevant = s->images.judges_again = true;
	return st;
}

/* A version is counted once, in however many states it is judged. */
static bool was_met(struct version_scan *s, const struct file_version *v)
{
	struct seen_key key = {v->blob, v->path_hash, UINT64_MAX};
	bool added;

	key_map_add(&s->seen, &key, &added);
	return !added;
}

enum {
	PARENTS_MAX = 8 /* whose versions of a Dockerfile are compared */
};

/* The versions of a file in the parents of a commit; returns how many there are. */
static size_t find_bases(struct version_scan *s, const struct file_version *v,
	struct oid bases[PARENTS_MAX], uint32_t parents[PARENTS_MAX])
{
	const struct tree_file *files;
	struct tree_view view;
	struct error err;
	size_t count;
	size_t found = 0;

	for (uint32_t which = 0; which < PARENTS_MAX &&
		version_images_parent_view(&s->images, v->commit, which, &view);
		which++) {
		if (view.list(view.payload, path_parent(v->path), &files, &count, &err) !=
			STATUS_OK)
			count = 0;
		for (size_t i = 0; i < count; i++) {
			if (!span_eq(files[i].path, v->path))
				continue;
			bases[found] = oid_of(files[i].id.bytes, sizeof(files[i].id.bytes));
			parents[found++] = which;
			break;
		}
		commit_view_close(&view);
	}
	return found;
}

/* A Dockerfile is judged with the tree of its commit, its bases with those of the parents. */
static enum status scan_dockerfile(struct version_scan *s, const struct file_version *v,
	const struct tree_view *tree, uint64_t state, struct error *err)
{
	struct judgement_of how = {
		.kind = KIND_DOCKERFILE, .tree = tree, .state = state, .again = was_met(s, v)};
	struct file_version version = *v;
	struct oid bases[PARENTS_MAX];
	uint32_t parents[PARENTS_MAX];

	if (s->judges && v->commit != NO_COMMIT) {
		version.bases = bases;
		version.base_count = find_bases(s, v, bases, parents);
		how.base_parents = parents;
	}
	return scan_in_state(s, &version, &how, err);
}

/* What the walk hands out is gone after the call. */
static void keep_dockerfile(struct version_scan *s, const struct file_version *v)
{
	struct file_version *kept = vec_add(&s->dockerfiles, &s->commit);
	struct oid *bases = arena_array(&s->commit, v->base_count, sizeof(*bases));

	for (size_t i = 0; i < v->base_count; i++)
		bases[i] = v->bases[i];
	*kept = *v;
	kept->path = arena_copy(&s->commit, v->path);
	kept->bases = bases;
}

static enum status scan_version(void *payload, const struct file_version *v, struct error *err)
{
	struct version_scan *s = payload;
	bool by_name = !v->is_note && !v->is_link && v->path.ptr;
	struct judgement_of how = {
		.kind = by_name ? kind_of(s, v->path, v->path_hash) : KIND_NONE};

	if (deadline_passed(engine_deadline(s->run->engine))) {
		error_set(err, "the policy's time limit is reached");
		return STATUS_LIMIT;
	}
	if (how.kind != KIND_DOCKERFILE)
		return scan_in_state(s, v, &how, err);
	if (v->commit == NO_COMMIT)
		return scan_dockerfile(s, v, NULL, 0, err);
	keep_dockerfile(s, v);
	return STATUS_OK;
}

/* --- what the files of a commit mean to images ---------------------------------------------
 */

/* All Dockerfiles of the commit, also those that it does not change. */
static enum status judge_all_again(struct version_scan *s, uint32_t commit,
	const struct tree_view *tree, uint64_t state, struct error *err)
{
	const struct tree_file *files;
	size_t count;
	enum status st = STATUS_OK;

	if (tree->list(tree->payload, span_of("", 0), &files, &count, err) != STATUS_OK) {
		engine_skip(s->run->engine, span_of("", 0), err->text);
		count = 0;
	}
	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		struct file_version v = {.path = files[i].path, .commit = commit};

		if (files[i].is_link ||
			classify(s->run->policy.classifier, files[i].path) != KIND_DOCKERFILE)
			continue;
		v.path_hash = version_walk_path_hash(s->walk, v.path);
		v.blob = oid_of(files[i].id.bytes, sizeof(files[i].id.bytes));
		st = scan_dockerfile(s, &v, tree, state, err);
		if (deadline_passed(engine_deadline(s->run->engine)))
			st = STATUS_LIMIT;
	}
	if (st == STATUS_LIMIT)
		error_set(err, "the policy's time limit is reached");
	return st;
}

/* --- files that decide what a build context is, and that the commit takes away ---------------
 */

static enum status note_removed(
	void *payload, const struct file_version *version, struct error *err)
{
	struct version_scan *s = payload;

	(void)err;
	if (version->base_count == 0 &&
		decides_context(classify(s->run->policy.classifier, version->path)))
		s->images.judges_again = true;
	return STATUS_OK;
}

/* Of a history the whole tree is looked at anyway, in each state of such files. */
static enum status look_for_removed(struct version_scan *s, uint32_t commit, struct error *err)
{
	static const struct version_limits limits = {.depth = 2048};
	struct version_sink sink = {.payload = s,
		.top = path_filter_top(s->filter),
		.enter = enter,
		.admits = admits_all,
		.inspects = inspects_all,
		.version = note_removed,
		.unread = ignore_unread};
	struct version_walk *walk = version_walk_new(&s->history, &sink, &limits);
	enum status st = version_walk_removed(walk, commit, err);

	version_walk_free(walk);
	return st;
}

/* A file that a Dockerfile of the commit takes along, and that no commit of the run has
 * changed. */
struct rescue {
	struct version_scan *scan;
	uint32_t commit;
};

static enum status rescan(void *payload, const struct carried_file *carried, struct error *err)
{
	struct rescue *r = payload;
	struct version_scan *s = r->scan;
	struct tree_view tree;
	const struct tree_file *files;
	size_t count;
	enum status st = STATUS_OK;

	if (!version_images_view(&s->images, r->commit, &tree))
		return STATUS_OK;
	if (tree.list(tree.payload, path_parent(carried->tree_path), &files, &count, err) !=
		STATUS_OK)
		count = 0;
	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		struct file_version v = {.path = files[i].path, .commit = r->commit};

		if (!span_eq(files[i].path, carried->tree_path))
			continue;
		v.path_hash = version_walk_path_hash(s->walk, v.path);
		v.blob = oid_of(files[i].id.bytes, sizeof(files[i].id.bytes));
		/* it was there before: in the parent, or the walk would have met it */
		v.bases = &v.blob;
		v.base_count = 1;
		st = scan_version(s, &v, err);
	}
	commit_view_close(&tree);
	return st;
}

static enum status judge_dockerfiles(struct version_scan *s, uint32_t commit, struct error *err)
{
	struct tree_view tree;
	uint64_t state;
	enum status st = STATUS_OK;

	if (!version_images_view(&s->images, commit, &tree))
		return STATUS_OK;
	state = version_images_state(&s->images, &tree);
	for (size_t i = 0; st == STATUS_OK && i < s->dockerfiles.len; i++)
		st = scan_dockerfile(s, &s->dockerfiles.at[i], &tree, state, err);
	if (st == STATUS_OK && s->images.judges_again)
		st = judge_all_again(s, commit, &tree, state, err);
	commit_view_close(&tree);
	return st;
}

/* What is left to do when all other files of a commit were scanned. */
static enum status finish_commit(
	struct version_scan *s, uint32_t commit, bool against_parents, struct error *err)
{
	struct rescue rescue = {s, commit};
	enum status st = STATUS_OK;

	if (against_parents)
		st = look_for_removed(s, commit, err);
	/* a merge brings together what no parent had together */
	if (s->history.commits.at[commit].parent_count > 1)
		s->images.judges_again = true;
	if (st == STATUS_OK && (s->dockerfiles.len || s->images.judges_again))
		st = judge_dockerfiles(s, commit, err);
	s->images.judges_again = false;
	s->dockerfiles.at = NULL;
	s->dockerfiles.len = s->dockerfiles.cap = 0;
	arena_reset(&s->commit);
	if (st == STATUS_OK)
		st = engine_settle_carried(s->run->engine, rescan, &rescue, err);
	return st;
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
		.enter = enter,
		.admits = admits,
		.inspects = inspects,
		.version = scan_version,
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

	return scan_version(s, &version, err);
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
			st = finish_commit(s, index, against_parents, err);
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
