#include "ci/flow.h"

#include "ci/expressions.h"
#include "ci/file_contents.h"
#include "ci/functions.h"
#include "ci/handed_on.h"
#include "ci/names.h"
#include "tokens/secret_name.h"

static const struct ci_verdict no_secret = {CI_NO_SECRET, {NULL, 0}};

/* --- the way through the pipeline
 * ---------------------------------------------------------------- */

/* ENCRYPTED[…] of Cirrus */
static bool is_encrypted(const struct ci_pipeline *pipeline, struct span value)
{
	return pipeline->system == KIND_CIRRUS && span_starts(value, "ENCRYPTED[");
}

/* How scripts see a variable of Azure: "npm.token" is $NPM_TOKEN. */
static struct span environment_name(struct span name, struct arena *arena)
{
	char *copy = arena_alloc(arena, name.len + 1);

	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		copy[i] = is_lower(c) ? (char)(c - 'a' + 'A') : c == '.' || c == ' ' ? '_' : c;
	}
	return span_of(copy, name.len);
}

/* "$(openssl rand -hex 16)": made up for this run. */
static bool makes_up(const struct shell_list *list)
{
	static const char *const makers[] = {"openssl", "date", "uuidgen", "pwgen", "htpasswd",
		"mkpasswd", "head", "hostname"};
	const struct shell_command *c;

	if (list->items.len == 0 || list->items.at[0].pipeline.commands.len == 0)
		return false;
	c = &list->items.at[0].pipeline.commands.at[0];
	for (size_t i = 0; c->words.len && i < sizeof(makers) / sizeof(*makers); i++)
		if (span_eq_str(c->words.at[0].raw, makers[i]))
			return true;
	return false;
}

/* What a command that is not known puts out is what the variable's name says it is. */
static struct ci_verdict judge_assigned(const struct ci_pipeline *pipeline,
	const struct ci_scope *scope, struct span name, const struct shell_word *value)
{
	struct ci_verdict verdict = ci_judge_word(pipeline, scope, value);

	if (verdict.secrecy != CI_NO_SECRET || !is_strong_secret_name(name))
		return verdict;
	VEC_EACH(const struct shell_part, part, &value->parts)
		if (part->kind == SHELL_COMMAND && !makes_up(part->list))
			return (struct ci_verdict){CI_NAMED, name};
	return verdict;
}

/* The same of a value that make puts together: "A := $(shell vault read a)". */
static struct ci_verdict judge_text_assigned(const struct ci_pipeline *pipeline,
	const struct ci_scope *scope, struct span name, struct span value, struct arena *arena)
{
	struct ci_verdict verdict = ci_judge(pipeline, scope, value, arena);
	struct shell_word word;

	if (verdict.secrecy != CI_NO_SECRET || !span_starts(value, "$("))
		return verdict;
	shell_read_text(value, arena, &word);
	return judge_assigned(pipeline, scope, name, &word);
}

static void follow_variables(struct ci_pipeline *pipeline, struct ci_scope *scope,
	struct ci_variables *variables, bool are_names, struct arena *arena)
{
	VEC_EACH(struct ci_variable, v, &variables->items) {
		if (v->is_secret || is_encrypted(pipeline, v->value.text))
			v->verdict = ci_stored(v->name.text);
		else if (pipeline->system == KIND_MAKE && v->value.text.ptr)
			v->verdict = judge_text_assigned(
				pipeline, scope, v->name.text, v->value.text, arena);
		else if (v->value.text.ptr)
			v->verdict = ci_judge(pipeline, scope, v->value.text, arena);
		else
			v->verdict = ci_judge_name(scope, v->name.text);
		if (!are_names)
			continue;
		ci_names_set(scope, v->name.text, v->verdict, arena);
		if (pipeline->system == KIND_AZURE_PIPELINES)
			ci_names_set(scope, environment_name(v->name.text, arena), v->verdict,
				arena);
	}
}

static size_t name_length(struct span word)
{
	size_t len = 0;

	while (len < word.len && (is_alnum(word.ptr[len]) || word.ptr[len] == '_'))
		len++;
	return len < word.len && word.ptr[len] == '=' ? len : 0;
}

