/* What stands in an expression: paths, and what is only asked about. */
#include "ci/expressions.h"

struct span ci_inside(struct span expression)
{
	size_t from = 0;
	size_t to = expression.len;

	while (from < to && strchr("$<({[", expression.ptr[from]))
		from++;
	while (to > from && strchr(">)}]", expression.ptr[to - 1]))
		to--;
	/* secrets['X'] at the very end */
	if (to < expression.len && expression.ptr[to] == ']' && to > from &&
		expression.ptr[to - 1] == '\'')
		to++;
	return span_trim(span_sub(expression, from, to));
}

static bool is_path_start(char c)
{
	return is_alpha(c) || c == '_' || c == '.';
}

/* The length of "['X']", "[0]" or "[*]" at the front of text, or 0. */
static size_t index_length(struct span text)
{
	size_t len = 1;

	if (span_starts(text, "['")) {
		len = span_find(text, "']");
		return len < text.len ? len + 2 : 0;
	}
	if (!span_starts(text, "["))
		return 0;
	while (len < text.len && (is_digit(text.ptr[len]) || text.ptr[len] == '*'))
		len++;
	return len > 1 && len < text.len && text.ptr[len] == ']' ? len + 1 : 0;
}

/*
 * The length of "secrets.X", "secrets['X']", "steps.a.outputs.b", "github.event.commits.*.id"
 * at the front of text.
 */
static size_t path_length(struct span text)
{
	size_t len = 0;

	while (len < text.len) {
		char c = text.ptr[len];
		size_t index = index_length(span_from(text, len));

		if (index)
			len += index;
		else if (is_alnum(c) || c == '_' || c == '-' || c == '.' ||
			(c == '*' && len && text.ptr[len - 1] == '.'))
			len++;
		else
			break;
	}
	return len;
}

static bool is_question(struct span name)
{
	static const char *const names[] = {"contains", "startsWith", "endsWith", "hashFiles",
		"eq", "ne", "not", "or", "and"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_nocase(name, names[i]))
			return true;
	return false;
}

/* Is what stands in front of rest only asked about ("x == ''", "x && …")? */
static bool is_compared(struct span rest)
{
	rest = span_trim(rest);
	return span_starts(rest, "==") || span_starts(rest, "!=") || span_starts(rest, "&&") ||
		span_starts(rest, "<") || span_starts(rest, ">");
}

static size_t behind_string(struct span text)
{
	size_t len = 1 + span_chr(span_from(text, 1), '\'');

	return len < text.len ? len + 1 : text.len;
}

/* Behind the bracket that closes the one at the front. */
static size_t behind_brackets(struct span text)
{
	size_t depth = 0;

	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '\'') {
			i += behind_string(span_from(text, i)) - 1;
			continue;
		}
		depth += text.ptr[i] == '(';
		if (text.ptr[i] == ')' && --depth == 0)
			return i + 1;
	}
	return text.len;
}

/* "== x", "== (x || y)": it is asked about as well. */
static size_t behind_operand(struct span text)
{
	size_t i = 2;

	while (i < text.len && is_blank(text.ptr[i]))
		i++;
	if (i < text.len && is_path_start(text.ptr[i]))
		i += path_length(span_from(text, i));
	else if (i < text.len && text.ptr[i] == '(')
		i += behind_brackets(span_from(text, i));
	return i;
}

bool ci_next_path(struct span *rest, struct span *path)
{
	while (rest->len) {
		char c = rest->ptr[0];
		size_t len;

		if (c == '\'') {
			*rest = span_from(*rest, behind_string(*rest));
			continue;
		}
		if (span_starts(*rest, "==") || span_starts(*rest, "!=")) {
			*rest = span_from(*rest, behind_operand(*rest));
			continue;
		}
		if (!is_path_start(c)) {
			*rest = span_from(*rest, 1);
			continue;
		}
		len = path_length(*rest);
		*path = span_sub(*rest, 0, len);
		*rest = span_from(*rest, len ? len : 1);
		if (is_question(*path) && rest->len && rest->ptr[0] == '(')
			*rest = span_from(*rest, behind_brackets(*rest));
		else if (!is_compared(*rest))
			return true;
	}
	return false;
}

bool ci_split_path(struct span path, struct span *first, struct span *last)
{
	size_t end = 0;

	while (end < path.len && path.ptr[end] != '.' && path.ptr[end] != '[')
		end++;
	*first = span_sub(path, 0, end);
	*last = *first;
	if (end == path.len)
		return false;
	if (span_ends(path, "']")) {
		size_t open = path.len - 2;

		while (open > 0 && path.ptr[open - 1] != '\'')
			open--;
		*last = span_sub(path, open, path.len - 2);
	} else {
		const char *dot = memrchr(path.ptr, '.', path.len);

		*last = dot ? span_from(path, (size_t)(dot + 1 - path.ptr)) : *first;
	}
	return true;
}
