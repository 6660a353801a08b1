/*
 * The lines and levels of the line reader. A level is an open collection; each line closes the
 * levels that are indented deeper than it is, and then opens some or adds to the last one.
 *
 * A tab reaches to the next multiple of eight columns, as terminals, git and most editors show
 * it. Who mixes tabs and blanks mostly has the tab too wide then: a line that is too deep stays
 * in the collection that is open, one that is not deep enough would end it.
 */
#include "model/yaml_lines_internal.h"

#include "model/yaml_scalar.h"

/* --- lines ------------------------------------------------------------------------------ */

bool line_at(const struct line_reader *r, size_t at, struct line *line)
{
	struct span text = r->text;
	size_t i = at;

	*line = (struct line){.start = at};
	if (at >= text.len)
		return false;
	for (; i < text.len && is_blank(text.ptr[i]); i++) {
		bool tab = text.ptr[i] == '\t';

		line->column = tab ? (line->column | 7) + 1 : line->column + 1;
		line->has_tab = line->has_tab || tab;
	}
	line->content = i;
	while (i < text.len && text.ptr[i] != '\n' && text.ptr[i] != '\r')
		i++;
	line->end = i;
	line->next = i + yaml_break(text, i, false);
	return true;
}

/* "---" or "...", alone or before something. */
static bool is_document_mark(const struct line_reader *r, const struct line *line)
{
	struct span rest = span_sub(r->text, line->start, line->end);

	return (span_starts(rest, "---") || span_starts(rest, "...")) &&
		is_blank_or_end(r->text, line->start + 3);
}

static bool is_template(struct span content)
{
	static const char *const marks[][2] = {
		{"{{", "}}"}, {"{%", "%}"}, {"{#", "#}"}, {"<%", "%>"}};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (span_starts(content, marks[i][0]))
			return span_find(content, marks[i][1]) == content.len - 2;
	return false;
}

static bool is_conflict_mark(struct span content)
{
	static const char *const marks[] = {"<<<<<<<", "|||||||", "=======", ">>>>>>>"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(*marks); i++)
		if (span_starts(content, marks[i]))
			return is_blank_or_end(content, 7);
	return false;
}

bool is_skipped(const struct line_reader *r, const struct line *line)
{
	struct span content = span_trim(span_sub(r->text, line->content, line->end));

	return is_template(content) || (line->column == 0 && is_conflict_mark(content));
}

bool stands_alone(const struct line_reader *r, const struct line *line)
{
	return is_document_mark(r, line) || is_skipped(r, line);
}

/* --- nodes and levels ------------------------------------------------------------------- */

static void stop_at_limit(struct line_reader *r, const char *limit, size_t offset)
{
	if (!r->tree->problem) {
		r->tree->problem = limit;
		r->tree->problem_offset = offset;
	}
	r->tree->is_cut = true;
}

struct yaml_node *new_node(struct line_reader *r, enum yaml_type type, size_t from, size_t to,
	struct properties own)
{
	struct yaml_node *node = ARENA_NEW(r->arena, struct yaml_node);

	node->type = type;
	node->raw = span_sub(r->text, from, to);
	node->text = span_of("", 0);
	node->anchor = own.anchor;
	node->tag = own.tag;
	if (++r->nodes > YAML_NODES_MAX)
		stop_at_limit(r, "too many nodes", from);
	return node;
}

struct yaml_node *new_scalar(struct line_reader *r, enum yaml_style style, size_t from,
	size_t to, struct properties own)
{
	struct yaml_node *node = new_node(r, YAML_SCALAR, from, to, own);

	node->style = style;
	yaml_set_text(node, yaml_decode(node->raw, style, r->arena), r->arena);
	return node;
}

static struct level *top(struct line_reader *r)
{
	return &r->levels[r->depth];
}

static struct properties pending_properties(struct line_reader *r)
{
	struct properties own = r->properties;

	r->properties = (struct properties){0};
	return own;
}

/* Hang a node where the next one is wanted. */
static void attach(struct line_reader *r, struct yaml_node *node)
{
	struct level *level = top(r);

	r->tree->last_offset = (size_t)(node->raw.ptr - r->text.ptr);
	if (r->depth == 0) {
		*vec_add(&r->tree->documents, r->arena) = node;
		r->wants_root = false;
		return;
	}
	*level->tail = node;
	level->tail = &node->next;
	if (level->node->type == YAML_MAPPING && level->state != WANTS_VALUE)
		level->state = WANTS_VALUE; /* it is a key */
	else
		level->state = IS_COMPLETE;
	level->ends_in_level = false;
}

