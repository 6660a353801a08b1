/* What the parts of the line reader share: yaml_lines.c, yaml_line_values.c, yaml_block.c,
 * yaml_flow.c. */
#ifndef LAYERGATE_MODEL_YAML_LINES_INTERNAL_H
#define LAYERGATE_MODEL_YAML_LINES_INTERNAL_H

#include "model/settings.h"
#include "model/yaml_lines.h"
#include "model/yaml_place.h"

/* Positions are offsets in the text. */
struct line {
	size_t start;
	size_t content; /* behind the indentation; the end if there is nothing but blanks */
	size_t end;     /* before the line end */
	size_t next;
	size_t column; /* of the content, from 0 */
	bool has_tab;  /* in the indentation */
};

/* Anchor and tag. */
struct properties {
	struct span anchor;
	struct span tag;
};

enum level_state {
	IS_COMPLETE,
	WANTS_KEY,   /* behind "?" */
	WANTS_VALUE, /* behind "key:" or "-" */
};

/* A collection in block style that is open. */
struct level {
	struct yaml_node *node;
	struct yaml_node **tail; /* where the next child is linked */
	size_t column;           /* of its entries */
	size_t entry_column;     /* of the last one: it may stand elsewhere */
	enum level_state state;
	size_t wanted_at;
	bool ends_in_level; /* the last child was the next level, which is closed now */
};

struct line_reader {
	struct span text;
	struct arena *arena;
	struct yaml_tree *tree;
	size_t at; /* start of the next line to be read */
	size_t nodes;
	/* Bytes that were read in vain: when they are too many nothing spans lines any more. */
	size_t wasted;
	struct level levels[NESTING_MAX + 1]; /* the first one stands for the documents */
	size_t depth;                         /* which is the last one */
	struct yaml_node documents;
	struct properties properties; /* for the next node, from the lines before it */
	bool wants_root;              /* a document has begun with "---" */
};

/* The line that starts here; false at the end of the text. */
bool line_at(const struct line_reader *r, size_t at, struct line *line);

/* Is it a line that is read as a comment: a template, a mark of a merge conflict? */
bool is_skipped(const struct line_reader *r, const struct line *line);

/* Is the line never a part of what began before it: skipped, or a mark of a document? */
bool stands_alone(const struct line_reader *r, const struct line *line);

/*
 * Does a quoted scalar or a flow collection that is still open go on in this line? It has to be
 * indented to the column floor, or to begin with what people put below a key to close it.
 */
bool goes_on_in(const struct line_reader *r, const struct line *line, size_t floor);

/* A node without a place in the tree. */
struct yaml_node *new_node(struct line_reader *r, enum yaml_type type, size_t from, size_t to,
	struct properties own);

/* A scalar whose raw text is this; decodes it. */
struct yaml_node *new_scalar(struct line_reader *r, enum yaml_style style, size_t from,
	size_t to, struct properties own);

static inline bool is_blank_or_end(struct span text, size_t at)
{
	return at >= text.len || is_blank(text.ptr[at]) || text.ptr[at] == '\n' ||
		text.ptr[at] == '\r';
}

static inline bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c);
}

static inline bool is_flow_mark(char c)
{
	return is_one_of(c, ",[]{}");
}

static inline size_t skip_blanks(struct span text, size_t at, size_t end)
{
	while (at < end && is_blank(text.ptr[at]))
		at++;
	return at;
}

/* Behind the anchor and the tag that stand here, and the blanks behind them. */
size_t take_properties(
	const struct line_reader *r, size_t at, size_t end, struct properties *own);

/* Behind the alias "*name" that stands here; at itself if there is none. */
size_t alias_end(const struct line_reader *r, size_t at, size_t end);

/* Behind the template "{{ … }}" or "${{ … }}" that stands here; at itself if there is none. */
size_t template_end(const struct line_reader *r, size_t at, size_t end);

/*
 * Move from an opening quote to the closing one. False if there is none before the limit, or in
 * the lines that the scalar may go on in; then *at is where the search ended.
 */
bool to_closing_quote(const struct line_reader *r, size_t *at, size_t limit, size_t floor);

/* The key of a "key: value" line. */
struct line_key {
	size_t from; /* without quotes */
	size_t to;
	size_t behind; /* the colon */
	enum yaml_type type;
	enum yaml_style style;
};

bool find_key(const struct line_reader *r, size_t at, size_t end, struct line_key *key);

/* Is this the header of a block scalar, up to the end of the line? */
bool is_block_header(const struct line_reader *r, size_t at, size_t end);

/* The block scalar whose header stands here; moves r->at behind its last line. */
struct yaml_node *read_block(struct line_reader *r, const struct line *line, size_t at,
	size_t floor, struct properties own);

/*
 * The value that starts here and may go on in the next lines, as long as they are indented to
 * the column floor at least. Moves r->at behind its last line.
 */
struct yaml_node *read_value(struct line_reader *r, const struct line *line, size_t at,
	size_t floor, struct properties own);

/*
 * The collection in flow style that starts here, and where it ends. NULL if it is none that
 * ends before the limit.
 */
struct yaml_node *read_flow(
	struct line_reader *r, size_t *at, size_t limit, size_t floor, struct properties own);

#endif
