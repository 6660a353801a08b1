#include "git/history.h"

#include "git/history_internal.h"
#include "git/objects.h"
#include "git/parse.h"
#include "git/shallow.h"

enum {
	MOST_TAGS = 64 /* a tag on a tag on a tag … */
};

void history_init(struct history *h, struct repo *repo, struct arena *arena)
{
	*h = (struct history){.repo = repo, .arena = arena};
	key_map_init(&h->index, repo_oid_size(repo), sizeof(uint32_t));
	key_map_init(&h->shallow, repo_oid_size(repo), 0);
	key_map_init(&h->hidden, repo_oid_size(repo), 0);
	key_map_init(&h->tags, repo_oid_size(repo), sizeof(struct oid));
}

void history_add_name(struct key_map *set, const struct oid *oid)
{
	bool added;

	key_map_add(set, oid->bytes, &added);
}

void history_release(struct history *h)
{
	key_map_release(&h->index);
	key_map_release(&h->shallow);
	key_map_release(&h->hidden);
	key_map_release(&h->tags);
}

/* The index of the commit, which is added unloaded if it is new. */
static uint32_t commit_index(struct history *h, const struct oid *oid)
{
	bool added;
	void *value = key_map_add(&h->index, oid->bytes, &added);
	uint32_t index = (uint32_t)h->commits.len;

	if (!added) {
		memcpy(&index, value, sizeof(index));
		return index;
	}
	memcpy(value, &index, sizeof(index));
	vec_add(&h->commits, h->arena)->id = *oid;
	return index;
}

bool history_find(const struct history *h, const struct oid *oid, uint32_t *index)
{
	const void *value = key_map_find(&h->index, oid->bytes);

	if (value)
		memcpy(index, value, sizeof(*index));
	return value != NULL;
}

static enum status read_any(
	struct history *h, const struct oid *oid, struct object *object, struct error *err)
{
	enum object_type type;
	uint64_t size;
	enum status st;

	if (h->largest == 0)
		return object_read(h->repo, oid, object, err);
	st = object_header(h->repo, oid, &type, &size, err);
	if (st != STATUS_OK)
		return st;
	if (size > h->largest && (type == OBJECT_COMMIT || type == OBJECT_TAG)) {
		error_set(err, "%s of %llu bytes is too large", object_type_name(type),
			(unsigned long long)size);
		return STATUS_LIMIT;
	}
	if (type == OBJECT_TREE || type == OBJECT_BLOB) {
		/* the walk over files reads it, if it is one */
		*object = (struct object){.type = type};
		return STATUS_OK;
	}
	return object_read(h->repo, oid, object, err);
}

/* Fill in a commit from its bytes; missing if they are none. */
static void take_commit(struct history *h, uint32_t index, const struct object *object)
{
	size_t oid_size = repo_oid_size(h->repo);
	struct commit *c = &h->commits.at[index];
	struct commit_head head;
	struct oid parent;

	if (object->type != OBJECT_COMMIT || !commit_parse(object->bytes, oid_size, &head)) {
		c->flags |= COMMIT_MISSING;
		return;
	}
	c->tree = head.tree;
	c->time = commit_time(object->bytes);
	c->flags |= COMMIT_LOADED;
	c->first_parent = (uint32_t)h->parents.len;
	if (key_map_find(&h->shallow, c->id.bytes)) {
		c->flags |= COMMIT_SHALLOW;
		return;
	}
	while (commit_next_parent(&head.parents, oid_size, &parent)) {
		*vec_add(&h->parents, h->arena) = commit_index(h, &parent);
		h->commits.at[index].parent_count++;
	}
}

void history_load_commit(struct history *h, uint32_t index)
{
	struct oid oid = h->commits.at[index].id;
	struct object object = {0};

	if (h->commits.at[index].flags & (COMMIT_LOADED | COMMIT_MISSING))
		return;
	if (read_any(h, &oid, &object, NULL) == STATUS_OK)
		take_commit(h, index, &object);
	else
		h->commits.at[index].flags |= COMMIT_MISSING;
	object_release(&object);
}

