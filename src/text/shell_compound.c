/* Compound commands: brackets, if, loops, case, functions, tests. */
#include "text/shell_internal.h"

enum {
	ENDS_OF_IF = TOKEN_BIT(TOKEN_THEN) | TOKEN_BIT(TOKEN_ELIF) | TOKEN_BIT(TOKEN_ELSE) |
		TOKEN_BIT(TOKEN_FI),
	ENDS_OF_THEN = TOKEN_BIT(TOKEN_ELIF) | TOKEN_BIT(TOKEN_ELSE) | TOKEN_BIT(TOKEN_FI),
	ENDS_OF_BRANCH = TOKEN_BIT(TOKEN_CASE_END) | TOKEN_BIT(TOKEN_ESAC),
};

/* --- brackets --------------------------------------------------------------------------- */

/*
 * Only its bracket ends it, not the "fi" of an "if" around it: brackets that are never closed
 * nest then, and their number, with what was looked ahead for each, has a limit.
 */
static void read_subshell(struct shell_reader *r, struct shell_command *command)
{
	unsigned outer = r->awaited;

	r->awaited = 0;
	command->kind = SHELL_SUBSHELL;
	command->body = shell_new_list(r, TOKEN_BIT(TOKEN_CLOSE_PAREN));
	r->awaited = outer;
	shell_expect(r, TOKEN_CLOSE_PAREN, "a bracket is not closed");
}

static void read_group(struct shell_reader *r, struct shell_command *command)
{
	command->kind = SHELL_GROUP;
	command->body = shell_new_list(r, TOKEN_BIT(TOKEN_CLOSE_BRACE));
	shell_expect(r, TOKEN_CLOSE_BRACE, "a brace is not closed");
}

/* --- if --------------------------------------------------------------------------------- */

static void read_if(struct shell_reader *r, struct shell_command *command)
{
	command->kind = SHELL_IF;
	do {
		struct shell_branch branch = {0};

		branch.condition = shell_new_list(r, ENDS_OF_IF);
		shell_expect(r, TOKEN_THEN, "an 'if' has no 'then'");
		branch.body = shell_new_list(r, ENDS_OF_THEN);
		*shell_add(r, &command->branches) = branch;
	} while (shell_take_token(r, TOKEN_ELIF));
	if (shell_take_token(r, TOKEN_ELSE)) {
		struct shell_branch branch = {0};

		branch.body = shell_new_list(r, TOKEN_BIT(TOKEN_FI));
		*shell_add(r, &command->branches) = branch;
	}
	shell_expect(r, TOKEN_FI, "an 'if' has no 'fi'");
}

/* --- loops ------------------------------------------------------------------------------ */

/* do …; done. Bash takes braces as well. */
static struct shell_list *read_loop_body(struct shell_reader *r)
{
	struct shell_list *body;

	if (shell_take_token(r, TOKEN_OPEN_BRACE)) {
		body = shell_new_list(r, TOKEN_BIT(TOKEN_CLOSE_BRACE));
		shell_expect(r, TOKEN_CLOSE_BRACE, "a brace is not closed");
		return body;
	}
	shell_expect(r, TOKEN_DO, "a loop has no 'do'");
	body = shell_new_list(r, TOKEN_BIT(TOKEN_DONE));
	shell_expect(r, TOKEN_DONE, "a loop has no 'done'");
	return body;
}

static void read_while(struct shell_reader *r, struct shell_command *command)
{
	struct shell_branch branch = {0};

	command->kind = SHELL_WHILE;
	branch.condition = shell_new_list(r, TOKEN_BIT(TOKEN_DO) | TOKEN_BIT(TOKEN_DONE));
	branch.body = read_loop_body(r);
	*shell_add(r, &command->branches) = branch;
}

static void read_words(struct shell_reader *r, struct shell_command *command)
{
	for (;;) {
		struct shell_word word = {0};

		shell_skip_blanks(r);
		if (!shell_starts_word(r))
			return;
		shell_read_word(r, INSIDE_WORD, &word);
		*shell_add(r, &command->words) = word;
	}
}

/* ((…)) from its first bracket on; false if it's no arithmetic. */
static bool take_arithmetic(struct shell_reader *r)
{
	size_t end = 0;

	if (shell_byte(r, r->at) == '(' && shell_byte(r, r->at + 1) == '(')
		end = shell_arithmetic_end(r, r->at);
	if (end)
		r->at = end;
	return end > 0;
}

static void read_for(struct shell_reader *r, struct shell_command *command)
{
	command->kind = SHELL_FOR;
	shell_skip_blanks(r);
	if (!take_arithmetic(r)) {
		struct shell_word name = {0};

		shell_read_word(r, INSIDE_WORD, &name);
		command->name = shell_without_joins(r, name.raw);
		if (name.raw.len == 0)
			shell_complain(r, "a loop has no variable", r->at, r->at + 1);
		if (shell_take_token(r, TOKEN_IN))
			read_words(r, command);
	}
	shell_skip_blanks(r);
	shell_take(r, ";");
	command->body = read_loop_body(r);
}

/* --- case ------------------------------------------------------------------------------- */

static void read_patterns(struct shell_reader *r, struct shell_branch *branch)
{
	do {
		struct shell_word pattern = {0};

		shell_skip_lines(r);
		shell_read_word(r, INSIDE_WORD, &pattern);
		*shell_add(r, &branch->patterns) = pattern;
		shell_skip_lines(r);
	} while (shell_take(r, "|"));
}

