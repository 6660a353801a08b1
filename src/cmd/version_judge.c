/* One version of a file: read once, and judged against the versions of the parents. */
#include "cmd/version_scan_internal.h"

#include "git/blob_reader.h"
#include "git/objects.h"

/* What is known of a version, for the case that it is met again. */
enum seen {
	SEEN_AND_SETTLED = 1,
	SEEN_WITH_EXISTING = 2, /* in another commit its findings may be new */
};

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

enum status version_walk_of_removed(struct version_scan *s, uint32_t commit,
	enum status (*tell)(void *, const struct file_version *, struct error *),
	struct error *err)
{
	static const struct version_limits limits = {.depth = 2048};
	struct version_sink sink = {.payload = s,
		.top = path_filter_top(s->filter),
		.enter = version_enter,
		.admits = admits_all,
		.inspects = inspects_all,
		.version = tell,
		.unread = ignore_unread};
	struct version_walk *walk = version_walk_new(&s->history, &sink, &limits);
	enum status st = version_walk_removed(walk, commit, err);

	version_walk_free(walk);
	return st;
}

/* Findings of files that the commit removes, listed when they are first asked for. */
static enum status load_removed(struct version_scan *s, uint32_t commit, struct error *err)
{
	enum status st;

	if (s->removed_of == commit)
		return STATUS_OK;
	removed_files_release(&s->removed);
	removed_files_init(&s->removed, s->run, s->repo);
	s->removed_of = commit;
	st = version_walk_of_removed(s, commit, add_removed, err);
	/* too late: new files then count as new, and the rest is not scanned anyway */
	return st == STATUS_LIMIT ? STATUS_OK : st;
}

/* --- one version -------------------------------------------------------------------------- */

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

static struct clean_key clean_key_of(
	const struct file_version *v, const struct judgement_of *how)
{
	return (struct clean_key){v->blob, (uint32_t)how->kind,
		(uint16_t)reader_of_file(how->kind, v->path),
		how->kind != KIND_NONE && is_sample_path(v->path)};
}

/* Scan a version if it was not yet, in this state of what it may copy. */
enum status version_scan_in_state(struct version_scan *s, const struct file_version *v,
	const struct judgement_of *how, struct error *err)
{
	/* what a Dockerfile builds depends on where it is, too */
	bool may_be_clean = how->kind != KIND_DOCKERFILE;
	struct seen_key seen_key = {
		v->blob, v->path_hash, (uint64_t)how->kind + how->state * 64};
	struct clean_key clean_key;
	struct scan_outcome outcome = {0};
	unsigned char *seen;
	bool added;
	enum status st;

	seen = key_map_add(&s->seen, &seen_key, &added);
	if (!added && *seen == SEEN_AND_SETTLED)
		return STATUS_OK;
	*seen = SEEN_AND_SETTLED;
	clean_key = clean_key_of(v, how);
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

bool version_was_met(struct version_scan *s, const struct file_version *v)
{
	struct seen_key key = {v->blob, v->path_hash, UINT64_MAX};
	bool added;

	key_map_add(&s->seen, &key, &added);
	return !added;
}
