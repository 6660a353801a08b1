#include "text/prefilter.h"

#include <stdint.h>
#include <string.h>

enum {
	PAIRS = 65536, /* two bytes */
	NONE = UINT16_MAX,
};

struct prefilter {
	struct prefilter_literal *literals;
	uint16_t *next;  /* chains literals whose window ends with the same pair */
	size_t window;   /* length of the shortest literal: what is looked at */
	uint8_t *shift;  /* by pair: how far the window can move; 0: look at the chain */
	uint16_t *chain; /* by pair: first entry of the chain */
	uint16_t *owner; /* of a chain entry: the literal */
	size_t entries;
};

static size_t pair_of(char first, char second)
{
	return (size_t)(unsigned char)first << 8 | (unsigned char)second;
}

static char other_case(char c)
{
	return is_lower(c) ? (char)(c - 'a' + 'A') : to_lower(c);
}

static void lower_shift(struct prefilter *filter, size_t pair, size_t shift)
{
	if (shift < filter->shift[pair])
		filter->shift[pair] = (uint8_t)shift;
}

static void chain_literal(struct prefilter *filter, size_t pair, size_t literal)
{
	size_t entry = filter->entries++;

	filter->owner[entry] = (uint16_t)literal;
	filter->next[entry] = filter->chain[pair];
	filter->chain[pair] = (uint16_t)entry;
}

/* Enter one pair of a literal, in each spelling that its letters allow. */
static void enter_pair(struct prefilter *filter, size_t literal, size_t at)
{
	const struct prefilter_literal *l = &filter->literals[literal];
	char first = l->text.ptr[at];
	char second = l->text.ptr[at + 1];
	bool last = at + 2 == filter->window;
	size_t shift = filter->window - 2 - at;
	size_t seen[4];
	size_t count = 0;

	for (int spelling = 0; spelling < (l->nocase ? 4 : 1); spelling++) {
		size_t pair = pair_of(spelling & 1 ? other_case(first) : first,
			spelling & 2 ? other_case(second) : second);
		bool repeated = false;

		for (size_t i = 0; i < count; i++)
			repeated |= seen[i] == pair;
		if (repeated)
			continue;
		seen[count++] = pair;
		lower_shift(filter, pair, shift);
		if (last)
			chain_literal(filter, pair, literal);
	}
}

struct prefilter *prefilter_new(
	const struct prefilter_literal *literals, size_t count, struct arena *arena)
{
	struct prefilter *filter = ARENA_NEW(arena, struct prefilter);

	if (count > PREFILTER_MAX_LITERALS)
		count = PREFILTER_MAX_LITERALS; /* callers refuse more with a message */
	filter->literals = arena_array(arena, count, sizeof(*literals));
	filter->window = UINT8_MAX;
	for (size_t i = 0; i < count; i++) {
		filter->literals[i] = literals[i];
		filter->literals[i].text = arena_copy(arena, literals[i].text);
		if (literals[i].text.len < filter->window)
			filter->window = literals[i].text.len;
	}
	filter->shift = arena_alloc(arena, PAIRS);
	memset(filter->shift, (int)(filter->window - 1), PAIRS);
	filter->chain = arena_array(arena, PAIRS, sizeof(*filter->chain));
	memset(filter->chain, 0xff, PAIRS * sizeof(*filter->chain));
	filter->next = arena_array(arena, count * 4 + 1, sizeof(*filter->next));
	filter->owner = arena_array(arena, count * 4 + 1, sizeof(*filter->owner));
	/* chains are entered from the back, so that they read in the order of the list */
	for (size_t i = count; i-- > 0;)
		for (size_t at = 0; at + 2 <= filter->window; at++)
			enter_pair(filter, i, at);
	return filter;
}

static bool literal_at(const struct prefilter_literal *l, struct span rest)
{
	if (rest.len < l->text.len)
		return false;
	if (!l->nocase)
		return memcmp(rest.ptr, l->text.ptr, l->text.len) == 0;
	for (size_t i = 0; i < l->text.len; i++)
		if (to_lower(rest.ptr[i]) != to_lower(l->text.ptr[i]))
			return false;
	return true;
}

void prefilter_scan(
	const struct prefilter *filter, struct span text, prefilter_hit *hit, void *payload)
{
	size_t last = filter->window - 1; /* offset of the window's last byte */

	while (last < text.len) {
		size_t pair = pair_of(text.ptr[last - 1], text.ptr[last]);
		size_t start = last + 1 - filter->window;

		if (filter->shift[pair] > 0) {
			last += filter->shift[pair];
			continue;
		}
		for (uint16_t e = filter->chain[pair]; e != NONE; e = filter->next[e]) {
			const struct prefilter_literal *l = &filter->literals[filter->owner[e]];

			if (literal_at(l, span_from(text, start)) &&
				!hit(payload, l->id, start))
				return;
		}
		last++;
	}
}