/* One branch; false at the end of the command. */
static bool read_branch(struct shell_reader *r, struct shell_command *command)
{
	struct shell_branch branch = {0};
	size_t start;
	size_t end;

	shell_skip_lines(r);
	start = r->at;
	if (shell_at_end(r) || shell_peek(r, &end) == TOKEN_ESAC)
		return false;
	shell_take(r, "(");
	read_patterns(r, &branch);
	if (!shell_take(r, ")")) {
		shell_complain(r, "a pattern of 'case' has no bracket", start, r->at);
		if (r->at == start)
			return false;
	}
	branch.body = shell_new_list(r, ENDS_OF_BRANCH);
	*shell_add(r, &command->branches) = branch;
	return shell_take_token(r, TOKEN_CASE_END);
}

static void read_case(struct shell_reader *r, struct shell_command *command)
{
	struct shell_word word = {0};

	command->kind = SHELL_CASE;
	shell_skip_blanks(r);
	shell_read_word(r, INSIDE_WORD, &word);
	*shell_add(r, &command->words) = word;
	shell_expect(r, TOKEN_IN, "a 'case' has no 'in'");
	while (read_branch(r, command))
		;
	shell_expect(r, TOKEN_ESAC, "a 'case' has no 'esac'");
}

/* --- functions -------------------------------------------------------------------------- */

void shell_read_function_body(struct shell_reader *r, struct shell_command *command)
{
	struct shell_command body = {0};

	command->kind = SHELL_FUNCTION;
	command->body = ARENA_NEW(r->arena, struct shell_list);
	shell_skip_lines(r);
	if (shell_read_command(r, &body)) {
		struct shell_item item = {0};

		*shell_add(r, &item.pipeline.commands) = body;
		*shell_add(r, &command->body->items) = item;
	} else {
		shell_complain(r, "a function has no body", r->at, r->at + 1);
	}
}

/* function NAME [()] body */
static void read_function(struct shell_reader *r, struct shell_command *command)
{
	struct shell_word name = {0};

	shell_skip_blanks(r);
	shell_read_word(r, INSIDE_WORD, &name);
	command->name = shell_without_joins(r, name.raw);
	shell_skip_blanks(r);
	if (shell_looking_at(r, "()"))
		shell_take(r, "()");
	shell_read_function_body(r, command);
}

/* --- tests ------------------------------------------------------------------------------ */

/* An operator of [[ ]] that is no word of the shell. */
static bool take_test_operator(struct shell_reader *r, struct shell_word *word)
{
	static const char *const operators[] = {"&&", "||", "(", ")", "<", ">"};
	size_t start = r->at;

	for (size_t i = 0; i < sizeof(operators) / sizeof(*operators); i++) {
		if (shell_take(r, operators[i])) {
			struct shell_part *part = shell_add_part(r, word, SHELL_TEXT);

			part->raw = word->raw = shell_since(r, start);
			part->text = span_str(operators[i]);
			return true;
		}
	}
	return false;
}

/* One operand or operator; false if there is none. */
static bool read_test_word(struct shell_reader *r, bool is_regex, struct shell_word *word)
{
	if (!is_regex && take_test_operator(r, word))
		return true;
	shell_read_word(r, is_regex ? INSIDE_REGEX : INSIDE_WORD, word);
	return word->raw.len > 0;
}

static void read_test(struct shell_reader *r, struct shell_command *command)
{
	bool is_regex = false;

	command->kind = SHELL_TEST;
	for (;;) {
		struct shell_word word = {0};
		size_t end;

		shell_skip_lines(r);
		if (shell_peek(r, &end) == TOKEN_CLOSE_TEST ||
			!read_test_word(r, is_regex, &word))
			break;
		is_regex = span_eq_str(word.raw, "=~");
		*shell_add(r, &command->words) = word;
	}
	shell_expect(r, TOKEN_CLOSE_TEST, "a '[[' is not closed");
}

/* --- all of them ------------------------------------------------------------------------ */

static bool read_known(
	struct shell_reader *r, enum shell_token token, struct shell_command *command)
{
	switch (token) {
	case TOKEN_OPEN_PAREN:
		read_subshell(r, command);
		return true;
	case TOKEN_OPEN_BRACE:
		read_group(r, command);
		return true;
	case TOKEN_IF:
		read_if(r, command);
		return true;
	case TOKEN_FOR:
		read_for(r, command);
		return true;
	case TOKEN_WHILE:
		read_while(r, command);
		return true;
	case TOKEN_CASE:
		read_case(r, command);
		return true;
	case TOKEN_FUNCTION:
		read_function(r, command);
		return true;
	case TOKEN_OPEN_TEST:
		read_test(r, command);
		return true;
	default:
		return false;
	}
}

static bool is_opening(enum shell_token token)
{
	return token == TOKEN_OPEN_PAREN || token == TOKEN_OPEN_BRACE || token == TOKEN_IF ||
		token == TOKEN_FOR || token == TOKEN_WHILE || token == TOKEN_CASE ||
		token == TOKEN_FUNCTION || token == TOKEN_OPEN_TEST;
}

bool shell_read_compound(
	struct shell_reader *r, enum shell_token token, struct shell_command *command)
{
	size_t end;

	if (!is_opening(token))
		return false;
	/* too deep, its words are ordinary ones and its brackets are skipped */
	if (!shell_descend(r)) {
		if (token != TOKEN_OPEN_PAREN)
			return false;
		command->kind = SHELL_SUBSHELL;
		command->body = ARENA_NEW(r->arena, struct shell_list);
		shell_skip_nested(r, '(', ')');
		return true;
	}
	if (token == TOKEN_OPEN_PAREN && take_arithmetic(r)) {
		command->kind = SHELL_TEST;
	} else {
		shell_peek(r, &end);
		r->at = end;
		read_known(r, token, command);
	}
	shell_ascend(r);
	return true;
}
