/* From physical lines to logical ones: directives, continuations, comments, here-documents. */
#include "model/dockerfile_internal.h"

#include "base/buf.h"

/* A physical line without its end, and the offset of the one behind it. */
static bool physical_line(
	const struct dockerfile_reader *r, size_t at, struct span *line, size_t *next)
{
	struct span rest = span_from(r->file->text, at);
	size_t len;

	if (at >= r->file->text.len)
		return false;
	len = span_chr(rest, '\n');
	*next = at + len + (len < rest.len);
	if (len > 0 && rest.ptr[len - 1] == '\r')
		len--;
	*line = span_sub(rest, 0, len);
	return true;
}

static struct span trim_start(struct span s)
{
	size_t at = 0;

	while (at < s.len && is_space(s.ptr[at]))
		at++;
	return span_from(s, at);
}

static bool is_comment(struct span line)
{
	return span_starts(trim_start(line), "#");
}

static bool is_blank_line(struct span line)
{
	return trim_start(line).len == 0;
}

/* --- directives ------------------------------------------------------------------------- */

/* "# key = value", as BuildKit's regular expression has it. */
static bool parse_directive(struct span line, struct span *key, struct span *value)
{
	size_t equals;

	line = trim_start(line);
	if (!span_starts(line, "#"))
		return false;
	line = span_from(line, 1);
	equals = span_chr(line, '=');
	if (equals == line.len)
		return false;
	*key = span_trim(span_sub(line, 0, equals));
	*value = span_trim(span_from(line, equals + 1));
	if (key->len == 0 || value->len == 0 || !is_alpha(key->ptr[0]))
		return false;
	for (size_t i = 0; i < key->len; i++)
		if (!is_alnum(key->ptr[i]))
			return false;
	return true;
}

void read_directives(struct dockerfile_reader *r)
{
	static const char *const known[] = {"syntax", "escape", "check"};
	bool seen[3] = {false};
	struct span line;
	struct span key;
	struct span value;
	size_t next;
	size_t at = r->at;

	r->file->escape = '\\';
	while (physical_line(r, at, &line, &next) && parse_directive(line, &key, &value)) {
		size_t which = 0;

		while (which < 3 && !span_eq_nocase(key, known[which]))
			which++;
		if (which == 3)
			return;
		if (seen[which])
			dockerfile_problem(r, at, "a directive is there twice");
		seen[which] = true;
		if (which == 1) {
			if (span_eq_str(value, "`") || span_eq_str(value, "\\"))
				r->file->escape = value.ptr[0];
			else
				dockerfile_problem(r, at, "escape has to be \\ or `");
		}
		at = next;
	}
}

/* --- logical lines ---------------------------------------------------------------------- */

/*
 * Does the line go on in the next one? If so *line loses the escape character and what is
 * behind it. An escaped escape character does not continue; a line that is nothing else does.
 */
static bool trim_continuation(struct span *line, char escape)
{
	size_t end = line->len;

	while (end > 0 && is_blank(line->ptr[end - 1]))
		end--;
	if (end == 0 || line->ptr[end - 1] != escape)
		return false;
	if (end > 1 && line->ptr[end - 2] == escape)
		return false;
	*line = span_sub(*line, 0, end - 1);
	return true;
}

static void add_part(struct dockerfile_reader *r, struct logical_line *line, struct buf *joined,
	struct span part)
{
	*vec_add(&line->parts, r->arena) =
		(struct line_part){joined->len, (size_t)(part.ptr - r->file->text.ptr)};
	buf_add(joined, part);
}

/* What follows a first line that goes on. */
static void join_rest(struct dockerfile_reader *r, struct logical_line *line, struct span first)
{
	struct buf joined;
	struct span part;
	size_t next;
	bool goes_on = true;

	buf_init(&joined, r->file->text.len + 1);
	add_part(r, line, &joined, first);
	while (goes_on && physical_line(r, r->at, &part, &next)) {
		r->at = next;
		/* neither of them ends it */
		if (is_comment(part) || is_blank_line(part))
			continue;
		goes_on = trim_continuation(&part, r->file->escape);
		add_part(r, line, &joined, part);
		line->end = (size_t)(part.ptr - r->file->text.ptr) + part.len;
	}
	line->text = arena_copy(r->arena, buf_span(&joined));
	buf_release(&joined);
}

bool next_logical_line(struct dockerfile_reader *r, struct logical_line *line)
{
	struct span first;
	size_t next;

	while (physical_line(r, r->at, &first, &next)) {
		r->at = next;
		if (is_comment(first) || is_blank_line(first))
			continue;
		first = trim_start(first);
		*line = (struct logical_line){.text = first};
		line->end = (size_t)(first.ptr - r->file->text.ptr) + first.len;
		if (trim_continuation(&first, r->file->escape)) {
			join_rest(r, line, first);
			if (is_blank_line(line->text))
				continue;
		} else {
			*vec_add(&line->parts, r->arena) =
				(struct line_part){0, (size_t)(first.ptr - r->file->text.ptr)};
		}
		return true;
	}
	return false;
}

size_t logical_line_offset(const struct logical_line *line, size_t at)
{
	size_t low = 0;
	size_t high = line->parts.len;

	if (high == 0)
		return line->end;
	/* the last part that starts at or before it */
	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (line->parts.at[middle].start <= at)
			low = middle;
		else
			high = middle;
	}
	return line->parts.at[low].offset + (at - line->parts.at[low].start);
}

/* --- here-documents --------------------------------------------------------------------- */

void read_heredoc_body(struct dockerfile_reader *r, struct heredoc *heredoc, size_t offset)
{
	size_t start = r->at;
	struct span line;
	size_t next;

	while (physical_line(r, r->at, &line, &next)) {
		struct span word = line;
		size_t body_end = r->at;

		r->at = next;
		while (heredoc->strips_tabs && span_starts(word, "\t"))
			word = span_from(word, 1);
		if (span_eq(word, heredoc->name)) {
			heredoc->body = span_sub(r->file->text, start, body_end);
			heredoc->is_terminated = true;
			return;
		}
	}
	heredoc->body = span_from(r->file->text, start);
	dockerfile_problem(r, offset, "a here-document does not end");
}
