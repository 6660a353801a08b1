#include "scan/claims.h"

#include <stdlib.h>

static const char *end_of(struct span s)
{
	return s.ptr + s.len;
}

static int by_position(const void *left, const void *right)
{
	const struct hit *a = left;
	const struct hit *b = right;

	if (a->where.ptr != b->where.ptr)
		return a->where.ptr < b->where.ptr ? -1 : 1;
	if (a->where.len != b->where.len)
		return a->where.len < b->where.len ? -1 : 1;
	return (int)a->rule->id - (int)b->rule->id;
}

static bool overlap(const struct hit *a, const struct hit *b)
{
	return a->where.ptr < end_of(b->where) && b->where.ptr < end_of(a->where);
}

/* Lower goes first. */
static unsigned rank(const struct hit *hit)
{
	return (unsigned)hit->rule->id + (hit->yields ? RULE_COUNT : 0);
}

/* The same secret seen twice: in the bytes and in the decoded value. */
static bool same_secret(const struct hit *a, const struct hit *b)
{
	struct span shorter;
	struct span longer;

	/* what a file only names is the same by its name */
	if (a->is_named || b->is_named)
		return a->is_named && b->is_named && span_eq(a->value, b->value);
	shorter = a->value.len < b->value.len ? a->value : b->value;
	longer = a->value.len < b->value.len ? b->value : a->value;

	return shorter.len == 0 ||
		memmem(longer.ptr, longer.len, shorter.ptr, shorter.len) != NULL;
}

/* Does a hit that is kept make the other one superfluous? */
static bool displaces(const struct hit *kept, const struct hit *other)
{
	if (kept->rule->family != FAMILY_SECRET || other->rule->family != FAMILY_SECRET ||
		!overlap(kept, other))
		return false;
	if (kept->is_named || other->is_named)
		return same_secret(kept, other);
	/* of equal rank: only if it is the same secret once more */
	return rank(kept) < rank(other) || same_secret(kept, other);
}

static int by_rank(const void *left, const void *right)
{
	const struct hit *a = *(const struct hit *const *)left;
	const struct hit *b = *(const struct hit *const *)right;

	if (rank(a) != rank(b))
		return rank(a) < rank(b) ? -1 : 1;
	return (a > b) - (a < b); /* both are in one array, sorted by position */
}

static enum severity severity_of(const struct hit *hit, const enum severity *severities)
{
	enum severity severity = severities[hit->rule->id];

	return hit->at_most != SEVERITY_OFF && hit->at_most < severity ? hit->at_most
								       : severity;
}

/*
 * The secret is as bad as the worst rule that applies says. If the policy has turned the rule
 * that goes first down below that, the finding passes to the other one.
 */
static void keep_worst(
	struct hit *hit, const struct hit *other, const enum severity *severities)
{
	enum severity worst = severity_of(other, severities);

	if (worst <= severity_of(hit, severities))
		return;
	if (severities[hit->rule->id] < worst)
		hit->rule = other->rule;
	hit->at_most = worst;
}

/*
 * What the others know stays with the one that goes first: the severity if it is worse, the
 * token of a yielding hit, and a fix for this very line.
 */
static void keep_knowledge(
	struct hit *hit, const struct hit *hits, size_t count, const enum severity *severities)
{
	const struct hit first = *hit;

	for (size_t i = 0; i < count; i++) {
		if (!overlap(&hits[i], hit))
			continue;
		if (displaces(&first, &hits[i])) {
			keep_worst(hit, &hits[i], severities);
			if (!hit->in_image)
				hit->in_image = hits[i].in_image;
		}
		if (!hit->token && hits[i].yields) {
			hit->token = hits[i].token;
			hit->checksum = hits[i].checksum;
			hit->confidence = CONFIDENCE_POSSIBLE;
		}
		if (!hit->exact_fix && hits[i].exact_fix) {
			hit->fix = hits[i].fix;
			hit->exact_fix = true;
		}
	}
}

/* Hits that overlap, directly or through others: the best claim on each byte is kept. */
static void settle_cluster(struct hit *hits, size_t count, const enum severity *severities,
	struct subject *subject, struct hit_list *out)
{
	struct hit **order = arena_array(subject->arena, count, sizeof(*order));
	size_t kept = 0;

	for (size_t i = 0; i < count; i++)
		order[i] = &hits[i];
	qsort(order, count, sizeof(struct hit *), by_rank);
	for (size_t i = 0; i < count; i++) {
		bool displaced = false;

		for (size_t j = 0; j < kept && !displaced; j++)
			displaced = displaces(order[j], order[i]);
		if (!displaced)
			order[kept++] = order[i];
	}
	for (size_t i = 0; i < kept; i++) {
		struct hit settled = *order[i];

		keep_knowledge(&settled, hits, count, severities);
		*vec_add(&out->items, subject->arena) = settled;
	}
}

void claims_settle(
	struct subject *subject, const enum severity *severities, struct hit_list *out)
{
	/* a copy: the subject's own list still says what to mask, whatever the policy */
	struct hit *hits = arena_array(subject->arena, subject->hits.len, sizeof(*hits));
	size_t count = 0;

	*out = (struct hit_list){0};
	VEC_EACH(const struct hit, hit, &subject->hits)
		if (severities[hit->rule->id] != SEVERITY_OFF)
			hits[count++] = *hit;
	if (count == 0)
		return;
	qsort(hits, count, sizeof(*hits), by_position);
	for (size_t start = 0; start < count;) {
		const char *end = end_of(hits[start].where);
		size_t next = start + 1;

		while (next < count && hits[next].where.ptr < end) {
			if (end_of(hits[next].where) > end)
				end = end_of(hits[next].where);
			next++;
		}
		settle_cluster(hits + start, next - start, severities, subject, out);
		start = next;
	}
}
