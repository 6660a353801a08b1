/*
 * In the original a pattern is checked by the grammar of Go's filepath.Match and then rewritten
 * as a regular expression; only where "**" at one end is all that is special bytes are
 * compared. Here the same expression is a list of elements, and all ways to match are followed
 * at once: no pattern takes longer than its length times the path's.
 */
#include "image/ignore_pattern.h"

#include "base/utf8.h"

enum {
	NO_CHARACTER =
		0xfffd, /* stands for a byte that is no UTF-8, in patterns and in paths */
};

enum element_kind {
	ELEMENT_CHAR,
	ELEMENT_ANY,   /* "?": any but '/' */
	ELEMENT_STAR,  /* "*": any number of those */
	ELEMENT_CLASS, /* "[...]" */
	ELEMENT_DIGIT, /* "\d", and so on: escapes of regular expressions */
	ELEMENT_SPACE,
	ELEMENT_WORD,
	ELEMENT_START, /* "^": nothing, at the start of the path */
	ELEMENT_REST,  /* "**" at the end: anything, but not a line feed */
	/* any other "**": "(.*" and a '/' ")?", in two elements */
	ELEMENT_MAYBE,
	ELEMENT_PARTS,
};

struct ignore_element {
	enum element_kind kind;
	bool is_negated;
	uint32_t code;     /* of a CHAR */
	struct span class; /* what is between "[" or "[^" and "]" */
};

/* --- characters ------------------------------------------------------------------------- */

static uint32_t take_char(struct span *rest)
{
	uint32_t code;
	size_t len = utf8_decode(*rest, 0, &code);

	*rest = span_from(*rest, len ? len : 1);
	return len ? code : NO_CHARACTER;
}

/* One end of a range in a class. False at what can't be one. */
static bool take_member(struct span *rest, uint32_t *code)
{
	if (rest->len == 0 || rest->ptr[0] == '-' || rest->ptr[0] == ']')
		return false;
	if (rest->ptr[0] == '\\')
		*rest = span_from(*rest, 1);
	/* a byte that is no character can't be in a class */
	if (rest->len == 0 || utf8_decode(*rest, 0, code) == 0)
		return false;
	*code = take_char(rest);
	return true;
}

static bool take_range(struct span *rest, uint32_t *low, uint32_t *high)
{
	if (!take_member(rest, low))
		return false;
	*high = *low;
	if (!span_starts(*rest, "-"))
		return true;
	*rest = span_from(*rest, 1);
	return take_member(rest, high);
}

static bool class_has(struct span class, uint32_t code)
{
	uint32_t low;
	uint32_t high;

	while (take_range(&class, &low, &high))
		if (code >= low && code <= high)
			return true;
	return false;
}

/* --- reading ---------------------------------------------------------------------------- */

static const char bad_class[] = "a class \"[...]\" is not well-formed";
static const char bad_escape[] =
	"a backslash before this character does not stand for the character itself";

/* A letter, a digit or what is not ASCII: regular expressions have plans for them. */
static bool is_special_escape(struct span rest)
{
	return is_alnum(rest.ptr[0]) || (unsigned char)rest.ptr[0] >= 0x80;
}

static const char *check_class_member(struct span rest)
{
	if (rest.ptr[0] == '*' || rest.ptr[0] == '?')
		return "'*' and '?' have no sensible meaning in a class";
	if (span_starts(rest, "[:"))
		return "classes with names are not supported";
	if (rest.len > 1 && rest.ptr[0] == '\\' && is_special_escape(span_from(rest, 1)))
		return bad_escape;
	return NULL;
}

/* Each range of the class at the front of *rest, to behind its "]". */
static const char *take_class(struct span *rest, struct ignore_element *element)
{
	const char *complaint = NULL;
	uint32_t low;
	uint32_t high;

	element->kind = ELEMENT_CLASS;
	*rest = span_from(*rest, 1);
	element->is_negated = span_starts(*rest, "^");
	if (element->is_negated)
		*rest = span_from(*rest, 1);
	element->class = *rest;
	do {
		struct span range = *rest;

		if (!take_range(rest, &low, &high))
			return bad_class;
		while (!complaint && range.len > rest->len) {
			complaint = check_class_member(range);
			range = span_from(range, range.ptr[0] == '\\' ? 2 : 1);
		}
		if (!complaint && low > high)
			complaint = "a range in a class goes backwards";
	} while (!complaint && !span_starts(*rest, "]"));
	element->class.len -= rest->len;
	*rest = span_from(*rest, 1);
	return complaint;
}

