#include "ci/flow.h"

#include "ci/expressions.h"
#include "ci/handed_on.h"
#include "ci/names.h"
#include "ci/stored_name.h"
#include "tokens/secret_name.h"

static const struct ci_verdict no_secret = {CI_NO_SECRET, {NULL, 0}};

static struct ci_verdict worse(struct ci_verdict a, struct ci_verdict b)
{
	return b.secrecy > a.secrecy ? b : a;
}

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
static struct ci_verdict stored(struct span name)
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
		return stored(last);
	if (span_eq_nocase(first, "github") || span_eq_nocase(first, "gitea") ||
		span_eq_nocase(first, "forgejo"))
		return span_eq_nocase(last, "token") ? (struct ci_verdict){CI_SECRET, last}
						     : no_secret;
	if (span_eq_nocase(first, "vars"))
		return no_secret;
	if (span_eq_nocase(first, "steps") && (known = ci_output_handed_on(scope, last)))
		return *known;
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
		verdict = worse(verdict, judge_path(pipeline, scope, path));
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
		verdict = worse(verdict, judge_variable(j, span_sub(text, 0, close)));
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
			verdict = worse(verdict, ci_judge_name(j->scope, name));
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

/* A word of a command that a store of secrets hands something out by. */
static bool hands_out(struct span word)
{
	static const char *const words[] = {"get-login-password", "print-access-token",
		"print-identity-token", "get-secret-value", "get-authorization-token"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_eq_str(word, words[i]))
			return true;
	return span_find(word, "/run/secrets/") < word.len;
}

/* Commands whose output is a secret, or what they are given. */
static struct ci_verdict judge_command(struct judge *j, const struct shell_command *c)
{
	struct ci_verdict verdict = no_secret;

	if (c->kind != SHELL_SIMPLE || c->words.len == 0)
		return no_secret;
	VEC_EACH(const struct shell_word, word, &c->words)
		if (hands_out(word->raw))
			return (struct ci_verdict){CI_SECRET, word->raw};
	if (prints_its_words(c->words.at[0].raw)) {
		VEC_EACH(const struct shell_word, word, &c->words)
			verdict = worse(verdict, judge_word(j, word));
		VEC_EACH(const struct shell_redirect, r, &c->redirects)
			if (r->kind == SHELL_HERESTRING || r->kind == SHELL_HEREDOC)
				verdict = worse(verdict, judge_word(j, &r->target));
	} else if (span_eq_str(c->words.at[0].raw, "printenv")) {
		VEC_EACH(const struct shell_word, word, &c->words)
			verdict = worse(verdict, ci_judge_name(j->scope, word->raw));
	}
	/* $($env:NAME) of PowerShell */
	if (span_starts_nocase(c->words.at[0].raw, "$env:"))
		verdict = judge_word(j, &c->words.at[0]);
	return verdict;
}

/* What is left of a secret behind it is none: a hash, a count. */
static bool takes_secret_out(const struct shell_command *c)
{
	static const char *const names[] = {"sha256sum", "sha1sum", "sha512sum", "shasum",
		"md5sum", "md5", "cksum", "wc", "docker"};

	for (size_t i = 0; c->words.len && i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_str(c->words.at[0].raw, names[i]))
			return true;
	return false;
}

static struct ci_verdict judge_pipeline(struct judge *j, const struct shell_pipeline *pipeline)
{
	for (size_t i = 1; i < pipeline->commands.len; i++)
		if (takes_secret_out(&pipeline->commands.at[i]))
			return no_secret;
	return pipeline->commands.len ? judge_command(j, &pipeline->commands.at[0]) : no_secret;
}

static struct ci_verdict judge_substitution(struct judge *j, const struct shell_list *list)
{
	struct ci_verdict verdict = no_secret;

	VEC_EACH(const struct shell_item, item, &list->items)
		verdict = worse(verdict, judge_pipeline(j, &item->pipeline));
	return verdict;
}

/* "${NAME:+word}" and "${#NAME}" don't hold what NAME does. */
static struct ci_verdict judge_parameter(struct judge *j, const struct shell_part *part)
{
	bool only_asks = span_eq_str(part->op, "length") || span_eq_str(part->op, ":+") ||
		span_eq_str(part->op, "+");
	struct ci_verdict verdict = only_asks ? no_secret : judge_variable(j, part->text);

