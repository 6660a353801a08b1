#include "git/versions.h"

#include <stdlib.h>

#include "base/nomem.h"
#include "git/objects.h"
#include "git/parse.h"
#include "git/repo_internal.h"
#include "git/tree_memory.h"

enum {
	MOST_OTHERS =
		64, /* parents that a commit is compared with; more is no commit of people */
	CHECK_EVERY = 256,
	LONGEST_PATH = 1 << 20,
};

/* Directories at further paths: enough for any history, not for one that was made to explode.
 */
#define MOST_REPEATS ((size_t)1 << 16)

/* Tells commits apart where they are a part of a hash. */
#define HASH_STEP UINT64_C(0x9E3779B97F4A7C15)

#define LARGEST_OPEN ((uint64_t)512 << 20) /* bytes of directories on the way to one file */

/* The state of directories in the history of notes, which no policy knows. */
#define STATE_NOTES UINT32_MAX

/* A directory of another commit at the same path; moves along with the one that is walked. */
struct cursor {
	struct object tree;
	struct span rest;
	struct tree_entry entry;
	bool has_entry;
};

struct frame {
	struct object tree;
	struct span rest;
	struct oid oid;
	uint32_t state;
	uint32_t context; /* see struct version_walk */
	size_t path_len;
	uint64_t path_hash;
	bool has_versions; /* inspected files in it or below */
	struct tree_track track;
	struct cursor *others;
	size_t other_count;
};

/* What is known of a directory in a state and a context. */
struct visit {
	uint64_t path_hash; /* where it was looked at first */
	uint32_t commit;    /* and in which commit last */
	bool has_versions;
};

struct version_walk {
	struct history *history;
	struct repo *repo;
	const struct version_sink *sink;
	struct version_limits limits;
	size_t oid_size;
	struct arena arena; /* of the frames */
	VEC(struct frame) frames;
	struct buf path;
	uint64_t open_bytes;
	uint32_t commit;
	size_t repeats;
	/*
	 * A context stands for the list of other directories that one is compared with: 0 for
	 * none, and a number for each list "context, one more directory" that was met.
	 */
	struct key_map contexts;
	struct key_map visits;     /* directory, state, context */
	struct key_map repeated;   /* directory, state, context, path */
	struct tree_memory memory; /* of directories without others */
};

struct version_walk *version_walk_new(struct history *history, const struct version_sink *sink,
	const struct version_limits *limits)
{
	struct version_walk *w = xmalloc(sizeof(*w));
	size_t oid_size = repo_oid_size(history->repo);

	*w = (struct version_walk){.history = history,
		.repo = history->repo,
		.sink = sink,
		.limits = *limits,
		.oid_size = oid_size};
	buf_init(&w->path, LONGEST_PATH);
	key_map_init(&w->contexts, sizeof(uint32_t) + oid_size, sizeof(uint32_t));
	key_map_init(&w->visits, oid_size + 2 * sizeof(uint32_t), sizeof(struct visit));
	key_map_init(&w->repeated, oid_size + 2 * sizeof(uint32_t) + sizeof(uint64_t), 0);
	tree_memory_init(&w->memory, oid_size);
	return w;
}

void version_walk_free(struct version_walk *w)
{
	if (!w)
		return;
	buf_release(&w->path);
	key_map_release(&w->contexts);
	key_map_release(&w->visits);
	key_map_release(&w->repeated);
	tree_memory_release(&w->memory);
	arena_release(&w->arena);
	free(w);
}

/* --- directories that are compared with ------------------------------------------------- */

static void cursor_next(struct cursor *c, size_t oid_size)
{
	c->has_entry = tree_next(&c->rest, oid_size, &c->entry);
}

/*
 * The entry of that name in the other directory, or NULL. In a directory that is not sorted an
 * entry may be missed, and then counts as not there: more is looked at, never less.
 */