/* The letter behind a backslash. */
static bool make_letter(char letter, struct ignore_element *element)
{
	static const char controls[] = "a\af\fn\nr\rt\tv\v";

	element->is_negated = is_upper(letter);
	switch (to_lower(letter)) {
	case 'd':
		element->kind = ELEMENT_DIGIT;
		return true;
	case 's':
		element->kind = ELEMENT_SPACE;
		return true;
	case 'w':
		element->kind = ELEMENT_WORD;
		return true;
	default:
		break;
	}
	for (size_t i = 0; i + 1 < sizeof(controls); i += 2) {
		if (letter != controls[i])
			continue;
		element->code = (unsigned char)controls[i + 1];
		return true;
	}
	return false;
}

static const char *take_escape(struct span *rest, struct ignore_element *element)
{
	*rest = span_from(*rest, 1);
	if (rest->len == 0)
		return "a backslash at the end escapes nothing";
	if (!is_special_escape(*rest)) {
		element->code = take_char(rest);
		return NULL;
	}
	if (!make_letter(rest->ptr[0], element))
		return bad_escape;
	*rest = span_from(*rest, 1);
	return NULL;
}

/* "{2}", "{2,}" or "{2,3}", which a regular expression repeats with. */
static bool is_repetition(struct span rest)
{
	size_t at = 1;

	while (at < rest.len && is_digit(rest.ptr[at]))
		at++;
	if (at == 1)
		return false;
	if (at < rest.len && rest.ptr[at] == ',')
		at++;
	while (at < rest.len && is_digit(rest.ptr[at]))
		at++;
	return at < rest.len && rest.ptr[at] == '}';
}

static const char *take_element(struct span *rest, struct ignore_element *element)
{
	switch (rest->ptr[0]) {
	case '[':
		return take_class(rest, element);
	case '\\':
		return take_escape(rest, element);
	case '?':
		element->kind = ELEMENT_ANY;
		break;
	case '^':
		element->kind = ELEMENT_START;
		break;
	case '|':
		return "'|' beside a wildcard separates two patterns";
	case '{':
		if (is_repetition(*rest))
			return "\"{\" and a number repeat what is before, beside a wildcard";
		element->code = '{';
		break;
	default:
		element->code = take_char(rest);
		return NULL;
	}
	*rest = span_from(*rest, 1);
	return NULL;
}

/* "*", "**" or "**" with a '/' behind. Returns the number of elements. */
static size_t take_star(struct span *rest, struct ignore_element *element)
{
	if (!span_starts(*rest, "**")) {
		*rest = span_from(*rest, 1);
		element->kind = ELEMENT_STAR;
		return 1;
	}
	*rest = span_from(*rest, 2);
	if (span_starts(*rest, "/"))
		*rest = span_from(*rest, 1);
	if (rest->len == 0) {
		element->kind = ELEMENT_REST;
		return 1;
	}
	element[0].kind = ELEMENT_MAYBE;
	element[1].kind = ELEMENT_PARTS;
	return 2;
}

static bool has_wildcard(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (strchr("*?[]\\", text.ptr[i]) && text.ptr[i])
			return true;
	return false;
}

/* Are bytes compared, that is, is nothing special but a "**" at one end? */
static bool is_plain(struct span text)
{
	if (span_starts(text, "**"))
		return !has_wildcard(span_from(text, 2));
	if (span_ends(text, "**"))
		text.len -= 2;
	return !has_wildcard(text);
}

const char *ignore_pattern_compile(struct ignore_pattern *pattern, struct arena *arena)
{
	struct span rest = pattern->text;
	struct ignore_element *elements;
	const char *complaint = NULL;
	size_t count = 0;

	pattern->elements = NULL;
	if (is_plain(rest))
		return NULL;
	/* "**" are two bytes and two elements */
	elements = arena_array(arena, rest.len, sizeof(*elements));
	while (!complaint && rest.len) {
		if (rest.ptr[0] == '*')
			count += take_star(&rest, &elements[count]);
		else
			complaint = take_element(&rest, &elements[count++]);
	}
	pattern->elements = elements;
	pattern->element_count = count;
	return complaint;
}

/* --- matching --------------------------------------------------------------------------- */

