/* Here-documents: their bodies begin behind the line that names them, in the order of naming.
 */
#include "text/shell_internal.h"

/* The delimiter with its quotes taken out. Nothing expands in it. */
static struct span delimiter_of(struct shell_reader *r, const struct shell_word *word)
{
	char *out;
	size_t len = 0;

	if (!word->is_quoted && word->parts.len == 1 && word->parts.at->kind == SHELL_TEXT)
		return word->parts.at->text;
	out = arena_alloc(r->arena, word->raw.len + 1);
	VEC_EACH(const struct shell_part, p, &word->parts) {
		struct span s = p->kind == SHELL_TEXT ? p->text : p->raw;

		/* parts that were read from a copy of backquotes may be of any length */
		if (s.len > word->raw.len - len)
			break;
		if (s.len)
			memcpy(out + len, s.ptr, s.len);
		len += s.len;
	}
	return span_of(out, len);
}

/* Put a body in the place of the delimiter. */
static void set_body(struct shell_reader *r, struct shell_redirect *redirect, struct span body,
	bool expands, bool strips_tabs)
{
	redirect->target = (struct shell_word){.raw = body, .is_quoted = !expands};
	if (expands) {
		shell_read_quoted_text(r, body, strips_tabs, &redirect->target);
	} else if (body.len) {
		struct shell_part *part = shell_add_part(r, &redirect->target, SHELL_TEXT);

		part->quoted = true;
		part->raw = body;
		part->text = strips_tabs ? shell_without_tabs(r, body) : body;
	}
}

void shell_add_heredoc(
	struct shell_reader *r, struct shell_redirect *redirect, bool strips_tabs)
{
	struct shell_pending *pending;

	if (!r->bodies) {
		pending = vec_add(&r->pending, r->arena);
		*pending = (struct shell_pending){
			.delimiter = delimiter_of(r, &redirect->target),
			.expands = !redirect->target.is_quoted,
			.strips_tabs = strips_tabs,
			.depth = r->depth,
		};
	} else if (r->bodies_left) {
		const struct shell_body *body = r->bodies++;

		r->bodies_left--;
		set_body(r, redirect, body->text, body->expands, body->strips_tabs);
	} else {
		shell_complain(r, "a here-document has no body", r->at, r->at + 1);
		redirect->target = (struct shell_word){.is_quoted = true};
	}
}

void shell_bind_heredocs(
	struct shell_reader *r, const struct shell_command *command, size_t first)
{
	VEC_EACH(struct shell_redirect, redirect, &command->redirects) {
		if (redirect->kind != SHELL_HEREDOC)
			continue;
		/* those that have one already began in a substitution and go on behind it */
		while (first < r->pending.len && r->pending.at[first].redirect)
			first++;
		if (first < r->pending.len)
			r->pending.at[first].redirect = redirect;
	}
}

/* Is the line the delimiter? In $( ) a bracket may close on the same line. */
static bool ends_body(const struct shell_reader *r, struct span line,
	const struct shell_pending *pending, size_t *len)
{
	size_t tabs = 0;

	while (pending->strips_tabs && tabs < line.len && line.ptr[tabs] == '\t')
		tabs++;
	*len = tabs + pending->delimiter.len;
	if (!span_eq(span_sub(line, tabs, *len), pending->delimiter))
		return false;
	if (*len < line.len && line.ptr[*len] == '\r' && *len + 1 == line.len)
		++*len;
	return *len == line.len || (r->in_parens && line.ptr[*len] == ')');
}

/* Does the line go on in the next one, so that this one is no delimiter? */
static bool is_continued(struct span line)
{
	size_t backslashes = 0;

	if (line.len && line.ptr[line.len - 1] == '\r')
		line.len--;
	while (backslashes < line.len && line.ptr[line.len - 1 - backslashes] == '\\')
		backslashes++;
	return backslashes % 2 == 1;
}

/* Take the body at the reader's place and the line that ends it. */
static struct span take_body(struct shell_reader *r, const struct shell_pending *pending)
{
	size_t start = r->at;
	bool continued = false;

	while (!shell_at_end(r)) {
		size_t line_start = r->at;
		struct span rest = span_from(r->text, line_start);
		struct span line = span_sub(rest, 0, span_chr(rest, '\n'));
		size_t len;

		if (!continued && ends_body(r, line, pending, &len)) {
			r->at += len;
			r->at += shell_line_end(r->text, r->at);
			return span_sub(r->text, start, line_start);
		}
		continued = pending->expands && is_continued(line);
		r->at += line.len < rest.len ? line.len + 1 : line.len;
	}
	/* a shell reads on to the end, too */
	return shell_since(r, start);
}

void shell_read_heredocs(struct shell_reader *r)
{
	size_t from = r->pending_from;
	size_t count = r->pending.len;
	unsigned depth = r->depth;

	for (size_t i = from; i < count; i++) {
		/* a copy: a body may hold a substitution with a here-document */
		struct shell_pending pending = r->pending.at[i];
		struct span body = take_body(r, &pending);

		r->depth = pending.depth;
		if (pending.redirect)
			set_body(r, pending.redirect, body, pending.expands,
				pending.strips_tabs);
	}
	r->depth = depth;
	r->pending.len = from;
}