static const struct tree_entry *find_in(
	struct cursor *c, const struct tree_entry *entry, size_t oid_size)
{
	while (c->has_entry) {
		int order = tree_entry_compare(&c->entry, entry);

		if (order == 0)
			return &c->entry;
		if (order > 0)
			return NULL;
		cursor_next(c, oid_size);
	}
	return NULL;
}

/* --- visits ----------------------------------------------------------------------------- */

static uint32_t context_of(struct version_walk *w, const struct oid *others, size_t count)
{
	unsigned char key[sizeof(uint32_t) + OID_MAX];
	uint32_t context = 0;

	for (size_t i = 0; i < count; i++) {
		uint32_t next = (uint32_t)w->contexts.count + 1;
		bool added;
		void *value;

		memcpy(key, &context, sizeof(context));
		memcpy(key + sizeof(context), others[i].bytes, w->oid_size);
		value = key_map_add(&w->contexts, key, &added);
		if (added)
			memcpy(value, &next, sizeof(next));
		else
			memcpy(&next, value, sizeof(next));
		context = next;
	}
	return context;
}

struct visit_key {
	unsigned char bytes[OID_MAX + 2 * sizeof(uint32_t) + sizeof(uint64_t)];
};

static struct visit_key visit_key(const struct version_walk *w, const struct oid *tree,
	uint32_t state, uint32_t context, uint64_t path_hash)
{
	struct visit_key key = {{0}};
	unsigned char *at = key.bytes;

	memcpy(at, tree->bytes, w->oid_size);
	at += w->oid_size;
	memcpy(at, &state, sizeof(state));
	at += sizeof(state);
	memcpy(at, &context, sizeof(context));
	at += sizeof(context);
	memcpy(at, &path_hash, sizeof(path_hash));
	return key;
}

static uint64_t hash_of_path(const struct version_walk *w, uint64_t above, struct span name)
{
	return key_hash(w->visits.seed ^ above, name.ptr, name.len) + above * 31 + 1;
}

uint64_t version_walk_path_hash(const struct version_walk *w, struct span path)
{
	uint64_t hash = 0;
	struct span name;

	while (span_split(&path, '/', &name))
		hash = hash_of_path(w, hash, name);
	return hash;
}

static struct span directory_path(const struct version_walk *w)
{
	/* without the '/' at its end */
	return span_of(w->path.ptr, w->path.len ? w->path.len - 1 : 0);
}

static void unread(struct version_walk *w, bool is_limit, const char *reason)
{
	w->sink->unread(w->sink->payload, directory_path(w), is_limit, reason);
}

/*
 * Is there a reason to look into the directory? Not if it holds nothing that is inspected, or
 * if it was looked at under this path.
 */
static bool is_worth_a_visit(struct version_walk *w, struct frame *above,
	const struct oid *tree, uint32_t state, uint32_t context, uint64_t path_hash)
{
	struct visit_key key = visit_key(w, tree, state, context, path_hash);
	struct visit visit = {.path_hash = path_hash, .commit = w->commit};
	bool added;
	void *value = key_map_add(&w->visits, key.bytes, &added);

	if (added) {
		memcpy(value, &visit, sizeof(visit));
		return true;
	}
	memcpy(&visit, value, sizeof(visit));
	if (!visit.has_versions)
		return false;
	if (above)
		above->has_versions = true;
	if (visit.path_hash == path_hash &&
		(!w->limits.each_commit || visit.commit == w->commit))
		return false;
	if (visit.path_hash == path_hash) {
		visit.commit = w->commit;
		memcpy(value, &visit, sizeof(visit));
	} else {
		key = visit_key(w, tree, state, context,
			w->limits.each_commit ? path_hash + w->commit * HASH_STEP : path_hash);
		key_map_add(&w->repeated, key.bytes, &added);
		if (!added)
			return false;
	}
	if (w->repeats++ < MOST_REPEATS)
		return true;
	if (w->repeats == MOST_REPEATS + 1)
		unread(w, true,
			"the same directories stand at too many paths; from here on each is "
			"scanned at one path only");
	return false;
}

