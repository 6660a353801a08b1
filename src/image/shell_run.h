/*
 * Following the shell text of a RUN: which files it makes of secrets, and which it removes.
 *
 * A layer exists only if the whole RUN succeeded, so what is followed is the way on which all
 * commands succeed. Where a test decides, both ways count: a file that either leaves is there.
 */
#ifndef LAYERGATE_IMAGE_SHELL_RUN_H
#define LAYERGATE_IMAGE_SHELL_RUN_H

#include "image/builder.h"
#include "text/shell.h"

struct shell_function {
	struct span name;
	const struct shell_list *body;
	unsigned *calls; /* how many of it are running */
};

/* A RUN, or a part of it that has a state of its own. */
struct shell_run {
	struct builder *b;
	struct span cwd;
	struct variables locals; /* of the shell; the stage's are behind them */
	VEC(struct mount_point) mounts;
	VEC(struct shell_function) functions;
	VEC(const struct shell_list *) traps; /* that run at the end */
	struct value sourced; /* what was read as a script: any variable may come from there */
	struct file_range around; /* of text that stands nowhere by itself */
	bool exits_on_error;      /* set -e */
	bool has_ended;           /* by exit */
	bool has_failed;          /* by exit with an error: this way makes no layer */
	unsigned depth;
	unsigned calls;     /* of functions that are running */
	unsigned temporary; /* names that were made up */
};

/* Where a command's input and output go. */
struct shell_io {
	const struct value *in;    /* NULL: nothing that is known */
	struct value_builder *out; /* NULL: it is not looked at */
};

/* A simple command, its words expanded. */
struct command {
	struct shell_run *run;
	VEC(struct value) argv;
	const struct value *in;    /* NULL: nothing that is known */
	struct value_builder *out; /* what it writes to its output; never NULL */
	struct file_range range;   /* of the command with its redirections */
	struct span output_path;   /* where the output goes, resolved, or empty */
};

/* shell_run.c */
void shell_run_list(struct shell_run *run, const struct shell_list *list, struct shell_io io);
/* Text as a script of its own: sh -c, eval. */
void shell_run_text(struct shell_run *run, const struct value *text, struct shell_io io);
/* Is it nested more deeply than is followed? Then the image is incomplete. */
bool shell_is_too_deep(struct shell_run *run);
struct file_range shell_range(const struct shell_run *run, struct span s);

/* shell_words.c */
struct value shell_word_value(struct shell_run *run, const struct shell_word *word);
/* The fields of a word: an unquoted variable with blanks in it makes several. */
void shell_word_fields(
	struct shell_run *run, const struct shell_word *word, struct command *command);
/* The same value; a literal in it that the name makes a secret is marked as one. */
struct value shell_named_value(struct shell_run *run, struct span name, struct value value);
struct value shell_variable(struct shell_run *run, struct span name);
void shell_assign(struct shell_run *run, struct span name, const struct value *value);

/* shell_files.c: files as commands see them */
struct span shell_path(struct shell_run *run, struct span path);
/* What the files of that name or pattern hold. */
struct value shell_read_file(struct shell_run *run, struct span path);
void shell_write_file(struct shell_run *run, struct span path, const struct value *value,
	bool append, struct file_range range);
bool shell_remove(struct shell_run *run, struct span path, bool recursive);
/* cp, mv, ln: false if no secret was in it. */
bool shell_copy_file(struct shell_run *run, struct span from, struct span to, bool recursive,
	bool moves, struct file_range range);
enum file_medium shell_medium(const struct shell_run *run, struct span path);

/* commands.c: what commands do. False if it is none that is known. */
bool command_follow(struct command *command);

/* --- for the commands ----------------------------------------------------------------------
 */

struct span command_word(const struct command *command, size_t index); /* empty: none */

/*
 * The words that are no options, from the index on: returns the index of the next one, or the
 * number of words. with_value: letters of one-letter options whose value is the next word.
 */
size_t command_operand(const struct command *command, size_t from, const char *with_value);

/* Is one of the letters among the one-letter options, or the word among the long ones? */
bool command_has_option(const struct command *command, const char *letters, const char *name);

/* The value of "--name value" or "--name=value" (or "-x value"), or NULL if there is none. */
bool command_option(struct command *command, const char *name, struct value *value);

/* The sources in a value are proven to be secrets. */
void command_prove(struct command *command, const struct value *value);

#endif
