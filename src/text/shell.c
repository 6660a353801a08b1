/* Lists, pipelines, simple commands; and the two ways in. */
#include "text/shell_internal.h"

/* --- simple commands -------------------------------------------------------------------- */

/* NAME=, NAME+= or NAME[…]= at the reader's place, which moves behind it. */
static bool take_assignment_start(struct shell_reader *r, struct shell_assignment *assignment)
{
	size_t start = r->at;
	size_t name_end = shell_name_end(r, start);
	size_t subscript = shell_subscript_end(r, name_end);

	if (name_end == start)
		return false;
	r->at = subscript ? subscript : name_end;
	assignment->appends = shell_take(r, "+=");
	if (assignment->appends || shell_take(r, "=")) {
		assignment->name = shell_without_joins(r, span_sub(r->text, start, name_end));
		return true;
	}
	r->at = start;
	return false;
}

static bool read_assignment(struct shell_reader *r, struct shell_command *command)
{
	struct shell_assignment assignment = {0};
	size_t value;

	if (!take_assignment_start(r, &assignment))
		return false;
	value = r->at;
	if (shell_byte(r, value) == '(') {
		shell_read_array(r, &assignment.value);
		assignment.value.raw = shell_since(r, value);
	} else {
		shell_read_word(r, INSIDE_WORD, &assignment.value);
	}
	*shell_add(r, &command->assignments) = assignment;
	return true;
}

/* "()" behind the first word: a function. */
static bool take_function_brackets(struct shell_reader *r, const struct shell_command *command)
{
	size_t start = r->at;

	if (command->words.len != 1 || command->assignments.len || command->redirects.len ||
		command->words.at->is_quoted)
		return false;
	shell_skip_blanks(r);
	if (shell_take(r, "(")) {
		shell_skip_blanks(r);
		if (shell_take(r, ")"))
			return true;
	}
	r->at = start;
	return false;
}

static void read_function(struct shell_reader *r, struct shell_command *command)
{
	command->name = shell_without_joins(r, command->words.at->raw);
	command->words.len = 0;
	if (shell_descend(r)) {
		shell_read_function_body(r, command);
		shell_ascend(r);
	} else {
		command->kind = SHELL_FUNCTION;
		command->body = ARENA_NEW(r->arena, struct shell_list);
	}
}

/* One word, assignment or redirection; false if none follows. */
static bool read_element(struct shell_reader *r, struct shell_command *command)
{
	struct shell_word word = {0};

	if (shell_read_redirect(r, command))
		return true;
	if (!shell_starts_word(r))
		return false;
	if (command->words.len == 0 && read_assignment(r, command))
		return true;
	shell_read_word(r, INSIDE_WORD, &word);
	*shell_add(r, &command->words) = word;
	return true;
}

/* The place behind its last byte. */
static size_t read_simple(struct shell_reader *r, struct shell_command *command)
{
	size_t end = r->at;

	while (read_element(r, command)) {
		end = r->at;
		if (take_function_brackets(r, command)) {
			read_function(r, command);
			return r->at;
		}
		shell_skip_blanks(r);
	}
	return end;
}

bool shell_read_command(struct shell_reader *r, struct shell_command *command)
{
	size_t first_heredoc = r->pending.len;
	size_t start = r->at;
	size_t end;
	enum shell_token token = shell_peek(r, &end);

	if (shell_read_compound(r, token, command)) {
		first_heredoc = r->pending.len;
		do {
			end = r->at;
			shell_skip_blanks(r);
		} while (shell_read_redirect(r, command));
	} else {
		end = read_simple(r, command);
	}
	shell_bind_heredocs(r, command, first_heredoc);
	command->raw = span_sub(r->text, start, end);
	return end > start;
}

/* --- pipelines -------------------------------------------------------------------------- */

/* "time" before a command; with other options than -p it is a program. */
static bool take_time(struct shell_reader *r)
{
	size_t start = r->at;
	size_t end;

	if (shell_peek(r, &end) != TOKEN_TIME)
		return false;
	r->at = end;
	shell_skip_blanks(r);
	if (shell_byte(r, r->at) == '-' && shell_byte(r, r->at + 1) == 'p' &&
		shell_is_delimiter(r, r->at + 2)) {
		r->at += 2;
		shell_skip_blanks(r);
	}
	if (shell_byte(r, r->at) == '(' ||
		(shell_byte(r, r->at) != '-' && !shell_is_delimiter(r, r->at)))
		return true;
	r->at = start;
	return false;
}

