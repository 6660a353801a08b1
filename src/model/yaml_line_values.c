/* Scalars, aliases, anchors and tags, for the line reader. */
#include "model/yaml_lines_internal.h"

#include "model/yaml_scalar.h"

/* --- anchors, tags, aliases, templates -------------------------------------------------- */

static bool is_name_byte(char c)
{
	return is_alnum(c) || c == '_' || c == '-' || c == '.';
}

static bool is_tag_byte(char c)
{
	return is_name_byte(c) || is_one_of(c, "!:/%");
}

static bool ends_word(const struct line_reader *r, size_t at)
{
	return is_blank_or_end(r->text, at) || is_flow_mark(r->text.ptr[at]);
}

/* Behind the name of an anchor, from the "&" or "*" before it; "*.js" and "&&" are none. */
static size_t name_end(const struct line_reader *r, size_t at, size_t end)
{
	size_t i = at + 1;

	if (i >= end || !is_name_byte(r->text.ptr[i]) || r->text.ptr[i] == '.')
		return at;
	while (i < end && is_name_byte(r->text.ptr[i]))
		i++;
	return ends_word(r, i) ? i : at;
}

size_t alias_end(const struct line_reader *r, size_t at, size_t end)
{
	return at < end && r->text.ptr[at] == '*' ? name_end(r, at, end) : at;
}

/* Behind a tag; "!x()" is none, as people write it for "not x". */
static size_t tag_end(const struct line_reader *r, size_t at, size_t end)
{
	size_t i = at + 1;

	if (i < end && r->text.ptr[i] == '<') {
		while (i < end && !is_space(r->text.ptr[i]) && r->text.ptr[i] != '>')
			i++;
		return i < end && r->text.ptr[i] == '>' && ends_word(r, i + 1) ? i + 1 : at;
	}
	while (i < end && is_tag_byte(r->text.ptr[i]))
		i++;
	return ends_word(r, i) ? i : at;
}

/* As libyaml has it: without "<>", and what "!!" is short for. */
static struct span tag_text(const struct line_reader *r, struct span raw)
{
	if (span_starts(raw, "!<"))
		return span_sub(raw, 2, raw.len - 1);
	if (span_starts(raw, "!!"))
		return span_str(arena_printf(
			r->arena, "tag:yaml.org,2002:%.*s", SPAN_ARG(span_from(raw, 2))));
	return raw;
}

size_t take_properties(
	const struct line_reader *r, size_t at, size_t end, struct properties *own)
{
	bool has_anchor = false;
	bool has_tag = false;

	for (;;) {
		char c = at < end ? r->text.ptr[at] : '\0';
		size_t behind = at;

		if (c == '&' && !has_anchor) {
			behind = name_end(r, at, end);
			own->anchor = span_sub(r->text, at + 1, behind);
			has_anchor = true;
		} else if (c == '!' && !has_tag) {
			behind = tag_end(r, at, end);
			own->tag = tag_text(r, span_sub(r->text, at, behind));
			has_tag = true;
		}
		if (behind == at)
			return at;
		at = skip_blanks(r->text, behind, end);
	}
}

size_t template_end(const struct line_reader *r, size_t at, size_t end)
{
	size_t i = at;

	if (i < end && r->text.ptr[i] == '$')
		i++;
	if (end - i < 4 || r->text.ptr[i] != '{' || r->text.ptr[i + 1] != '{')
		return at;
	for (i += 2; i + 1 < end && r->text.ptr[i] != '\n' && r->text.ptr[i] != '\r'; i++)
		if (r->text.ptr[i] == '}' && r->text.ptr[i + 1] == '}')
			return i + 2;
	return at;
}

/* --- keys ------------------------------------------------------------------------------- */

static bool is_colon(const struct line_reader *r, size_t at, size_t end)
{
	return at < end && r->text.ptr[at] == ':' && is_blank_or_end(r->text, at + 1);
}

static bool find_plain_key(
	const struct line_reader *r, size_t at, size_t end, struct line_key *key)
{
	size_t i = template_end(r, at, end);

	for (; i < end && !is_colon(r, i, end); i++)
		if (r->text.ptr[i] == '#' && i > at && is_blank(r->text.ptr[i - 1]))
			return false;
	if (i == end || i == at)
		return false;
	*key = (struct line_key){.from = at, .to = i, .behind = i + 1};
	while (is_blank(r->text.ptr[key->to - 1]))
		key->to--;
	return true;
}

bool find_key(const struct line_reader *r, size_t at, size_t end, struct line_key *key)
{
	char c = at < end ? r->text.ptr[at] : '\0';
	size_t behind = at;

	if (c == '"' || c == '\'') {
		if (!to_closing_quote(r, &behind, end, 0))
			return false;
		*key = (struct line_key){.from = at + 1, .to = behind++};
		key->style = c == '"' ? YAML_DOUBLE : YAML_SINGLE;
	} else if (alias_end(r, at, end) > at) {
		behind = alias_end(r, at, end);
		*key = (struct line_key){.from = at, .to = behind, .type = YAML_ALIAS};
	} else if ((c == '[' || c == '{') && template_end(r, at, end) == at) {
		return false;
	}
	if (behind == at)
		return find_plain_key(r, at, end, key);
	behind = skip_blanks(r->text, behind, end);
	key->behind = behind + 1;
	return is_colon(r, behind, end);
}