/* --- frames ----------------------------------------------------------------------------- */

static enum status read_tree(
	struct version_walk *w, const struct oid *oid, struct object *tree, struct error *err)
{
	return object_read_tree(w->repo, oid, w->limits.largest_tree, tree, err);
}

/* What can't be read of the others is not there: more is looked at then. */
static void open_others(
	struct version_walk *w, struct frame *f, const struct oid *others, size_t count)
{
	if (count == 0)
		return;
	f->others = xmalloc(count * sizeof(*f->others));
	for (size_t i = 0; i < count; i++) {
		struct cursor *c = &f->others[f->other_count];

		*c = (struct cursor){{0}, {0}, {0}, false};
		if (w->open_bytes > LARGEST_OPEN)
			break;
		if (read_tree(w, &others[i], &c->tree, NULL) != STATUS_OK)
			continue;
		c->rest = c->tree.bytes;
		cursor_next(c, w->oid_size);
		w->open_bytes += c->tree.bytes.len;
		f->other_count++;
	}
}

static void push_frame(struct version_walk *w, const struct oid *tree, uint32_t state,
	uint32_t context, uint64_t path_hash, const struct oid *others, size_t other_count)
{
	struct frame f = {.oid = *tree,
		.state = state,
		.context = context,
		.path_len = w->path.len,
		.path_hash = path_hash};
	struct error err = {""};
	enum status st = STATUS_LIMIT;

	if (w->frames.len >= w->limits.depth) {
		error_set(&err, "directories are nested deeper than the limit (depth = %zu)",
			w->limits.depth);
	} else if (w->open_bytes > LARGEST_OPEN) {
		error_set(&err, "the directories above it are too large");
	} else if ((st = read_tree(w, tree, &f.tree, &err)) == STATUS_OK) {
		size_t start = 0;

		if (other_count == 0 && !w->limits.each_commit)
			tree_memory_begin(&w->memory, path_hash, state, f.tree.bytes, &f.track,
				&start, &f.has_versions);
		f.rest = span_from(f.tree.bytes, start);
		w->open_bytes += f.tree.bytes.len;
		open_others(w, &f, others, other_count);
		*vec_add(&w->frames, &w->arena) = f;
		return;
	}
	unread(w, st == STATUS_LIMIT, err.text);
}

/*
 * Remember whether there was anything in it, so that it is known at other paths; and all of it,
 * if the walk came to its end.
 */
static void pop_frame(struct version_walk *w, bool is_done)
{
	struct frame *f = &w->frames.at[--w->frames.len];
	struct visit_key key = visit_key(w, &f->oid, f->state, f->context, f->path_hash);
	struct frame *above = w->frames.len ? f - 1 : NULL;
	struct visit visit;
	void *value;

	if (f->has_versions) {
		value = key_map_find(&w->visits, key.bytes);
		memcpy(&visit, value, sizeof(visit));
		visit.has_versions = true;
		memcpy(value, &visit, sizeof(visit));
		if (above)
			above->has_versions = true;
	}
	w->open_bytes -= f->tree.bytes.len;
	if (!is_done || f->other_count ||
		!tree_memory_end(&w->memory, &f->track, &f->tree, f->has_versions))
		object_release(&f->tree);
	tree_track_drop(&f->track);
	for (size_t i = 0; i < f->other_count; i++) {
		w->open_bytes -= f->others[i].tree.bytes.len;
		object_release(&f->others[i].tree);
	}
	free(f->others);
}

/* --- entries ---------------------------------------------------------------------------- */

/* What the others have under the name of an entry. */
struct counterparts {
	struct oid oids[MOST_OTHERS]; /* of the same sort: directories, or files and links */
	size_t count;
	bool same; /* one of them is the same */
};

