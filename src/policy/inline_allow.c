#include "policy/inline_allow.h"

static bool is_separator(char c)
{
	return is_space(c) || c == ',';
}

/* Is there nothing but the start of a comment before the tag? */
static bool stands_alone(struct span before)
{
	for (size_t i = 0; i < before.len; i++)
		if (is_alnum(before.ptr[i]) || strchr("=:'\"$(){}[]", before.ptr[i]))
			return false;
	return true;
}

/* The reason without the end of the comment. */
static bool has_reason(struct span rest)
{
	static const char *const closers[] = {"*/", "-->", "#}", "%>"};

	rest = span_trim(rest);
	for (size_t i = 0; i < sizeof(closers) / sizeof(*closers); i++)
		if (span_ends(rest, closers[i]))
			rest = span_trim(span_sub(rest, 0, rest.len - strlen(closers[i])));
	while (rest.len && !is_alnum(rest.ptr[0]) && (unsigned char)rest.ptr[0] < 0x80)
		rest = span_from(rest, 1);
	return rest.len > 0;
}

/* text: what follows "layergate: allow ". */
static enum inline_allow parse(struct span text, const struct rule *rule)
{
	bool named = false;
	size_t at = 0;

	/* names go on as long as commas do */
	for (;;) {
		size_t start;

		while (at < text.len && is_separator(text.ptr[at]))
			at++;
		start = at;
		while (at < text.len && !is_separator(text.ptr[at]))
			at++;
		named |= span_eq_str(span_sub(text, start, at), rule->slug);
		while (at < text.len && is_blank(text.ptr[at]))
			at++;
		if (at >= text.len || text.ptr[at] != ',')
			break;
	}
	if (!named)
		return INLINE_NONE;
	return has_reason(span_from(text, at)) ? INLINE_ALLOWED : INLINE_NO_REASON;
}

static enum inline_allow find_in(struct span line, bool alone, const struct rule *rule)
{
	static const char tag[] = "layergate: allow ";
	size_t at = span_find(line, tag);

	if (at == line.len || (alone && !stands_alone(span_sub(line, 0, at))))
		return INLINE_NONE;
	return parse(span_from(line, at + sizeof(tag) - 1), rule);
}

enum inline_allow inline_allow_find(
	struct span line, struct span above, const struct rule *rule)
{
	enum inline_allow found = find_in(line, false, rule);

	return found != INLINE_NONE ? found : find_in(above, true, rule);
}
