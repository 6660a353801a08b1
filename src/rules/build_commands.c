#include "rules/build_commands.h"

/* --- places -------------------------------------------------------------------- */

static bool is_part_of(struct span part, struct span whole)
{
	return part.len && whole.ptr && part.ptr >= whole.ptr &&
		part.ptr + part.len <= whole.ptr + whole.len;
}

struct span place_in_file(
	const struct subject *subject, const struct instruction *in, struct span part)
{
	size_t from;
	size_t last;

	if (!is_part_of(part, in->line.text) && !is_part_of(part, subject->text))
		return span_of("", 0);
	from = instruction_offset(subject->dockerfile, in, part.ptr);
	/* the last byte, not the one behind it: that may be on another line */
	last = instruction_offset(subject->dockerfile, in, part.ptr + part.len - 1);
	return span_sub(subject->text, from, last + 1);
}

struct span instruction_place(const struct subject *subject, const struct instruction *in)
{
	struct span place = place_in_file(subject, in, span_trim(in->line.text));

	return place.len ? place : span_sub(subject->text, in->start, in->end);
}

bool is_build_stage(const struct subject *subject, size_t stage)
{
	const struct image_stage *s = &subject->image->stages.at[stage];

	return !s->in_chain && !s->is_onbuild;
}

/* --- the commands of a Dockerfile ----------------------------------------------------------
 */

struct run_source {
	struct command_source base;
	const struct subject *subject;
	const struct image_run *run;
};

static struct span place_in_run(const struct command_source *base, struct span part)
{
	const struct run_source *source = (const struct run_source *)base;

	return place_in_file(source->subject, source->run->at, part);
}

static struct run_source source_of(const struct subject *subject, const struct image_run *run)
{
	return (struct run_source){{place_in_run, run}, subject, run};
}

/* ["curl", "-o", "x", …]: a command as it is. */
static void add_exec_form(struct subject *subject, const struct run_source *source,
	struct span around, struct command_list *out)
{
	const struct instruction *at = source->run->at;
	VEC(struct command_word) words = {0};

	VEC_EACH(const struct instruction_word, word, &at->words)
		*vec_add(&words, subject->arena) = (struct command_word){
			word->text, place_in_file(subject, at, word->raw), NULL};
	commands_of_words(&source->base, around, words.at, words.len, subject->arena, out);
}

static void add_run(
	struct subject *subject, const struct image_run *run, struct command_list *out)
{
	struct run_source source = source_of(subject, run);
	struct span around = instruction_place(subject, run->at);

	if (run->script)
		commands_of_list(&source.base, around, &run->script->list, subject->arena, out);
	else if (run->at->is_json)
		add_exec_form(subject, &source, around, out);
}

/* The index of the instruction that stands there, or around there. */
static size_t instruction_index(const struct dockerfile *file, size_t offset)
{
	size_t low = 0;
	size_t high = file->instructions.len;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (file->instructions.at[middle].start <= offset)
			low = middle;
		else
			high = middle;
	}
	return low;
}

const struct command_list *build_commands(struct subject *subject)
{
	struct command_list *out;
	bool *seen;

	if (subject->commands)
		return subject->commands;
	if (subject->pipeline)
		return subject->commands = &subject->pipeline->commands;
	out = ARENA_NEW(subject->arena, struct command_list);
	subject->commands = out;
	if (!subject->image || subject->image->runs.len == 0)
		return out;
	/* the model follows a trigger once for each stage that it runs in */
	seen = arena_array(
		subject->arena, subject->dockerfile->instructions.len, sizeof(*seen));
	VEC_EACH(const struct image_run, run, &subject->image->runs) {
		size_t index = instruction_index(subject->dockerfile, run->at->start);

		if (!seen[index])
			add_run(subject, run, out);
		seen[index] = true;
	}
	if (out->is_cut)
		subject->undecided = "commands are nested too deeply";
	return out;
}

const struct image_run *command_run(const struct subject *subject, const struct command *c)
{
	return subject->image ? c->origin : NULL;
}

bool is_in_build_stage(const struct subject *subject, const struct command *c)
{
	const struct image_run *run = command_run(subject, c);

	return run && is_build_stage(subject, run->stage);
}

/* The place of the command around is good enough. */
static struct span no_place(const struct command_source *source, struct span part)
{
	(void)source;
	(void)part;
	return span_of("", 0);
}

void commands_inside(struct subject *subject, const struct command *around,
	const struct shell_list *list, struct command_list *out)
{
	struct run_source source;

	*out = (struct command_list){0};
	if (!subject->image) {
		commands_of_list(&(struct command_source){no_place, around->origin},
			around->place, list, subject->arena, out);
		return;
	}
	source = source_of(subject, around->origin);
	commands_of_list(&source.base, instruction_place(subject, source.run->at), list,
		subject->arena, out);
}