static void find_counterparts(struct version_walk *w, struct frame *f,
	const struct tree_entry *entry, struct counterparts *out)
{
	out->count = 0;
	out->same = false;
	for (size_t i = 0; i < f->other_count && !out->same; i++) {
		const struct tree_entry *e = find_in(&f->others[i], entry, w->oid_size);

		/* a link's target is no earlier version of a file's contents */
		if (!e || e->type != entry->type)
			continue;
		out->same = memcmp(e->oid, entry->oid, w->oid_size) == 0;
		out->oids[out->count++] = oid_of(e->oid, w->oid_size);
	}
}

/* Notes are named after objects: all hexadecimal digits, in directories or not. */
static bool is_note_path(struct span path)
{
	size_t digits = 0;

	for (size_t i = 0; i < path.len; i++) {
		if (is_hex_digit(path.ptr[i]))
			digits++;
		else if (path.ptr[i] != '/')
			return false;
	}
	return digits == 2 * OID_SHA1 || digits == OID_HEX_MAX;
}

/* Put the name behind the directory's path; false if that is too long. */
static bool extend_path(struct version_walk *w, const struct frame *f, struct span name)
{
	w->path.len = f->path_len;
	buf_add(&w->path, name);
	if (!w->path.overflow)
		return true;
	w->path.overflow = false;
	w->path.len = f->path_len;
	unread(w, true, "the paths below it are too long");
	return false;
}

static enum status visit_file(struct version_walk *w, struct frame *f,
	const struct tree_entry *entry, struct error *err)
{
	struct counterparts others;
	struct file_version version;
	bool is_note = f->state == STATE_NOTES;

	if (!is_note && !entry->has_slash &&
		!w->sink->admits(w->sink->payload, f->state, entry->name))
		return STATUS_OK;
	if (!extend_path(w, f, entry->name))
		return STATUS_OK;
	version = (struct file_version){
		.path = buf_span(&w->path),
		.path_hash = hash_of_path(w, f->path_hash, entry->name),
		.blob = oid_of(entry->oid, w->oid_size),
		.is_link = entry->type == ENTRY_LINK,
		.is_note = is_note,
		.commit = w->commit,
		.bases = others.oids,
	};
	if (is_note ? !is_note_path(version.path)
		    : !w->sink->inspects(w->sink->payload, version.path, version.path_hash))
		return STATUS_OK;
	find_counterparts(w, f, entry, &others);
	if (others.same)
		return STATUS_OK;
	f->has_versions = true;
	version.base_count = others.count;
	return w->sink->version(w->sink->payload, &version, err);
}

static void visit_directory(
	struct version_walk *w, struct frame *f, const struct tree_entry *entry)
{
	struct counterparts others;
	struct oid oid = oid_of(entry->oid, w->oid_size);
	uint32_t state = STATE_NOTES;
	uint64_t path_hash;
	uint32_t context;

	find_counterparts(w, f, entry, &others);
	if (others.same)
		return;
	if (f->state != STATE_NOTES)
		state = w->sink->enter(w->sink->payload, f->state, entry->name);
	path_hash = hash_of_path(w, f->path_hash, entry->name);
	context = context_of(w, others.oids, others.count);
	if (!extend_path(w, f, entry->name))
		return;
	buf_add_char(&w->path, '/');
	if (is_worth_a_visit(w, f, &oid, state, context, path_hash))
		push_frame(w, &oid, state, context, path_hash, others.oids, others.count);
}

/* Is all that is left as it was when a directory was last met here? */
static bool is_at_known_part(const struct frame *f)
{
	return f->track.has_stop && (size_t)(f->rest.ptr - f->tree.bytes.ptr) == f->track.stop;
}

/* Look at entries until there is a directory to go into, or none is left. */
static enum status advance(struct version_walk *w, struct error *err)
{
	size_t depth = w->frames.len;
	struct frame *f = &w->frames.at[depth - 1];
	struct tree_entry entry;
	bool is_whole;
	enum status st = STATUS_OK;

