#include "image/shell_run.h"

enum {
	LOOP_WORDS_MAX = 1000, /* of "for x in …" */
	CALLS_MAX = 16,        /* of functions, one inside the other */
	RECURSION_MAX = 2,     /* of one that calls itself: more rounds do the same again */
};

static void run_command(
	struct shell_run *run, const struct shell_command *command, struct shell_io io);

struct file_range shell_range(const struct shell_run *run, struct span s)
{
	const struct builder *b = run->b;
	struct span line = b->at->line.text;
	struct span file = b->file->text;

	if ((s.ptr >= line.ptr && s.ptr + s.len <= line.ptr + line.len) ||
		(s.ptr >= file.ptr && s.ptr + s.len <= file.ptr + file.len))
		return range_of(b, b->at, s);
	return run->around;
}

/* --- tests -----------------------------------------------------------------------------------
 */

static bool is_word(const struct shell_command *command, size_t index, const char *text)
{
	return index < command->words.len && span_eq_str(command->words.at[index].raw, text);
}

/* A command that only looks: its failure is an answer. */
static bool is_test(const struct shell_pipeline *pipeline)
{
	static const char *const names[] = {"[", "test", "grep", "command", "which", "type",
		"id", "getent", "hash", "cmp", "diff"};
	const struct shell_command *command =
		&pipeline->commands.at[pipeline->commands.len - 1];

	if (pipeline->negated || command->kind == SHELL_TEST)
		return true;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (is_word(command, 0, names[i]))
			return true;
	return false;
}

/* Does it ask whether a file is there? Then what follows takes that file away, or need not. */
static bool asks_for_file(const struct shell_pipeline *pipeline)
{
	static const char *const operators[] = {"-e", "-f", "-s", "-d", "-r", "-w", "-L", "-h"};
	const struct shell_command *command = &pipeline->commands.at[0];

	for (size_t i = 0; i < command->words.len; i++)
		for (size_t k = 0; k < sizeof(operators) / sizeof(*operators); k++)
			if (is_word(command, i, operators[k]))
				return true;
	return false;
}

static const struct shell_pipeline *only_pipeline(const struct shell_list *list)
{
	return list && list->items.len == 1 ? &list->items.at[0].pipeline : NULL;
}

/* --- ways that part --------------------------------------------------------------------- */

static struct file_list *files_of(const struct shell_run *run)
{
	return &run->b->stage->files;
}

/* The files that were there before one way was taken, and those that other ways have left. */
struct fork {
	struct file_list before;
	struct file_list after; /* of the ways so far */
	bool has_after;
};

static void fork_begin(struct shell_run *run, struct fork *fork)
{
	*fork = (struct fork){.before = files_copy(run->b, files_of(run))};
}

/* A way has been taken to its end; the next one starts where the first did. */
static void fork_next(struct shell_run *run, struct fork *fork)
{
	if (!run->has_failed) {
		if (fork->has_after)
			files_unite(run->b, &fork->after, files_of(run), false);
		else
			fork->after = *files_of(run);
		fork->has_after = true;
	}
	run->has_failed = false;
	*files_of(run) = files_copy(run->b, &fork->before);
}

static void fork_end(struct shell_run *run, struct fork *fork)
{
	if (fork->has_after)
		*files_of(run) = fork->after;
	else
		run->has_failed = true; /* each way ends with an error */
}

/* --- compound commands ------------------------------------------------------------------ */

static void run_if(
	struct shell_run *run, const struct shell_command *command, struct shell_io io)
{
	struct fork fork;
	bool has_else = false;
	bool trusts = false;

	fork_begin(run, &fork);
	VEC_EACH(const struct shell_branch, branch, &command->branches) {
		const struct shell_pipeline *test = only_pipeline(branch->condition);

		if (branch->condition) {
			shell_run_list(run, branch->condition, (struct shell_io){NULL, NULL});
			fork.before = files_copy(run->b, files_of(run));
			trusts = trusts || (test && asks_for_file(test));
		} else {
			has_else = true;
		}
		shell_run_list(run, branch->body, io);
		fork_next(run, &fork);
	}
	/* without an else it may be that nothing is done */
	if (!has_else && !(trusts && fork.has_after))
		fork_next(run, &fork);
	fork_end(run, &fork);
}

static void run_case(
	struct shell_run *run, const struct shell_command *command, struct shell_io io)
{
	struct fork fork;
	bool has_default = false;

	fork_begin(run, &fork);
	VEC_EACH(const struct shell_branch, branch, &command->branches) {
		VEC_EACH(const struct shell_word, pattern, &branch->patterns)
			has_default = has_default || span_eq_str(pattern->raw, "*");
		shell_run_list(run, branch->body, io);
		fork_next(run, &fork);
	}
	if (!has_default)
		fork_next(run, &fork);
	fork_end(run, &fork);
}

