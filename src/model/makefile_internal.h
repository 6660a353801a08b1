/* What the files of the makefile reader share. */
#ifndef LAYERGATE_MODEL_MAKEFILE_INTERNAL_H
#define LAYERGATE_MODEL_MAKEFILE_INTERNAL_H

#include "model/makefile.h"

enum {
	MAKEFILE_NAMES_MAX = 16 /* for each line is compared with them */
};

struct makefile_reader {
	struct span text;
	size_t at;
	struct arena *arena;
	struct makefile *out;
	size_t count;  /* variables and commands */
	size_t called; /* bytes that $(call …) looked at */

	struct span target; /* whose recipe is being read */
	bool has_recipe;    /* the target's recipe is the last one of out */
	char recipe_prefix; /* make: a tab, or what .RECIPEPREFIX says */
	bool one_shell;
	VEC(struct span) lines; /* of the command that is being read */
	/* variables that only hold the prefix of a line, as in "$(Q)docker build" */
	struct span prefixes[MAKEFILE_NAMES_MAX];
	size_t prefix_count;
	/* and those that hold the start of a command, as in "$(DOCKER) build" */
	struct makefile_program {
		struct span name;
		struct span value;
	} programs[MAKEFILE_NAMES_MAX];
	size_t program_count;

	VEC(struct span) exports; /* names */
	bool exports_all;
};

static inline char makefile_byte(const struct makefile_reader *r, size_t at)
{
	return at < r->text.len ? r->text.ptr[at] : '\0';
}

/* --- makefile.c ------------------------------------------------------------------------- */

/* From a place to the end of its line, and of those that it continues with by a backslash. */
struct span makefile_line(struct span text, size_t at);

/* The reader moves behind a line. */
void makefile_move_behind(struct makefile_reader *r, struct span line);

/* There is more than is read: the file's problem, once. */
void makefile_note_limit(struct makefile_reader *r, const char *what);

void makefile_add_variable(struct makefile_reader *r, const struct makefile_variable *variable);

/* A command of the target's recipe. */
void makefile_add_command(struct makefile_reader *r, const struct makefile_command *command);

/* A word that ends at a blank or at the end. */
struct span makefile_take_word(struct span *rest);

/* --- makefile_expand.c ------------------------------------------------------------------ */

/* The value of a variable: lines are joined, "\#" is "#". */
struct derived_text makefile_value(struct makefile_reader *r, struct span raw);

/* Add a line of a recipe, without what make takes off it. */
void makefile_derive_command(
	struct makefile_reader *r, struct derived_maker *m, struct span line);

/* Add "${{name}}"; what can't be in a name becomes "_". */
void makefile_derive_reference(struct derived_maker *m, struct span name, struct span place);

/* --- makefile_just.c -------------------------------------------------------------------- */

void justfile_read(struct makefile_reader *r);

#endif
