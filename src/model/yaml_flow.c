/* Collections in flow style, for the line reader. */
#include "model/yaml_lines_internal.h"

struct flow {
	struct line_reader *r;
	size_t at;
	size_t limit;
	size_t floor; /* see goes_on_in() */
	size_t depth;
	bool passed_comment;
};

static char peek(const struct flow *f)
{
	return f->at < f->limit ? f->r->text.ptr[f->at] : '\0';
}

/* Is the line that starts here still a part of the collection? */
static bool goes_on(struct flow *f)
{
	struct line line;

	if (!line_at(f->r, f->at, &line))
		return false;
	f->at = line.content;
	return goes_on_in(f->r, &line, f->floor) || f->r->text.ptr[line.content] == '#';
}

/* To the next byte that means something. False if the collection can't go on there. */
static bool skip_gap(struct flow *f)
{
	struct span text = f->r->text;

	f->passed_comment = false;
	while (f->at < f->limit) {
		char c = text.ptr[f->at];

		if (c == '\n' || c == '\r') {
			f->at += span_starts(span_from(text, f->at), "\r\n") ? 2 : 1;
			if (!goes_on(f))
				return false;
		} else if (is_blank(c)) {
			f->at++;
		} else if (c == '#' && is_blank_or_end(text, f->at - 1)) {
			f->passed_comment = true;
			while (f->at < f->limit && text.ptr[f->at] != '\n' &&
				text.ptr[f->at] != '\r')
				f->at++;
		} else {
			return true;
		}
	}
	return false;
}

/* Does the plain scalar end here, in its line? */
static bool ends_plain(const struct flow *f, size_t at)
{
	struct span text = f->r->text;
	char c = text.ptr[at];

	if (c == ':')
		return is_blank_or_end(text, at + 1) || is_flow_mark(text.ptr[at + 1]);
	return is_flow_mark(c) || (c == '#' && is_blank(text.ptr[at - 1]));
}

/* The rest of the plain scalar in this line; *end is behind its last byte. */
static void take_plain_line(struct flow *f, size_t *end)
{
	struct span text = f->r->text;

	while (f->at < f->limit && text.ptr[f->at] != '\n' && text.ptr[f->at] != '\r') {
		size_t behind = template_end(f->r, f->at, f->limit);

		if (behind == f->at && ends_plain(f, f->at))
			return;
		f->at = behind > f->at ? behind : f->at + 1;
		if (!is_blank(text.ptr[f->at - 1]))
			*end = f->at;
	}
}

static struct yaml_node *take_plain(struct flow *f, struct properties own)
{
	size_t start = f->at;
	size_t end = start;

	for (;;) {
		take_plain_line(f, &end);
		if (end == start)
			return NULL;
		if (!is_blank_or_end(f->r->text, f->at))
			break;
		if (!skip_gap(f))
			return NULL; /* the collection is not closed */
		if (f->passed_comment || peek(f) == ':' ||
			(is_flow_mark(peek(f)) && template_end(f->r, f->at, f->limit) == f->at))
			break;
	}
	return new_scalar(f->r, YAML_PLAIN, start, end, own);
}

static struct yaml_node *take_quoted(struct flow *f, struct properties own)
{
	size_t start = f->at + 1;
	enum yaml_style style = peek(f) == '"' ? YAML_DOUBLE : YAML_SINGLE;

	if (!to_closing_quote(f->r, &f->at, f->limit, f->floor))
		return NULL;
	return new_scalar(f->r, style, start, f->at++, own);
}

static struct yaml_node *take_collection(struct flow *f, struct properties own);

/* Any node; NULL if there is none. */
static struct yaml_node *take_node(struct flow *f)
{
	struct properties own = {0};
	size_t end = f->limit;
	size_t behind;

	f->at = take_properties(f->r, f->at, end, &own);
	if (!skip_gap(f))
		return NULL;
	if (peek(f) == '"' || peek(f) == '\'')
		return take_quoted(f, own);
	behind = alias_end(f->r, f->at, end);
	if (behind > f->at) {
		struct yaml_node *alias = new_node(f->r, YAML_ALIAS, f->at, behind, own);

		alias->anchor = span_from(alias->raw, 1);
		f->at = behind;
		return alias;
	}
	if (template_end(f->r, f->at, end) == f->at && (peek(f) == '[' || peek(f) == '{'))
		return take_collection(f, own);
	if ((own.anchor.len || own.tag.len) && is_one_of(peek(f), ",]}:"))
		return new_scalar(f->r, YAML_PLAIN, f->at, f->at, own);
	return take_plain(f, own);
}

/* What follows the colon of a pair; nothing is an empty scalar. */
static struct yaml_node *take_pair_value(struct flow *f)
{
	struct properties none = {0};

	if (!skip_gap(f))
		return NULL;
	if (peek(f) == ',' || peek(f) == ']' || peek(f) == '}')
		return new_scalar(f->r, YAML_PLAIN, f->at, f->at, none);
	return take_node(f);
}

/* An item of a list or a pair of a mapping, linked behind *tail. Returns the new tail. */
static struct yaml_node **take_entry(struct flow *f, bool in_mapping, struct yaml_node **tail)
{
	struct properties none = {0};
	size_t start = f->at;
	struct yaml_node *key;
	struct yaml_node *value = NULL;

	if (peek(f) == '?' && is_blank_or_end(f->r->text, f->at + 1))
		f->at++;
	key = skip_gap(f) ? take_node(f) : NULL;
	if (!key || !skip_gap(f))
		return NULL;
	if (peek(f) == ':') {
		f->at++;
		value = take_pair_value(f);
		if (!value || !skip_gap(f))
			return NULL;
	}
	if (!value && !in_mapping) {
		*tail = key;
		return &key->next;
	}
	key->next = value ? value : new_scalar(f->r, YAML_PLAIN, f->at, f->at, none);
	if (in_mapping) {
		*tail = key;
		return &key->next->next;
	}
	*tail = new_node(f->r, YAML_MAPPING, start, start, none);
	(*tail)->first = key;
	return &(*tail)->next;
}

static struct yaml_node *take_collection(struct flow *f, struct properties own)
{
	bool is_mapping = peek(f) == '{';
	char closer = is_mapping ? '}' : ']';
	struct yaml_node *node;
	struct yaml_node **tail;

	if (f->r->depth + f->depth == NESTING_MAX)
		return NULL;
	f->depth++;
	node = new_node(f->r, is_mapping ? YAML_MAPPING : YAML_SEQUENCE, f->at, f->at + 1, own);
	tail = &node->first;
	f->at++;
	while (tail && skip_gap(f)) {
		if (peek(f) == closer) {
			f->at++;
			f->depth--;
			return node;
		}
		tail = take_entry(f, is_mapping, tail);
		if (peek(f) == ',')
			f->at++;
		else if (peek(f) != closer)
			break;
	}
	return NULL;
}

struct yaml_node *read_flow(
	struct line_reader *r, size_t *at, size_t limit, size_t floor, struct properties own)
{
	struct flow f = {.r = r, .at = *at, .limit = limit, .floor = floor};
	struct yaml_node *node = take_collection(&f, own);

	*at = f.at;
	return node;
}