	if (part->word && !span_starts(part->op, "#") && !span_starts(part->op, "%") &&
		!span_starts(part->op, "/"))
		verdict = worse(verdict, judge_word(j, part->word));
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

static struct ci_verdict judge_part(struct judge *j, const struct shell_part *part)
{
	switch (part->kind) {
	case SHELL_TEXT:
		return worse(judge_literal(j, part->text), judge_percent(j, part->text));
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

		if (i + 1 < word->parts.len && is_powershell_name(part, part + 1, &name))
			verdict = worse(verdict, ci_judge_name(j->scope, name));
		else
			verdict = worse(verdict, judge_part(j, part));
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
		verdict = worse(verdict, judge_expression(pipeline, scope, expression));
	if (!expands_dollars(pipeline->system) || span_chr(text, '$') == text.len)
		return verdict;
	shell_read_text(text, arena, &word);
	return worse(verdict, ci_judge_word(pipeline, scope, &word));
}

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

static void follow_variables(struct ci_pipeline *pipeline, struct ci_scope *scope,
	struct ci_variables *variables, bool are_names, struct arena *arena)
{
	VEC_EACH(struct ci_variable, v, &variables->items) {
		if (v->is_secret || is_encrypted(pipeline, v->value.text))
			v->verdict = stored(v->name.text);
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

/* What a command has besides its words: assignments, and what it reads. */
static void follow_around(struct ci_pipeline *pipeline, struct ci_scope *scope,
	const struct shell_command *c, struct ci_command *facts, struct arena *arena)
{
	VEC_EACH(const struct shell_assignment, a, &c->assignments) {
		struct ci_verdict verdict = judge_assigned(pipeline, scope, a->name, &a->value);

		facts->assigned = worse(facts->assigned, verdict);
		ci_names_set(scope, a->name, verdict, arena);
	}
	VEC_EACH(const struct shell_redirect, r, &c->redirects)
		if (r->kind == SHELL_HEREDOC || r->kind == SHELL_HERESTRING)
			facts->input =
				worse(facts->input, ci_judge_word(pipeline, scope, &r->target));
}

/* "for NAME in words": it holds what the words do, whatever it is called. */
static void follow_loop(struct ci_pipeline *pipeline, struct ci_scope *scope,
	const struct shell_command *loop, struct arena *arena)
{
	struct ci_verdict verdict = no_secret;

	VEC_EACH(const struct shell_word, word, &loop->words)
		verdict = worse(verdict, ci_judge_word(pipeline, scope, word));
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
			verdict =
				worse(verdict, judge_text(pipeline, scope, word->text, arena));
		facts->words[i] = verdict;
		if (sets)
			set_from_word(scope, word->text, verdict, arena);
		if (i && pipeline->system == KIND_AZURE_PIPELINES)
			set_by_logging(job, word->text, verdict, arena);
	}
	ci_hand_on(pipeline, c, arena);
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
		for (size_t i = 0; i < scope->command_count; i++) {
			size_t n = scope->first_command + i;

			for (; loop < pipeline->commands.loops.len &&
				pipeline->commands.loops.at[loop].before <= n;
				loop++)
				follow_loop(pipeline, scope,
					pipeline->commands.loops.at[loop].shell, arena);
			follow_command(pipeline, scope, &pipeline->commands.items.at[n],
				&pipeline->facts[n], arena);
		}
	}
}

struct ci_verdict ci_judge_output(
	const struct ci_pipeline *pipeline, const struct command *command)
{
	const struct ci_command *facts = ci_facts(pipeline, command);
	bool prints = prints_its_words(command_name(command));
	struct ci_verdict verdict = no_secret;

	for (size_t i = 1; i < command->words.len; i++) {
		if (hands_out(command->words.at[i].text))
			return (struct ci_verdict){CI_SECRET, command->words.at[i].text};
		if (prints)
			verdict = worse(verdict, facts->words[i]);
	}
	if (prints)
		verdict = worse(verdict, facts->input);
	return verdict;
}

const struct ci_command *ci_facts(
	const struct ci_pipeline *pipeline, const struct command *command)
{
	return &pipeline->facts[command - pipeline->commands.items.at];
}