static void run_for(
	struct shell_run *run, const struct shell_command *command, struct shell_io io)
{
	struct command words = {.run = run};

	VEC_EACH(const struct shell_word, word, &command->words)
		shell_word_fields(run, word, &words);
	for (size_t i = 0; i < words.argv.len && i < LOOP_WORDS_MAX && !run->has_ended; i++) {
		shell_assign(run, command->name, &words.argv.at[i]);
		shell_run_list(run, command->body, io);
	}
	if (words.argv.len == 0)
		shell_run_list(run, command->body, io);
	if (words.argv.len > LOOP_WORDS_MAX)
		run->b->out->is_incomplete = true;
}

/* A subshell changes files, but neither variables nor the directory of the rest. */
static void run_subshell(
	struct shell_run *run, const struct shell_list *list, struct shell_io io)
{
	struct shell_run inner = *run;

	if (!builder_pay(run->b, run->locals.items.len + 1))
		return;
	inner.locals = variables_copy(&run->locals, run->b->arena);
	shell_run_list(&inner, list, io);
	run->has_failed = inner.has_failed;
	run->temporary = inner.temporary;
}

static void define_function(struct shell_run *run, const struct shell_command *command)
{
	*vec_add(&run->functions, run->b->arena) = (struct shell_function){
		command->name, command->body, ARENA_NEW(run->b->arena, unsigned)};
}

/* "$@" and "$*" */
static void assign_all_arguments(struct shell_run *run, const struct command *command)
{
	struct value_builder out;
	struct value all;

	value_begin(&out, run->b->arena);
	for (size_t i = 1; i < command->argv.len; i++) {
		if (i > 1)
			value_add_char(&out, ' ');
		value_add(&out, &command->argv.at[i]);
	}
	all = value_end(&out);
	shell_assign(run, span_str("@"), &all);
	shell_assign(run, span_str("*"), &all);
}

static bool call_function(struct shell_run *run, struct command *command, struct shell_io io)
{
	for (size_t i = run->functions.len; i-- > 0;) {
		const struct shell_function *f = &run->functions.at[i];

		if (!span_eq(f->name, command->argv.at[0].text))
			continue;
		if (*f->calls >= RECURSION_MAX)
			return true;
		if (run->calls >= CALLS_MAX) {
			run->b->out->is_incomplete = true;
			return true;
		}
		assign_all_arguments(run, command);
		for (size_t k = 1; k < command->argv.len && k < 10; k++)
			shell_assign(run, span_str(arena_printf(run->b->arena, "%zu", k)),
				&command->argv.at[k]);
		run->calls++;
		++*f->calls;
		shell_run_list(run, f->body, io);
		--*f->calls;
		run->calls--;
		return true;
	}
	return false;
}

/* --- simple commands -------------------------------------------------------------------- */

static void assign_all(struct shell_run *run, const struct shell_command *command)
{
	VEC_EACH(const struct shell_assignment, a, &command->assignments) {
		struct value value =
			shell_named_value(run, a->name, shell_word_value(run, &a->value));

		if (a->appends) {
			struct value before = shell_variable(run, a->name);

			value = value_join(&before, &value, run->b->arena);
		}
		shell_assign(run, a->name, &value);
	}
}

/* What the last redirection of the output says: the file, and whether it adds to it. */
struct output {
	const struct shell_redirect *redirect;
	struct value path;
	bool appends;
};

static void take_redirects(struct shell_run *run, const struct shell_command *command,
	struct value *input, bool *has_input, struct output *output)
{
	VEC_EACH(const struct shell_redirect, r, &command->redirects) {
		struct value value = shell_word_value(run, &r->target);

		switch (r->kind) {
		case SHELL_READ:
		case SHELL_READWRITE:
			if (r->fd == 0) {
				*input = shell_read_file(run, shell_path(run, value.text));
				*has_input = true;
			}
			break;
		case SHELL_HEREDOC:
		case SHELL_HERESTRING:
			*input = value;
			*has_input = true;
			break;
		case SHELL_WRITE:
		case SHELL_APPEND:
			if (r->fd == 1 || r->fd == -1) {
				output->redirect = r;
				output->path = value;
				output->appends = r->kind == SHELL_APPEND;
			} else if (r->kind == SHELL_WRITE) {
				struct value empty = value_of(span_of("", 0));

				shell_write_file(run, shell_path(run, value.text), &empty,
					false, shell_range(run, command->raw));
			}
			break;
		case SHELL_DUPLICATE:
			break;
		}
	}
}

