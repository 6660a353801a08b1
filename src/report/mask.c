#include "report/mask.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/escape.h"

enum {
	BEFORE = 60,   /* bytes of the line shown before the fault */
	AFTER = 40,    /* and behind it */
	LONGEST = 100, /* bytes of the fault itself, if it is not masked */
	PUBLIC_PREFIX = 4,
	LEAST_VALUE = 4, /* shorter ones stand in many a word */
	LOOK_BACK =
		512, /* before a cut, for copies of a secret that end inside what is shown */
	MOST_READ = 4096, /* bytes of the fault that are looked at */
	MOST_VALUES = 64, /* that are looked for in one text */
};

static const char stars[] = "********";

size_t mask_public_prefix(const struct token_kind *kind, struct span token)
{
	struct span keywords;
	struct span word;

	if (!kind)
		return 0;
	if (kind->flags & TOKEN_PRIVATE_KEY && span_starts(token, "-----BEGIN ")) {
		size_t label = strlen("-----BEGIN ");

		return label + span_find(span_from(token, label), "-----") + 5;
	}
	if (kind->lead != 0)
		return 0;
	keywords = span_str(kind->keywords);
	while (span_split(&keywords, ' ', &word))
		if (token.len > word.len && span_eq(span_sub(token, 0, word.len), word))
			return word.len < PUBLIC_PREFIX ? word.len : PUBLIC_PREFIX;
	return 0;
}

static size_t characters(struct span printable)
{
	size_t count = 0;

	for (size_t i = 0; i < printable.len; i++)
		count += ((unsigned char)printable.ptr[i] & 0xc0) != 0x80;
	return count;
}

static const char *end_of(struct span s)
{
	return s.ptr + s.len;
}

static int by_start(const void *a, const void *b)
{
	const struct secret_span *x = a;
	const struct secret_span *y = b;

	return (x->where.ptr > y->where.ptr) - (x->where.ptr < y->where.ptr);
}

size_t mask_prepare(struct secret_span *secrets, size_t count)
{
	size_t kept = 0;

	if (count == 0)
		return 0;
	qsort(secrets, count, sizeof(*secrets), by_start);
	for (size_t i = 1; i < count; i++) {
		struct secret_span *last = &secrets[kept];
		struct secret_span next = secrets[i];

		if (next.where.ptr >= end_of(last->where)) {
			secrets[++kept] = next;
			continue;
		}
		/* a prefix is public whichever rule looks at it */
		if (next.where.ptr == last->where.ptr && next.keep > last->keep)
			last->keep = next.keep;
		if (end_of(next.where) > end_of(last->where))
			last->where.len = (size_t)(end_of(next.where) - last->where.ptr);
	}
	return kept + 1;
}

/* The first secret that ends behind p. */
static size_t first_behind(const struct secret_span *secrets, size_t count, const char *p)
{
	size_t low = 0;

	while (low < count) {
		size_t mid = low + (count - low) / 2;

		if (end_of(secrets[mid].where) <= p)
			low = mid + 1;
		else
			count = mid;
	}
	return low;
}

/* What is masked in one text. */
struct mask_list {
	VEC(struct secret_span) items;
	VEC(struct secret_span) candidates; /* values that may stand in it once more */
	bool gave_up;
	struct arena arena;
};

enum {
	RUN_BITS = 13
};

/* A set of runs of bytes, with some more that are not in it. */
struct run_set {
	bool bits[1 << RUN_BITS];
};

/* The first bytes of values; long values often begin alike, so more of them are compared. */
static size_t run_length(size_t available)
{
	return available < 8 ? LEAST_VALUE : 8;
}

static bool *run_bit(struct run_set *set, const char *p, size_t len)
{
	uint64_t run = 0;

	memcpy(&run, p, len);
	return &set->bits[run * 0x9e3779b97f4a7c15u >> (64 - RUN_BITS)];
}

/* False if there are too many to be tried one by one. */
static bool add_candidate(struct mask_list *list, const struct secret_span *secret)
{
	VEC_EACH(const struct secret_span, c, &list->candidates)
		if (span_eq(c->where, secret->where))
			return true;
	if (list->candidates.len == MOST_VALUES)
		return false;
	*vec_add(&list->candidates, &list->arena) = *secret;
	return true;
}

/*
 * What is to be masked between from and to: the secrets that are known there, and every other
 * copy of a known secret (in a comment, as the user's name), wherever it was found. Of the
 * secrets only those are tried whose first bytes stand in the text.
 */
