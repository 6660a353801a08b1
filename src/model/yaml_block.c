/* Block scalars, for the line reader. */
#include "model/yaml_lines_internal.h"

struct block {
	bool is_folded;
	char chomping; /* '+', '-' or NUL */
	size_t given;  /* indentation as the header has it; 0: by the first line */
	size_t indent; /* column of the text */
	char *out;
	size_t len;
	/* as libyaml calls them */
	bool leading_blank; /* the last line began with a blank */
	bool leading_break; /* and it ended, and that is not in the text yet */
	size_t trailing_breaks;
};

static bool parse_header(
	const struct line_reader *r, size_t at, size_t end, struct block *block)
{
	size_t i = at + 1;

	*block = (struct block){0};
	if (at >= end || (r->text.ptr[at] != '|' && r->text.ptr[at] != '>'))
		return false;
	block->is_folded = r->text.ptr[at] == '>';
	for (; i < end && i < at + 3; i++) {
		char c = r->text.ptr[i];

		if (block->chomping == '\0' && (c == '+' || c == '-'))
			block->chomping = c;
		else if (block->given == 0 && c >= '1' && c <= '9')
			block->given = (size_t)(c - '0');
		else
			break;
	}
	if (i < end && !is_blank(r->text.ptr[i]))
		return false;
	i = skip_blanks(r->text, i, end);
	return i == end || r->text.ptr[i] == '#';
}

bool is_block_header(const struct line_reader *r, size_t at, size_t end)
{
	struct block block;

	return parse_header(r, at, end, &block);
}

/* The column where the text of the block begins. */
static size_t block_indent(const struct line_reader *r, const struct block *block, size_t floor)
{
	size_t widest = floor;
	struct line line;

	if (block->given)
		return (floor ? floor - 1 : 0) + block->given;
	for (size_t at = r->at; line_at(r, at, &line); at = line.next) {
		if (line.content < line.end)
			return line.column > floor ? line.column : floor;
		if (line.column > widest)
			widest = line.column;
	}
	return widest;
}

static bool is_in_block(const struct line_reader *r, const struct block *block,
	const struct line *line, size_t floor)
{
	if (line->content == line->end || is_skipped(r, line))
		return true;
	if (line->column < floor || (line->column == 0 && stands_alone(r, line)))
		return false;
	/* a line that sticks out to the left is an error; a comment there is none */
	return line->column >= block->indent || r->text.ptr[line->content] != '#';
}

static size_t behind_indent(const struct line_reader *r, const struct line *line, size_t indent)
{
	size_t at = line->start;

	for (size_t column = 0; column < indent && at < line->content; at++)
		column = r->text.ptr[at] == '\t' ? (column | 7) + 1 : column + 1;
	return at;
}

static void add_breaks(struct block *block, size_t count)
{
	memset(block->out + block->len, '\n', count);
	block->len += count;
}

static void add_block_line(
	const struct line_reader *r, struct block *block, const struct line *line)
{
	size_t from = behind_indent(r, line, block->indent);
	bool blank;

	if (from == line->end) {
		block->trailing_breaks += line->next > line->end;
		return;
	}
	blank = is_blank(r->text.ptr[from]);
	if (block->is_folded && block->leading_break && !block->leading_blank && !blank) {
		if (block->trailing_breaks == 0)
			block->out[block->len++] = ' ';
	} else {
		add_breaks(block, block->leading_break);
	}
	add_breaks(block, block->trailing_breaks);
	memcpy(block->out + block->len, r->text.ptr + from, line->end - from);
	block->len += line->end - from;
	block->leading_blank = blank;
	block->leading_break = line->next > line->end;
	block->trailing_breaks = 0;
}

/* Where the block ends that begins in the next line. */
static size_t block_end(const struct line_reader *r, const struct block *block, size_t floor)
{
	struct line line;
	size_t end = r->at;

	for (size_t at = end; line_at(r, at, &line) && is_in_block(r, block, &line, floor);
		at = line.next) {
		bool is_empty = line.content == line.end;

		/* templates in the first column are a part of it if more of it follows */
		if (is_empty ? end == line.start : line.column >= floor)
			end = line.next;
	}
	return end;
}

struct yaml_node *read_block(struct line_reader *r, const struct line *line, size_t at,
	size_t floor, struct properties own)
{
	struct block block;
	struct line next;
	struct yaml_node *node;
	size_t end;

	parse_header(r, at, line->end, &block);
	r->at = line->next;
	block.indent = block_indent(r, &block, floor);
	end = block_end(r, &block, floor);
	block.out = arena_alloc(r->arena, end - r->at + 1);
	for (; r->at < end && line_at(r, r->at, &next); r->at = next.next)
		add_block_line(r, &block, &next);
	if (block.chomping != '-')
		add_breaks(&block, block.leading_break);
	if (block.chomping == '+')
		add_breaks(&block, block.trailing_breaks);
	node = new_node(r, YAML_SCALAR, at, end > line->end ? end : line->end, own);
	node->style = block.is_folded ? YAML_FOLDED : YAML_LITERAL;
	node->raw = span_trim(node->raw);
	yaml_set_text(node, span_of(block.out, block.len), r->arena);
	return node;
}
