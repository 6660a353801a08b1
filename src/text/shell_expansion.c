/* What "$", "`", "<(" and ">(" begin in a word. */
#include "text/shell_internal.h"

/* --- lists in words --------------------------------------------------------------------- */

/* A list that nothing outside can end; here-documents before it wait. */
static struct shell_list *read_inner_list(struct shell_reader *r, bool in_parens)
{
	struct shell_nested outer = shell_enter(r);
	struct shell_list *list;

	r->in_parens = in_parens;
	list = shell_new_list(r, in_parens ? TOKEN_BIT(TOKEN_CLOSE_PAREN) : 0);
	shell_leave(r, &outer);
	return list;
}

/* The list of "$(" or the like, from its bracket on. */
static struct shell_list *read_parens(struct shell_reader *r)
{
	size_t open = r->at;
	struct shell_list *list;

	if (!shell_descend(r)) {
		shell_skip_nested(r, '(', ')');
		return ARENA_NEW(r->arena, struct shell_list);
	}
	r->at++;
	list = read_inner_list(r, true);
	if (!shell_take(r, ")"))
		shell_complain(r, "a substitution is not closed", open, open + 1);
	shell_ascend(r);
	return list;
}

void shell_read_process(struct shell_reader *r, struct shell_word *word)
{
	size_t start = r->at;
	bool is_output = shell_byte(r, start) == '>';
	struct shell_list *list;
	struct shell_part *part;

	r->at++;
	list = read_parens(r);
	part = shell_add_part(r, word, SHELL_PROCESS);
	part->list = list;
	part->is_output = is_output;
	part->raw = shell_since(r, start);
}

static void read_substitution(
	struct shell_reader *r, const struct shell_context *in, struct shell_word *word)
{
	size_t start = r->at;
	size_t open = shell_past_joins(r, start + 1);
	size_t end = 0;
	struct shell_list *list = NULL;
	struct shell_part *part;

	if (shell_byte(r, open + 1) == '(')
		end = shell_arithmetic_end(r, open);
	if (end) {
		r->at = end;
	} else {
		r->at = open;
		list = read_parens(r);
	}
	part = shell_add_part(r, word, end ? SHELL_ARITHMETIC : SHELL_COMMAND);
	part->list = list;
	part->quoted = shell_in_quotes(in);
	part->raw = shell_since(r, start);
}

/* --- backquotes ------------------------------------------------------------------------- */

/* The list of what stands between backquotes, which is a text of its own. */
static struct shell_list *read_backquoted(
	struct shell_reader *r, struct span raw, struct span whole, bool quoted)
{
	struct shell_nested outer = shell_enter(r);
	struct shell_list *list;

	r->text = shell_unescape_backquotes(r, raw, quoted);
	r->at = 0;
	if (r->text.ptr != raw.ptr && r->copied_from.len == 0)
		r->copied_from = whole;
	list = read_inner_list(r, false);
	shell_leave_text(r, &outer);
	return list;
}

void shell_read_backquotes(
	struct shell_reader *r, const struct shell_context *in, struct shell_word *word)
{
	size_t start = r->at;
	size_t end = start + 1;
	bool quoted = shell_in_quotes(in);
	struct span inner;
	struct shell_list *list;
	struct shell_part *part;

	while (end < r->text.len && r->text.ptr[end] != '`')
		end += r->text.ptr[end] == '\\' ? 2 : 1;
	inner = span_sub(r->text, start + 1, end);
	if (end >= r->text.len)
		shell_complain(r, "a backquote is not closed", start, start + 1);
	r->at = end < r->text.len ? end + 1 : r->text.len;
	if (shell_descend(r)) {
		list = read_backquoted(r, inner, shell_since(r, start), quoted);
		shell_ascend(r);
	} else {
		list = ARENA_NEW(r->arena, struct shell_list);
	}
	part = shell_add_part(r, word, SHELL_COMMAND);
	part->list = list;
	part->quoted = quoted;
	part->raw = shell_since(r, start);
}

/* --- parameters ------------------------------------------------------------------------- */

static bool is_special(char c)
{
	return c && memchr("@*#?-$!", c, 7);
}

bool shell_starts_expansion(const struct shell_reader *r, size_t at)
{
	char next = shell_byte(r, shell_past_joins(r, at + 1));

	return is_alnum(next) || next == '_' || next == '(' || next == '{' || is_special(next);
}

