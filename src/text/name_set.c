#include "text/name_set.h"

#include "text/glob.h"

enum {
	QUAD = 4,
	MOST_MEMBERS = 4, /* of a class that is spelled out, as in [Nn] */
	ALL_BYTES = 256,
};

/* What one byte of a name can be: a few bytes, or (count 0) anything, or any number of them. */
struct element {
	char members[MOST_MEMBERS];
	size_t count;
	bool is_star;
};

struct elements {
	VEC(struct element) items;
};

/* "[Nn]": members only, no range, no negation. Anything else counts as "anything". */
static struct element class_element(struct span class)
{
	struct element e = {{0}, 0, false};
	struct span inner = span_sub(class, 1, class.len - 1);

	if (inner.len > MOST_MEMBERS || span_starts(inner, "!") || span_starts(inner, "^") ||
		span_chr(inner, '-') < inner.len || span_chr(inner, '\\') < inner.len)
		return e;
	memcpy(e.members, inner.ptr, inner.len);
	e.count = inner.len;
	return e;
}

static void split_elements(struct span pattern, struct arena *arena, struct elements *out)
{
	for (size_t at = 0; at < pattern.len;) {
		struct span rest = span_from(pattern, at);
		struct element e = {{rest.ptr[0]}, 1, false};
		size_t len = 1;

		switch (rest.ptr[0]) {
		case '*':
			e.is_star = true;
			e.count = 0;
			break;
		case '?':
			e.count = 0;
			break;
		case '\\':
			if (rest.len > 1) {
				e.members[0] = rest.ptr[1];
				len = 2;
			}
			break;
		case '[':
			len = glob_class_length(rest);
			if (len)
				e = class_element(span_sub(rest, 0, len));
			else
				len = 1;
			break;
		default:
			break;
		}
		*vec_add(&out->items, arena) = e;
		at += len;
	}
}

static unsigned quad_hash(const char *bytes)
{
	uint32_t word;

	memcpy(&word, bytes, sizeof(word));
	return (word * 0x9E3779B1u) >> 18;
}

static void quad_bits_set(struct quad_bits *bits, const char *bytes)
{
	unsigned h = quad_hash(bytes);

	bits->words[h / 64] |= (uint64_t)1 << h % 64;
}

static bool quad_bits_has(const struct quad_bits *bits, const char *bytes)
{
	unsigned h = quad_hash(bytes);

	return bits->words[h / 64] >> h % 64 & 1;
}

static void quad_bits_set_all(struct quad_bits *bits)
{
	memset(bits, 0xFF, sizeof(*bits));
}

/* Four elements at the end of a pattern, of which some are fixed. */
struct quad {
	struct element items[QUAD];
	size_t loose; /* how many of them are not fixed */
};

/* Elements at to at+3; what is beyond the pattern's ends, or a star, can be anything. */
static struct quad quad_at(const struct elements *e, ptrdiff_t at)
{
	struct quad quad;

	memset(&quad, 0, sizeof(quad));
	for (ptrdiff_t i = 0; i < QUAD; i++) {
		if (at + i >= 0 && (size_t)(at + i) < e->items.len)
			quad.items[i] = e->items.at[at + i];
		quad.loose += quad.items[i].count == 0;
	}
	return quad;
}

/* All ways to spell it, if at most one of the bytes can be anything. */
static bool set_spellings(struct quad_bits *bits, const struct quad *quad)
{
	size_t ways = 1;

	if (quad->loose > 1)
		return false;
	for (size_t i = 0; i < QUAD; i++)
		ways *= quad->items[i].count ? quad->items[i].count : ALL_BYTES;
	for (size_t way = 0; way < ways; way++) {
		size_t left = way;
		char bytes[QUAD];

		for (size_t i = 0; i < QUAD; i++) {
			size_t count = quad->items[i].count;

			bytes[i] = count ? quad->items[i].members[left % count]
					 : (char)(left % ALL_BYTES);
			left /= count ? count : ALL_BYTES;
		}
		quad_bits_set(bits, bytes);
	}
	return true;
}

