#include "tokens/scan.h"

#include <stdlib.h>

#include "base/nomem.h"
#include "text/base64.h"
#include "text/prefilter.h"
#include "text/regex.h"
#include "tokens/pem.h"
#include "tokens/placeholder.h"

/* Prefilter ids: a kind's index, or one of these. */
enum {
	ID_PRIVATE_KEY = 100000,
	ID_URL,
};

struct scanned_kind {
	const struct token_kind *kind;
	struct regex *regex; /* NULL until needed */
	size_t searched_to;  /* lines before this offset of the current text are done */
	bool undecided;      /* its pattern hit a limit in the current text */
};

struct token_scanner {
	struct arena arena; /* of the prefilter */
	struct prefilter *prefilter;
	struct scanned_kind *kinds;
	size_t count;
};

typedef VEC(struct prefilter_literal) literal_list;

static void add_keywords(literal_list *literals, struct arena *arena, const char *keywords,
	size_t id, bool nocase)
{
	struct span rest = span_str(keywords);
	struct span word;

	while (span_split(&rest, ' ', &word))
		if (word.len >= PREFILTER_MIN_LITERAL)
			*vec_add(literals, arena) =
				(struct prefilter_literal){word, nocase, id};
}

struct token_scanner *token_scanner_new(const struct token_kind *custom, size_t count)
{
	struct token_scanner *scanner = xmalloc(sizeof(*scanner));
	literal_list literals = {0};

	*scanner = (struct token_scanner){.count = token_catalogue_count + count};
	scanner->kinds = arena_array(&scanner->arena, scanner->count, sizeof(*scanner->kinds));
	for (size_t i = 0; i < scanner->count; i++) {
		const struct token_kind *kind = i < token_catalogue_count
			? &token_catalogue[i]
			: &custom[i - token_catalogue_count];

		scanner->kinds[i].kind = kind;
		add_keywords(&literals, &scanner->arena, kind->keywords, i,
			kind->flags & TOKEN_NOCASE);
	}
	add_keywords(&literals, &scanner->arena, pem_keywords, ID_PRIVATE_KEY, false);
	add_keywords(&literals, &scanner->arena, "://", ID_URL, false);
	scanner->prefilter = prefilter_new(literals.at, literals.len, &scanner->arena);
	return scanner;
}

void token_scanner_free(struct token_scanner *scanner)
{
	if (!scanner)
		return;
	for (size_t i = 0; i < scanner->count; i++)
		regex_free(scanner->kinds[i].regex);
	arena_release(&scanner->arena);
	free(scanner);
}

/* One call of token_scan. */
struct scan {
	struct token_scanner *scanner;
	struct span text;
	struct arena *arena;
	struct token_matches *out;
	struct error *err;
	enum status status;
};

/* Is the byte before p the last letter of an escape sequence: \n, \x3d, %3D, \u003d? */
static bool is_escape_end(const char *p, size_t before)
{
	if (before >= 2 && p[-2] == '\\' && strchr("nrtbf", p[-1]))
		return true;
	if (before >= 3 && p[-3] == '%' && is_hex_digit(p[-2]) && is_hex_digit(p[-1]))
		return true;
	if (before >= 4 && p[-4] == '\\' && p[-3] == 'x')
		return true;
	return before >= 6 && p[-6] == '\\' && p[-5] == 'u';
}

/*
 * May a token of that kind start at offset start? Not in the middle of a word, but an escape
 * sequence is no part of a word.
 */
static bool starts_word(const struct token_kind *kind, struct span text, size_t start)
{
	const char *p = text.ptr + start;
	char before;

	if (start == 0 || kind->flags & TOKEN_AS_WRITTEN || !is_alnum(*p))
		return true;
	before = p[-1];
	if (kind->flags & TOKEN_STRICT && (before == '_' || before == '-' || before == '.'))
		return false;
	return !is_alnum(before) || is_escape_end(p, start);
}

