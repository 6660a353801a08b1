/* Builds of commands. */
#include "base/escape.h"
#include "ci/build_options.h"
#include "ci/build_programs.h"
#include "ci/expressions.h"
#include "ci/flow.h"

/* The words of a command from one on. */
static struct ci_build_word *words_of(
	struct ci_build_reader *p, const struct command *command, size_t from)
{
	const struct ci_command *facts = ci_facts(p->pipeline, command);
	struct ci_build_word *words =
		arena_array(p->arena, command->words.len + 1, sizeof(*words));

	for (size_t i = from; i < command->words.len; i++) {
		const struct command_word *word = &command->words.at[i];

		words[i - from] = (struct ci_build_word){
			ci_as_written(p->pipeline, word->text, p->arena),
			word->place.len ? word->place : command->place, facts->words[i]};
	}
	return words;
}

bool ci_build_of_command(struct ci_pipeline *pipeline, const struct command *command,
	struct arena *arena, struct ci_build *out)
{
	size_t behind;
	const struct ci_builder *builder = ci_builder_of(pipeline, command, &behind);
	struct ci_build_reader p = {pipeline, arena, out, false};
	bool is_inner = false;

	if (!builder) {
		builder = ci_builder_behind(pipeline, command, &behind);
		is_inner = true;
	}
	if (!builder)
		return false;
	*out = (struct ci_build){.scope = ci_scope_of(command),
		.command = command,
		.tool = builder->name ? builder->name : builder->words,
		.place = command->place,
		.push = builder->pushes ? CI_PUSHED : CI_NOT_PUSHED,
		.is_fragment = is_inner && ci_runs_elsewhere(command)};
	ci_build_options(&p, words_of(&p, command, behind), command->words.len - behind);
	return true;
}

/* "> build.sh": not notes that somebody may read. */
static bool writes_script(const struct command *c)
{
	if (c->shell)
		VEC_EACH(const struct shell_redirect, r, &c->shell->redirects)
			if (r->kind != SHELL_HEREDOC && span_ends(r->target.raw, ".sh"))
				return true;
	return false;
}

/* Is its text read by a shell anyway, or by nobody? */
static bool is_read_otherwise(const struct command *c)
{
	size_t word;

	if (ci_only_writes(c))
		return c->substitution || (!c->is_piped && !writes_script(c));
	return ci_runs_nothing(c) || span_eq_str(command_name(c), "eval") ||
		span_eq_str(command_name(c), "su") ||
		shell_program_of(c, &word) == PROGRAM_TEXT;
}

static void take_here_documents(struct ci_build_reader *p, const struct command *command)
{
	size_t word;

	if (!command->shell || shell_program_of(command, &word) == PROGRAM_INPUT)
		return;
	VEC_EACH(const struct shell_redirect, r, &command->shell->redirects)
		if (r->kind == SHELL_HEREDOC || r->kind == SHELL_HERESTRING)
			ci_build_words_inside(p,
				(struct ci_build_word){
					ci_as_written(p->pipeline, r->target.raw, p->arena),
					command->place, {0}});
}

/* The first word with one, or behind the last. "docker run" has no such option of its own. */
static size_t first_build_arg(const struct command *c)
{
	bool is_own = ci_runs_elsewhere(c);
	size_t i = 1;

	for (; i < c->words.len; i++) {
		struct span word = c->words.at[i].text;

		if (span_find(word, ci_build_arg) < word.len &&
			(!is_own || ci_find_inside(word) < word.len))
			break;
		is_own &= i == 1 || span_starts(word, "-");
	}
	return i;
}

bool ci_build_of_options(struct ci_pipeline *pipeline, const struct command *command,
	struct arena *arena, struct ci_build *out)
{
	struct ci_build_reader p = {pipeline, arena, out, false};
	size_t first;

	if (is_read_otherwise(command))
		return false;
	first = first_build_arg(command);
	*out = (struct ci_build){.scope = ci_scope_of(command),
		.command = command,
		.tool = "",
		.place = command->place,
		.is_fragment = true};
	if (first < command->words.len)
		ci_build_options(&p, words_of(&p, command, first), command->words.len - first);
	take_here_documents(&p, command);
	if (out->arguments.len == 0)
		return false;
	out->tool = ci_only_writes(command) ? "a build"
					    : escaped_text(arena, command_name(command));
	return true;
}

static size_t find_any(struct span text, const char *bytes)
{
	size_t i = 0;

	while (i < text.len && (!text.ptr[i] || !strchr(bytes, text.ptr[i])))
		i++;
	return i;
}

void ci_build_options_inside(struct ci_pipeline *pipeline, const struct ci_scope *scope,
	const struct ci_text *text, struct arena *arena, struct ci_build *out)
{
	struct ci_build_reader p = {pipeline, arena, out, true};

	struct span rest = text->text;
	struct span line;

	while (span_split(&rest, '\n', &line)) {
		size_t at = span_find(line, ci_build_arg);

		/* in a string, as a call has it */
		if (at == line.len || find_any(line, "'\"`") > at)
			continue;
		ci_build_words_inside(&p,
			(struct ci_build_word){line, ci_place(text, line, arena),
				ci_judge(pipeline, scope, line, arena)});
	}
}

/* Where a word of a text stands that its shell got in another form, as long as the text. */
static struct span place_of_word(const struct ci_text *text, struct span read,
	const struct shell_word *word, struct arena *arena)
{
	size_t from;

	if (word->raw.ptr < read.ptr || word->raw.ptr + word->raw.len > read.ptr + read.len)
		return text->raw;
	from = (size_t)(word->raw.ptr - read.ptr);
	return ci_place(text, span_sub(text->text, from, from + word->raw.len), arena);
}

void ci_build_options_text(struct ci_pipeline *pipeline, const struct ci_scope *scope,
	const struct ci_text *text, struct arena *arena, struct ci_build *out)
{
	struct ci_build_reader p = {pipeline, arena, out, false};
	struct shell_script script;
	VEC(struct ci_build_word) words = {0};
	struct span read = ci_shell_text(pipeline, CI_SHELL_POSIX, text->text, arena);

	/* what the system expands in it is judged word by word */
	shell_read(read, NULL, 0, arena, &script);
	VEC_EACH(const struct shell_item, item, &script.list.items)
		VEC_EACH(const struct shell_command, c, &item->pipeline.commands)
			VEC_EACH(const struct shell_word, word, &c->words)
				*vec_add(&words, arena) = (struct ci_build_word){
					ci_as_written(
						pipeline, shell_word_text(arena, word), arena),
					place_of_word(text, read, word, arena),
					ci_judge_word(pipeline, scope, word)};
	ci_build_options(&p, words.at, words.len);
}
