/*
 * Makefiles and justfiles: a target is a job, and each of its commands a step, since it has a
 * shell of its own.
 */
#include "ci/code_text.h"
#include "model/makefile.h"

enum {
	BLOCKS_MAX = 64 /* each command is compared with them */
};

struct makefile_walk {
	struct ci_pipeline *out;
	struct arena *arena;
	const struct makefile *file;
	/* define … endef: some are recipes */
	const struct makefile_variable *blocks[BLOCKS_MAX];
	size_t block_count;
};

/* --- variables ---------------------------------------------------------------------------- */

/* Is it nothing, or only what make runs to know it? Then the environment or that decides. */
static bool is_unknown(struct span value)
{
	return value.len == 0 || span_eq_str(value, "${{make_value}}") ||
		span_eq_str(value, "${{just_value}}");
}

static void read_variable(struct makefile_walk *w, const struct makefile_variable *v)
{
	struct ci_scope *pipeline = w->out->scopes.at[0];
	struct ci_text name = ci_plain_text(v->name);
	struct ci_text value = ci_derived_text(&v->value, w->arena);
	struct ci_variable *variable;

	if (v->is_block) {
		if (w->block_count < BLOCKS_MAX)
			w->blocks[w->block_count++] = v;
		else
			w->out->is_incomplete = true;
		return;
	}
	variable = vec_add(&pipeline->variables.items, w->arena);
	variable->name = name;
	if (is_unknown(value.text))
		value.text = span_of(NULL, 0);
	variable->value = value;
}

/* --- commands ----------------------------------------------------------------------------- */

static enum ci_shell shell_of(struct span program)
{
	if (span_find(program, "pwsh") < program.len ||
		span_find(program, "powershell") < program.len)
		return CI_SHELL_POWERSHELL;
	if (span_find(program, "cmd") < program.len)
		return CI_SHELL_CMD;
	/* sh, bash, dash, ash, zsh, ksh */
	return program.len == 0 || span_find(program, "sh") < program.len ? CI_SHELL_POSIX
									  : CI_SHELL_OTHER;
}

/* A recipe's line that is nothing but such a block: it is what is run. */
static const struct makefile_variable *block_of(
	const struct makefile_walk *w, struct span command)
{
	struct span name = span_trim(command);

	if (!span_starts(name, "${{") || !span_ends(name, "}}"))
		return NULL;
	name = span_sub(name, 3, name.len - 2);
	for (size_t i = 0; i < w->block_count; i++)
		if (span_eq(w->blocks[i]->name, name))
			return w->blocks[i];
	return NULL;
}

static void read_command(
	struct makefile_walk *w, struct ci_scope *job, const struct makefile_command *command)
{
	struct span program = command->interpreter.len ? command->interpreter : w->file->shell;
	const struct makefile_variable *block = block_of(w, command->text.text);
	struct ci_scope *step = ci_add_scope(
		w->out, job, CI_STEP, (struct ci_text){.raw = command->text.source}, w->arena);
	struct ci_script *script = ci_add_script(step, CI_MAIN, shell_of(program), w->arena);

	*vec_add(&script->texts, w->arena) =
		ci_derived_text(block ? &block->value : &command->text, w->arena);
}

static void read_file(enum makefile_dialect dialect, struct span text, struct arena *arena,
	struct ci_pipeline *out)
{
	struct makefile *file = ARENA_NEW(arena, struct makefile);
	struct makefile_walk w = {.out = out, .arena = arena, .file = file};

	makefile_read(dialect, text, arena, file);
	out->problems = file->problems;
	out->is_incomplete |= file->truncated;
	VEC_EACH(const struct makefile_variable, v, &file->variables)
		read_variable(&w, v);
	VEC_EACH(const struct makefile_recipe, recipe, &file->recipes) {
		struct ci_scope *job = ci_add_scope(
			out, out->scopes.at[0], CI_JOB, ci_plain_text(recipe->target), arena);

		VEC_EACH(const struct makefile_command, command, &recipe->commands)
			read_command(&w, job, command);
	}
}

void ci_read_makefile(struct span text, struct arena *arena, struct ci_pipeline *out)
{
	read_file(MAKEFILE_MAKE, text, arena, out);
}

void ci_read_justfile(struct span text, struct arena *arena, struct ci_pipeline *out)
{
	read_file(MAKEFILE_JUST, text, arena, out);
}
