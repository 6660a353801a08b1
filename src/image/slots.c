/*
 * Where a text keeps secrets: slots for credentials. A source that reaches one is proven to be
 * a secret, whatever it is called; a literal that stands in one is a secret as well.
 */
#include "image/slots.h"

#include "image/credential_file.h"
#include "text/references.h"
#include "text/urlref.h"
#include "tokens/credential_slots.h"
#include "tokens/judge.h"
#include "tokens/placeholder.h"
#include "tokens/secret_name.h"

enum {
	LEAST_LITERAL = 8
};

/* A text whose slots are looked for. */
struct slot_search {
	struct builder *b;
	struct value_builder *text;
	struct span span;
};

static bool overlaps(const struct piece *piece, size_t from, size_t to)
{
	return piece->start < to && from < piece->start + piece->len;
}

/* "${NAME}" that is still a reference in the file: NAME is a secret where it is set. */
static void note_references(struct builder *b, struct span slot)
{
	struct span name;

	while (next_reference(&slot, &name)) {
		if (b->references.len >= REFERENCES_MAX) {
			b->out->is_incomplete = true;
			return;
		}
		*vec_add(&b->references, b->arena) = name;
	}
}

static void add_literal(
	struct slot_search *s, const struct piece *piece, size_t from, size_t to, bool is_weak)
{
	struct piece part;
	size_t start = from > piece->start ? from : piece->start;
	size_t end = to < piece->start + piece->len ? to : piece->start + piece->len;
	struct span literal = span_sub(s->span, start, end);
	struct file_range range = {piece->from, piece->to};

	if (judge_value(literal, JUDGE_BARE_DOLLAR).nature != VALUE_LITERAL ||
		(is_weak ? !looks_like_password(literal)
			 : literal.len < LEAST_LITERAL || is_placeholder_value(literal)))
		return;
	if (piece->to - piece->from == piece->len) {
		range.from = piece->from + (start - piece->start);
		range.to = range.from + literal.len;
	}
	part = (struct piece){
		start, literal.len, secret_of_literal(s->b, range, is_weak), 0, 0};
	if (s->text->value.pieces.len < VALUE_PIECES_MAX)
		*vec_add(&s->text->value.pieces, s->b->arena) = part;
}

/* [from, to) of the text is where a secret belongs. */
static void take_slot(struct slot_search *s, size_t from, size_t to, enum slot_trust trust)
{
	size_t count = s->text->value.pieces.len; /* those that are added don't count */
	bool has_source = false;

	if (from >= to || !builder_pay(s->b, count + 1))
		return;
	for (size_t i = 0; i < count; i++) {
		const struct piece *piece = &s->text->value.pieces.at[i];

		if (piece->source != NO_SOURCE && overlaps(piece, from, to)) {
			secret_prove(s->b, piece->source);
			/* a literal that had only the name of its variable against it */
			if (trust == SLOT_STRONG)
				s->b->secrets.at[piece->source].is_weak = false;
			has_source = true;
		}
	}
	if (has_source)
		return;
	if (trust != SLOT_VARIABLES_ONLY) {
		for (size_t i = 0; i < count; i++) {
			struct piece piece = s->text->value.pieces.at[i];

			if (overlaps(&piece, from, to))
				add_literal(s, &piece, from, to, trust == SLOT_WEAK);
		}
	}
	note_references(s->b, span_sub(s->span, from, to));
}

static size_t offset_in(const struct slot_search *s, const char *at)
{
	return (size_t)(at - s->span.ptr);
}

static bool is_inside(const struct slot_search *s, struct span part)
{
	return part.ptr && part.ptr >= s->span.ptr &&
		part.ptr + part.len <= s->span.ptr + s->span.len;
}

/* --- the slots of credential files ------------------------------------------------------ */

static void take_settings(struct slot_search *s, struct span path)
{
	const struct classifier *classifier = s->b->context->classifier;
	enum file_kind kind;
	struct settings settings;

	if (!classifier || path.len == 0)
		return;
	kind = classify(classifier, span_from(path, span_starts(path, "/")));
	if (kind == KIND_NONE)
		return;
	settings_read(reader_of_file(kind, path), s->span, s->b->arena, &settings);
	VEC_EACH(const struct setting, setting, &settings.items) {
		size_t from;

		const struct credential_slot *slot = credential_slot(kind, setting);

		/* a login may be a token, but its name is not one of a secret */
		if (!slot || slot->form == SLOT_LOGIN || !is_inside(s, setting->value_raw))
			continue;
		from = offset_in(s, setting->value_raw.ptr);
		take_slot(s, from, from + setting->value_raw.len, SLOT_STRONG);
	}
}

/* --- slots in any text ------------------------------------------------------------------ */