/* Positions that move with what a star stands for say nothing: they are made loose. */
static struct elements up_to_star(const struct elements *e, size_t count)
{
	struct elements part = *e;

	part.items.len = count;
	return part;
}

static size_t stars_from_start(const struct elements *e)
{
	size_t at = 0;

	while (at < e->items.len && !e->items.at[at].is_star)
		at++;
	return at;
}

static size_t elements_behind_last_star(const struct elements *e)
{
	size_t count = 0;

	while (count < e->items.len && !e->items.at[e->items.len - 1 - count].is_star)
		count++;
	return count;
}

/* Bytes of the shortest name that can match. */
static size_t least_length(const struct elements *e)
{
	size_t least = 0;

	for (size_t i = 0; i < e->items.len; i++)
		least += !e->items.at[i].is_star;
	return least;
}

/* By its start. False if that says too little. */
static bool add_by_lead(struct name_set *set, const struct elements *e)
{
	struct elements start = up_to_star(e, stars_from_start(e));
	struct quad outer = quad_at(&start, 0);
	struct quad inner = quad_at(&start, QUAD);

	if (!set_spellings(&set->lead, &outer))
		return false;
	if (least_length(e) < 2 * QUAD)
		set_spellings(&set->short_lead, &outer);
	if (!set_spellings(&set->inner_lead, &inner))
		quad_bits_set_all(&set->inner_lead);
	return true;
}

static bool add_by_tail(struct name_set *set, const struct elements *e)
{
	size_t count = elements_behind_last_star(e);
	struct elements end = {{0}};
	struct quad outer;
	struct quad inner;

	end.items.at = e->items.at + (e->items.len - count);
	end.items.len = count;
	outer = quad_at(&end, (ptrdiff_t)count - QUAD);
	inner = quad_at(&end, (ptrdiff_t)count - 2 * QUAD);
	if (!set_spellings(&set->tail, &outer))
		return false;
	if (least_length(e) < 2 * QUAD)
		set_spellings(&set->short_tail, &outer);
	if (!set_spellings(&set->inner_tail, &inner))
		quad_bits_set_all(&set->inner_tail);
	return true;
}

void name_set_add(struct name_set *set, struct span pattern, struct arena *arena)
{
	struct elements e = {{0}};

	*vec_add(&set->patterns, arena) = pattern;
	if (span_eq_str(pattern, "*") || span_eq_str(pattern, "**")) {
		set->all = true;
		return;
	}
	split_elements(pattern, arena, &e);
	set->has_short |= least_length(&e) < QUAD;
	/* one that has no longer names is dealt with by that */
	if (stars_from_start(&e) == e.items.len && e.items.len < QUAD)
		return;
	if (!add_by_lead(set, &e) && !add_by_tail(set, &e))
		set->any = true;
}

/* Do the eight bytes at one of the ends fit? Shorter names have no inner ones. */
static bool may_have(const struct name_set *set, struct span name)
{
	const char *end = name.ptr + name.len;

	if (name.len < QUAD)
		return set->has_short;
	if (set->any)
		return true;
	if (name.len < 2 * QUAD)
		return quad_bits_has(&set->short_lead, name.ptr) ||
			quad_bits_has(&set->short_tail, end - QUAD);
	return (quad_bits_has(&set->lead, name.ptr) &&
		       quad_bits_has(&set->inner_lead, name.ptr + QUAD)) ||
		(quad_bits_has(&set->tail, end - QUAD) &&
			quad_bits_has(&set->inner_tail, end - 2 * QUAD));
}

bool name_set_may_have(const struct name_set *set, struct span name)
{
	return set->all || (set->patterns.len > 0 && may_have(set, name));
}

bool name_set_has(const struct name_set *set, struct span name)
{
	if (set->all)
		return true;
	if (!name_set_may_have(set, name))
		return false;
	VEC_EACH(const struct span, pattern, &set->patterns)
		if (glob_match_part(*pattern, name))
			return true;
	return false;
}
