#include "model/yaml.h"

#include <yaml.h>

#include "base/nomem.h"
#include "base/utf8.h"
#include "model/settings.h"
#include "model/yaml_place.h"
#include "model/yaml_scalar.h"

/* Walks forward through the text, from libyaml's character index to our byte offset. */
struct cursor {
	struct span text;
	bool is_ascii; /* then both are the same */
	size_t chars;
	size_t bytes;
};

static bool is_ascii(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if ((unsigned char)text.ptr[i] >= 0x80)
			return false;
	return true;
}

static size_t offset_of(struct cursor *cursor, size_t index)
{
	uint32_t code;

	if (cursor->is_ascii)
		return index < cursor->text.len ? index : cursor->text.len;
	if (index < cursor->chars)
		cursor->chars = cursor->bytes = 0; /* marks hardly ever go back */
	while (cursor->chars < index && cursor->bytes < cursor->text.len) {
		size_t len = utf8_decode(cursor->text, cursor->bytes, &code);

		cursor->bytes += len ? len : 1;
		cursor->chars++;
	}
	return cursor->bytes;
}

struct frame {
	struct yaml_node *node;
	struct yaml_node **tail; /* where the next child is linked */
};

struct builder {
	struct arena *arena;
	struct span text;
	struct cursor starts;
	struct cursor ends;
	struct yaml_tree *tree;
	struct frame stack[NESTING_MAX];
	size_t depth;
	size_t nodes;
};

static void stop(struct builder *b, const char *problem, size_t offset)
{
	if (!b->tree->problem) {
		b->tree->problem = problem;
		b->tree->problem_offset = offset;
	}
}

static void stop_at_limit(struct builder *b, const char *limit, size_t offset)
{
	stop(b, limit, offset);
	b->tree->is_cut = true;
}

static struct span copy_name(struct builder *b, const yaml_char_t *name)
{
	return name ? arena_copy(b->arena, span_str((const char *)name)) : span_of("", 0);
}

/* Make a node for the event and hang it below the open collection, or make it a root. */
static struct yaml_node *add_node(struct builder *b, enum yaml_type type, const yaml_event_t *e)
{
	struct yaml_node *node = ARENA_NEW(b->arena, struct yaml_node);
	size_t start = offset_of(&b->starts, e->start_mark.index);
	size_t end = offset_of(&b->ends, e->end_mark.index);

	node->type = type;
	node->raw = span_sub(b->text, start, end);
	node->text = node->anchor = node->tag = span_of("", 0);
	b->tree->last_offset = start;
	if (++b->nodes > YAML_NODES_MAX)
		stop_at_limit(b, "too many nodes", start);
	if (b->depth == 0) {
		*vec_add(&b->tree->documents, b->arena) = node;
	} else {
		struct frame *top = &b->stack[b->depth - 1];

		*top->tail = node;
		top->tail = &node->next;
	}
	return node;
}

static void open_collection(struct builder *b, struct yaml_node *node)
{
	if (b->depth == NESTING_MAX) {
		stop_at_limit(b, "nested too deeply", (size_t)(node->raw.ptr - b->text.ptr));
		return;
	}
	b->stack[b->depth++] = (struct frame){node, &node->first};
}

static bool is_anchor_byte(char c)
{
	return is_alnum(c) || c == '_' || c == '-';
}

static bool is_tag_byte(char c)
{
	return c > ' ' && c < 0x7f;
}

/* Behind blanks, line ends and comments. */
static size_t behind_gap(struct span s, size_t at)
{
	bool in_comment = false;

	while (at < s.len) {
		size_t len = yaml_break(s, at, true);

		in_comment = len == 0 && (in_comment || s.ptr[at] == '#');
		if (len == 0 && !in_comment && !is_blank(s.ptr[at]))
			break;
		at += len ? len : 1;
	}
	return at;
}

/* What follows an anchor and a tag: libyaml counts them in. */
static struct span without_properties(struct span raw)
{
	size_t at = 0;

	while (at < raw.len && (raw.ptr[at] == '&' || raw.ptr[at] == '!')) {
		bool is_anchor = raw.ptr[at++] == '&';

		while (at < raw.len &&
			(is_anchor ? is_anchor_byte(raw.ptr[at]) : is_tag_byte(raw.ptr[at])))
			at++;
		at = behind_gap(raw, at);
	}
	return span_from(raw, at);
}

