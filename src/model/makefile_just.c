/* The lines of a justfile, and the expressions in them. */
#include "model/makefile_internal.h"

/* An expression that is being read: up to its end, a closing "}}" or the end of the line. */
struct expression {
	struct derived_maker *m;
	struct span text;
	size_t at;
};

static char byte_at(const struct expression *e, size_t at)
{
	return at < e->text.len ? e->text.ptr[at] : '\0';
}

static bool starts_name(char c)
{
	return is_alpha(c) || c == '_';
}

static bool continues_name(char c)
{
	return is_alnum(c) || c == '_' || c == '-';
}

static void skip_blanks(struct expression *e)
{
	while (is_blank(byte_at(e, e->at)))
		e->at++;
}

/* --- strings ---------------------------------------------------------------------------- */

/* The content of the string at the place; the expression moves behind it. False if none is. */
static bool take_string(struct expression *e, struct span *content)
{
	static const char *const quotes[] = {"'''", "\"\"\"", "```", "'", "\"", "`"};
	struct span rest = span_from(e->text, e->at);
	size_t start;
	size_t end;
	size_t i = 0;

	while (i < 6 && !span_starts(rest, quotes[i]))
		i++;
	if (i == 6)
		return false;
	start = end = strlen(quotes[i]);
	while (end < rest.len && !span_starts(span_from(rest, end), quotes[i]))
		end += *quotes[i] == '"' && rest.ptr[end] == '\\' ? 2 : 1;
	*content = span_sub(rest, start, end);
	e->at += end < rest.len ? end + start : rest.len;
	return true;
}

/* What a string stands for; those in '"' have escapes. */
static void derive_string(struct derived_maker *m, struct span content, char quote)
{
	static const char letters[] = "nrt\"\\";
	static const char meanings[] = "\n\r\t\"\\";
	size_t copied = 0;

	for (size_t at = 0; quote == '"' && at + 1 < content.len; at++) {
		char c = content.ptr[at + 1];
		const char *letter = c ? strchr(letters, c) : NULL;

		if (content.ptr[at] != '\\')
			continue;
		derive_copy(m, span_sub(content, copied, at));
		if (letter)
			derive_as(m, span_of(&meanings[letter - letters], 1),
				span_sub(content, at, at + 2));
		/* else it joins two lines */
		copied = at + (letter || c == '\n' ? 2 : 0);
		at++;
	}
	derive_copy(m, span_sub(content, copied, content.len));
}

/* --- expressions ------------------------------------------------------------------------ */

static void derive_unknown(struct expression *e, size_t start)
{
	makefile_derive_reference(
		e->m, span_str("just_value"), span_sub(e->text, start, e->at));
}

/* Move behind the bracket that closes the one at the place. */
static void skip_brackets(struct expression *e)
{
	size_t depth = 0;
	struct span ignored;

	while (e->at < e->text.len) {
		char c = byte_at(e, e->at);

		if (take_string(e, &ignored))
			continue;
		e->at++;
		if (c == '(' || c == '{')
			depth++;
		else if ((c == ')' || c == '}') && --depth == 0)
			return;
	}
}

/* A reference to name with what stands at the call's place as its default. */
static void derive_with_default(
	struct expression *e, struct expression *call, struct span name, size_t start)
{
	struct span value;
	char quote;

	skip_blanks(call);
	quote = byte_at(call, call->at);
	if (quote == '`' || !take_string(call, &value)) {
		makefile_derive_reference(e->m, name, span_sub(e->text, start, e->at));
		return;
	}
	derive_as(e->m, span_str("${{"), span_sub(e->text, start, start));
	derive_copy(e->m, name);
	derive_as(e->m, span_str(" || '"), span_sub(value, 0, 0));
	derive_string(e->m, value, quote);
	derive_as(e->m, span_str("'}}"), span_from(value, value.len));
}

/* env('X') is a reference, and env('X', 'y') one with a default. */
static bool derive_env(struct expression *e, struct span function, size_t start)
{
	struct expression call = {.text = e->text, .at = e->at + 1};
	struct span name;

	if (!span_starts(function, "env"))
		return false;
	skip_blanks(&call);
	if (!take_string(&call, &name))
		return false;
	skip_brackets(e);
	skip_blanks(&call);
	if (byte_at(&call, call.at) != ',') {
		makefile_derive_reference(e->m, name, span_sub(e->text, start, e->at));
		return true;
	}
	call.at++;
	derive_with_default(e, &call, name, start);
	return true;
}