/* The end of a name, a number or a special parameter; the place itself if there is none. */
static size_t parameter_end(const struct shell_reader *r, size_t at, bool in_braces)
{
	size_t end = shell_name_end(r, at);
	size_t first = shell_past_joins(r, at);

	if (end > at)
		return end;
	if (is_special(shell_byte(r, first)))
		return first + 1;
	if (!is_digit(shell_byte(r, first)))
		return at;
	end = first + 1;
	/* $10 is $1 and a 0 */
	while (in_braces && is_digit(shell_byte(r, end)))
		end++;
	return end;
}

static void read_plain_parameter(
	struct shell_reader *r, const struct shell_context *in, struct shell_word *word)
{
	size_t start = r->at;
	size_t name = start + 1;
	struct shell_part *part;

	r->at = parameter_end(r, name, false);
	part = shell_add_part(r, word, SHELL_PARAMETER);
	part->raw = shell_since(r, start);
	part->text = shell_without_joins(r, shell_since(r, name));
	part->quoted = shell_in_quotes(in);
}

/* Is the byte at the reader's place a prefix of a name, "#" or "!", and no parameter itself? */
static bool is_prefix(const struct shell_reader *r)
{
	char next = shell_byte(r, r->at + 1);

	if (is_alnum(next) || next == '_')
		return true;
	return is_special(next) && shell_byte(r, r->at + 2) == '}';
}

/* "#" of ${#NAME} or "!" of ${!NAME}. */
static struct span take_prefix(struct shell_reader *r)
{
	char c = shell_byte(r, r->at);

	if ((c != '#' && c != '!') || !is_prefix(r))
		return (struct span){0};
	r->at++;
	return c == '#' ? span_str("length") : span_sub(r->text, r->at - 1, r->at);
}

static struct span take_operator(struct shell_reader *r)
{
	static const char *const operators[] = {":-", ":=", ":+", ":?", "-", "=", "+", "?",
		"##", "#", "%%", "%", "//", "/", "^^", "^", ",,", ",", "@", ":", "~", "*"};

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++)
		if (shell_take(r, operators[i]))
			return span_str(operators[i]);
	return (struct span){0};
}

/* What stands behind an operator. In quotes, patterns still have quotes of their own. */
static struct shell_word *read_operand(
	struct shell_reader *r, const struct shell_context *in, struct span op)
{
	bool is_pattern = op.len && memchr("#%/^,", *op.ptr, 5);
	struct shell_word *word = ARENA_NEW(r->arena, struct shell_word);

	shell_read_word(r,
		shell_in_quotes(in) && !is_pattern ? INSIDE_QUOTED_BRACES : INSIDE_BRACES,
		word);
	return word;
}

/* The inside of "${", from behind the brace to before the one that closes. */
static void read_braces(
	struct shell_reader *r, const struct shell_context *in, struct shell_part *part)
{
	struct span prefix = take_prefix(r);
	size_t name = r->at;
	size_t subscript;
	struct span op;

	r->at = parameter_end(r, name, true);
	part->text = shell_without_joins(r, shell_since(r, name));
	if (r->at == name)
		shell_complain(r, "no parameter stands behind ${", name - 1, name);
	subscript = shell_subscript_end(r, r->at);
	if (subscript)
		r->at = subscript;
	op = take_operator(r);
	part->op = prefix.len ? prefix : op;
	if (op.len || shell_byte(r, r->at) != '}')
		part->word = read_operand(r, in, op);
}

static void read_braced_parameter(
	struct shell_reader *r, const struct shell_context *in, struct shell_word *word)
{
	/* the list may move while the operand is read */
	struct shell_part part = {.kind = SHELL_PARAMETER, .quoted = shell_in_quotes(in)};
	size_t start = r->at;
	size_t open = shell_past_joins(r, start + 1);

	r->at = open;
	if (shell_descend(r)) {
		r->at++;
		read_braces(r, in, &part);
		if (!shell_take(r, "}"))
			shell_complain(r, "a brace is not closed", open, open + 1);
		shell_ascend(r);
	} else {
		shell_skip_nested(r, '{', '}');
	}
	part.raw = shell_since(r, start);
	*shell_add_part(r, word, SHELL_PARAMETER) = part;
}

void shell_read_expansion(
	struct shell_reader *r, const struct shell_context *in, struct shell_word *word)
{
	switch (shell_byte(r, shell_past_joins(r, r->at + 1))) {
	case '(':
		read_substitution(r, in, word);
		break;
	case '{':
		read_braced_parameter(r, in, word);
		break;
	default:
		read_plain_parameter(r, in, word);
	}
}
