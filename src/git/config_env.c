#include "git/config_env.h"

#include "base/buf.h"

static bool at(struct span rest, char c)
{
	return rest.len > 0 && rest.ptr[0] == c;
}

static bool at_blank(struct span rest)
{
	return at(rest, ' ') || at(rest, '\t') || at(rest, '\n') || at(rest, '\r');
}

/* What git quotes for a shell: '…', with each ' in it written as '\'' and each ! as '\!'. */
static bool take_quoted(struct span *rest, struct buf *text)
{
	while (at(*rest, '\'')) {
		size_t end;

		*rest = span_from(*rest, 1);
		end = span_chr(*rest, '\'');
		if (end == rest->len)
			return false;
		buf_add(text, span_sub(*rest, 0, end));
		*rest = span_from(*rest, end + 1);
		if (!at(*rest, '\\'))
			return true;
		if (rest->len < 3 || (rest->ptr[1] != '\'' && rest->ptr[1] != '!'))
			return false;
		buf_add_char(text, rest->ptr[1]);
		*rest = span_from(*rest, 2);
	}
	return false;
}

static bool take_one(struct span *rest, struct buf *name, struct buf *value)
{
	struct span both;
	size_t sign;

	if (!take_quoted(rest, name))
		return false;
	if (!at(*rest, '=')) {
		both = buf_span(name);
		sign = span_chr(both, '=');
		buf_add(value, span_from(both, sign + 1));
		name->len = sign;
	} else {
		*rest = span_from(*rest, 1);
		if (at(*rest, '\'') && !take_quoted(rest, value))
			return false;
	}
	return rest->len == 0 || at_blank(*rest);
}

bool config_env_next(
	struct span *rest, struct arena *arena, struct span *name, struct span *value)
{
	struct buf name_text;
	struct buf value_text;
	bool found;

	while (at_blank(*rest))
		*rest = span_from(*rest, 1);
	buf_init(&name_text, rest->len);
	buf_init(&value_text, rest->len);
	found = take_one(rest, &name_text, &value_text);
	if (found) {
		*name = arena_copy(arena, buf_span(&name_text));
		*value = arena_copy(arena, buf_span(&value_text));
	}
	buf_release(&name_text);
	buf_release(&value_text);
	return found;
}