static void want(struct level *level, enum level_state state, size_t at, size_t column)
{
	level->state = state;
	level->wanted_at = at;
	level->entry_column = column;
}

static void attach_empty(struct line_reader *r, size_t at)
{
	attach(r, new_scalar(r, YAML_PLAIN, at, at, pending_properties(r)));
}

/* What is wanted won't come any more: it is empty. */
static void complete(struct line_reader *r)
{
	struct level *level = top(r);

	while (level->state != IS_COMPLETE)
		attach_empty(r, level->wanted_at);
}

static void close_level(struct line_reader *r)
{
	complete(r);
	r->depth--;
	top(r)->ends_in_level = true;
}

/* Close what is indented deeper, but never the root: there is nothing else to add to. */
static void close_deeper(struct line_reader *r, size_t column)
{
	while (r->depth > 1 && top(r)->column > column)
		close_level(r);
}

static void close_document(struct line_reader *r)
{
	while (r->depth)
		close_level(r);
	if (r->wants_root)
		attach_empty(r, r->at);
	r->wants_root = false;
	r->properties = (struct properties){0};
}

/* May something at this column be what the last level wants? */
static bool is_wanted(struct line_reader *r, size_t column)
{
	return r->depth == 0 || (top(r)->state != IS_COMPLETE && column > top(r)->entry_column);
}

static bool is_open(struct line_reader *r, enum yaml_type type, size_t column)
{
	return r->depth > 0 && top(r)->node->type == type && top(r)->column == column;
}

static bool open_level(struct line_reader *r, enum yaml_type type, size_t column, size_t at)
{
	struct yaml_node *node;

	if (r->depth == NESTING_MAX) {
		stop_at_limit(r, "nested too deeply", at);
		return false;
	}
	node = new_node(r, type, at, at, pending_properties(r));
	attach(r, node);
	r->levels[++r->depth] = (struct level){
		.node = node, .tail = &node->first, .column = column, .entry_column = column};
	return true;
}

/* Go on in the collection of that type that was closed last, if it is the last child here. */
static bool reopen(struct line_reader *r, enum yaml_type type)
{
	if (!top(r)->ends_in_level || r->levels[r->depth + 1].node->type != type)
		return false;
	r->depth++;
	return true;
}

/* A list that stands in the column of the key it belongs to. */
static bool is_in_column_of_key(struct line_reader *r, size_t column)
{
	return r->depth > 1 && is_open(r, YAML_SEQUENCE, column) && !is_wanted(r, column) &&
		r->levels[r->depth - 1].column == column;
}

/* Make the last level a mapping that a key of this column belongs to. */
static bool enter_mapping(struct line_reader *r, size_t column, size_t at)
{
	close_deeper(r, column);
	while (is_in_column_of_key(r, column))
		close_level(r);
	if (!is_open(r, YAML_MAPPING, column) && is_wanted(r, column))
		return open_level(r, YAML_MAPPING, column, at);
	complete(r);
	/* if it is a mapping of another column the indentation is wrong */
	return top(r)->node->type == YAML_MAPPING || reopen(r, YAML_MAPPING) ||
		open_level(r, YAML_MAPPING, column, at);
}

/* Make the last level a sequence that an item of this column belongs to. */
static bool enter_sequence(struct line_reader *r, size_t column, size_t at)
{
	close_deeper(r, column);
	if (is_open(r, YAML_MAPPING, column) && top(r)->state != WANTS_VALUE && r->depth > 1 &&
		r->levels[r->depth - 1].node->type == YAML_SEQUENCE &&
		r->levels[r->depth - 1].column == column)
		close_level(r);
	/* the value of a key may stand in its column */
	if (is_wanted(r, column) ||
		(top(r)->node->type == YAML_MAPPING && top(r)->state == WANTS_VALUE &&
			top(r)->entry_column == column))
		return open_level(r, YAML_SEQUENCE, column, at);
	complete(r);
	if (top(r)->node->type == YAML_SEQUENCE || reopen(r, YAML_SEQUENCE))
		return true;
	attach_empty(r, at); /* as a key */
	return open_level(r, YAML_SEQUENCE, column, at);
}

/* --- content ---------------------------------------------------------------------------- */

static bool is_nothing(const struct line_reader *r, size_t at, size_t end)
{
	return at == end || r->text.ptr[at] == '#';
}

static void attach_value(
	struct line_reader *r, const struct line *line, size_t at, struct properties own)
{
	size_t floor = r->depth ? top(r)->entry_column + 1 : 0;
	struct properties before = pending_properties(r);

