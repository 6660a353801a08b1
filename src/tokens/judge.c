#include "tokens/judge.h"

#include "tokens/placeholder.h"

enum {
	DEEPEST_NESTING = 8, /* of defaults within defaults */
	/*
	 * What is left of a value beside its references must be this long to be a literal of
	 * its own: "Bearer ${X}", "user:${X}", "${X}-prod" are references.
	 */
	LEAST_REST = 8,
	/* Bounds that keep hostile values linear; no real reference comes near them. */
	LONGEST_REFERENCE = 1024,
	MOST_UNCLOSED = 16,
};

static struct judgement judge_nested(struct span value, unsigned syntax, unsigned depth);

static bool is_name_byte(char c)
{
	return is_alnum(c) || c == '_';
}

/* Position behind the closer that matches the opener at s.ptr[0..]; 0 if it is not closed. */
static size_t balanced(struct span s, size_t from, char open, char close)
{
	size_t depth = 1;
	char quote = '\0';

	for (size_t i = from; i < s.len; i++) {
		char c = s.ptr[i];

		if (quote) {
			if (c == quote)
				quote = '\0';
		} else if (c == '\'' || c == '"') {
			quote = c;
		} else if (c == open) {
			depth++;
		} else if (c == close && --depth == 0) {
			return i + 1;
		}
	}
	/* quotes that don't pair up ("don't") must not swallow the rest: count without them */
	if (quote) {
		depth = 1;
		for (size_t i = from; i < s.len; i++) {
			if (s.ptr[i] == open)
				depth++;
			else if (s.ptr[i] == close && --depth == 0)
				return i + 1;
		}
	}
	return 0;
}

/* Length through the given closer, which starts behind from; 0 if it is not there. */
static size_t through(struct span s, size_t from, const char *closer)
{
	size_t at = span_find(span_from(s, from), closer);

	return from + at < s.len ? from + at + strlen(closer) : 0;
}

/*
 * The same behind an opener of two bytes. No template has a name that looks random: then the
 * brackets were kept around the secret.
 */
static size_t through_name(struct span s, const char *closer)
{
	size_t len = through(s, 2, closer);

	return len && looks_random(span_trim(span_sub(s, 2, len - 2))) ? 0 : len;
}

/* The judgement of the default in ${NAME:-default} and the like; empty without one. */
static struct judgement judge_parameter(struct span inner, unsigned syntax, unsigned depth)
{
	size_t at = 0;

	while (at < inner.len && is_name_byte(inner.ptr[at]))
		at++;
	if (at < inner.len && inner.ptr[at] == ':')
		at++;
	if (at < inner.len &&
		(inner.ptr[at] == '-' || inner.ptr[at] == '=' || inner.ptr[at] == '+'))
		return judge_nested(
			span_from(inner, at + 1), syntax | JUDGE_BARE_DOLLAR, depth + 1);
	return (struct judgement){VALUE_EMPTY, span_of("", 0)};
}

/*
 * Quoted strings of a GitHub expression that can become its value: not an index
 * (secrets['X']) and not one side of a comparison.
 */
static struct judgement judge_expression(struct span inner, unsigned syntax, unsigned depth)
{
	struct judgement none = {VALUE_EMPTY, span_of("", 0)};

	for (size_t i = 0; i < inner.len; i++) {
		struct span before;
		struct span text;
		struct span after;
		struct judgement found;
		size_t end;

		if (inner.ptr[i] != '\'')
			continue;
		end = i + 1 + span_chr(span_from(inner, i + 1), '\'');
		if (end >= inner.len)
			break;
		before = span_trim(span_sub(inner, 0, i));
		text = span_sub(inner, i + 1, end);
		after = span_trim(span_from(inner, end + 1));
		i = end;
		if (span_ends(before, "[") || span_ends(before, "==") ||
			span_ends(before, "!=") || span_starts(after, "==") ||
			span_starts(after, "!="))
			continue;
		found = judge_nested(text, syntax, depth + 1);
		if (found.nature == VALUE_LITERAL && text.len >= LEAST_REST)
			return found;
	}
	return none;
}

/*
 * The length of the reference at the front of s, 0 if there is none. What is judged inside
 * it goes to *inside.
 */
static size_t reference_at(
	struct span s, bool whole, unsigned syntax, unsigned depth, struct judgement *inside)
{
	size_t len;

