/* RUN: which text a shell gets, what is mounted, and what stays in the layer. */
#include "image/commands.h"
#include "image/mounts.h"
#include "image/path.h"
#include "image/windows_run.h"

static void note_complaint(struct builder *b, const struct shell_script *script)
{
	if (script->complaint)
		problem_add(&b->out->problems, b->arena,
			instruction_offset(b->file, b->at, script->complaint_at.ptr),
			script->complaint);
}

static const struct shell_script *note_run(
	struct builder *b, const struct instruction *in, const struct shell_script *script)
{
	struct image_run *run = vec_add(&b->out->runs, b->arena);

	run->at = in;
	run->script = script;
	run->stage = (size_t)(b->stage - b->stages.at);
	if (script)
		note_complaint(b, script);
	return script;
}

static void run_script(struct shell_run *run, const struct shell_script *script)
{
	struct shell_io io = {NULL, NULL};

	shell_run_list(run, &script->list, io);
	run->has_ended = false;
	for (size_t i = 0; i < run->traps.len; i++)
		shell_run_list(run, run->traps.at[i], io);
}

static const struct shell_script *read_script(
	struct builder *b, struct span text, const struct shell_body *bodies, size_t count)
{
	struct shell_script *script = ARENA_NEW(b->arena, struct shell_script);

	if (builder_pay(b, text.len / 4 + 1))
		shell_read(text, bodies, count, b->arena, script);
	b->out->is_incomplete |= script->is_cut;
	return script;
}

/* A body with "#!" on top is a script of that program; what others make of it nobody knows. */
static bool is_for_a_shell(struct span body)
{
	struct span line = span_sub(body, 0, span_chr(body, '\n'));

	if (!span_starts(body, "#!"))
		return true;
	return span_ends(span_trim(line), "sh") || span_find(line, "sh ") < line.len;
}

/* "RUN <<EOF": the body is the script. With more words the body is what they read. */
static bool is_only_heredoc(const struct instruction *in)
{
	struct span rest = span_trim(in->rest);

	if (in->heredocs.len != 1 || !span_starts(rest, "<<"))
		return false;
	for (size_t i = 0; i < rest.len; i++)
		if (is_space(rest.ptr[i]) || memchr(";&|>", rest.ptr[i], 4))
			return false;
	return true;
}

static void run_shell_form(struct shell_run *run, const struct instruction *in)
{
	struct builder *b = run->b;
	struct shell_body *bodies = arena_array(b->arena, in->heredocs.len, sizeof(*bodies));

	if (is_only_heredoc(in)) {
		struct span body = in->heredocs.at[0].body;

		if (is_for_a_shell(body))
			run_script(run, note_run(b, in, read_script(b, body, NULL, 0)));
		else
			note_run(b, in, NULL);
		return;
	}
	for (size_t i = 0; i < in->heredocs.len; i++)
		bodies[i] = (struct shell_body){in->heredocs.at[i].body,
			in->heredocs.at[i].expands, in->heredocs.at[i].strips_tabs};
	run_script(run, note_run(b, in, read_script(b, in->rest, bodies, in->heredocs.len)));
}

static void run_windows(struct shell_run *run, const struct instruction *in)
{
	note_run(run->b, in, NULL);
	if (in->heredocs.len == 1)
		windows_run_text(run, in->heredocs.at[0].body);
	else
		windows_run_text(run, in->rest);
}

/* ["sh", "-c", "text"] is a shell's; other words are a command as they are. */
static bool is_windows_shell(struct span name)
{
	name = path_base(name);
	return span_starts_nocase(name, "powershell") || span_starts_nocase(name, "pwsh") ||
		span_eq_nocase(name, "cmd") || span_eq_nocase(name, "cmd.exe");
}

/* ["powershell", "-Command", "text"], ["cmd", "/C", "text"] */
static void run_windows_exec(struct shell_run *run, const struct command *c)
{
	enum shell_flavour before = run->b->stage->shell;
	bool is_cmd = span_starts_nocase(path_base(c->argv.at[0].text), "cmd");

	run->b->stage->shell = is_cmd ? FLAVOUR_CMD : FLAVOUR_POWERSHELL;
	windows_run_text(run, c->argv.at[c->argv.len - 1].text);
	run->b->stage->shell = before;
}

/* The words of an exec form, with the bytes of the file that each is. */
static void take_exec_words(const struct instruction *in, struct command *c)
{
	struct builder *b = c->run->b;

	VEC_EACH(const struct instruction_word, word, &in->words) {
		struct file_range range = range_of(b, in, word->raw);
		struct value_builder text;

		value_begin(&text, b->arena);
		/* where nothing is escaped each byte of the text is one of the file */
		if (word->raw.len == word->text.len + 2)
			range = (struct file_range){range.from + 1, range.to - 1};
		value_add_text(&text, word->text, range.from, range.to);
		mark_tokens(b, &text, text.len, range);
		*vec_add(&c->argv, b->arena) = value_end(&text);
	}
}

static void run_exec_form(struct shell_run *run, const struct instruction *in)
{
	struct builder *b = run->b;
	struct value_builder out;
	struct command c = {.run = run, .range = range_of(b, in, in->rest), .out = &out};

	value_begin(&out, b->arena);
	take_exec_words(in, &c);
	if (in->words.len == 3 && span_starts(in->words.at[1].text, "-") &&
		span_ends(in->words.at[1].text, "c") &&
		span_ends(path_base(in->words.at[0].text), "sh"))
		note_run(b, in, read_script(b, in->words.at[2].text, NULL, 0));
	else
		note_run(b, in, NULL);
	if (!c.argv.len)
		return;
	if (is_windows_shell(c.argv.at[0].text))
		run_windows_exec(run, &c);
	else
		command_follow(&c);
}

void follow_start_command(struct builder *b, const struct instruction *in)
{
	struct shell_run run = {
		.b = b, .cwd = b->stage->workdir, .around = range_of(b, in, in->rest)};
	struct file_list files = files_copy(b, &b->stage->files);
	struct value_builder out;
	struct command c = {.run = &run, .range = run.around, .out = &out};

	value_begin(&out, b->arena);
	if (in->is_json) {
		take_exec_words(in, &c);
		if (c.argv.len)
			command_follow(&c);
	} else {
		run_script(&run, read_script(b, in->rest, NULL, 0));
	}
	/* it runs in containers: nothing of what it does is in the image */
	b->stage->files = files;
}

void follow_run(struct builder *b, const struct instruction *in)
{
	struct shell_run run = {
		.b = b, .cwd = b->stage->workdir, .around = range_of(b, in, in->rest)};

	begin_layer(b);
	mounts_begin(&run, in);
	if (in->is_json)
		run_exec_form(&run, in);
	else if (b->stage->shell == FLAVOUR_SH || b->stage->shell == FLAVOUR_BASH)
		run_shell_form(&run, in);
	else
		run_windows(&run, in);
	end_layer(b);
}
