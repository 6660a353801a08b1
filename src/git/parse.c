#include "git/parse.h"

/* Take "KEYWORD HEX\n" off *rest. */
static bool take_name_line(
	struct span *rest, const char *keyword, size_t oid_size, struct oid *oid)
{
	size_t key = strlen(keyword);
	size_t size;

	if (!span_starts(*rest, keyword) || rest->len <= key + 2 * oid_size ||
		rest->ptr[key + 2 * oid_size] != '\n' ||
		!oid_parse(span_of(rest->ptr + key, 2 * oid_size), oid, &size))
		return false;
	*rest = span_from(*rest, key + 2 * oid_size + 1);
	return true;
}

bool commit_next_parent(struct span *parents, size_t oid_size, struct oid *parent)
{
	return take_name_line(parents, "parent ", oid_size, parent);
}

bool commit_parse(struct span bytes, size_t oid_size, struct commit_head *head)
{
	struct span rest = bytes;
	struct oid parent;

	if (!take_name_line(&rest, "tree ", oid_size, &head->tree))
		return false;
	head->parents = rest;
	while (commit_next_parent(&rest, oid_size, &parent))
		;
	head->parents.len -= rest.len;
	return true;
}

/* The header line with that keyword; headers end at an empty line. */
static bool find_header(struct span bytes, const char *keyword, struct span *value)
{
	struct span line;

	while (span_next_line(&bytes, &line) && line.len > 0) {
		if (span_starts(line, keyword)) {
			*value = span_from(line, strlen(keyword));
			return true;
		}
	}
	return false;
}

/*
 * Decimal digits off the front of *rest. Large numbers are cut, far enough below the largest
 * value that a zone can be added.
 */
static int64_t take_number(struct span *rest)
{
	const int64_t most = INT64_MAX / 100;
	int64_t value = 0;

	while (rest->len && is_digit(rest->ptr[0])) {
		if (value < most)
			value = value * 10 + (rest->ptr[0] - '0');
		*rest = span_from(*rest, 1);
	}
	return value;
}

static bool parse_signature(struct span line, struct signature *out)
{
	size_t end = line.len;
	struct span rest;
	int64_t zone;
	bool west;

	/* an address may hold a '>' of its own: the last one counts */
	while (end > 0 && line.ptr[end - 1] != '>')
		end--;
	*out = (struct signature){0};
	if (end == 0)
		return false;
	out->who = span_trim(span_sub(line, 0, end));
	rest = span_trim(span_from(line, end));
	out->time = take_number(&rest);
	rest = span_trim(rest);
	west = span_starts(rest, "-");
	if (rest.len == 5) {
		rest = span_from(rest, 1);
		zone = take_number(&rest);
		if (rest.len == 0)
			out->zone = (int)(zone / 100 * 60 + zone % 100) * (west ? -1 : 1);
	}
	return true;
}

int64_t commit_time(struct span bytes)
{
	struct signature committer;
	struct span line;

	if (!find_header(bytes, "committer ", &line) || !parse_signature(line, &committer))
		return 0;
	return committer.time;
}

bool commit_author(struct span bytes, struct signature *author)
{
	struct span line;

	*author = (struct signature){0};
	return find_header(bytes, "author ", &line) && parse_signature(line, author);
}

bool tag_parse(struct span bytes, size_t oid_size, struct oid *target)
{
	return take_name_line(&bytes, "object ", oid_size, target);
}

enum entry_type entry_type_of(unsigned mode)
{
	/* git looks at these four bits only, whatever stands above them */
	switch (mode >> 12 & 017) {
	case 004:
		return ENTRY_DIRECTORY;
	case 012:
		return ENTRY_LINK;
	case 016:
		return ENTRY_SUBMODULE;
	default:
		return ENTRY_FILE;
	}
}

#define EVERY_BYTE(value) (UINT64_C(0x0101010101010101) * (value))

/* Eight bytes as a number whose lowest byte comes first. */
static uint64_t load_word(const char *at)
{
	uint64_t word;

	memcpy(&word, at, sizeof(word));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	return word;
}

/* The lowest bit that is set is the highest of the first byte that is zero. */
static uint64_t first_zero(uint64_t word)
{
	return (word - EVERY_BYTE(1)) & ~word & EVERY_BYTE(0x80);
}

/*
 * Where the name at at ends, by a NUL or by the end of the tree, and is there a '/' in it? Most
 * of the walk's own time is spent on the names of trees, hence eight bytes at a time.
 */
static const char *find_name_end(const char *at, const char *end, bool *has_slash)
{
	for (; end - at >= 8; at += 8) {
		uint64_t word = load_word(at);
		uint64_t nul = first_zero(word);
		uint64_t slash = first_zero(word ^ EVERY_BYTE('/'));

		/* a slash counts if it is before the NUL, that is in a lower bit */
		*has_slash |= slash != 0 && (nul == 0 || (slash & -slash) < (nul & -nul));
		if (nul)
			return at + __builtin_ctzll(nul) / 8;
	}
	for (; at < end && *at; at++)
		*has_slash |= *at == '/';
	return at;
}

/* The mode and the blank behind it; *at moves behind both. */
static bool take_mode(const char **at, const char *end, unsigned *mode)
{
	const char *p = *at;

	/* nearly all entries are "100644 " or "40000 " */
	if (end - p > 7 && memcmp(p, "100644 ", 7) == 0) {
		*mode = 0100644;
		*at = p + 7;
		return true;
	}
	if (end - p > 6 && memcmp(p, "40000 ", 6) == 0) {
		*mode = 040000;
		*at = p + 6;
		return true;
	}
	for (*mode = 0; p < end && *p >= '0' && *p <= '7'; p++)
		*mode = *mode << 3 | (unsigned)(*p - '0');
	if (p == *at || p == end || *p != ' ')
		return false;
	*at = p + 1;
	return true;
}

bool tree_next(struct span *rest, size_t oid_size, struct tree_entry *entry)
{
	const char *at = rest->ptr;
	const char *end = rest->ptr + rest->len;
	const char *name_end;
	unsigned mode;

	if (rest->len == 0 || !take_mode(&at, end, &mode))
		return false;
	entry->has_slash = false;
	name_end = find_name_end(at, end, &entry->has_slash);
	if ((size_t)(end - name_end) <= oid_size)
		return false;
	entry->type = entry_type_of(mode);
	entry->name = span_of(at, (size_t)(name_end - at));
	entry->oid = (const unsigned char *)name_end + 1;
	at = name_end + 1 + oid_size;
	*rest = span_of(at, (size_t)(end - at));
	return true;
}

int tree_entry_compare(const struct tree_entry *a, const struct tree_entry *b)
{
	size_t shorter = a->name.len < b->name.len ? a->name.len : b->name.len;
	int order = shorter ? memcmp(a->name.ptr, b->name.ptr, shorter) : 0;
	unsigned char end_a;
	unsigned char end_b;

	if (order != 0)
		return order;
	end_a = a->name.len > shorter ? (unsigned char)a->name.ptr[shorter]
				      : (a->type == ENTRY_DIRECTORY ? '/' : '\0');
	end_b = b->name.len > shorter ? (unsigned char)b->name.ptr[shorter]
				      : (b->type == ENTRY_DIRECTORY ? '/' : '\0');
	return (int)end_a - (int)end_b;
}