static enum yaml_style style_of(const yaml_event_t *e)
{
	switch (e->data.scalar.style) {
	case YAML_SINGLE_QUOTED_SCALAR_STYLE:
		return YAML_SINGLE;
	case YAML_DOUBLE_QUOTED_SCALAR_STYLE:
		return YAML_DOUBLE;
	case YAML_LITERAL_SCALAR_STYLE:
		return YAML_LITERAL;
	case YAML_FOLDED_SCALAR_STYLE:
		return YAML_FOLDED;
	default:
		return YAML_PLAIN;
	}
}

static void add_scalar(struct builder *b, const yaml_event_t *e)
{
	struct yaml_node *node = add_node(b, YAML_SCALAR, e);
	struct span text = span_of((const char *)e->data.scalar.value, e->data.scalar.length);

	node->anchor = copy_name(b, e->data.scalar.anchor);
	node->tag = copy_name(b, e->data.scalar.tag);
	node->style = style_of(e);
	node->raw = span_trim(without_properties(node->raw));
	if ((node->style == YAML_SINGLE || node->style == YAML_DOUBLE) && node->raw.len >= 2)
		node->raw = span_sub(node->raw, 1, node->raw.len - 1);
	yaml_set_text(node, span_eq(node->raw, text) ? node->raw : arena_copy(b->arena, text),
		b->arena);
}

/* Returns false at the end of the stream or when reading must stop. */
static bool take_event(struct builder *b, const yaml_event_t *e)
{
	struct yaml_node *node;

	switch (e->type) {
	case YAML_SCALAR_EVENT:
		add_scalar(b, e);
		break;
	case YAML_ALIAS_EVENT:
		node = add_node(b, YAML_ALIAS, e);
		node->anchor = copy_name(b, e->data.alias.anchor);
		break;
	case YAML_SEQUENCE_START_EVENT:
		node = add_node(b, YAML_SEQUENCE, e);
		node->anchor = copy_name(b, e->data.sequence_start.anchor);
		node->tag = copy_name(b, e->data.sequence_start.tag);
		open_collection(b, node);
		break;
	case YAML_MAPPING_START_EVENT:
		node = add_node(b, YAML_MAPPING, e);
		node->anchor = copy_name(b, e->data.mapping_start.anchor);
		node->tag = copy_name(b, e->data.mapping_start.tag);
		open_collection(b, node);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		b->depth--;
		break;
	case YAML_STREAM_END_EVENT:
		return false;
	default:
		break;
	}
	return b->tree->problem == NULL;
}

static const char *copy_problem(struct builder *b, const yaml_parser_t *parser)
{
	if (parser->error == YAML_MEMORY_ERROR)
		nomem();
	return arena_copy(b->arena, span_str(parser->problem ? parser->problem : "not YAML"))
		.ptr;
}

static size_t problem_offset(struct builder *b, const yaml_parser_t *parser)
{
	/* a reader error (bad encoding) has a byte offset, the others have a mark */
	if (parser->error == YAML_READER_ERROR)
		return parser->problem_offset;
	return offset_of(&b->ends, parser->problem_mark.index);
}

void yaml_read(struct span text, struct arena *arena, struct yaml_tree *tree)
{
	struct cursor start = {.text = text, .is_ascii = is_ascii(text)};
	struct builder b = {
		.arena = arena,
		.text = text,
		.starts = start,
		.ends = start,
		.tree = tree,
	};
	yaml_parser_t parser;
	yaml_event_t event;
	bool more = true;

	*tree = (struct yaml_tree){.text = text};
	if (!yaml_parser_initialize(&parser))
		nomem();
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(
		&parser, (const unsigned char *)(text.ptr ? text.ptr : ""), text.len);
	while (more) {
		if (!yaml_parser_parse(&parser, &event)) {
			stop(&b, copy_problem(&b, &parser), problem_offset(&b, &parser));
			break;
		}
		more = take_event(&b, &event);
		yaml_event_delete(&event);
	}
	yaml_parser_delete(&parser);
}

const struct yaml_node *yaml_get(const struct yaml_node *mapping, const char *key)
{
	const struct yaml_node *found = NULL;

	if (!mapping || mapping->type != YAML_MAPPING)
		return NULL;
	for (const struct yaml_node *k = mapping->first; k && k->next; k = k->next->next)
		if (k->type == YAML_SCALAR && span_eq_str(k->text, key))
			found = k->next;
	return found;
}
