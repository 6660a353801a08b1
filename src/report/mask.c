#include "report/mask.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/escape.h"

enum {
	BEFORE = 60,   /* bytes of the line shown before the fault */
	AFTER = 40,    /* and behind it */
	LONGEST = 100, /* bytes of the fault itself, if it is not masked */
	PUBLIC_PREFIX = 4,
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

struct excerpt mask_excerpt(struct span text, struct span where,
	const struct secret_span *secrets, size_t count, struct arena *arena)
{
	size_t at = (size_t)(where.ptr - text.ptr);
	size_t line_start = at;
	size_t line_end = at + span_chr(span_from(text, at), '\n');
	struct excerpt excerpt = {"", 0, 0};
	struct buf out;
	const char *from;
	const char *to;
	const char *fault_end;
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
	buf_init(&out, 64 * 1024);
	if (line_start > 0 && text.ptr[line_start - 1] != '\n')
		buf_add_str(&out, "...");
	add_masked(&out, from, where.ptr, secrets, count);
	before = out.len;
	excerpt.caret = characters(buf_span(&out));
	add_masked(&out, where.ptr, fault_end, secrets, count);
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
	return excerpt;
}
