#include "git/ref_reach.h"

/* Put the first few of both ascending lists into the first one. */
static void merge(uint32_t into[MOST_REFS], const uint32_t from[MOST_REFS])
{
	uint32_t both[MOST_REFS] = {0};
	size_t a = 0;
	size_t b = 0;

	for (size_t i = 0; i < MOST_REFS; i++) {
		uint32_t left = a < MOST_REFS ? into[a] : 0;
		uint32_t right = b < MOST_REFS ? from[b] : 0;

		if (left == 0 && right == 0)
			break;
		if (right == 0 || (left != 0 && left <= right)) {
			both[i] = left;
			a++;
			b += left == right;
		} else {
			both[i] = right;
			b++;
		}
	}
	memcpy(into, both, sizeof(both));
}

void ref_reach_init(struct ref_reach *r, const struct history *h, const struct tip *tips,
	size_t count, struct arena *arena)
{
	r->history = h;
	r->refs = arena_array(arena, h->commits.len + 1, sizeof(*r->refs));
	for (size_t i = 0; i < count; i++) {
		uint32_t one[MOST_REFS] = {(uint32_t)i + 1};

		if (tips[i].is_commit && !tips[i].hidden)
			merge(r->refs[tips[i].commit], one);
	}
	/* children hand on to their parents what they have, which is all by then */
	for (size_t i = h->order.len; i > 0; i--) {
		uint32_t index = h->order.at[i - 1];
		const struct commit *c = &h->commits.at[index];

		for (uint32_t j = 0; j < c->parent_count; j++)
			merge(r->refs[history_parent(h, c, j)], r->refs[index]);
	}
}

size_t ref_reach_get(const struct ref_reach *r, uint32_t commit, uint32_t tips[MOST_REFS])
{
	size_t count = 0;

	while (count < MOST_REFS && r->refs[commit][count] != 0) {
		tips[count] = r->refs[commit][count] - 1;
		count++;
	}
	return count;
}