/* The header of a JWT decodes to an object that names an algorithm. */
static bool is_jwt(struct span token, struct arena *arena)
{
	struct span header;
	struct span json;

	header = span_sub(token, 0, span_chr(token, '.'));
	return base64_decode(header, arena, &json) && span_starts(json, "{") &&
		span_find(json, "\"alg\"") < json.len && is_printable_text(json);
}

/* The part of a token that is random: without what its keyword fixes. */
static struct span random_part(const struct token_kind *kind, struct span token)
{
	struct span keywords = span_str(kind->keywords);
	struct span word;

	if (kind->lead != 0)
		return token;
	while (span_split(&keywords, ' ', &word))
		if (token.len > word.len && span_eq(span_sub(token, 0, word.len), word))
			return span_from(token, word.len);
	return token;
}

static void keep_match(struct scan *scan, const struct token_kind *kind, size_t start,
	size_t end, enum checksum_verdict checksum)
{
	struct span token = span_sub(scan->text, start, end);

	if (checksum != CHECKSUM_VALID && !(kind->flags & TOKEN_AS_WRITTEN) &&
		is_placeholder_body(random_part(kind, token)))
		return;
	if (scan->out->tokens.len >= TOKEN_MAX_MATCHES) {
		scan->out->overflow = true;
		return;
	}
	*vec_add(&scan->out->tokens, scan->arena) =
		(struct token_match){kind, start, end, token, checksum};
}

static bool compile(struct scan *scan, struct scanned_kind *k)
{
	struct span pattern = span_str(k->kind->pattern);

	if (k->regex)
		return true;
	scan->status =
		regex_compile(&k->regex, pattern, k->kind->lead != TOKEN_IN_LINE, scan->err);
	if (scan->status != STATUS_OK)
		error_prefix(scan->err, "token kind '%s'", k->kind->slug);
	return scan->status == STATUS_OK;
}

static void mark_undecided(struct scan *scan, struct scanned_kind *k)
{
	if (!k->undecided)
		*vec_add(&scan->out->undecided, scan->arena) = k->kind;
	k->undecided = true;
}

static void try_match(struct scan *scan, struct scanned_kind *k, const struct regex_match *m)
{
	bool in_line = k->kind->lead == TOKEN_IN_LINE;
	size_t start = in_line ? m->group_start : m->start;
	size_t end = in_line ? m->group_end : m->end;
	enum checksum_verdict checksum =
		checksum_verify(k->kind->checksum, span_sub(scan->text, start, end));

	/* what a checksum proves needs no word boundary */
	if (checksum != CHECKSUM_VALID && !starts_word(k->kind, scan->text, start))
		return;
	/* so many texts have 52 base32 digits that only the checksum tells */
	if (k->kind->checksum == CHECKSUM_AZURE_DEVOPS && checksum != CHECKSUM_VALID)
		return;
	if (k->kind->flags & TOKEN_JWT &&
		!is_jwt(span_sub(scan->text, m->group_start, m->group_end), scan->arena))
		return;
	keep_match(scan, k->kind, start, end, checksum);
}

/* Formats of fixed length are tried anywhere, the others only where a word starts. */
static bool worth_trying(const struct scan *scan, const struct token_kind *kind, size_t start)
{
	return kind->checksum != CHECKSUM_NONE || starts_word(kind, scan->text, start);
}

static void match_here(struct scan *scan, struct scanned_kind *k, size_t offset)
{
	size_t lead = (size_t)k->kind->lead;
	struct regex_match m;

	if (offset < lead || !worth_trying(scan, k->kind, offset - lead) || !compile(scan, k))
		return;
	switch (regex_search(k->regex, scan->text, offset - lead, &m)) {
	case REGEX_MATCH:
		try_match(scan, k, &m);
		break;
	case REGEX_LIMIT:
		mark_undecided(scan, k);
		break;
	case REGEX_NO_MATCH:
		break;
	}
}