/* The rest of the expression depends on what is not known. */
static void derive_rest(struct expression *e, size_t start)
{
	size_t depth = 0;
	struct span ignored;

	while (e->at < e->text.len) {
		char c = byte_at(e, e->at);

		if (c == '\n' && depth == 0)
			break;
		if (take_string(e, &ignored))
			continue;
		e->at++;
		if (c == '(' || c == '{')
			depth++;
		else if (c == ')' || c == '}')
			depth -= depth > 0;
	}
	derive_unknown(e, start);
}

/* A variable, a function's call, or "if". */
static void derive_name(struct expression *e)
{
	size_t start = e->at;
	struct span name;

	while (continues_name(byte_at(e, e->at)))
		e->at++;
	name = span_sub(e->text, start, e->at);
	if (span_eq_str(name, "if") || span_eq_str(name, "assert")) {
		derive_rest(e, start);
	} else if (byte_at(e, e->at) != '(') {
		makefile_derive_reference(e->m, name, name);
	} else if (!derive_env(e, name, start)) {
		skip_brackets(e);
		derive_unknown(e, start);
	}
}

/* Put together what an expression stands for, up to the end of its line. */
static void derive_expression(struct expression *e)
{
	size_t depth = 0;

	while (e->at < e->text.len) {
		size_t start = e->at;
		char c = byte_at(e, start);
		struct span string;

		if ((c == '\n' && depth == 0) || c == '#')
			break;
		if (take_string(e, &string)) {
			if (c == '`')
				derive_unknown(e, start);
			else
				derive_string(e->m, string, c);
		} else if ((c == 'x' || c == 'f') &&
			(byte_at(e, start + 1) == '\'' || byte_at(e, start + 1) == '"')) {
			e->at++;
		} else if (starts_name(c)) {
			derive_name(e);
		} else {
			e->at++;
			if (c == '/')
				derive_copy(e->m, span_sub(e->text, start, e->at));
			depth += c == '(';
			depth -= c == ')' && depth > 0;
		}
	}
}

/* --- what is put into recipes ----------------------------------------------------------- */

/* The length of a text in front of the "}}" that ends it; its own length if none does. */
static size_t find_close(struct span text)
{
	struct expression e = {.text = text};
	struct span ignored;

	while (e.at < text.len && text.ptr[e.at] != '\n') {
		if (span_starts(span_from(text, e.at), "}}"))
			return e.at;
		if (!take_string(&e, &ignored))
			e.at++;
	}
	return text.len;
}

/* Add a line of a recipe, with {{ … }} as the shell's references. */
static void derive_line(struct derived_maker *m, struct span line)
{
	size_t copied = 0;
	size_t at = 0;

	while (at + 1 < line.len) {
		struct span rest = span_from(line, at);
		size_t close;

		if (!span_starts(rest, "{{")) {
			at++;
			continue;
		}
		derive_copy(m, span_sub(line, copied, at));
		copied = at;
		if (span_starts(rest, "{{{{")) {
			copied += 2;
			at += 4;
			continue;
		}
		close = find_close(span_from(rest, 2));
		/* then none of those behind it is closed either */
		if (close == rest.len - 2)
			break;
		derive_expression(&(struct expression){m, span_sub(rest, 2, 2 + close), 0});
		at += close + 4;
		copied = at;
	}
	derive_copy(m, span_sub(line, copied, line.len));
}

/* --- recipes ---------------------------------------------------------------------------- */

static size_t indentation(struct span line)
{
	size_t len = 0;

	while (len < line.len && is_blank(line.ptr[len]))
		len++;
	return len;
}

/* A body goes on with lines that are indented; empty ones between them are of it. */
static bool takes_line(struct makefile_reader *r, struct span *line)
{
	size_t at = r->at;

	while (at < r->text.len) {
		*line = makefile_line(r->text, at);
		if (span_trim(*line).len > 0) {
			bool is_body = indentation(*line) > 0;

			if (is_body)
				makefile_move_behind(r, *line);
			return is_body;
		}
		at += line->len + 1;
	}
	return false;
}

/* Without @ and its like. */
static struct span without_prefix(struct span line)
{
	line = span_trim(line);
	while (line.len && (*line.ptr == '@' || *line.ptr == '-' || *line.ptr == '?'))
		line = span_from(line, 1);
	return line;
}

