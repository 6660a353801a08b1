#include "ci/handed_on.h"

#include "ci/expressions.h"
#include "ci/flow.h"
#include "ci/names.h"

/* --- which file it is ------------------------------------------------------------------- */

static bool holds_one_of(struct span text, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (span_find(text, names[i]) < text.len)
			return true;
	return false;
}

/* ${{ github.env }} */
static enum ci_handing of_expression(
	const struct ci_pipeline *pipeline, const struct shell_word *word)
{
	VEC_EACH(const struct shell_part, part, &word->parts) {
		struct span path = span_of("", 0);

		if (part->kind == SHELL_PARAMETER)
			path = ci_expression_of(pipeline, part->text);
		if (!path.ptr)
			continue;
		path = span_trim(ci_inside(path));
		if (span_eq_nocase(path, "github.env"))
			return CI_HANDS_VARIABLES;
		if (span_eq_nocase(path, "github.output"))
			return CI_HANDS_OUTPUTS;
	}
	return CI_HANDS_NOTHING;
}

static enum ci_handing of_word(
	const struct ci_pipeline *pipeline, const struct shell_word *word)
{
	static const char *const variables[] = {
		"GITHUB_ENV", "BASH_ENV", "CIRRUS_ENV", "DRONE_ENV"};
	static const char *const outputs[] = {"GITHUB_OUTPUT"};

	if (holds_one_of(word->raw, variables, sizeof(variables) / sizeof(*variables)))
		return CI_HANDS_VARIABLES;
	if (holds_one_of(word->raw, outputs, sizeof(outputs) / sizeof(*outputs)))
		return CI_HANDS_OUTPUTS;
	return pipeline->expressions.len ? of_expression(pipeline, word) : CI_HANDS_NOTHING;
}

static enum ci_handing of_redirects(
	const struct ci_pipeline *pipeline, const struct shell_command *c)
{
	const struct shell_redirect *r = shell_output_file(c);

	return r ? of_word(pipeline, &r->target) : CI_HANDS_NOTHING;
}

/* tee -a FILE, Out-File FILE, Add-Content FILE text */
static bool writes_to_word(const struct command *c)
{
	static const char *const names[] = {
		"tee", "Tee-Object", "Out-File", "Add-Content", "Set-Content"};
	struct span name = command_name(c);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_nocase(name, names[i]))
			return true;
	return false;
}

enum ci_handing ci_hands_on(const struct ci_pipeline *pipeline, const struct command *command)
{
	enum ci_handing handing = CI_HANDS_NOTHING;

	if (command->shell)
		handing = of_redirects(pipeline, command->shell);
	if (handing == CI_HANDS_NOTHING && command->written_group && !command->is_piped)
		handing = of_redirects(pipeline, command->written_group);
	if (handing != CI_HANDS_NOTHING || !writes_to_word(command))
		return handing;
	for (size_t i = 1; i < command->words.len && handing == CI_HANDS_NOTHING; i++)
		if (command->words.at[i].word)
			handing = of_word(pipeline, command->words.at[i].word);
	return handing;
}

/* --- what it sets ----------------------------------------------------------------------- */

struct handing {
	struct ci_pipeline *pipeline;
	struct ci_scope *job;
	enum ci_handing what;
	struct arena *arena;
};

static void set(struct handing *h, struct span name, struct ci_verdict verdict)
{
	ci_names_set_of(h->job, h->what == CI_HANDS_OUTPUTS ? CI_NAME_OUTPUT : CI_NAME_VARIABLE,
		name, verdict, h->arena);
}

static size_t name_length(struct span text)
{
	size_t len = 0;

	while (len < text.len &&
		(is_alnum(text.ptr[len]) || text.ptr[len] == '_' || text.ptr[len] == '-'))
		len++;
	return len;
}

/* What the lines behind "NAME<<EOF" are the value of is kept under a name that none has. */
static void keep_open(struct handing *h, struct span name)
{
	ci_names_set(h->job, span_str("<<"), (struct ci_verdict){CI_NO_SECRET, name}, h->arena);
}

/* "NAME=value", "NAME<<EOF", or a line of such a value */
static void take_line(struct handing *h, struct span line, struct ci_verdict verdict)
{
	const struct ci_verdict *open;
	size_t len;

	line = span_trim(line);
	if (span_starts(line, "export "))
		line = span_trim(span_from(line, strlen("export ")));
	len = name_length(line);
	if (len && len < line.len && line.ptr[len] == '=') {
		set(h, span_sub(line, 0, len), verdict);
		return;
	}
	if (len && span_starts(span_from(line, len), "<<")) {
		keep_open(h, span_sub(line, 0, len));
		return;
	}
	open = verdict.secrecy == CI_NO_SECRET ? NULL : ci_names_find(h->job, span_str("<<"));
	if (open && open->name.len)
		set(h, open->name, verdict);
}

/* What goes into a file that shells read is expanded there: 'export A=$B'. */
static struct ci_verdict judge_text(
	const struct handing *h, const struct ci_scope *scope, struct span text)
{
	struct shell_word word;

	if (span_chr(text, '$') == text.len)
		return (struct ci_verdict){0};
	shell_read_text(text, h->arena, &word);
	return ci_judge_word(h->pipeline, scope, &word);
}

static void take_words(struct handing *h, const struct command *c)
{
	const struct ci_command *facts = ci_facts(h->pipeline, c);
	struct ci_verdict all = {0};
	bool is_format = span_eq_str(command_name(c), "printf");

	for (size_t i = 1; i < c->words.len; i++)
		all = ci_worse(all, facts->words[i]);
	/* of PowerShell a string alone is a command that puts it out */
	for (size_t i = 0; i < c->words.len; i++) {
		struct ci_verdict verdict = is_format ? all : facts->words[i];

		if (h->pipeline->system == KIND_CIRCLECI)
			verdict = ci_worse(
				verdict, judge_text(h, ci_scope_of(c), c->words.at[i].text));
		take_line(h, c->words.at[i].text, verdict);
	}
}

static void take_here_documents(struct handing *h, const struct command *c)
{
	if (!c->shell)
		return;
	VEC_EACH(const struct shell_redirect, r, &c->shell->redirects) {
		struct span rest = r->target.raw;
		struct span line;

		if (r->kind != SHELL_HEREDOC && r->kind != SHELL_HERESTRING)
			continue;
		while (span_split(&rest, '\n', &line))
			take_line(h, line, judge_text(h, ci_scope_of(c), line));
	}
}

static struct ci_scope *job_of(struct ci_pipeline *pipeline, const struct ci_scope *scope)
{
	return pipeline->scopes.at[ci_job_of(scope)->number];
}

void ci_hand_on(
	struct ci_pipeline *pipeline, const struct command *command, struct arena *arena)
{
	enum {
		COMMANDS_MAX = 8 /* of one pipeline */
	};
	struct handing h = {pipeline, job_of(pipeline, ci_scope_of(command)),
		ci_hands_on(pipeline, command), arena};
	const struct command *all = pipeline->commands.items.at;
	size_t at = (size_t)(command - all);

	if (h.what == CI_HANDS_NOTHING)
		return;
	for (size_t n = 0; n < COMMANDS_MAX && n <= at; n++) {
		const struct command *c = &all[at - n];

		if (c->pipeline != command->pipeline || (n && c->position >= command->position))
			break;
		take_words(&h, c);
		take_here_documents(&h, c);
	}
}

const struct ci_verdict *ci_output_handed_on(const struct ci_scope *scope, struct span name)
{
	return ci_names_find_of(scope, CI_NAME_OUTPUT, name);
}