	while (st == STATUS_OK && !is_at_known_part(f) &&
		tree_next(&f->rest, w->oid_size, &entry)) {
		tree_track_entry(&f->track, (size_t)(f->rest.ptr - f->tree.bytes.ptr));
		if (tree_memory_has(&w->memory, &f->track, f->tree.bytes, f->rest, &entry))
			continue;
		switch (entry.type) {
		case ENTRY_DIRECTORY:
			visit_directory(w, f, &entry);
			if (w->frames.len > depth)
				return STATUS_OK;
			break;
		case ENTRY_FILE:
		case ENTRY_LINK:
			st = visit_file(w, f, &entry, err);
			break;
		case ENTRY_SUBMODULE:
			break; /* another repository's commit */
		}
	}
	is_whole = is_at_known_part(f) || f->rest.len == 0;
	if (st == STATUS_OK && !is_whole) {
		w->path.len = f->path_len;
		unread(w, false, "the directory's list of files is damaged");
	}
	pop_frame(w, st == STATUS_OK && is_whole);
	return st;
}

static enum status walk_trees(struct version_walk *w, const struct oid *tree, uint32_t state,
	const struct oid *others, size_t other_count, struct error *err)
{
	uint32_t context = context_of(w, others, other_count);
	enum status st = STATUS_OK;

	buf_reset(&w->path);
	if (is_worth_a_visit(w, NULL, tree, state, context, 0))
		push_frame(w, tree, state, context, 0, others, other_count);
	for (size_t steps = 1; st == STATUS_OK && w->frames.len; steps++) {
		if (steps % CHECK_EVERY == 0 && deadline_passed(w->repo->deadline)) {
			error_set(err, "the time limit is reached");
			st = STATUS_LIMIT;
		} else {
			st = advance(w, err);
		}
	}
	while (w->frames.len)
		pop_frame(w, false);
	return st;
}

enum status version_walk_commit(
	struct version_walk *w, uint32_t index, bool against_parents, struct error *err)
{
	struct history *h = w->history;
	struct oid others[MOST_OTHERS];
	size_t count = 0;
	uint32_t parents = against_parents ? h->commits.at[index].parent_count : 0;
	struct oid tree = h->commits.at[index].tree;
	enum status st;

	for (uint32_t i = 0; i < parents && count < MOST_OTHERS; i++) {
		uint32_t parent = history_parent(h, &h->commits.at[index], i);

		history_load_commit(h, parent);
		if (!(h->commits.at[parent].flags & COMMIT_LOADED))
			continue;
		if (oid_eq(&h->commits.at[parent].tree, &tree))
			return STATUS_OK;
		others[count++] = h->commits.at[parent].tree;
	}
	w->commit = index;
	st = walk_trees(w, &tree, w->sink->top, others, count, err);
	/* any commit can be under a ref of notes, and go from there to a branch unseen */
	if (st == STATUS_OK && h->commits.at[index].flags & COMMIT_NOTES)
		st = walk_trees(w, &tree, STATE_NOTES, others, count, err);
	return st;
}

enum status version_walk_tree(struct version_walk *w, const struct oid *tree, struct error *err)
{
	w->commit = NO_COMMIT;
	return walk_trees(w, tree, w->sink->top, NULL, 0, err);
}

enum status version_walk_removed(struct version_walk *w, uint32_t index, struct error *err)
{
	struct history *h = w->history;
	struct oid tree = h->commits.at[index].tree;
	enum status st = STATUS_OK;

	w->commit = index;
	for (uint32_t i = 0; st == STATUS_OK && i < h->commits.at[index].parent_count; i++) {
		uint32_t parent = history_parent(h, &h->commits.at[index], i);

		history_load_commit(h, parent);
		if (h->commits.at[parent].flags & COMMIT_LOADED)
			st = walk_trees(
				w, &h->commits.at[parent].tree, w->sink->top, &tree, 1, err);
	}
	return st;
}