static void tip_failed(struct history *h, struct tip *tip, const char *why)
{
	tip->error = arena_copy(h->arena, span_str(why)).ptr;
}

/* The tag's target is remembered: many refs may lead through the same tags, and those be large.
 */
static bool follow_tag(
	struct history *h, struct oid *oid, const struct object *tag, struct tip *tip)
{
	struct oid target;
	bool added;

	if (!tag_parse(tag->bytes, repo_oid_size(h->repo), &target)) {
		tip_failed(h, tip, "a tag that does not say what it is on");
		return false;
	}
	memcpy(key_map_add(&h->tags, oid->bytes, &added), &target, sizeof(target));
	*oid = target;
	return true;
}

static void take_root(
	struct history *h, struct tip *tip, const struct oid *oid, bool is_tree, size_t number)
{
	if (!tip->hidden)
		*vec_add(&h->roots, h->arena) = (struct loose_root){*oid, is_tree, number};
}

static void take_commit_tip(
	struct history *h, struct tip *tip, const struct oid *oid, const struct object *object)
{
	tip->is_commit = true;
	tip->commit = commit_index(h, oid);
	if (object)
		take_commit(h, tip->commit, object);
}

/* Follow tags to what the tip is about; a commit is loaded on the way. */
static void resolve_tip(struct history *h, struct tip *tip, size_t number)
{
	struct oid oid = tip->oid;
	struct error err = {""};
	bool goes_on = true;

	for (int depth = 0; goes_on && depth < MOST_TAGS; depth++) {
		const void *target = key_map_find(&h->tags, oid.bytes);
		struct object object = {0};

		if (target) {
			memcpy(&oid, target, sizeof(oid));
			continue;
		}
		if (key_map_find(&h->index, oid.bytes)) {
			take_commit_tip(h, tip, &oid, NULL);
			return;
		}
		if (read_any(h, &oid, &object, &err) != STATUS_OK) {
			tip_failed(h, tip, err.text);
			return;
		}
		goes_on = object.type == OBJECT_TAG && follow_tag(h, &oid, &object, tip);
		if (object.type == OBJECT_COMMIT)
			take_commit_tip(h, tip, &oid, &object);
		else if (object.type != OBJECT_TAG)
			take_root(h, tip, &oid, object.type == OBJECT_TREE, number);
		object_release(&object);
	}
	if (goes_on)
		tip_failed(h, tip, "too many tags on tags");
}

/* All tips that are hidden or not, as asked. */
static enum status resolve_tips(
	struct history *h, struct tip *tips, size_t count, bool hidden, struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		if (tips[i].hidden != hidden)
			continue;
		if (deadline_passed(h->repo->deadline)) {
			error_set(err, "the time limit is reached while the refs are read");
			return STATUS_LIMIT;
		}
		resolve_tip(h, &tips[i], i);
	}
	return STATUS_OK;
}

enum status history_load(struct history *h, struct tip *tips, size_t count,
	is_new_commit *is_new, void *payload, struct error *err)
{
	enum status st = shallow_read(h->repo, &h->shallow, err);
	bool any_hidden = false;
	bool certain = false;

	for (size_t i = 0; i < count; i++) {
		any_hidden |= tips[i].hidden;
		if (tips[i].hidden && is_new)
			history_add_name(&h->hidden, &tips[i].oid);
	}
	if (st == STATUS_OK)
		st = resolve_tips(h, tips, count, false, err);
	if (st == STATUS_OK && (is_new || !any_hidden))
		st = select_reachable(h, tips, count, is_new, payload, &certain, err);
	if (st == STATUS_OK && !certain) {
		st = resolve_tips(h, tips, count, true, err);
		if (st == STATUS_OK)
			st = select_painted(h, tips, count, is_new, payload, err);
	}
	if (st == STATUS_OK) {
		mark_notes(h, tips, count);
		order_wanted(h);
	}
	return st;
}