/* Run with the redirections of a command: body gets its input and output. */
static void run_redirected(struct shell_run *run, const struct shell_command *command,
	struct shell_io io,
	void (*body)(struct shell_run *, const struct shell_command *, struct shell_io,
		struct span output_path))
{
	struct value input = {0};
	struct output output = {0};
	struct value_builder out;
	bool has_input = false;
	struct value written;
	struct span path = span_of("", 0);

	take_redirects(run, command, &input, &has_input, &output);
	if (has_input)
		io.in = &input;
	if (!output.redirect) {
		body(run, command, io, path);
		return;
	}
	value_begin(&out, run->b->arena);
	io.out = &out;
	path = shell_path(run, output.path.text);
	body(run, command, io, path);
	written = value_end(&out);
	if (written.is_cut)
		run->b->out->is_incomplete = true;
	shell_write_file(run, path, &written, output.appends, shell_range(run, command->raw));
}

static void simple_body(struct shell_run *run, const struct shell_command *command,
	struct shell_io io, struct span output_path)
{
	struct value_builder unseen;
	struct command c = {.run = run,
		.in = io.in,
		.out = io.out,
		.range = shell_range(run, command->raw),
		.output_path = output_path};

	if (command->words.len == 0) {
		assign_all(run, command);
		return;
	}
	VEC_EACH(const struct shell_word, word, &command->words)
		shell_word_fields(run, word, &c);
	if (!c.out) {
		value_begin(&unseen, run->b->arena);
		c.out = &unseen;
	}
	if (c.argv.len == 0)
		return;
	if (command->assignments.len) {
		/* they hold for this command only */
		struct variables locals = run->locals;

		if (!builder_pay(run->b, locals.items.len + 1))
			return;
		run->locals = variables_copy(&locals, run->b->arena);
		assign_all(run, command);
		if (!call_function(run, &c, io))
			command_follow(&c);
		run->locals = locals;
		return;
	}
	if (!call_function(run, &c, io))
		command_follow(&c);
}

static void compound_body(struct shell_run *run, const struct shell_command *command,
	struct shell_io io, struct span output_path)
{
	(void)output_path;
	switch (command->kind) {
	case SHELL_SUBSHELL:
		run_subshell(run, command->body, io);
		break;
	case SHELL_GROUP:
		shell_run_list(run, command->body, io);
		break;
	case SHELL_IF:
		run_if(run, command, io);
		break;
	case SHELL_FOR:
		run_for(run, command, io);
		break;
	case SHELL_WHILE:
		VEC_EACH(const struct shell_branch, branch, &command->branches) {
			shell_run_list(run, branch->condition, io);
			shell_run_list(run, branch->body, io);
		}
		break;
	case SHELL_CASE:
		run_case(run, command, io);
		break;
	case SHELL_FUNCTION:
		define_function(run, command);
		break;
	case SHELL_SIMPLE:
	case SHELL_TEST:
		break;
	}
}

static void run_command(
	struct shell_run *run, const struct shell_command *command, struct shell_io io)
{
	if (!builder_pay(run->b, 4 + command->words.len) || shell_is_too_deep(run))
		return;
	run->depth++;
	run_redirected(
		run, command, io, command->kind == SHELL_SIMPLE ? simple_body : compound_body);
	run->depth--;
}

/* --- pipelines and lists ---------------------------------------------------------------- */

/* What one command writes is what the next one reads; each is a subshell. */
static void run_pipeline(
	struct shell_run *run, const struct shell_pipeline *pipeline, struct shell_io io)
{
	size_t count = pipeline->commands.len;
	const struct value *in = io.in;

	if (count == 1) {
		run_command(run, &pipeline->commands.at[0], io);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		struct value_builder out;
		struct shell_run inner = *run;
		struct shell_io part = {in, i + 1 < count ? &out : io.out};
		struct value *written = ARENA_NEW(run->b->arena, struct value);

		if (!builder_pay(run->b, run->locals.items.len + 4))
			return;
		value_begin(&out, run->b->arena);
		inner.locals = variables_copy(&run->locals, run->b->arena);
		run_command(&inner, &pipeline->commands.at[i], part);
		run->temporary = inner.temporary;
		*written = value_end(&out);
		in = written;
	}
}

/* Commands that fail, or end the way they are on. */
static bool gives_up(const struct shell_pipeline *pipeline)
{
	const struct shell_command *command = &pipeline->commands.at[0];
	const struct shell_item *last;

	if (command->kind == SHELL_GROUP || command->kind == SHELL_SUBSHELL) {
		if (!command->body || command->body->items.len == 0)
			return false;
		last = &command->body->items.at[command->body->items.len - 1];
		command = &last->pipeline.commands.at[0];
	}
	return is_word(command, 0, "exit") || is_word(command, 0, "false") ||
		is_word(command, 0, "return");
}