static void match_line(struct scan *scan, struct scanned_kind *k, size_t offset)
{
	struct span text = scan->text;
	size_t start = offset;
	size_t end;
	struct regex_match m;

	if (offset < k->searched_to || !compile(scan, k))
		return;
	while (start > 0 && text.ptr[start - 1] != '\n')
		start--;
	end = offset + span_chr(span_from(text, offset), '\n');
	k->searched_to = end + 1;
	while (start <= end) {
		enum regex_result result =
			regex_search(k->regex, span_sub(text, 0, end), start, &m);

		if (result == REGEX_LIMIT)
			mark_undecided(scan, k);
		if (result != REGEX_MATCH)
			return;
		if (m.group_end > m.group_start)
			try_match(scan, k, &m);
		start = m.end > start ? m.end : start + 1;
	}
}

static void match_private_key(struct scan *scan, size_t offset)
{
	struct private_key key;

	if (!private_key_at(scan->text, offset, scan->arena, &key))
		return;
	if (scan->out->tokens.len >= TOKEN_MAX_MATCHES) {
		scan->out->overflow = true;
		return;
	}
	*vec_add(&scan->out->tokens, scan->arena) =
		(struct token_match){key.kind, key.start, key.end, key.value, CHECKSUM_ABSENT};
}

static void match_url(struct scan *scan, size_t offset)
{
	struct urlref url;

	if (!urlref_around(scan->text, offset, &url) || url.password.len == 0)
		return;
	if (scan->out->urls.len >= TOKEN_MAX_MATCHES) {
		scan->out->overflow = true;
		return;
	}
	vec_add(&scan->out->urls, scan->arena)->url = url;
}

static bool on_keyword(void *payload, size_t id, size_t offset)
{
	struct scan *scan = payload;

	if (id == ID_PRIVATE_KEY)
		match_private_key(scan, offset);
	else if (id == ID_URL)
		match_url(scan, offset);
	else if (scan->scanner->kinds[id].kind->lead == TOKEN_IN_LINE)
		match_line(scan, &scan->scanner->kinds[id], offset);
	else
		match_here(scan, &scan->scanner->kinds[id], offset);
	return scan->status == STATUS_OK;
}

static int by_start(const void *a, const void *b)
{
	const struct token_match *x = a;
	const struct token_match *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return (x->end > y->end) - (x->end < y->end);
}

/*
 * Of two kinds that claim the same bytes: a policy's own kind was asked for, a checksum
 * proves, weak kinds yield, the longer match wins.
 */
static bool is_better(const struct token_match *a, const struct token_match *b)
{
	bool a_own = a->kind->flags & TOKEN_AS_WRITTEN;
	bool b_own = b->kind->flags & TOKEN_AS_WRITTEN;
	bool a_valid = a->checksum == CHECKSUM_VALID;
	bool b_valid = b->checksum == CHECKSUM_VALID;
	bool a_weak = a->kind->flags & TOKEN_WEAK;
	bool b_weak = b->kind->flags & TOKEN_WEAK;

	if (a_own != b_own)
		return a_own;
	if (a_valid != b_valid)
		return a_valid;
	if (a_weak != b_weak)
		return b_weak;
	return a->end - a->start > b->end - b->start;
}

static void drop_overlaps(struct token_matches *out)
{
	size_t kept = 0;

	if (out->tokens.len == 0)
		return;
	qsort(out->tokens.at, out->tokens.len, sizeof(*out->tokens.at), by_start);
	for (size_t i = 1; i < out->tokens.len; i++) {
		struct token_match *last = &out->tokens.at[kept];
		struct token_match *next = &out->tokens.at[i];

		if (next->start >= last->end)
			out->tokens.at[++kept] = *next;
		else if (is_better(next, last))
			*last = *next;
	}
	out->tokens.len = kept + 1;
}

enum status token_scan(struct token_scanner *scanner, struct span text, struct arena *arena,
	struct token_matches *out, struct error *err)
{
	struct scan scan = {scanner, text, arena, out, err, STATUS_OK};

	*out = (struct token_matches){0};
	for (size_t i = 0; i < scanner->count; i++) {
		scanner->kinds[i].searched_to = 0;
		scanner->kinds[i].undecided = false;
	}
	prefilter_scan(scanner->prefilter, text, on_keyword, &scan);
	drop_overlaps(out);
	return scan.status;
}
