/*
 * Dockerfiles of a history: each is judged when all other files of its commit were scanned,
 * since what it builds depends on them.
 */
#include "cmd/version_scan_internal.h"

#include "image/path.h"
#include "scan/carried.h"
#include "scan/tree_context.h"

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
enum status version_scan_dockerfile(struct version_scan *s, const struct file_version *v,
	const struct tree_view *tree, uint64_t state, struct error *err)
{
	struct judgement_of how = {.kind = KIND_DOCKERFILE,
		.tree = tree,
		.state = state,
		.again = version_was_met(s, v)};
	struct file_version version = *v;
	struct oid bases[PARENTS_MAX];
	uint32_t parents[PARENTS_MAX];

	if (s->judges && v->commit != NO_COMMIT) {
		version.bases = bases;
		version.base_count = find_bases(s, v, bases, parents);
		how.base_parents = parents;
	}
	return version_scan_in_state(s, &version, &how, err);
}

/* What the walk hands out is gone after the call. */
void version_keep_dockerfile(struct version_scan *s, const struct file_version *v)
{
	struct file_version *kept = vec_add(&s->dockerfiles, &s->commit);
	struct oid *bases = arena_array(&s->commit, v->base_count, sizeof(*bases));

	for (size_t i = 0; i < v->base_count; i++)
		bases[i] = v->bases[i];
	*kept = *v;
	kept->path = arena_copy(&s->commit, v->path);
	kept->bases = bases;
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
		st = version_scan_dockerfile(s, &v, tree, state, err);
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
		.enter = version_enter,
		.admits = version_admits_all,
		.inspects = version_inspects_all,
		.version = note_removed,
		.unread = version_ignore_unread};
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
		st = version_scan_version(s, &v, err);
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
		st = version_scan_dockerfile(s, &s->dockerfiles.at[i], &tree, state, err);
	if (st == STATUS_OK && s->images.judges_again)
		st = judge_all_again(s, commit, &tree, state, err);
	commit_view_close(&tree);
	return st;
}

/* What is left to do when all other files of a commit were scanned. */
enum status version_finish_commit(
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
