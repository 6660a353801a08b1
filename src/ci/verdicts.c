#include "ci/verdicts.h"

#include "ci/expressions.h"
#include "ci/file_contents.h"
#include "ci/flow.h"
#include "ci/functions.h"
#include "ci/handed_on.h"
#include "ci/names.h"
#include "ci/printed.h"
#include "ci/secret_stores.h"
#include "ci/stored_name.h"
#include "tokens/secret_name.h"

static const struct ci_verdict no_secret = {CI_NO_SECRET, {NULL, 0}};

/* "PWD" is no password. */
static bool is_directory(struct span name)
{
	return span_eq_nocase(name, "PWD") || span_eq_nocase(name, "OLDPWD");
}

static struct ci_verdict by_name(struct span name)
{
	return is_secret_name(name) && !is_directory(name) ? (struct ci_verdict){CI_NAMED, name}
							   : no_secret;
}

/* What the store of secrets hands out under a name. */
struct ci_verdict ci_stored(struct span name)
{
	if (is_public_name(name))
		return no_secret;
	return (struct ci_verdict){is_setting_name(name) ? CI_STORED : CI_SECRET, name};
}

struct ci_verdict ci_judge_name(const struct ci_scope *scope, struct span name)
{
	const struct ci_verdict *known = ci_names_find(scope, name);

	return known ? *known : by_name(name);
}

/* --- expressions
 * ------------------------------------------------------------------------------ */

/* A name with nothing before it: a variable of Azure, Concourse, … */
static struct ci_verdict judge_bare(
	const struct ci_pipeline *pipeline, const struct ci_scope *scope, struct span name)
{
	switch (pipeline->system) {
	case KIND_GITHUB_ACTIONS:
		/* all of them at once */
		return span_eq_nocase(name, "secrets") ? (struct ci_verdict){CI_SECRET, name}
						       : no_secret;
	case KIND_CONCOURSE:
		return is_secret_name(name) ? (struct ci_verdict){CI_SECRET, name} : no_secret;
	default:
		return ci_judge_name(scope, name);
	}
}

static struct ci_verdict judge_path(
	const struct ci_pipeline *pipeline, const struct ci_scope *scope, struct span path)
{
	const struct ci_verdict *known;
	struct span first;
	struct span last;

	if (!ci_split_path(path, &first, &last))
		return judge_bare(pipeline, scope, path);
	if (pipeline->system == KIND_AZURE_PIPELINES && (known = ci_names_find(scope, path)))
		return *known;
	/* "{{.NAME}}" */
	if (first.len == 0)
		return ci_judge_name(scope, last);
	if (span_eq_nocase(first, "secrets"))
		return ci_stored(last);
	if (span_eq_nocase(first, "steps") && (known = ci_output_handed_on(scope, last)))
		return *known;
	if (span_eq_nocase(first, "github") || span_eq_nocase(first, "gitea") ||
		span_eq_nocase(first, "forgejo"))
		return span_eq_nocase(last, "token") ? (struct ci_verdict){CI_SECRET, last}
						     : no_secret;
	if (span_eq_nocase(first, "vars"))
		return no_secret;
	if (span_eq_nocase(first, "env") || span_eq_nocase(first, "variables"))
		return ci_judge_name(scope, last);
	if (pipeline->system == KIND_CONCOURSE)
		return judge_bare(pipeline, scope, last);
	return by_name(last);
}

static struct ci_verdict judge_expression(const struct ci_pipeline *pipeline,
	const struct ci_scope *scope, struct span expression)
{
	struct ci_verdict verdict = no_secret;
	struct span rest = ci_inside(expression);
	struct span path;

	while (ci_next_path(&rest, &path))
		verdict = ci_worse(verdict, judge_path(pipeline, scope, path));
	return verdict;
}

/* --- words
 * -------------------------------------------------------------------------------------
 */

enum {
	WORDS_DEEP = 8 /* "${A:-$(echo ${B:-…})}" */
};

struct judge {
	const struct ci_pipeline *pipeline;
	const struct ci_scope *scope;
	unsigned depth;
};

static struct ci_verdict judge_word(struct judge *j, const struct shell_word *word);

static struct ci_verdict judge_variable(const struct judge *j, struct span name)
{
	struct span expression = ci_expression_of(j->pipeline, name);

	if (expression.ptr)
		return judge_expression(j->pipeline, j->scope, expression);
	return ci_judge_name(j->scope, name);
}

/* In single quotes a shell expands nothing, but the system does before it. */
static struct ci_verdict judge_literal(const struct judge *j, struct span text)
{
	struct ci_verdict verdict = no_secret;
	size_t at;

	if (j->pipeline->expressions.len == 0)
		return verdict;
	while ((at = span_find(text, "${_")) < text.len) {
		size_t close;

		text = span_from(text, at + 2);
		close = span_chr(text, '}');
		verdict = ci_worse(verdict, judge_variable(j, span_sub(text, 0, close)));
	}
	return verdict;
}