/*
 * The way on which a command of "a && b && c" fails, and nobody minds: what the commands behind
 * it would have removed is still there at the end. start: of the chain, in what was removed.
 */
static void tolerate_failure(struct shell_run *run, size_t start)
{
	struct file_list *removed = &run->b->removed;
	struct file_list kept = {0};

	for (size_t i = start; i < removed->items.len; i++)
		*vec_add(&kept.items, run->b->arena) = removed->items.at[i];
	files_unite(run->b, files_of(run), &kept, true);
	removed->items.len = start;
}

/* "a && b && c": where it starts in what was removed. */
struct chain {
	size_t start;
	bool is_one; /* there is an "&&" */
};

/* "a || b": where a only asks, b may well run; else it runs when something went wrong. */
static void run_alternative(struct shell_run *run, const struct shell_item *item,
	const struct shell_pipeline *before, const struct chain *chain, struct shell_io io)
{
	struct fork fork;
	bool asks = is_test(before);
	bool always = is_word(&before->commands.at[0], 0, "false");

	if (always || (asks && asks_for_file(before))) {
		run_pipeline(run, &item->pipeline, io);
		run->has_failed = false;
		return;
	}
	if (!gives_up(&item->pipeline) && !asks && chain->is_one)
		tolerate_failure(run, chain->start);
	fork_begin(run, &fork);
	run_pipeline(run, &item->pipeline, io);
	if (!run->has_failed && !gives_up(&item->pipeline))
		files_unite(run->b, &fork.before, files_of(run), !asks);
	run->has_failed = false;
	run->has_ended = false;
	*files_of(run) = fork.before;
}

/* "… && item" is next. What a test asks for is there, and its removal is no matter of luck. */
static void run_next_of_chain(struct shell_run *run, const struct shell_item *item,
	const struct shell_pipeline *before, struct chain *chain, struct shell_io io)
{
	if (!chain->is_one)
		chain->start = run->b->removed.items.len;
	run_pipeline(run, &item->pipeline, io);
	if (!chain->is_one && before && asks_for_file(before))
		chain->start = run->b->removed.items.len;
	chain->is_one = true;
}

bool shell_is_too_deep(struct shell_run *run)
{
	bool is_too_deep = run->depth > 2 * SHELL_DEPTH_MAX;

	run->b->out->is_incomplete |= is_too_deep;
	return is_too_deep;
}

void shell_run_list(struct shell_run *run, const struct shell_list *list, struct shell_io io)
{
	const struct shell_pipeline *before = NULL;
	struct chain chain = {0};

	if (!list || shell_is_too_deep(run))
		return;
	run->depth++;
	VEC_EACH(const struct shell_item, item, &list->items) {
		if (run->has_ended || run->has_failed || !builder_pay(run->b, 1))
			break;
		if (item->link == SHELL_AND) {
			run_next_of_chain(run, item, before, &chain, io);
		} else if (item->link == SHELL_OR && before) {
			run_alternative(run, item, before, &chain, io);
			chain.is_one = false;
		} else {
			if (chain.is_one && !run->exits_on_error)
				tolerate_failure(run, chain.start);
			chain.is_one = false;
			run_pipeline(run, &item->pipeline, io);
		}
		before = &item->pipeline;
	}
	run->depth--;
}

void shell_run_text(struct shell_run *run, const struct value *text, struct shell_io io)
{
	struct shell_script *script = ARENA_NEW(run->b->arena, struct shell_script);
	struct shell_run inner = *run;

	if (shell_is_too_deep(run) ||
		!builder_pay(run->b, text->text.len + run->locals.items.len))
		return;
	shell_read(text->text, NULL, 0, run->b->arena, script);
	run->b->out->is_incomplete |= script->is_cut;
	inner.locals = variables_copy(&run->locals, run->b->arena);
	inner.depth++;
	/* what the outer shell has put in is text to the inner one; its secrets are known by
	 * name */
	VEC_EACH(const struct piece, piece, &text->pieces) {
		if (piece->source != NO_SOURCE)
			*vec_add(&inner.sourced.pieces, run->b->arena) = *piece;
		else if (inner.around.from == 0)
			inner.around = (struct file_range){piece->from, piece->to};
	}
	shell_run_list(&inner, &script->list, io);
	run->temporary = inner.temporary;
	run->has_failed = inner.has_failed;
}
