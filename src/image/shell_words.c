/* Words of a shell: what their parameters and substitutions stand for. */
#include "image/edit.h"
#include "image/shell_run.h"
#include "image/slots.h"

void shell_assign(struct shell_run *run, struct span name, const struct value *value)
{
	struct variable *v;

	if (!builder_pay(run->b, 2))
		return;
	v = variables_set(&run->locals, name, VARIABLE_ENV, run->b->arena);
	v->value = *value;
	v->at = run->b->at;
}

static const struct variable *look_up(const struct shell_run *run, struct span name)
{
	const struct variable *v = variables_find(&run->locals, name, VARIABLE_ENV);

	return v ? v : variables_look_up(&run->b->stage->variables, name);
}

/* A variable that nothing sets: of the base image, or of a script that was read. */
static struct value unknown_variable(struct shell_run *run, struct span name)
{
	struct value_builder out;

	if (span_eq_str(name, "HOME"))
		return value_of(stage_home(run->b, span_of("", 0)));
	if (span_eq_str(name, "PWD"))
		return value_of(run->cwd);
	value_begin(&out, run->b->arena);
	if (name.len && (is_alpha(name.ptr[0]) || name.ptr[0] == '_')) {
		value_add_unknown(&out, name, NO_SOURCE);
		VEC_EACH(const struct piece, piece, &run->sourced.pieces)
			if (piece->source != NO_SOURCE)
				value_mark(&out, out.len, piece->source);
	}
	return value_end(&out);
}

struct value shell_variable(struct shell_run *run, struct span name)
{
	const struct variable *v = look_up(run, name);

	if (v && builder_pay(run->b, v->value.text.len / 8 + 1))
		return v->value;
	return unknown_variable(run, name);
}

static struct value nothing(void)
{
	return value_of(span_of("", 0));
}

/* What nobody knows is known by its text at least. */
static struct value unknown_text(struct shell_run *run, const struct shell_part *part)
{
	struct value_builder out;

	value_begin(&out, run->b->arena);
	value_add_unknown(&out, span_sub(part->raw, 0, 200), NO_SOURCE);
	return value_end(&out);
}

static struct value parameter_value(struct shell_run *run, const struct shell_part *part)
{
	const struct variable *v = look_up(run, part->text);
	struct value value = shell_variable(run, part->text);
	struct span op = part->op;
	bool is_set = v && (!span_starts(op, ":") || v->value.text.len);

	if (span_eq_str(op, "length"))
		return unknown_text(run, part); /* says nothing of what is in it */
	if (op.len == 0 || !part->word)
		return value;
	if (span_eq_str(op, ":-") || span_eq_str(op, "-")) {
		struct value word = nothing();

		/* passed or not, what the word holds stands there */
		if (!is_set || value_is_unknown(value.text))
			word = shell_named_value(
				run, part->text, shell_word_value(run, part->word));
		return is_set ? value : word;
	}
	if (span_eq_str(op, ":=") || span_eq_str(op, "=")) {
		if (is_set)
			return value;
		value = shell_word_value(run, part->word);
		shell_assign(run, part->text, &value);
		return value;
	}
	if (span_eq_str(op, ":+") || span_eq_str(op, "+")) /* unknown: maybe */
		return v && !is_set ? nothing() : shell_word_value(run, part->word);
	if (op.ptr[0] == '#' || op.ptr[0] == '%') {
		struct value pattern = shell_word_value(run, part->word);

		return edit_strip(run->b, &value, pattern.text, op.ptr[0], op.len == 2);
	}
	return value;
}

struct value shell_named_value(struct shell_run *run, struct span name, struct value value)
{
	struct value_builder out;

	value_begin(&out, run->b->arena);
	value_add(&out, &value);
	mark_named_literal(run->b, name, &out);
	prove_slots(run->b, span_of("", 0), &out);
	return value_end(&out);
}

/* $(<FILE): what is in it */
static bool read_only_file(
	struct shell_run *run, const struct shell_list *list, struct value_builder *out)
{
	const struct shell_command *command;
	struct value path;
	struct value content;

	if (!list || list->items.len != 1 || list->items.at[0].pipeline.commands.len != 1)
		return false;
	command = &list->items.at[0].pipeline.commands.at[0];
	if (command->kind != SHELL_SIMPLE || command->words.len || command->assignments.len ||
		command->redirects.len != 1 || command->redirects.at[0].kind != SHELL_READ)
		return false;
	path = shell_word_value(run, &command->redirects.at[0].target);
	content = shell_read_file(run, shell_path(run, path.text));
	value_add(out, &content);
	return true;
}

/* $(…): what the commands write; what nobody knows is known by its text at least. */
static struct value substituted(struct shell_run *run, const struct shell_part *part)
{
	struct value_builder out;
	struct shell_run inner = *run;
	struct shell_io io = {NULL, &out};
	struct value value;
	size_t len;

	value_begin(&out, run->b->arena);
	if (!builder_pay(run->b, run->locals.items.len + 1))
		return nothing();
	inner.locals = variables_copy(&run->locals, run->b->arena);
	inner.traps.len = inner.traps.cap = 0;
	if (!read_only_file(&inner, part->list, &out))
		shell_run_list(&inner, part->list, io);
	run->temporary = inner.temporary;
	value = value_end(&out);
	len = value.text.len;
	while (len > 0 && value.text.ptr[len - 1] == '\n')
		len--;
	value = value_sub(&value, 0, len, run->b->arena);
	return value.text.len ? value : unknown_text(run, part);
}

