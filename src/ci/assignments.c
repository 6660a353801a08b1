#include "ci/assignments.h"

#include "ci/handed_on.h"

struct collect {
	struct arena *arena;
	struct ci_assignments *out;
	const struct ci_pipeline *pipeline;
	const struct ci_scope *scope;
	const struct command *command;
};

static void add(struct collect *c, struct span name, struct span value, struct span place)
{
	if (!place.len && c->command)
		place = c->command->place;
	*vec_add(&c->out->items, c->arena) =
		(struct ci_assignment){name, value, place, c->scope, c->command};
}

static struct span unquoted(struct span text)
{
	text = span_trim(text);
	while (text.len > 1 && (text.ptr[0] == '"' || text.ptr[0] == '\'') &&
		text.ptr[text.len - 1] == text.ptr[0])
		text = span_sub(text, 1, text.len - 1);
	return text;
}

/* "NAME=value" */
static void add_pair(struct collect *c, struct span pair, struct span place)
{
	size_t equals = span_chr(pair, '=');

	if (equals > 0 && equals < pair.len)
		add(c, span_trim(span_sub(pair, 0, equals)),
			unquoted(span_from(pair, equals + 1)), place);
}

/* ##vso[task.setvariable variable=NAME;…]value */
static void add_logging(struct collect *c, const struct command_word *word)
{
	struct span rest = span_from(word->text, span_find(word->text, "task.setvariable"));
	struct span name = span_from(rest, span_find(rest, "variable="));
	size_t close;

	name = span_from(name, strlen("variable="));
	close = span_chr(name, ']');
	if (close < name.len)
		add(c, span_sub(name, 0, span_chr(span_sub(name, 0, close), ';')),
			span_from(name, close + 1), word->place);
}

/* $env:NAME = value of PowerShell: one word, or three */
static void add_powershell(struct collect *c)
{
	const struct command_word *words = c->command->words.at;
	struct span name = span_from(words[0].text, strlen("$env:"));

	if (span_chr(name, '=') < name.len)
		add_pair(c, name, c->command->place);
	else if (c->command->words.len > 2 && span_eq_str(words[1].text, "="))
		add(c, name, words[2].text, c->command->place);
}

static void add_words(struct collect *c)
{
	const struct command *command = c->command;
	bool hands_on = ci_hands_on(c->pipeline, command) == CI_HANDS_VARIABLES;
	bool is_set = span_eq_nocase(command_name(command), "set");

	VEC_EACH(const struct command_word, word, &command->words) {
		if (hands_on || is_set)
			add_pair(c, word->text, word->place);
		if (span_find(word->text, "task.setvariable") < word->text.len)
			add_logging(c, word);
	}
	if (span_starts_nocase(command_text(command, 0), "$env:"))
		add_powershell(c);
}

void ci_find_assignments(
	const struct ci_pipeline *pipeline, struct arena *arena, struct ci_assignments *out)
{
	struct collect c = {.arena = arena, .out = out, .pipeline = pipeline};

	*out = (struct ci_assignments){0};
	VEC_EACH(struct ci_scope *const, at, &pipeline->scopes) {
		c.scope = *at;
		c.command = NULL;
		VEC_EACH(const struct ci_variable, v, &c.scope->variables.items)
			add(&c, v->name.text, v->value.text,
				v->value.raw.len ? v->value.raw : v->name.raw);
		for (size_t i = 0; i < c.scope->command_count; i++) {
			c.command = &pipeline->commands.items.at[c.scope->first_command + i];
			VEC_EACH(const struct command_variable, v, &c.command->set)
				add(&c, v->name, v->value, v->place);
			add_words(&c);
		}
	}
}