static void set_from_word(struct ci_scope *scope, struct span word, struct ci_verdict verdict,
	struct arena *arena)
{
	size_t len;

	if (span_starts(word, "export "))
		word = span_trim(span_from(word, strlen("export ")));
	len = name_length(word);
	if (len)
		ci_names_set(scope, span_sub(word, 0, len), verdict, arena);
}

/* ##vso[task.setvariable variable=NAME;issecret=true]value */
static void set_by_logging(
	struct ci_scope *job, struct span word, struct ci_verdict verdict, struct arena *arena)
{
	size_t at = span_find(word, "task.setvariable");
	struct span rest = span_from(word, at);
	struct span name;

	if (at == word.len || (at = span_find(rest, "variable=")) == rest.len)
		return;
	name = span_from(rest, at + strlen("variable="));
	name = span_sub(name, 0, span_chr(name, ']'));
	name = span_sub(name, 0, span_chr(name, ';'));
	if (span_find_nocase(rest, "issecret=true") < rest.len)
		verdict = (struct ci_verdict){CI_SECRET, name};
	ci_names_set(job, name, verdict, arena);
	ci_names_set(job, environment_name(name, arena), verdict, arena);
}

static struct ci_scope *job_of(struct ci_scope *scope)
{
	while (scope->level == CI_STEP && scope->parent)
		scope = scope->parent;
	return scope;
}

/* What a command has besides its words: assignments, and what it reads. */
static void follow_around(struct ci_pipeline *pipeline, struct ci_scope *scope,
	const struct shell_command *c, struct ci_command *facts, struct arena *arena)
{
	VEC_EACH(const struct shell_assignment, a, &c->assignments) {
		struct ci_verdict verdict = judge_assigned(pipeline, scope, a->name, &a->value);

		facts->assigned = ci_worse(facts->assigned, verdict);
		ci_names_set(scope, a->name, verdict, arena);
	}
	VEC_EACH(const struct shell_redirect, r, &c->redirects)
		if (r->kind == SHELL_HEREDOC || r->kind == SHELL_HERESTRING)
			facts->input = ci_worse(
				facts->input, ci_judge_word(pipeline, scope, &r->target));
}

/* "for NAME in words": it holds what the words do, whatever it is called. */
static void follow_loop(struct ci_pipeline *pipeline, struct ci_scope *scope,
	const struct shell_command *loop, struct arena *arena)
{
	struct ci_verdict verdict = no_secret;

	VEC_EACH(const struct shell_word, word, &loop->words)
		verdict = ci_worse(verdict, ci_judge_word(pipeline, scope, word));
	ci_names_set(scope, loop->name, verdict, arena);
}

/* "read -r NAME": lines of something, mostly names of other things; or <<<"$SECRET" itself */
static void follow_read(struct ci_scope *scope, const struct command *c,
	struct ci_verdict input, struct arena *arena)
{
	struct ci_verdict verdict = input.secrecy >= CI_SECRET ? input : no_secret;

	for (size_t i = 1; i < c->words.len; i++)
		if (!span_starts(c->words.at[i].text, "-"))
			ci_names_set(scope, c->words.at[i].text, verdict, arena);
}

/* A text that a shell expanded, whatever quotes stand in it. */
static struct ci_verdict judge_text(const struct ci_pipeline *pipeline,
	const struct ci_scope *scope, struct span text, struct arena *arena)
{
	struct shell_word word;

	if (span_chr(text, '$') == text.len)
		return no_secret;
	shell_read_text(text, arena, &word);
	return ci_judge_word(pipeline, scope, &word);
}