static bool ends_with(struct span s, struct span end)
{
	return s.len >= end.len && span_eq(span_from(s, s.len - end.len), end);
}

static bool matches_plain(struct span text, struct span path)
{
	struct span end;

	if (span_starts(text, "**")) {
		end = span_from(text, 2);
		return ends_with(path, end) ||
			(span_starts(end, "/") && span_eq(path, span_from(end, 1)));
	}
	if (span_ends(text, "**"))
		return path.len >= text.len - 2 &&
			span_eq(span_sub(path, 0, text.len - 2),
				span_sub(text, 0, text.len - 2));
	return span_eq(path, text);
}

static bool is_word(uint32_t code)
{
	return code < 0x80 && (is_alnum((char)code) || code == '_');
}

/* Does an element of one character match it? */
static bool element_has(const struct ignore_element *e, uint32_t code)
{
	switch (e->kind) {
	case ELEMENT_CHAR:
		return code == e->code;
	case ELEMENT_ANY:
		return code != '/';
	case ELEMENT_CLASS:
		return class_has(e->class, code) != e->is_negated;
	case ELEMENT_DIGIT:
		return (code >= '0' && code <= '9') != e->is_negated;
	case ELEMENT_SPACE:
		return (code == ' ' || (code >= '\t' && code <= '\r' && code != '\v')) !=
			e->is_negated;
	case ELEMENT_WORD:
		return is_word(code) != e->is_negated;
	default:
		return false;
	}
}

/*
 * The elements that may come next, as flags; one behind the last is for "the pattern is at its
 * end".
 */
struct ways {
	const struct ignore_pattern *pattern;
	bool *now;
	bool *next;
};

/* Go on where an element may match nothing. False: there is no way at all. */
static bool pass_empty(struct ways *w, bool is_start)
{
	bool any = false;

	for (size_t i = 0; i < w->pattern->element_count; i++) {
		if (!w->now[i])
			continue;
		any = true;
		switch (w->pattern->elements[i].kind) {
		case ELEMENT_STAR:
		case ELEMENT_REST:
			w->now[i + 1] = true;
			break;
		case ELEMENT_MAYBE:
			w->now[i + 1] = true;
			w->now[i + 2] = true;
			break;
		case ELEMENT_START:
			if (is_start)
				w->now[i + 1] = true;
			break;
		default:
			break;
		}
	}
	return any || w->now[w->pattern->element_count];
}

static void pass_char(struct ways *w, uint32_t code)
{
	bool *was = w->now;

	memset(w->next, 0, (w->pattern->element_count + 1) * sizeof(*w->next));
	for (size_t i = 0; i < w->pattern->element_count; i++) {
		const struct ignore_element *e = &w->pattern->elements[i];

		if (!was[i])
			continue;
		switch (e->kind) {
		case ELEMENT_STAR:
			w->next[i] |= code != '/';
			break;
		case ELEMENT_PARTS:
			w->next[i + 1] |= code == '/';
			w->next[i] |= code != '\n';
			break;
		case ELEMENT_REST:
			w->next[i] |= code != '\n';
			break;
		default:
			w->next[i + 1] |= element_has(e, code);
			break;
		}
	}
	w->now = w->next;
	w->next = was;
}

static void match_elements(const struct ignore_pattern *pattern, struct span path,
	struct ignore_prefix *prefixes, size_t count, struct arena *scratch)
{
	size_t end = pattern->element_count;
	struct ways w = {pattern, arena_array(scratch, end + 1, sizeof(bool)),
		arena_array(scratch, end + 1, sizeof(bool))};
	struct span rest = path;
	size_t at = 0;

	w.now[0] = true;
	while (at < count && pass_empty(&w, rest.len == path.len)) {
		if (path.len - rest.len == prefixes[at].len)
			prefixes[at++].matches = w.now[end];
		if (rest.len)
			pass_char(&w, take_char(&rest));
	}
}

void ignore_pattern_match(const struct ignore_pattern *pattern, struct span path,
	struct ignore_prefix *prefixes, size_t count, struct arena *scratch)
{
	for (size_t i = 0; i < count; i++)
		prefixes[i].matches = !pattern->elements &&
			matches_plain(pattern->text, span_sub(path, 0, prefixes[i].len));
	if (pattern->elements)
		match_elements(pattern, path, prefixes, count, scratch);
}