/* Without a password, or with GitHub's fixed word in its place, the user is the secret. */
static struct span secret_of_url(const struct urlref *url)
{
	if (url->password.ptr && url->password.len &&
		!span_eq_str(url->password, "x-oauth-basic") &&
		!span_eq_str(url->password, "x"))
		return url->password;
	return url->user;
}

/* The userinfo of URLs. Literal passwords there are found in the bytes of the file. */
static void take_urls(struct slot_search *s)
{
	size_t at = 0;

	while (at < s->span.len) {
		struct urlref url;

		at += span_find(span_from(s->span, at), "://");
		if (at >= s->span.len)
			return;
		if (urlref_around(s->span, at, &url)) {
			struct span secret = secret_of_url(&url);

			if (is_inside(s, secret))
				take_slot(s, offset_in(s, secret.ptr),
					offset_in(s, secret.ptr) + secret.len,
					SLOT_VARIABLES_ONLY);
		}
		at += 3;
	}
}

/* Behind such a word stands a secret, up to a blank or a quote. */
static const struct {
	const char *word;
	enum slot_trust trust;
} markers[] = {
	{"_authToken=", SLOT_STRONG},
	{"_auth=", SLOT_STRONG},
	{"_password=", SLOT_STRONG},
	{"npmAuthToken:", SLOT_STRONG},
	{"Authorization: Bearer ", SLOT_WEAK},
	{"Authorization: token ", SLOT_WEAK},
	{"Authorization: Basic ", SLOT_WEAK},
	{"Authorization:", SLOT_VARIABLES_ONLY},
	{"PRIVATE-TOKEN:", SLOT_WEAK},
	{"JOB-TOKEN:", SLOT_WEAK},
	{"X-JFrog-Art-Api:", SLOT_WEAK},
	{"X-Api-Key:", SLOT_WEAK},
};

static size_t slot_end(struct span text, size_t from)
{
	size_t at = from;

	while (at < text.len && !memchr(" \t\r\n\"'", text.ptr[at], 6)) {
		/* an unknown thing may have anything in its name */
		if (text.ptr[at] == '$' && at + 1 < text.len && text.ptr[at + 1] == '{')
			at += span_chr(span_from(text, at), '}');
		at += at < text.len;
	}
	return at;
}

static void take_marked(struct slot_search *s)
{
	for (size_t i = 0; i < sizeof(markers) / sizeof(*markers); i++) {
		struct span rest = s->span;

		while (rest.len && builder_pay(s->b, rest.len / 64 + 1)) {
			size_t from;

			rest = span_from(rest, span_find_nocase(rest, markers[i].word));
			if (rest.len == 0)
				break;
			rest = span_from(rest, strlen(markers[i].word));
			from = offset_in(s, rest.ptr);
			while (from < s->span.len &&
				(is_blank(s->span.ptr[from]) || s->span.ptr[from] == '"'))
				from++;
			take_slot(s, from, slot_end(s->span, from), markers[i].trust);
		}
	}
}

/* In "?token=$A&flavour=$B" the value ends at the "&". */
static size_t line_value_end(struct span line, size_t from)
{
	return from + span_chr(span_from(line, from), '&');
}

/* NAME=value lines, as in .env, with the name of a secret. */
static void take_lines(struct slot_search *s)
{
	struct span rest = s->span;
	struct span line;

	while (span_next_line(&rest, &line)) {
		size_t equals = span_chr(line, '=');
		size_t name = equals;

		while (name > 0 && (is_alnum(line.ptr[name - 1]) || line.ptr[name - 1] == '_'))
			name--;
		if (equals == line.len || name == equals ||
			!is_secret_name(span_sub(line, name, equals)))
			continue;
		take_slot(s, offset_in(s, line.ptr) + equals + 1,
			offset_in(s, line.ptr) + line_value_end(line, equals + 1),
			SLOT_VARIABLES_ONLY);
	}
}

void prove_slots(struct builder *b, struct span path, struct value_builder *text)
{
	struct slot_search s = {b, text, span_of(text->text, text->len)};

	/* nothing that comes from anywhere: nothing to prove */
	if (text->value.pieces.len == 0 || !builder_pay(b, text->len / 8 + 1))
		return;
	take_settings(&s, path);
	if (is_whole_secret(path))
		take_slot(&s, 0, s.span.len, SLOT_VARIABLES_ONLY);
	take_urls(&s);
	take_marked(&s);
	take_lines(&s);
}

void prove_range(struct builder *b, struct value_builder *text, size_t from, size_t to,
	enum slot_trust trust)
{
	struct slot_search s = {b, text, span_of(text->text, text->len)};

	take_slot(&s, from, to, trust);
}