/* --- plain and quoted scalars ----------------------------------------------------------- */

bool goes_on_in(const struct line_reader *r, const struct line *line, size_t floor)
{
	if (line->content == line->end)
		return true;
	if (stands_alone(r, line))
		return false;
	return line->column >= floor || is_one_of(r->text.ptr[line->content], ")]}'\"");
}

bool to_closing_quote(const struct line_reader *r, size_t *at, size_t limit, size_t floor)
{
	char quote = r->text.ptr[*at];
	struct line line;

	for (size_t i = ++*at; i < limit; i = ++*at) {
		char c = r->text.ptr[i];
		bool is_pair = quote == '"'
			? c == '\\' && yaml_break(r->text, i + 1, false) == 0
			: c == quote && i + 1 < limit && r->text.ptr[i + 1] == quote;

		if (is_pair)
			++*at;
		else if (c == quote)
			return true;
		else if (yaml_break(r->text, i, false) && line_at(r, i + 1, &line) &&
			!goes_on_in(r, &line, floor))
			return false;
	}
	return false;
}

/* Where the plain text of a line ends: before its comment, or its end. */
static size_t plain_end(
	const struct line_reader *r, const struct line *line, size_t at, bool *comment)
{
	size_t i = at + 1;

	while (i < line->end && !(r->text.ptr[i] == '#' && is_blank(r->text.ptr[i - 1])))
		i++;
	*comment = i < line->end;
	while (i > at + 1 && is_blank(r->text.ptr[i - 1]))
		i--;
	return i;
}

/* Does a plain scalar go on in this line? */
static bool continues_plain(const struct line_reader *r, const struct line *line, size_t floor)
{
	struct line_key key;
	char c = r->text.ptr[line->content];

	if (line->column < floor || c == '#' || stands_alone(r, line))
		return false;
	/* libyaml joins "- x" as well; behind a tab it is rather meant to be an item */
	if (c == '-' && line->has_tab && is_blank_or_end(r->text, line->content + 1))
		return false;
	return !find_key(r, line->content, line->end, &key);
}

static struct yaml_node *read_plain(struct line_reader *r, const struct line *line, size_t at,
	size_t floor, struct properties own)
{
	struct line next;
	bool comment;
	size_t end = plain_end(r, line, at, &comment);

	r->at = line->next;
	for (size_t from = r->at; !comment && line_at(r, from, &next); from = next.next) {
		if (next.content == next.end)
			continue;
		if (!continues_plain(r, &next, floor))
			break;
		end = plain_end(r, &next, next.content, &comment);
		r->at = next.next;
	}
	return new_scalar(r, YAML_PLAIN, at, end, own);
}

/* Nothing but blanks and a comment from here to the end of the line? Then r->at is behind it.
 */
static bool ends_line(struct line_reader *r, size_t at)
{
	size_t i = at;
	size_t len;

	while (i < r->text.len && is_blank(r->text.ptr[i]))
		i++;
	if (i < r->text.len && r->text.ptr[i] == '#')
		while (i < r->text.len && yaml_break(r->text, i, false) == 0)
			i++;
	len = yaml_break(r->text, i, false);
	if (i < r->text.len && len == 0)
		return false;
	r->at = i + len;
	return true;
}

/* A quoted scalar or a flow collection; NULL if it is not closed, or not the whole value. */
static struct yaml_node *read_enclosed(struct line_reader *r, const struct line *line,
	size_t at, size_t floor, struct properties own)
{
	char c = r->text.ptr[at];
	size_t limit = r->wasted > r->text.len ? line->end : r->text.len;
	size_t end = at;
	struct yaml_node *node = NULL;

	if (c == '[' || c == '{') {
		node = read_flow(r, &end, limit, floor, own);
	} else {
		if (to_closing_quote(r, &end, limit, floor))
			node = new_scalar(
				r, c == '"' ? YAML_DOUBLE : YAML_SINGLE, at + 1, end++, own);
	}
	if (node && ends_line(r, end))
		return node;
	r->wasted += end - at;
	return NULL;
}

/* ---------------------------------------------------------------------------------------- */

struct yaml_node *read_value(struct line_reader *r, const struct line *line, size_t at,
	size_t floor, struct properties own)
{
	char c = r->text.ptr[at];
	size_t behind = alias_end(r, at, line->end);
	struct yaml_node *node = NULL;

	if (is_block_header(r, at, line->end))
		return read_block(r, line, at, floor, own);
	if (behind > at && ends_line(r, behind)) {
		node = new_node(r, YAML_ALIAS, at, behind, own);
		node->anchor = span_from(node->raw, 1);
	} else if (c == '"' || c == '\'' ||
		((c == '[' || c == '{') && template_end(r, at, line->end) == at)) {
		node = read_enclosed(r, line, at, floor, own);
	}
	return node ? node : read_plain(r, line, at, floor, own);
}