static void take_prefixes(struct shell_reader *r, struct shell_pipeline *pipeline)
{
	for (;;) {
		size_t end;

		shell_skip_blanks(r);
		if (shell_peek(r, &end) == TOKEN_NOT) {
			pipeline->negated = !pipeline->negated;
			r->at = end;
		} else if (!take_time(r)) {
			return;
		}
	}
}

static bool take_pipe(struct shell_reader *r)
{
	shell_skip_blanks(r);
	return !shell_looking_at(r, "||") && (shell_take(r, "|&") || shell_take(r, "|"));
}

static void read_pipeline(struct shell_reader *r, struct shell_pipeline *pipeline)
{
	bool goes_on = false;

	take_prefixes(r, pipeline);
	do {
		struct shell_command command = {0};

		if (goes_on)
			shell_skip_lines(r);
		if (!shell_read_command(r, &command)) {
			if (goes_on)
				shell_complain(
					r, "no command stands behind a pipe", r->at, r->at + 1);
			return;
		}
		*shell_add(r, &pipeline->commands) = command;
		goes_on = take_pipe(r);
	} while (goes_on);
}

/* --- lists ------------------------------------------------------------------------------ */

static bool ends_list(enum shell_token token)
{
	switch (token) {
	case TOKEN_THEN:
	case TOKEN_ELIF:
	case TOKEN_ELSE:
	case TOKEN_FI:
	case TOKEN_DO:
	case TOKEN_DONE:
	case TOKEN_ESAC:
	case TOKEN_CLOSE_BRACE:
	case TOKEN_CLOSE_PAREN:
	case TOKEN_CASE_END:
		return true;
	default:
		return false;
	}
}

/* What stands between a pipeline and the next one. */
static enum shell_link take_separator(struct shell_reader *r, struct shell_item *item)
{
	size_t end;

	shell_skip_blanks(r);
	if (shell_take(r, "&&"))
		return SHELL_AND;
	if (shell_take(r, "||"))
		return SHELL_OR;
	if (shell_at_end(r) || shell_line_end(r->text, r->at) ||
		ends_list(shell_peek(r, &end)) || shell_take(r, ";"))
		return SHELL_NEXT;
	item->background = shell_take(r, "&");
	if (!item->background)
		shell_complain(r, "no operator stands between two commands", r->at, r->at + 1);
	return SHELL_NEXT;
}

/* A pipeline and the operator behind it; without one, a byte that is out of place. */
static enum shell_link read_item(
	struct shell_reader *r, struct shell_list *list, enum shell_link link)
{
	struct shell_item item = {.link = link};
	size_t start = r->at;

	read_pipeline(r, &item.pipeline);
	if (item.pipeline.commands.len) {
		link = take_separator(r, &item);
		*shell_add(r, &list->items) = item;
		return link;
	}
	shell_complain(r, "no command can begin like this", r->at, r->at + 1);
	if (r->at == start && !shell_at_end(r))
		r->at++;
	return SHELL_NEXT;
}

void shell_read_list(struct shell_reader *r, struct shell_list *list, unsigned ends)
{
	unsigned outer = r->awaited;
	enum shell_link link = SHELL_NEXT;

	r->awaited |= ends;
	for (;;) {
		enum shell_token token;
		size_t end;

		shell_skip_lines(r);
		if (shell_at_end(r))
			break;
		token = shell_peek(r, &end);
		if (!ends_list(token)) {
			link = read_item(r, list, link);
			continue;
		}
		if (r->awaited & TOKEN_BIT(token))
			break;
		shell_complain(r, "nothing before it needs this", r->at, end);
		r->at = end;
	}
	if (link != SHELL_NEXT)
		shell_complain(r, "no command stands behind && or ||", r->at, r->at + 1);
	r->awaited = outer;
}

struct shell_list *shell_new_list(struct shell_reader *r, unsigned ends)
{
	struct shell_list *list = ARENA_NEW(r->arena, struct shell_list);

	shell_read_list(r, list, ends);
	return list;
}

/* --- the ways in ------------------------------------------------------------------------ */

void shell_read(struct span text, const struct shell_body *bodies, size_t count,
	struct arena *arena, struct shell_script *out)
{
	struct shell_reader r = {
		.arena = arena,
		.script = out,
		.text = text,
		.bodies = bodies,
		.bodies_left = count,
	};

	*out = (struct shell_script){0};
	shell_read_list(&r, &out->list, 0);
	shell_read_heredocs(&r);
}

void shell_read_text(struct span text, struct arena *arena, struct shell_word *out)
{
	struct shell_reader r = {.arena = arena};

	*out = (struct shell_word){.is_quoted = true};
	shell_read_quoted_text(&r, text, false, out);
}