static void read_lines(struct makefile_reader *r, struct span line)
{
	do {
		struct makefile_command command = {0};
		struct derived_maker m;
		struct span text = without_prefix(line);

		derive_begin(&m, r->arena);
		derive_line(&m, text);
		command.text = derive_end(&m, text);
		makefile_add_command(r, &command);
	} while (!r->out->truncated && takes_line(r, &line));
}

/* A recipe that is a program: what stands behind "#!" reads all of it. */
static void read_program(struct makefile_reader *r, struct span line)
{
	struct span first = span_trim(line);
	struct makefile_command command = {.interpreter = span_trim(span_from(first, 2))};
	size_t indented = indentation(line);
	struct derived_maker m;
	struct span last;

	derive_begin(&m, r->arena);
	do {
		size_t len = indentation(line);

		if (line.ptr > first.ptr)
			derive_as(&m, span_str("\n"), span_sub(line, 0, 0));
		derive_line(&m, span_from(line, len < indented ? len : indented));
		last = line;
	} while (takes_line(r, &line));
	command.text =
		derive_end(&m, span_of(first.ptr, (size_t)(last.ptr + last.len - first.ptr)));
	makefile_add_command(r, &command);
}

/* Is there a ":" outside of strings? What stands before it is a name and its parameters. */
static bool is_recipe(struct span line)
{
	struct expression e = {.text = line};
	struct span ignored;

	while (e.at < line.len) {
		if (line.ptr[e.at] == ':')
			return true;
		if (!take_string(&e, &ignored))
			e.at++;
	}
	return false;
}

static void read_recipe(struct makefile_reader *r, struct span line)
{
	struct span body;
	size_t start = span_starts(line, "@");
	size_t end = start;

	while (end < line.len && continues_name(line.ptr[end]))
		end++;
	if (end == start || !is_recipe(line))
		return;
	r->target = span_sub(line, start, end);
	r->has_recipe = false;
	if (!takes_line(r, &body))
		return;
	if (span_starts(span_trim(body), "#!"))
		read_program(r, body);
	else
		read_lines(r, body);
}

/* --- the lines of just ------------------------------------------------------------------ */

/* "NAME := expression", which may take more lines than one; false if it is none. */
static bool read_assignment(struct makefile_reader *r, struct span line, bool exported)
{
	struct makefile_variable variable = {.exported = exported};
	struct derived_maker m;
	struct expression e = {.m = &m};
	size_t end = 0;
	size_t start;

	while (end < line.len && continues_name(line.ptr[end]))
		end++;
	variable.name = span_sub(line, 0, end);
	line = span_from(line, end);
	start = indentation(line);
	if (end == 0 || !span_starts(span_from(line, start), ":="))
		return false;
	start += (size_t)(line.ptr - r->text.ptr) + 2;
	e.text = span_from(r->text, start);
	derive_begin(&m, r->arena);
	derive_expression(&e);
	variable.value = derive_end(&m, span_trim(span_sub(e.text, 0, e.at)));
	makefile_add_variable(r, &variable);
	r->at = start + e.at;
	r->at += span_chr(span_from(r->text, r->at), '\n');
	return true;
}

/* "set export", "set shell := […]" */
static void read_setting(struct makefile_reader *r, struct span line)
{
	struct span rest = line;
	struct span name;

	makefile_take_word(&rest);
	name = makefile_take_word(&rest);
	if (span_starts(rest, ":="))
		rest = span_trim(span_from(rest, 2));
	if (span_eq_str(name, "export"))
		r->exports_all |= !span_eq_str(rest, "false");
	else if (span_eq_str(name, "shell"))
		r->out->shell = rest;
}

static void read_line(struct makefile_reader *r, struct span line)
{
	struct span rest = line;
	struct span word;

	if (line.len == 0 || *line.ptr == '#' || *line.ptr == '[' || is_blank(*line.ptr))
		return;
	if (read_assignment(r, line, false))
		return;
	word = makefile_take_word(&rest);
	if (span_eq_str(word, "export") && read_assignment(r, rest, true))
		return;
	if (span_eq_str(word, "set"))
		read_setting(r, line);
	else
		read_recipe(r, line);
}

void justfile_read(struct makefile_reader *r)
{
	while (r->at < r->text.len && !r->out->truncated) {
		struct span line = makefile_line(r->text, r->at);

		makefile_move_behind(r, line);
		read_line(r, line);
	}
}
