#include "ci/script_flow.h"

#include "ci/assigned_values.h"
#include "ci/azure_variables.h"
#include "ci/expressions.h"
#include "ci/file_contents.h"
#include "ci/functions.h"
#include "ci/handed_on.h"
#include "ci/names.h"
#include "ci/printed.h"

static const struct ci_verdict no_secret = {CI_NO_SECRET, {NULL, 0}};

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

static struct ci_scope *job_of(struct ci_scope *scope)
{
	while (scope->level == CI_STEP && scope->parent)
		scope = scope->parent;
	return scope;
}

/* Of a value that is the name of a variable, what that one holds; else nothing. */
static struct ci_verdict judge_named(
	const struct ci_scope *scope, const struct shell_word *value)
{
	if (value->parts.len != 1 || value->parts.at[0].kind != SHELL_TEXT)
		return no_secret;
	return ci_judge_name(scope, value->parts.at[0].text);
}

/* What "${!NAME}" is. */
static void set_named(struct ci_scope *scope, struct span name, struct ci_verdict verdict,
	struct arena *arena)
{
	if (verdict.secrecy != CI_NO_SECRET || ci_names_find_of(scope, CI_NAME_HELD, name))
		ci_names_set_of(scope, CI_NAME_HELD, name, verdict, arena);
}

/* What a command has besides its words: assignments, and what it reads. */
static void follow_around(struct ci_pipeline *pipeline, struct ci_scope *scope,
	const struct shell_command *c, struct ci_command *facts, struct arena *arena)
{
	VEC_EACH(const struct shell_assignment, a, &c->assignments) {
		struct ci_verdict verdict =
			ci_judge_assigned(pipeline, scope, a->name, &a->value);

		facts->assigned = ci_worse(facts->assigned, verdict);
		ci_names_set(scope, a->name, verdict, arena);
		set_named(scope, a->name, judge_named(scope, &a->value), arena);
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
	struct ci_verdict named = no_secret;

	VEC_EACH(const struct shell_word, word, &loop->words) {
		verdict = ci_worse(verdict, ci_judge_word(pipeline, scope, word));
		named = ci_worse(named, judge_named(scope, word));
	}
	ci_names_set(scope, loop->name, verdict, arena);
	set_named(scope, loop->name, named, arena);
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
			azure_set_by_logging(job, word->text, verdict, arena);
	}
	facts->printed = ci_judge_printed(pipeline, c);
	ci_hand_on(pipeline, c, arena);
	ci_note_contents(pipeline, c, arena);
}

/* The commands of a scope in their order. loop: the next one of the pipeline. */
static void follow_commands(struct ci_pipeline *pipeline, struct ci_scope *scope,
	struct ci_functions *functions, size_t *loop, struct arena *arena)
{
	const struct command_list *list = &pipeline->commands;

	functions->has_learned = false;
	functions->current = NULL;
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

/* What is known where the commands of a scope may set something. */
struct known {
	struct ci_names *of_scope;
	struct ci_names *of_job;
};

static struct known copy_known(struct ci_scope *scope, struct arena *arena)
{
	return (struct known){ci_names_copy(scope, arena), ci_names_copy(job_of(scope), arena)};
}

/*
 * Again, while calls of functions hand over what was not known to the functions before them;
 * each time from what was known at the beginning, not from what the commands have made of it.
 */
void ci_follow_scripts(
	struct ci_pipeline *pipeline, struct ci_scope *scope, size_t *loop, struct arena *arena)
{
	enum {
		ROUNDS_MAX = 8 /* functions that call functions */
	};
	struct ci_functions functions;
	struct known known = {0};
	size_t first_loop = *loop;

	ci_find_functions(pipeline, scope, arena, &functions);
	pipeline->is_incomplete |= functions.is_cut;
	if (functions.items.len)
		known = copy_known(scope, arena);
	for (int round = 1;; round++) {
		*loop = first_loop;
		follow_commands(pipeline, scope, &functions, loop, arena);
		if (!functions.has_learned)
			return;
		if (round == ROUNDS_MAX)
			break;
		scope->names = known.of_scope;
		job_of(scope)->names = known.of_job;
		known = copy_known(scope, arena);
	}
	pipeline->is_incomplete = true;
}