	if (own.anchor.len == 0)
		own.anchor = before.anchor;
	if (own.tag.len == 0)
		own.tag = before.tag;
	attach(r, read_value(r, line, at, floor, own));
}

/* What stands behind "key:": nothing, or all of the value. */
static void read_key_value(struct line_reader *r, const struct line *line, size_t at)
{
	struct properties own = {0};

	at = take_properties(r, skip_blanks(r->text, at, line->end), line->end, &own);
	if (is_nothing(r, at, line->end))
		r->properties = own;
	else
		attach_value(r, line, at, own);
}

static void attach_key(
	struct line_reader *r, const struct line_key *key, size_t column, struct properties own)
{
	struct yaml_node *node;

	if (key->type == YAML_ALIAS) {
		node = new_node(r, YAML_ALIAS, key->from, key->to, own);
		node->anchor = span_from(node->raw, 1);
	} else {
		node = new_scalar(r, key->style, key->from, key->to, own);
	}
	attach(r, node);
	want(top(r), WANTS_VALUE, key->behind, column);
}

/* A key with its value, or a value of its own. */
static void read_entry(struct line_reader *r, const struct line *line, size_t at, size_t column)
{
	struct properties own = {0};
	struct line_key key;
	size_t behind = take_properties(r, at, line->end, &own);

	if (is_nothing(r, behind, line->end)) {
		r->properties = own;
		return;
	}
	if (!is_block_header(r, behind, line->end) && find_key(r, behind, line->end, &key) &&
		enter_mapping(r, column, at)) {
		attach_key(r, &key, column, own);
		read_key_value(r, line, key.behind);
		return;
	}
	close_deeper(r, column);
	if (!is_wanted(r, column))
		complete(r);
	attach_value(r, line, behind, own);
}

/* Is there "-", "?" or ":" with a blank behind it, and can it be what it looks like? */
static bool take_indicator(struct line_reader *r, size_t at, size_t column)
{
	char c = r->text.ptr[at];

	if (!is_blank_or_end(r->text, at + 1))
		return false;
	if (c == '-' && enter_sequence(r, column, at)) {
		want(top(r), WANTS_VALUE, at + 1, column);
		return true;
	}
	if (c == '?' && enter_mapping(r, column, at)) {
		want(top(r), WANTS_KEY, at + 1, column);
		return true;
	}
	if (c == ':') {
		close_deeper(r, column);
		return is_open(r, YAML_MAPPING, column) && top(r)->state == WANTS_VALUE;
	}
	return false;
}

static void read_content(
	struct line_reader *r, const struct line *line, size_t at, size_t column)
{
	r->at = line->next;
	while (take_indicator(r, at, column)) {
		do {
			column = r->text.ptr[at] == '\t' ? (column | 7) + 1 : column + 1;
			at++;
		} while (at < line->end && is_blank(r->text.ptr[at]));
		if (is_nothing(r, at, line->end))
			return;
	}
	read_entry(r, line, at, column);
}

static void read_document_mark(struct line_reader *r, const struct line *line)
{
	size_t at = skip_blanks(r->text, line->start + 3, line->end);

	close_document(r);
	r->wants_root = r->text.ptr[line->start] == '-';
	r->at = line->next;
	if (!is_nothing(r, at, line->end))
		read_content(r, line, at, at - line->start);
}

static void read_line(struct line_reader *r, const struct line *line)
{
	bool in_document = r->depth || r->wants_root;

	r->at = line->next;
	if (is_nothing(r, line->content, line->end) || is_skipped(r, line))
		return;
	if (is_document_mark(r, line))
		read_document_mark(r, line);
	else if (in_document || r->text.ptr[line->start] != '%') /* a directive */
		read_content(r, line, line->content, line->column);
}

void yaml_read_lines(struct span text, struct arena *arena, struct yaml_tree *tree)
{
	struct line_reader r = {.text = text, .arena = arena, .tree = tree};
	struct line line;

	*tree = (struct yaml_tree){.text = text, .is_guess = true};
	r.levels[0].node = &r.documents;
	while (r.nodes <= YAML_NODES_MAX && line_at(&r, r.at, &line))
		read_line(&r, &line);
	r.at = text.len;
	close_document(&r);
}

void yaml_read_any(struct span text, struct arena *arena, struct yaml_tree *tree)
{
	const char *problem;
	size_t offset;

	yaml_read(text, arena, tree);
	if (!tree->problem)
		return;
	problem = tree->problem;
	offset = tree->problem_offset;
	yaml_read_lines(text, arena, tree);
	tree->problem = problem;
	tree->problem_offset = offset;
}
