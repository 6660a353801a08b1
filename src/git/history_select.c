/* Which commits are wanted: reachable from some tips and not from others. */
#include "git/history_internal.h"

enum {
	CHECK_EVERY = 256,
	PATIENCE = 1024, /* hidden commits that are looked at beyond the oldest wanted one */
};

static enum status too_late(struct error *err)
{
	error_set(err, "the time limit is reached while the commits are listed");
	return STATUS_LIMIT;
}

/* Counts commits, for progress and for the deadline. */
static bool is_late(struct history *h, size_t *visited)
{
	if (++*visited % CHECK_EVERY != 0)
		return false;
	if (h->progress)
		h->progress(h->payload, *visited);
	return deadline_passed(h->repo->deadline);
}

struct stack {
	VEC(uint32_t) items;
};

/* --- the short way ---------------------------------------------------------------------- */

static void push_once(struct history *h, struct stack *stack, uint32_t index)
{
	struct commit *c = &h->commits.at[index];

	if (c->flags & COMMIT_SEEN)
		return;
	c->flags |= COMMIT_SEEN;
	*vec_add(&stack->items, h->arena) = index;
}

/* As if nothing had been looked at. */
static void forget_selection(struct history *h)
{
	VEC_EACH(struct commit, c, &h->commits)
		c->flags &=
			(uint8_t) ~(COMMIT_SEEN | COMMIT_DONE | COMMIT_WANTED | COMMIT_HIDDEN);
}

/*
 * Depth first from the wanted tips, as far as the names of hidden ones. *certain is false if a
 * commit was met that might be in their history: then this way does not lead to an answer.
 */
enum status select_reachable(struct history *h, const struct tip *tips, size_t count,
	is_new_commit *is_new, void *payload, bool *certain, struct error *err)
{
	struct stack stack = {{0}};
	size_t visited = 0;

	for (size_t i = 0; i < count; i++)
		if (tips[i].is_commit && !tips[i].hidden)
			push_once(h, &stack, tips[i].commit);
	while (stack.items.len) {
		uint32_t index = stack.items.at[--stack.items.len];
		struct commit *c = &h->commits.at[index];

		if (is_late(h, &visited))
			return too_late(err);
		if (key_map_find(&h->hidden, c->id.bytes)) {
			c->flags |= COMMIT_HIDDEN;
			continue;
		}
		if (is_new && !is_new(payload, &c->id)) {
			forget_selection(h);
			*certain = false;
			return STATUS_OK;
		}
		c->flags |= COMMIT_WANTED;
		history_load_commit(h, index);
		c = &h->commits.at[index]; /* loading adds parents, which moves commits */
		for (uint32_t i = 0; i < c->parent_count; i++)
			push_once(h, &stack, history_parent(h, c, i));
	}
	*certain = true;
	return STATUS_OK;
}

/* --- the long way ----------------------------------------------------------------------- */

/*
 * Newest first, from wanted and hidden tips at once, until only hidden history is left to look
 * at. Times of commits lie now and then, so what is already taken for wanted may turn out to
 * be hidden later, and the walk goes on for a while behind the point where it could end.
 */
struct painting {
	struct history *h;
	struct commit_heap heap;
	size_t wanted_in_heap;
	struct stack wanted;  /* all that were looked at as wanted ones */
	struct stack to_hide; /* looked at as wanted ones before they were found hidden */
	size_t doubt;         /* all wanted ones before this place are certain */
	int64_t oldest_wanted;
	size_t patience;
	is_new_commit *is_new;
	void *payload;
};

static void meet(struct painting *p, uint32_t index)
{
	history_load_commit(p->h, index);
	p->h->commits.at[index].flags |= COMMIT_SEEN;
	commit_heap_push(&p->heap, p->h, index);
}

static void want(struct painting *p, uint32_t index)
{
	if (p->h->commits.at[index].flags & COMMIT_SEEN)
		return;
	meet(p, index);
	p->wanted_in_heap++;
}

static void hide(struct painting *p, uint32_t index)
{
	uint8_t flags = p->h->commits.at[index].flags;

	if (flags & COMMIT_HIDDEN)
		return;
	p->h->commits.at[index].flags |= COMMIT_HIDDEN;
	if (!(flags & COMMIT_SEEN))
		meet(p, index);
	else if (!(flags & COMMIT_DONE))
		p->wanted_in_heap--;
	else
		*vec_add(&p->to_hide.items, p->h->arena) = index;
}

static void hide_parents(struct painting *p, uint32_t index)
{
	uint32_t count = p->h->commits.at[index].parent_count;

	for (uint32_t i = 0; i < count; i++)
		hide(p, history_parent(p->h, &p->h->commits.at[index], i));
}

static void look_at(struct painting *p, uint32_t index)
{
	struct commit *c = &p->h->commits.at[index];
	uint32_t count = c->parent_count;

	c->flags |= COMMIT_DONE;
	if (c->flags & COMMIT_HIDDEN) {
		hide_parents(p, index);
		return;
	}
	p->wanted_in_heap--;
	if (p->wanted.items.len == 0 || c->time < p->oldest_wanted)
		p->oldest_wanted = c->time;
	*vec_add(&p->wanted.items, p->h->arena) = index;
	for (uint32_t i = 0; i < count; i++)
		want(p, history_parent(p->h, &p->h->commits.at[index], i));
}

/* Could what is in the heap, all of it hidden, still hide a wanted commit? */
static bool is_doubtful(struct painting *p)
{
	const struct history *h = p->h;

	if (p->wanted.items.len == 0)
		return false;
	/* it is newer than a wanted one: their times say that it may be a descendant */
	if (h->commits.at[p->heap.items.at[0]].time >= p->oldest_wanted) {
		p->patience = PATIENCE;
		return true;
	}
	/* they say that it is not; who knows better has the last word, else a while decides */
	if (!p->is_new && p->patience > 0) {
		p->patience--;
		return true;
	}
	for (; p->is_new && p->doubt < p->wanted.items.len; p->doubt++) {
		const struct commit *c = &h->commits.at[p->wanted.items.at[p->doubt]];

		if (!(c->flags & COMMIT_HIDDEN) && !p->is_new(p->payload, &c->id))
			return true;
	}
	return false;
}

enum status select_painted(struct history *h, const struct tip *tips, size_t count,
	is_new_commit *is_new, void *payload, struct error *err)
{
	struct painting p = {
		.h = h, .patience = PATIENCE, .is_new = is_new, .payload = payload};
	size_t visited = 0;

	for (size_t i = 0; i < count; i++) {
		if (tips[i].is_commit && tips[i].hidden)
			hide(&p, tips[i].commit);
		else if (tips[i].is_commit)
			want(&p, tips[i].commit);
	}
	while (p.heap.items.len && (p.wanted_in_heap || is_doubtful(&p))) {
		if (is_late(h, &visited))
			return too_late(err);
		look_at(&p, commit_heap_pop(&p.heap, h));
		while (p.to_hide.items.len)
			hide_parents(&p, p.to_hide.items.at[--p.to_hide.items.len]);
	}
	VEC_EACH(const uint32_t, index, &p.wanted.items)
		if (!(h->commits.at[*index].flags & COMMIT_HIDDEN))
			h->commits.at[*index].flags |= COMMIT_WANTED;
	return STATUS_OK;
}