/* <(…) is a file that holds what the commands write. */
static struct value process_file(struct shell_run *run, const struct shell_part *part)
{
	struct value content = part->is_output ? nothing() : substituted(run, part);
	const char *path = arena_printf(run->b->arena, "/dev/fd/%u", 63 + run->temporary++);

	shell_write_file(run, span_str(path), &content, false, shell_range(run, part->raw));
	return value_of(span_str(path));
}

static struct value part_value(struct shell_run *run, const struct shell_part *part)
{
	struct value_builder out;

	switch (part->kind) {
	case SHELL_TEXT: {
		struct file_range range = {0, 0};

		value_begin(&out, run->b->arena);
		if (part->raw.len) {
			range = shell_range(run, part->raw);
			value_add_text(&out, part->text, range.from, range.to);
			mark_tokens(run->b, &out, part->text.len, range);
		}
		return value_end(&out);
	}
	case SHELL_PARAMETER:
		return parameter_value(run, part);
	case SHELL_COMMAND:
		return substituted(run, part);
	case SHELL_PROCESS:
		return process_file(run, part);
	case SHELL_ARITHMETIC:
		break;
	}
	value_begin(&out, run->b->arena);
	value_add_unknown(&out, span_sub(part->raw, 0, 200), NO_SOURCE);
	return value_end(&out);
}

/* "~", "~/x", "~user/x" at the start of a word: the length that is replaced, and by what. */
static size_t tilde_length(
	struct shell_run *run, const struct shell_word *word, struct span *home)
{
	const struct shell_part *part = word->parts.at;
	size_t len;

	if (word->parts.len == 0 || part->kind != SHELL_TEXT || part->quoted ||
		!span_starts(part->text, "~"))
		return 0;
	len = span_chr(part->text, '/');
	if (len == part->text.len && word->parts.len > 1)
		return 0; /* ~"x" */
	*home = len == 1 ? shell_variable(run, span_str("HOME")).text
			 : stage_home(run->b, span_sub(part->text, 1, len));
	return len;
}

struct value shell_word_value(struct shell_run *run, const struct shell_word *word)
{
	struct value_builder out;
	struct span home;
	size_t tilde = tilde_length(run, word, &home);

	value_begin(&out, run->b->arena);
	if (shell_is_too_deep(run))
		return value_end(&out);
	if (tilde)
		value_add_text(&out, home, 0, 0);
	run->depth++;
	for (size_t i = 0; i < word->parts.len; i++) {
		struct value value = part_value(run, &word->parts.at[i]);

		if (i == 0 && tilde)
			value = value_sub(&value, tilde, value.text.len, run->b->arena);
		value_add(&out, &value);
	}
	run->depth--;
	if (out.value.is_cut)
		run->b->out->is_incomplete = true;
	return value_end(&out);
}

/* Is the word made of one thing that a shell splits at blanks? */
static bool is_split(const struct shell_word *word)
{
	return word->parts.len == 1 && !word->parts.at[0].quoted &&
		word->parts.at[0].kind != SHELL_TEXT;
}

static void add_field(struct command *c, struct value value)
{
	*vec_add(&c->argv, c->run->b->arena) = value;
}

static void add_split(struct command *c, const struct value *value)
{
	struct span text = value->text;
	size_t at = 0;

	while (at < text.len) {
		size_t end = at;

		if (is_space(text.ptr[at])) {
			at++;
			continue;
		}
		while (end < text.len && !is_space(text.ptr[end])) {
			/* what is unknown may have blanks in its name */
			if (text.ptr[end] == '$' && end + 1 < text.len &&
				text.ptr[end + 1] == '{')
				end += span_chr(span_from(text, end), '}');
			end += end < text.len;
		}
		if (!builder_pay(c->run->b, value->pieces.len + 1))
			return;
		add_field(c, value_sub(value, at, end, c->run->b->arena));
		at = end;
	}
}

/* bash makes a{b,c}d two words; one group, no nesting: more is rare. */
static bool add_braces(struct command *c, const struct value *value)
{
	struct span text = value->text;
	size_t open = span_chr(text, '{');
	size_t close = open + span_chr(span_from(text, open), '}');
	struct arena *arena = c->run->b->arena;
	struct value before;
	struct value after;
	size_t at = open + 1;

	if (close >= text.len || (open > 0 && text.ptr[open - 1] == '$') ||
		span_chr(span_sub(text, open, close), ',') == close - open)
		return false;
	before = value_sub(value, 0, open, arena);
	after = value_sub(value, close + 1, text.len, arena);
	while (at <= close && builder_pay(c->run->b, text.len / 8 + 1)) {
		size_t end = at + span_chr(span_sub(text, at, close), ',');
		struct value part = value_sub(value, at, end, arena);

		part = value_join(&before, &part, arena);
		add_field(c, value_join(&part, &after, arena));
		at = end + 1;
	}
	return true;
}

void shell_word_fields(struct shell_run *run, const struct shell_word *word, struct command *c)
{
	struct value value = shell_word_value(run, word);

	if (is_split(word)) {
		add_split(c, &value);
		return;
	}
	if (run->b->stage->shell == FLAVOUR_BASH && !word->is_quoted && add_braces(c, &value))
		return;
	if (value.text.len || word->is_quoted)
		add_field(c, value);
}
