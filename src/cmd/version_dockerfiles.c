/*
 * Dockerfiles of a history, and the files that build them: each is judged when all other files
 * of its commit were scanned, since what it builds depends on them.
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
	const struct tree_file *file;
	struct tree_view view;
	struct error err;
	size_t found = 0;

	for (uint32_t which = 0; which < PARENTS_MAX &&
		version_images_parent_view(&s->images, v->commit, which, &view);
		which++) {
		/* where it can't be listed there is nothing to excuse it: it counts as new */
		if (tree_view_find(&view, v->path, &file, &err) == STATUS_OK) {
			bases[found] = oid_of(file->id.bytes, sizeof(file->id.bytes));
			parents[found++] = which;
		}
		commit_view_close(&view);
	}
	return found;
}

/* It is judged with the tree of its commit, its bases with those of the parents. */
enum status version_scan_with_tree(struct version_scan *s, const struct file_version *v,
	enum file_kind kind, const struct tree_view *tree, uint64_t state, struct error *err)
{
	struct judgement_of how = {
		.kind = kind, .tree = tree, .state = state, .again = version_was_met(s, v)};
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
void version_keep(struct version_scan *s, const struct file_version *v, enum file_kind kind)
{
	struct kept_version *kept = vec_add(&s->kept, &s->commit);
	struct oid *bases = arena_array(&s->commit, v->base_count, sizeof(*bases));

	for (size_t i = 0; i < v->base_count; i++)
		bases[i] = v->bases[i];
	*kept = (struct kept_version){*v, kind};
	kept->version.path = arena_copy(&s->commit, v->path);
	kept->version.bases = bases;
}

/* --- what the files of a commit mean to images ---------------------------------------------
 */

/* The tree of a commit, or NULL, and its state, which only Dockerfiles need. */
struct surroundings {
	uint32_t commit;
	const struct tree_view *tree;
	bool has_state;
	uint64_t state;
};

static uint64_t state_of(struct version_scan *s, struct surroundings *around)
{
	if (!around->has_state && around->tree)
		around->state = version_images_state(&s->images, around->commit, around->tree);
	around->has_state = true;
	return around->state;
}

/* All Dockerfiles of the commit, also those that it does not change. */
static enum status judge_all_again(
	struct version_scan *s, uint32_t commit, struct surroundings *around, struct error *err)
{
	const struct tree_view *tree = around->tree;
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
			engine_kind_of(s->run->engine, files[i].path) != KIND_DOCKERFILE)
			continue;
		v.path_hash = version_walk_path_hash(s->walk, v.path);
		v.blob = oid_of(files[i].id.bytes, sizeof(files[i].id.bytes));
		st = version_scan_with_tree(
			s, &v, KIND_DOCKERFILE, tree, state_of(s, around), err);
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
		decides_context(engine_kind_of(s->run->engine, version->path)))
		s->images.judges_again = true;
	return STATUS_OK;
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
	struct file_version v = {.path = carried->tree_path, .commit = r->commit};
	struct tree_view tree;
	const struct tree_file *file;
	enum status st;

	if (!version_images_view(&s->images, r->commit, &tree))
		return STATUS_OK; /* without a tree nothing was carried */
	st = tree_view_find(&tree, carried->tree_path, &file, err);
	if (st == STATUS_OK) {
		v.path_hash = version_walk_path_hash(s->walk, v.path);
		v.blob = oid_of(file->id.bytes, sizeof(file->id.bytes));
		/* it was there before: in the parent, or the walk would have met it */
		v.bases = &v.blob;
		v.base_count = 1;
		st = version_scan_version(s, &v, err);
	} else {
		engine_skip(s->run->engine, carried->path, err->text);
		st = STATUS_OK;
	}
	commit_view_close(&tree);
	return st;
}

/* Those that are Dockerfiles, or those that are not. */
static enum status judge_kept(struct version_scan *s, bool dockerfiles,
	struct surroundings *around, struct error *err)
{
	enum status st = STATUS_OK;

	for (size_t i = 0; st == STATUS_OK && i < s->kept.len; i++) {
		const struct kept_version *kept = &s->kept.at[i];

		if ((kept->kind == KIND_DOCKERFILE) == dockerfiles)
			st = version_scan_with_tree(s, &kept->version, kept->kind, around->tree,
				dockerfiles ? state_of(s, around) : 0, err);
	}
	return st;
}

/* What builds images says what they get, so it comes first. */
static enum status judge_images(struct version_scan *s, uint32_t commit, struct error *err)
{
	struct tree_view tree;
	bool has_tree = version_images_view(&s->images, commit, &tree);
	struct surroundings around = {.commit = commit, .tree = has_tree ? &tree : NULL};
	enum status st = judge_kept(s, false, &around, err);

	if (st == STATUS_OK)
		st = judge_kept(s, true, &around, err);
	if (st == STATUS_OK && has_tree && s->images.judges_again)
		st = judge_all_again(s, commit, &around, err);
	if (has_tree)
		commit_view_close(&tree);
	return st;
}

/* What is left to do when all other files of a commit were scanned. */
enum status version_finish_commit(
	struct version_scan *s, uint32_t commit, bool against_parents, struct error *err)
{
	struct rescue rescue = {s, commit};
	enum status st = STATUS_OK;

	/* of a history the whole tree is looked at anyway, in each state of such files */
	if (against_parents)
		st = version_walk_of_removed(s, commit, note_removed, err);
	/* a merge brings together what no parent had together; of a whole history nothing that
	 * was not met */
	if (s->history.commits.at[commit].parent_count > 1 &&
		(against_parents || s->images.has_relevant))
		s->images.judges_again = true;
	if (st == STATUS_OK && (s->kept.len || s->images.judges_again))
		st = judge_images(s, commit, err);
	s->images.judges_again = false;
	s->kept.at = NULL;
	s->kept.len = s->kept.cap = 0;
	arena_reset(&s->commit);
	if (st == STATUS_OK)
		st = engine_settle_carried(s->run->engine, rescan, &rescue, err);
	return st;
}
