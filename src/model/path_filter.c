/*
 * A state is a set of items "the first parts of this pattern have matched the path so far"; it
 * gets its number, and its sets of names, when it is first met. There are about as many as
 * there are directories named in patterns.
 */
#include "model/path_filter.h"

#include <stdlib.h>

#include "text/glob.h"
#include "text/name_set.h"

/* A pattern with '/', in parts. */
struct parted {
	VEC(struct span) parts;
	bool whole_tree; /* "dir/": everything below */
};

/* parts before done have matched; done == number of parts: all below matches */
struct item {
	uint32_t pattern;
	uint32_t done;
};

struct items {
	VEC(struct item) list; /* sorted, without doubles */
};

enum {
	MOST_STEPS = 64 /* that are remembered: more names than that fit wide patterns only */
};

struct step {
	struct span name;
	uint32_t next;
};

struct state {
	struct items items;
	struct name_set files;   /* names that can be inspected */
	struct name_set folders; /* names that lead to another state than "unknown" does */
	uint32_t unknown;        /* the state of a folder of any other name */
	bool has_unknown;
	VEC(struct step) steps; /* those that were made to folders with such names */
};

struct path_filter {
	struct arena *arena;
	VEC(struct span) names; /* patterns without '/' */
	VEC(struct parted) parted;
	VEC(struct state) states;
	struct items next; /* room for the items of a step */
};

static const struct span any_parts = SPAN_LIT("**");

static bool is_any_parts(struct span part)
{
	return span_eq(part, any_parts);
}

static int by_item(const void *left, const void *right)
{
	const struct item *a = left;
	const struct item *b = right;

	if (a->pattern != b->pattern)
		return a->pattern < b->pattern ? -1 : 1;
	return (a->done > b->done) - (a->done < b->done);
}

/* Add an item, and those that follow without a part because "**" may stand for none. */
static void add_item(
	struct path_filter *f, struct items *items, uint32_t pattern, uint32_t done)
{
	const struct parted *p = &f->parted.at[pattern];

	*vec_add(&items->list, f->arena) = (struct item){pattern, done};
	if (done + 1 < p->parts.len && is_any_parts(p->parts.at[done]))
		add_item(f, items, pattern, done + 1);
}

static void sort_items(struct items *items)
{
	struct item *at = items->list.at;
	size_t kept = 0;

	if (items->list.len)
		qsort(at, items->list.len, sizeof(*at), by_item);
	for (size_t i = 0; i < items->list.len; i++)
		if (kept == 0 || by_item(&at[kept - 1], &at[i]) != 0)
			at[kept++] = at[i];
	items->list.len = kept;
}

/* What an item says of the names in a directory of its state. */
static void add_names(struct path_filter *f, struct state *s, const struct item *item)
{
	const struct parted *p = &f->parted.at[item->pattern];
	bool is_last = item->done + 1 == p->parts.len;
	struct span part;

	if (item->done == p->parts.len) {
		name_set_add(&s->files, any_parts, f->arena);
		return;
	}
	part = p->parts.at[item->done];
	if (is_last && !p->whole_tree)
		name_set_add(&s->files, part, f->arena);
	else if (!is_any_parts(part))
		name_set_add(&s->folders, part, f->arena);
}

static bool same_items(const struct items *a, const struct items *b)
{
	return a->list.len == b->list.len &&
		(a->list.len == 0 ||
			memcmp(a->list.at, b->list.at, a->list.len * sizeof(*a->list.at)) == 0);
}

/* The number of the state with the items in f->next. */
static uint32_t intern(struct path_filter *f)
{
	struct state *s;

	sort_items(&f->next);
	for (uint32_t i = 0; i < f->states.len; i++)
		if (same_items(&f->states.at[i].items, &f->next))
			return i;
	s = vec_add(&f->states, f->arena);
	VEC_EACH(const struct span, name, &f->names)
		name_set_add(&s->files, *name, f->arena);
	VEC_EACH(const struct item, item, &f->next.list) {
		*vec_add(&s->items.list, f->arena) = *item;
		add_names(f, s, item);
	}
	return (uint32_t)f->states.len - 1;
}

static void add_parted(struct path_filter *f, struct span pattern)
{
	struct parted *p = vec_add(&f->parted, f->arena);
	struct span part;

	if (span_starts(pattern, "/"))
		pattern = span_from(pattern, 1);
	if (span_ends(pattern, "/")) {
		pattern.len--;
		p->whole_tree = true;
	}
	while (span_split(&pattern, '/', &part))
		*vec_add(&p->parts, f->arena) = part;
}

struct path_filter *path_filter_new(const struct classifier *classifier, struct arena *arena)
{
	struct path_filter *f = ARENA_NEW(arena, struct path_filter);
	struct span pattern;

	f->arena = arena;
	for (size_t i = 0; classifier_pattern(classifier, i, &pattern); i++) {
		if (span_chr(pattern, '/') == pattern.len)
			*vec_add(&f->names, arena) = pattern;
		else
			add_parted(f, pattern);
	}
	for (uint32_t i = 0; i < f->parted.len; i++)
		add_item(f, &f->next, i, 0);
	intern(f);
	return f;
}

uint32_t path_filter_top(const struct path_filter *f)
{
	(void)f;
	return 0;
}

/*
 * Put the items of a directory of that name into f->next; without a name, of one that no
 * pattern names.
 */
static void take_step(struct path_filter *f, const struct state *from, const struct span *name)
{
	f->next.list.len = 0;
	VEC_EACH(const struct item, item, &from->items.list) {
		const struct parted *p = &f->parted.at[item->pattern];
		uint32_t done = item->done;
		bool is_last = done + 1 >= p->parts.len;

		if (done == p->parts.len) {
			add_item(f, &f->next, item->pattern, done);
		} else if (is_any_parts(p->parts.at[done])) {
			add_item(f, &f->next, item->pattern, done);
			if (is_last && p->whole_tree)
				add_item(f, &f->next, item->pattern, done + 1);
		} else if ((!is_last || p->whole_tree) && name &&
			glob_match_part(p->parts.at[done], *name)) {
			add_item(f, &f->next, item->pattern, done + 1);
		}
	}
}

static uint32_t enter_unknown(struct path_filter *f, uint32_t number)
{
	struct state *s = &f->states.at[number];
	uint32_t next;

	if (s->has_unknown)
		return s->unknown;
	take_step(f, s, NULL);
	next = intern(f);
	s = &f->states.at[number]; /* intern may have moved it */
	s->unknown = next;
	s->has_unknown = true;
	return next;
}

static uint32_t enter_part(struct path_filter *f, uint32_t number, struct span name)
{
	struct state *s = &f->states.at[number];
	uint32_t next;

	if (!name_set_may_have(&s->folders, name))
		return enter_unknown(f, number);
	VEC_EACH(const struct step, step, &s->steps)
		if (span_eq(step->name, name))
			return step->next;
	take_step(f, s, &name);
	next = intern(f);
	s = &f->states.at[number];
	if (s->steps.len < MOST_STEPS)
		*vec_add(&s->steps, f->arena) = (struct step){arena_copy(f->arena, name), next};
	return next;
}

uint32_t path_filter_enter(struct path_filter *f, uint32_t state, struct span name)
{
	struct span part;

	/* a hostile tree may hold names with '/': they are part of the path as well */
	while (span_split(&name, '/', &part))
		state = enter_part(f, state, part);
	return state;
}

bool path_filter_admits(const struct path_filter *f, uint32_t state, struct span name)
{
	return name_set_may_have(&f->states.at[state].files, name);
}