	*inside = (struct judgement){VALUE_EMPTY, span_of("", 0)};
	s = span_sub(s, 0, LONGEST_REFERENCE);
	if (span_starts(s, "${{")) {
		len = through(s, 3, "}}");
		if (len)
			*inside = judge_expression(span_sub(s, 3, len - 2), syntax, depth);
		return len;
	}
	if (span_starts(s, "${")) {
		len = balanced(s, 2, '{', '}');
		if (len)
			*inside = judge_parameter(span_sub(s, 2, len - 1), syntax, depth);
		return len;
	}
	if (span_starts(s, "$[["))
		return through(s, 3, "]]");
	if (span_starts(s, "$["))
		return through(s, 2, "]");
	if (span_starts(s, "$("))
		return balanced(s, 2, '(', ')');
	if (span_starts(s, "{{"))
		return through_name(s, "}}");
	if (span_starts(s, "<<"))
		return through_name(s, ">>");
	if (span_starts(s, "(("))
		return through_name(s, "))");
	if (s.len > 1 && s.ptr[0] == '`')
		return through(s, 1, "`");
	if (s.len > 1 && s.ptr[0] == '$' && (whole || syntax & JUDGE_BARE_DOLLAR)) {
		size_t at = span_starts_nocase(s, "$env:") ? 5 : 1;

		if (!is_alpha(s.ptr[at < s.len ? at : 0]) && s.ptr[at < s.len ? at : 0] != '_')
			return 0;
		while (at < s.len && is_name_byte(s.ptr[at]))
			at++;
		/* without JUDGE_BARE_DOLLAR only "$NAME" alone counts, not "$NAME…" */
		return at == s.len || syntax & JUDGE_BARE_DOLLAR ? at : 0;
	}
	if (s.len > 2 && s.ptr[0] == '%' && is_alpha(s.ptr[1])) {
		size_t at = 1;

		while (at < s.len && is_name_byte(s.ptr[at]))
			at++;
		return at < s.len && s.ptr[at] == '%' ? at + 1 : 0;
	}
	return 0;
}

static bool opens_reference(char c)
{
	return c == '$' || c == '{' || c == '<' || c == '(' || c == '`' || c == '%';
}

/* Addresses of secret stores and ciphertexts: the whole value is a reference. */
static bool is_store_address(struct span value)
{
	static const char *const starts[] = {"op://", "vault:", "ref+",
		"secretref:", "gopass://",
		"keyring:", "arn:aws:secretsmanager:", "arn:aws:ssm:", "projects/",
		"ENCRYPTED[", "!vault", "ENC[", "sealed:", "$ANSIBLE_VAULT;", "credentials(",
		"{AQAAABAAAA"};

	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (span_starts(value, starts[i]))
			return true;
	return false;
}

static struct span unquoted(struct span value)
{
	char first;

	value = span_trim(value);
	if (value.len < 2)
		return value;
	first = value.ptr[0];
	if ((first == '"' || first == '\'') && value.ptr[value.len - 1] == first)
		return span_sub(value, 1, value.len - 1);
	return value;
}

/* Without the scheme words that stand before a credential. */
static struct span without_scheme_word(struct span value)
{
	static const char *const words[] = {"Bearer ", "Basic ", "token ", "Token "};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_starts(value, words[i]))
			return span_trim(span_from(value, strlen(words[i])));
	return value;
}

static struct judgement judge_plain(struct span value)
{
	if (is_placeholder_value(value))
		return (struct judgement){
			value.len ? VALUE_PLACEHOLDER : VALUE_EMPTY, span_of("", 0)};
	return (struct judgement){VALUE_LITERAL, value};
}

static struct judgement judge_nested(struct span value, unsigned syntax, unsigned depth)
{
	struct span longest = span_of("", 0);
	struct judgement inside;
	size_t run = 0;
	unsigned unclosed = 0;
	bool references = false;

	value = without_scheme_word(unquoted(value));
	if (value.len == 0)
		return (struct judgement){VALUE_EMPTY, span_of("", 0)};
	if (is_store_address(value) || depth > DEEPEST_NESTING)
		return (struct judgement){VALUE_REFERENCE, span_of("", 0)};
	for (size_t at = 0; at < value.len && unclosed < MOST_UNCLOSED;) {
		size_t len;

		if (!opens_reference(value.ptr[at])) {
			at++;
			continue;
		}
		len = reference_at(span_from(value, at), at == 0, syntax, depth, &inside);
		if (len == 0) {
			unclosed++;
			at++;
			continue;
		}
		if (inside.nature == VALUE_LITERAL)
			return inside;
		references = true;
		if (at - run > longest.len)
			longest = span_sub(value, run, at);
		at += len;
		run = at;
	}
	if (!references)
		return judge_plain(value);
	if (value.len - run > longest.len)
		longest = span_from(value, run);
	if (longest.len >= LEAST_REST) {
		struct judgement rest = judge_plain(longest);

		if (rest.nature == VALUE_LITERAL)
			return rest;
	}
	return (struct judgement){VALUE_REFERENCE, span_of("", 0)};
}

struct judgement judge_value(struct span value, unsigned syntax)
{
	return judge_nested(value, syntax, 0);
}
