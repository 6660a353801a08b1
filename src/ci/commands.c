#include "ci/commands.h"

#include "ci/expressions.h"
#include "ci/shells.h"

struct script_source {
	struct command_source base;
	const struct ci_text *text;
	struct span read; /* what the shell's reader got in its place: of the same length */
	struct arena *arena;
};

static struct span place_in_script(const struct command_source *base, struct span part)
{
	const struct script_source *s = (const struct script_source *)base;
	const char *end = s->read.ptr + s->read.len;
	size_t from;

	if (!part.ptr || part.ptr < s->read.ptr || part.ptr + part.len > end)
		return span_of("", 0);
	from = (size_t)(part.ptr - s->read.ptr);
	return ci_place(s->text, span_sub(s->text->text, from, from + part.len), s->arena);
}

static void read_text(struct ci_pipeline *pipeline, const struct ci_script *script,
	const struct ci_text *text, struct arena *arena, struct command_list *out)
{
	struct shell_script *read = ARENA_NEW(arena, struct shell_script);
	struct script_source source = {{place_in_script, script}, text,
		ci_shell_text(pipeline, script->shell, text->text, arena), arena};

	shell_read(source.read, NULL, 0, arena, read);
	out->is_cut |= read->is_cut;
	commands_of_list(&source.base, text->raw, &read->list, arena, out);
}

/* Where an image says what runs: "gcr.io/cloud-builders/docker:20" runs docker. */
static struct span image_program(const struct ci_scope *scope)
{
	const struct ci_property *call = ci_property(scope, CI_CALL);
	struct span name;

	if (!call || !call->value.text.ptr)
		return span_of("", 0);
	name = span_sub(call->value.text, 0, span_chr(call->value.text, '@'));
	name = span_behind_last(name, '/');
	return span_sub(name, 0, span_chr(name, ':'));
}

/* The texts that a command's words were made of. */
struct words_source {
	struct command_source base;
	const struct ci_script *script;
	const struct command_word *words;
	size_t first; /* the word of the first text */
	size_t *last; /* the text that was asked about last */
	struct arena *arena;
};

static bool holds(struct span whole, struct span part)
{
	return part.ptr && part.ptr >= whole.ptr &&
		part.ptr + part.len <= whole.ptr + whole.len;
}

/* A part of a word: of the text behind "sh -c". */
static struct span place_in_words(const struct command_source *base, struct span part)
{
	const struct words_source *s = (const struct words_source *)base;
	size_t count = s->script->texts.len;

	for (size_t tries = 0; tries < count; tries++, *s->last = (*s->last + 1) % count) {
		const struct ci_text *text = &s->script->texts.at[*s->last];
		struct span read = s->words[s->first + *s->last].text;
		size_t from;

		if (!holds(read, part))
			continue;
		from = (size_t)(part.ptr - read.ptr);
		return ci_place(text, span_sub(text->text, from, from + part.len), s->arena);
	}
	return span_of("", 0);
}

static void read_words(struct ci_pipeline *pipeline, const struct ci_scope *scope,
	const struct ci_script *script, struct arena *arena)
{
	size_t last = 0;
	struct words_source source = {.base = {place_in_words, script},
		.script = script,
		.last = &last,
		.arena = arena};
	struct span program = script->has_entry ? span_of("", 0) : image_program(scope);
	VEC(struct command_word) words = {0};

	if (program.len)
		*vec_add(&words, arena) = (struct command_word){.text = program};
	source.first = words.len;
	VEC_EACH(const struct ci_text, text, &script->texts)
		*vec_add(&words, arena) = (struct command_word){
			.text = ci_shell_text(pipeline, script->shell, text->text, arena),
			.place = text->raw};
	source.words = words.at;
	if (words.len)
		commands_of_words(&source.base, words.at[words.len - 1].place, words.at,
			words.len, arena, &pipeline->commands);
}

static void read_phase(struct ci_pipeline *pipeline, const struct ci_scope *scope,
	enum ci_phase phase, struct arena *arena)
{
	VEC_EACH(struct ci_script *const, at, &scope->scripts) {
		const struct ci_script *script = *at;

		if (script->phase != phase || script->shell == CI_SHELL_OTHER)
			continue;
		if (script->is_words) {
			read_words(pipeline, scope, script, arena);
			continue;
		}
		VEC_EACH(const struct ci_text, text, &script->texts)
			read_text(pipeline, script, text, arena, &pipeline->commands);
	}
}

/* container.options: words for the engine, with a shell's quotes. */
static void read_engine_options(
	struct ci_pipeline *pipeline, const struct ci_scope *scope, struct arena *arena)
{
	struct ci_script *script;

	VEC_EACH(const struct ci_property, p, &scope->properties) {
		if (p->role != CI_ENGINE_OPTIONS || !p->value.text.ptr)
			continue;
		script = ARENA_NEW(arena, struct ci_script);
		script->scope = scope;
		read_text(pipeline, script, &p->value, arena, &pipeline->engine_options);
	}
}

void ci_read_scripts(struct ci_pipeline *pipeline, struct arena *arena)
{
	VEC_EACH(struct ci_scope *, at, &pipeline->scopes) {
		struct ci_scope *scope = *at;

		ci_choose_shells(pipeline, scope);
		scope->first_command = pipeline->commands.items.len;
		for (int phase = CI_BEFORE; phase <= CI_AFTER; phase++)
			read_phase(pipeline, scope, (enum ci_phase)phase, arena);
		read_engine_options(pipeline, scope, arena);
		scope->command_count = pipeline->commands.items.len - scope->first_command;
	}
}