static void find_masks(const char *from, const char *to, const char *end,
	const struct secret_span *secrets, size_t count, struct mask_list *out)
{
	struct run_set runs = {{false}};

	for (size_t i = first_behind(secrets, count, from); i < count; i++) {
		if (secrets[i].where.ptr >= to)
			break;
		*vec_add(&out->items, &out->arena) = secrets[i];
	}
	for (const char *p = from; p < to && end - p >= LEAST_VALUE; p++) {
		*run_bit(&runs, p, LEAST_VALUE) = true;
		*run_bit(&runs, p, run_length((size_t)(end - p))) = true;
	}
	out->candidates.len = 0;
	for (size_t i = 0; i < count && !out->gave_up; i++) {
		struct span value = secrets[i].where;

		if (value.len >= LEAST_VALUE &&
			*run_bit(&runs, value.ptr, run_length(value.len)))
			out->gave_up = !add_candidate(out, &secrets[i]);
	}
	VEC_EACH(const struct secret_span, c, &out->candidates) {
		size_t len = c->where.len;
		const char *last = (size_t)(end - to) < len ? end : to + len - 1;
		const char *p = from;

		/* a copy may begin inside another one */
		while ((p = memmem(p, (size_t)(last - p), c->where.ptr, len)) != NULL)
			*vec_add(&out->items, &out->arena) =
				(struct secret_span){span_of(p++, len), c->keep};
	}
}

/* Append [from, to) with all secrets in it masked. */
static void add_masked(struct buf *out, const char *from, const char *to,
	const struct secret_span *secrets, size_t count)
{
	for (size_t i = first_behind(secrets, count, from);
		i < count && from < to && secrets[i].where.ptr < to; i++) {
		const char *hidden = secrets[i].where.ptr + secrets[i].keep;

		if (hidden >= to)
			break;
		if (hidden > from)
			escape_text(out, span_of(from, (size_t)(hidden - from)));
		buf_add_str(out, stars);
		from = end_of(secrets[i].where);
	}
	if (from < to)
		escape_text(out, span_of(from, (size_t)(to - from)));
}

const char *mask_text(
	const char *text, const struct secret_span *secrets, size_t count, struct arena *arena)
{
	struct mask_list masks = {0};
	const char *end = text + strlen(text);
	const char *masked = text;
	struct buf out;

	find_masks(text, end, end, secrets, count, &masks);
	if (masks.gave_up) {
		masked = stars;
	} else if (masks.items.len) {
		buf_init(&out, 64 * 1024);
		add_masked(&out, text, end, masks.items.at,
			mask_prepare(masks.items.at, masks.items.len));
		masked = arena_copy(arena, buf_span(&out)).ptr;
		buf_release(&out);
	}
	arena_release(&masks.arena);
	return masked;
}

struct excerpt mask_excerpt(struct span text, struct span where,
	const struct secret_span *secrets, size_t count, struct arena *arena)
{
	size_t at = (size_t)(where.ptr - text.ptr);
	size_t line_start = at;
	size_t line_end = at + span_chr(span_from(text, at), '\n');
	struct excerpt excerpt = {"", 0, 0};
	struct mask_list masks = {0};
	struct buf out;
	const char *from;
	const char *to;
	const char *fault_end;
	const char *read_end;
	const char *look_back;
	size_t before;

	while (line_start > 0 && text.ptr[line_start - 1] != '\n' && at - line_start < BEFORE)
		line_start--;
	if (line_end > at && text.ptr[line_end - 1] == '\r')
		line_end--;
	fault_end = where.ptr + where.len;
	if (fault_end > text.ptr + line_end)
		fault_end = text.ptr + line_end;
	from = text.ptr + line_start;
	to = text.ptr + line_end;
	/* cut behind the fault; a secret that starts before the cut is masked whole */
	if (to - fault_end > AFTER)
		to = fault_end + AFTER;
	read_end = fault_end - where.ptr > MOST_READ ? where.ptr + MOST_READ : fault_end;
	look_back = from;
	while (look_back > text.ptr && look_back[-1] != '\n' && from - look_back < LOOK_BACK)
		look_back--;
	find_masks(look_back, read_end, text.ptr + text.len, secrets, count, &masks);
	find_masks(fault_end, to, text.ptr + text.len, secrets, count, &masks);
	if (masks.gave_up) {
		from = where.ptr;
		to = fault_end;
	}
	secrets = masks.items.at;
	count = mask_prepare(masks.items.at, masks.items.len);
	buf_init(&out, 64 * 1024);
	if (from > text.ptr && from[-1] != '\n')
		buf_add_str(&out, "...");
	add_masked(&out, from, where.ptr, secrets, count);
	before = out.len;
	excerpt.caret = characters(buf_span(&out));
	add_masked(&out, where.ptr, read_end, secrets, count);
	if (out.len - before > LONGEST) {
		out.len = before + LONGEST;
		while (out.len > before && ((unsigned char)out.ptr[out.len] & 0xc0) == 0x80)
			out.len--;
		buf_add_str(&out, "...");
	}
	excerpt.caret_len = characters(span_from(buf_span(&out), before));
	add_masked(&out, fault_end, to, secrets, count);
	if (to < text.ptr + line_end)
		buf_add_str(&out, "...");
	excerpt.text = arena_copy(arena, buf_span(&out)).ptr;
	buf_release(&out);
	arena_release(&masks.arena);
	return excerpt;
}