static void follow_command(struct ci_pipeline *pipeline, struct ci_scope *scope,
	const struct command *c, struct ci_command *facts, struct arena *arena)
{
	static const char *const setters[] = {
		"export", "declare", "local", "readonly", "set", "typeset"};
	struct ci_scope *job = job_of(scope);
	struct span name = command_name(c);
	bool sets = false;

	for (size_t i = 0; i < sizeof(setters) / sizeof(*setters); i++)
		sets |= span_eq_str(name, setters[i]);
	facts->words = arena_array(arena, c->words.len + 1, sizeof(*facts->words));
	if (c->shell)
		follow_around(pipeline, scope, c->shell, facts, arena);
	if (span_eq_str(name, "read"))
		follow_read(scope, c, facts->input, arena);
	for (size_t i = 0; i < c->words.len; i++) {
		const struct command_word *word = &c->words.at[i];
		struct ci_verdict verdict = word->word
			? ci_judge_word(pipeline, scope, word->word)
			: ci_judge(pipeline, scope, ci_as_written(pipeline, word->text, arena),
				  arena);

		if (c->is_expanded)
			verdict = ci_worse(
				verdict, judge_text(pipeline, scope, word->text, arena));
		facts->words[i] = verdict;
		if (sets)
			set_from_word(scope, word->text, verdict, arena);
		if (i && pipeline->system == KIND_AZURE_PIPELINES)
			set_by_logging(job, word->text, verdict, arena);
	}
	ci_hand_on(pipeline, c, arena);
	ci_note_contents(pipeline, c, arena);
}

/* The commands of a scope in their order. loop: the next one of the pipeline. */
static void follow_commands(struct ci_pipeline *pipeline, struct ci_scope *scope,
	struct ci_functions *functions, size_t *loop, struct arena *arena)
{
	const struct command_list *list = &pipeline->commands;

	functions->has_learned = false;
	for (size_t i = 0; i < scope->command_count; i++) {
		size_t n = scope->first_command + i;
		const struct command *c = &list->items.at[n];

		ci_enter_function(functions, scope, c, arena);
		for (; *loop < list->loops.len && list->loops.at[*loop].before <= n; ++*loop)
			follow_loop(pipeline, scope, list->loops.at[*loop].shell, arena);
		follow_command(pipeline, scope, c, &pipeline->facts[n], arena);
		ci_leave_command(functions, scope, c, &pipeline->facts[n], arena);
	}
}

/* Again, while calls of functions hand over what was not known to the functions before them. */
static void follow_scripts(
	struct ci_pipeline *pipeline, struct ci_scope *scope, size_t *loop, struct arena *arena)
{
	enum {
		ROUNDS_MAX = 4 /* functions that call functions */
	};
	struct ci_functions functions;
	size_t first_loop = *loop;

	ci_find_functions(pipeline, scope, arena, &functions);
	for (int round = 0; round < ROUNDS_MAX; round++) {
		*loop = first_loop;
		follow_commands(pipeline, scope, &functions, loop, arena);
		if (!functions.has_learned)
			break;
	}
}

/* What a job extends may stand behind it in the file. */
static void follow_extended(struct ci_pipeline *pipeline, const struct ci_scope *scope,
	unsigned depth, struct arena *arena)
{
	enum {
		CHAIN_MAX = 16
	};

	VEC_EACH(struct ci_scope *const, from, &scope->extends) {
		if ((*from)->number < scope->number || (*from)->names || depth > CHAIN_MAX)
			continue;
		ci_names_start(*from, arena);
		follow_extended(pipeline, *from, depth + 1, arena);
		follow_variables(pipeline, *from, &(*from)->variables, true, arena);
	}
}

void ci_follow(struct ci_pipeline *pipeline, struct arena *arena)
{
	size_t loop = 0;

	pipeline->facts =
		arena_array(arena, pipeline->commands.items.len + 1, sizeof(*pipeline->facts));
	VEC_EACH(struct ci_scope *, at, &pipeline->scopes) {
		struct ci_scope *scope = *at;

		follow_extended(pipeline, scope, 0, arena);
		follow_variables(pipeline, scope, &scope->variables, true, arena);
		follow_variables(pipeline, scope, &scope->inputs, false, arena);
		follow_variables(pipeline, scope, &scope->arguments, false, arena);
		follow_scripts(pipeline, scope, &loop, arena);
	}
}

const struct ci_command *ci_facts(
	const struct ci_pipeline *pipeline, const struct command *command)
{
	return &pipeline->facts[command - pipeline->commands.items.at];
}