/* %NAME% of cmd */
static struct ci_verdict judge_percent(const struct judge *j, struct span text)
{
	struct ci_verdict verdict = no_secret;
	size_t at;

	while ((at = span_chr(text, '%')) < text.len) {
		struct span name = span_from(text, at + 1);
		size_t close = span_chr(name, '%');

		if (close == name.len)
			break;
		name = span_sub(name, 0, close);
		if (span_chr(name, ' ') == name.len)
			verdict = ci_worse(verdict, ci_judge_name(j->scope, name));
		text = span_from(text, at + 1 + close);
	}
	return verdict;
}

static bool prints_its_words(struct span name)
{
	static const char *const names[] = {"echo", "printf", "cat", "base64", "tr", "head",
		"Write-Output", "urlencode", "openssl"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_str(name, names[i]))
			return true;
	return false;
}

/* The verdict of what a store of secrets hands out, by the words of the command. */
static struct ci_verdict handed_out(const struct span *words, size_t count)
{
	struct span by = ci_handed_out_by(words, count);

	return (struct ci_verdict){by.ptr ? CI_SECRET : CI_NO_SECRET, by};
}

static struct ci_verdict handed_out_by_words(const struct shell_command *c)
{
	struct span words[CI_STORE_WORDS];
	size_t count = 0;

	VEC_EACH(const struct shell_word, word, &c->words)
		if (count < CI_STORE_WORDS)
			words[count++] = word->raw;
	return handed_out(words, count);
}

/* "$env:NAME -ne $null", "$env:NAME ? 'yes' : 'no'" of PowerShell say something about it. */
static bool only_compares(const struct shell_command *c)
{
	static const char *const operators[] = {"?", "-eq", "-ceq", "-ieq", "-ne", "-cne",
		"-ine", "-gt", "-ge", "-lt", "-le", "-like", "-notlike", "-match", "-notmatch",
		"-contains", "-notcontains", "-in", "-notin", "-is", "-isnot"};

	return c->words.len > 1 && SPAN_IN_NOCASE(c->words.at[1].raw, operators);
}

/* Commands whose output is a secret, or what they are given. */
static struct ci_verdict judge_command(struct judge *j, const struct shell_command *c)
{
	struct ci_verdict verdict = no_secret;

	if (c->kind != SHELL_SIMPLE)
		return no_secret;
	verdict = ci_judge_reading(j->scope, c);
	if (c->words.len == 0)
		return verdict;
	verdict = ci_worse(verdict, handed_out_by_words(c));
	verdict = ci_worse(verdict, ci_printed_by_function(j->scope, c->words.at[0].raw));
	if (verdict.secrecy == CI_SECRET)
		return verdict;
	if (prints_its_words(c->words.at[0].raw)) {
		VEC_EACH(const struct shell_word, word, &c->words)
			verdict = ci_worse(verdict, judge_word(j, word));
		VEC_EACH(const struct shell_redirect, r, &c->redirects)
			if (r->kind == SHELL_HERESTRING || r->kind == SHELL_HEREDOC)
				verdict = ci_worse(verdict, judge_word(j, &r->target));
	} else if (span_eq_str(c->words.at[0].raw, "printenv")) {
		VEC_EACH(const struct shell_word, word, &c->words)
			verdict = ci_worse(verdict, ci_judge_name(j->scope, word->raw));
	}
	/* $($env:NAME) of PowerShell */
	if (span_starts_nocase(c->words.at[0].raw, "$env:") && !only_compares(c))
		verdict = ci_worse(verdict, judge_word(j, &c->words.at[0]));
	return verdict;
}

static struct ci_verdict judge_pipeline(struct judge *j, const struct shell_pipeline *pipeline)
{
	for (size_t i = 1; i < pipeline->commands.len; i++)
		if (pipeline->commands.at[i].words.len &&
			ci_takes_secret_out(pipeline->commands.at[i].words.at[0].raw))
			return no_secret;
	return pipeline->commands.len ? judge_command(j, &pipeline->commands.at[0]) : no_secret;
}

static struct ci_verdict judge_substitution(struct judge *j, const struct shell_list *list)
{
	struct ci_verdict verdict = no_secret;

	VEC_EACH(const struct shell_item, item, &list->items)
		verdict = ci_worse(verdict, judge_pipeline(j, &item->pipeline));
	return verdict;
}

/* ${!NAME}: what the variable holds whose name NAME holds */
static struct ci_verdict judge_indirect(const struct judge *j, struct span name)
{
	const struct ci_verdict *known = ci_names_find_of(j->scope, CI_NAME_HELD, name);

	return known ? *known : judge_variable(j, name);
}

/* "${NAME:+word}" and "${#NAME}" don't hold what NAME does. */
static struct ci_verdict judge_parameter(struct judge *j, const struct shell_part *part)
{
	bool only_asks = span_eq_str(part->op, "length") || span_eq_str(part->op, ":+") ||
		span_eq_str(part->op, "+");
	struct ci_verdict verdict = no_secret;

	if (span_eq_str(part->op, "!"))
		verdict = judge_indirect(j, part->text);
	else if (!only_asks)
		verdict = judge_variable(j, part->text);
	if (part->word && !span_starts(part->op, "#") && !span_starts(part->op, "%") &&
		!span_starts(part->op, "/"))
		verdict = ci_worse(verdict, judge_word(j, part->word));
	return verdict;
}

/* $env:NAME of PowerShell */
static bool is_powershell_name(
	const struct shell_part *part, const struct shell_part *next, struct span *name)
{
	size_t end = 1;

	if (part->kind != SHELL_PARAMETER || !span_eq_nocase(part->text, "env") ||
		next->kind != SHELL_TEXT || !span_starts(next->text, ":"))
		return false;
	while (end < next->text.len &&
		(is_alnum(next->text.ptr[end]) || next->text.ptr[end] == '_'))
		end++;
	*name = span_sub(next->text, 1, end);
	return name->len > 0;
}

/* $env:NAME.Length; in quotes the point is a point */
static bool is_measured(const struct shell_word *word, const struct shell_part *behind)
{
	static const char *const properties[] = {".Length", ".Count"};
	size_t dot = span_chr(behind->text, '.');

	return span_starts_nocase(word->raw, "$env:") &&
		SPAN_IN_NOCASE(span_from(behind->text, dot), properties);
}

static struct ci_verdict judge_part(struct judge *j, const struct shell_part *part)
{
	switch (part->kind) {
	case SHELL_TEXT:
		return ci_worse(judge_literal(j, part->text), judge_percent(j, part->text));
	case SHELL_PARAMETER:
		return judge_parameter(j, part);
	case SHELL_COMMAND:
		return judge_substitution(j, part->list);
	case SHELL_PROCESS:
	case SHELL_ARITHMETIC:
		break;
	}
	return no_secret;
}

static struct ci_verdict judge_word(struct judge *j, const struct shell_word *word)
{
	struct ci_verdict verdict = no_secret;
	struct span name;

	if (j->depth >= WORDS_DEEP)
		return no_secret;
	j->depth++;
	for (size_t i = 0; i < word->parts.len; i++) {
		const struct shell_part *part = &word->parts.at[i];

		if (i + 1 < word->parts.len && is_powershell_name(part, part + 1, &name) &&
			!is_measured(word, part + 1))
			verdict = ci_worse(verdict, ci_judge_name(j->scope, name));
		else
			verdict = ci_worse(verdict, judge_part(j, part));
	}
	j->depth--;
	return verdict;
}

struct ci_verdict ci_judge_word(const struct ci_pipeline *pipeline,
	const struct ci_scope *scope, const struct shell_word *word)
{
	struct judge j = {pipeline, scope, 0};

	return judge_word(&j, word);
}

/* --- texts that no shell reads
 * ------------------------------------------------------------------ */

/* Systems that put variables into any value. */
static bool expands_dollars(enum file_kind system)
{
	switch (system) {
	case KIND_GITHUB_ACTIONS:
	case KIND_AZURE_PIPELINES:
	case KIND_CODEBUILD:
	case KIND_TEKTON:
	case KIND_ARGO:
	case KIND_CONCOURSE:
	case KIND_APPVEYOR:
		return false;
	default:
		return true;
	}
}

struct ci_verdict ci_judge(const struct ci_pipeline *pipeline, const struct ci_scope *scope,
	struct span text, struct arena *arena)
{
	struct ci_verdict verdict = no_secret;
	struct span rest = text;
	struct span expression;
	struct shell_word word;

	while (ci_next_expression(pipeline->system, &rest, &expression))
		verdict = ci_worse(verdict, judge_expression(pipeline, scope, expression));
	if (!expands_dollars(pipeline->system) || span_chr(text, '$') == text.len)
		return verdict;
	shell_read_text(text, arena, &word);
	return ci_worse(verdict, ci_judge_word(pipeline, scope, &word));
}

/* --- what commands print -------------------------------------------------------------------
 */

struct ci_verdict ci_judge_output(
	const struct ci_pipeline *pipeline, const struct command *command)
{
	const struct ci_command *facts = ci_facts(pipeline, command);
	bool prints = prints_its_words(command_name(command));
	struct ci_verdict verdict = no_secret;
	struct span words[CI_STORE_WORDS];

	for (size_t i = 0; i < command->words.len; i++) {
		if (i < CI_STORE_WORDS)
			words[i] = command->words.at[i].text;
		if (i && prints)
			verdict = ci_worse(verdict, facts->words[i]);
	}
	verdict = ci_worse(verdict,
		handed_out(words,
			command->words.len < CI_STORE_WORDS ? command->words.len
							    : CI_STORE_WORDS));
	if (prints)
		verdict = ci_worse(verdict, facts->input);
	if (command->shell && verdict.secrecy == CI_NO_SECRET) {
		verdict = ci_judge_reading(ci_scope_of(command), command->shell);
		/* the name of a file that people look into is no sign of anything */
		if (verdict.secrecy < CI_SECRET)
			verdict = no_secret;
	}
	return verdict;
}
