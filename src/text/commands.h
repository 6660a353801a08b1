/*
 * The commands that a shell text executes, as a flat list in their order: out of pipelines,
 * groups, loops, branches, functions and substitutions, and out of what other commands run
 * ("sudo", "env", "time", "xargs", "sh -c 'text'", "eval").
 */
#ifndef LAYERGATE_TEXT_COMMANDS_H
#define LAYERGATE_TEXT_COMMANDS_H

#include "text/shell.h"

/* Where the text comes from. */
struct command_source {
	/*
	 * The bytes of the file that a part of the text stands for; empty if it is no part of
	 * it (escapes were taken out).
	 */
	struct span (*place)(const struct command_source *source, struct span part);
	/* what runs it: a RUN, a step; commands of the same one have the same */
	const void *origin;
};

struct command_word {
	/* quotes resolved; "$NAME" and "$(…)" as they are written */
	struct span text;
	struct span place;             /* a part of the file, or empty */
	const struct shell_word *word; /* NULL: of a list of words */
};

struct command_variable {
	struct span name;
	struct span value;
	struct span place;
};

struct command {
	const void *origin;                /* of its source */
	struct span place;                 /* a part of the file, wrappers included */
	VEC(struct command_word) words;    /* of the innermost command; the first is its name */
	VEC(struct command_variable) set;  /* NAME=value before it, or of export and env */
	const struct shell_command *shell; /* NULL: of a list of words */
	bool by_xargs;
	bool has_output_file; /* ">" takes its output */
	bool is_piped;        /* another command reads its output */
	bool may_fail;        /* "|| true" stands behind it, or behind what it is a part of */
	/* it stands in a text that a shell expanded before: what is in single quotes as well */
	bool is_expanded;
	/* Commands of one pipeline have the same number, and positions in their order. */
	size_t pipeline;
	size_t position;
	/* of the substitution that it stands in, or NULL */
	const struct shell_list *substitution;
	/* the innermost "( … )" and function that it stands in, or NULL */
	const struct shell_command *subshell;
	const struct shell_command *function;
	/* the innermost group or loop around it whose output a file takes, or NULL */
	const struct shell_command *written_group;
};

/* "for NAME in words": the body's commands come behind it. */
struct command_loop {
	const struct shell_command *shell;
	size_t before; /* the index of the first of them */
};

struct command_list {
	VEC(struct command) items;
	VEC(struct command_loop) loops;
	size_t pipelines; /* the largest number of one */
	bool is_cut;      /* by a limit: there are more */
};

/*
 * Append the commands of a list to out. around: the place of what has none of its own. The
 * source is used during the call only, its origin is kept.
 */
void commands_of_list(const struct command_source *source, struct span around,
	const struct shell_list *list, struct arena *arena, struct command_list *out);

/* The same for a command that is given as a list of words, such as an exec form. */
void commands_of_words(const struct command_source *source, struct span around,
	const struct command_word *words, size_t count, struct arena *arena,
	struct command_list *out);

/* The text of a word, as in struct command_word. */
struct span shell_word_text(struct arena *arena, const struct shell_word *word);

/* All words with one blank between them. */
struct span command_line(struct arena *arena, const struct command *c);

/* The command's name without directories. */
struct span command_name(const struct command *c);

/* Word i, or an empty span behind the last. */
struct span command_text(const struct command *c, size_t i);

/* Is one of the words exactly this? */
const struct command_word *command_has(const struct command *c, const char *word);

/* What a shell ("sh", "bash", …) runs. */
enum shell_program {
	PROGRAM_NONE,  /* the command is no shell, or runs nothing */
	PROGRAM_INPUT, /* what it reads from its input */
	PROGRAM_FILE,  /* the file that *word names */
	PROGRAM_TEXT,  /* the text of *word, behind -c */
};

enum shell_program shell_program_of(const struct command *c, size_t *word);

/* A text on one line, with one blank where there were several. */
struct span one_line_text(struct arena *arena, struct span text);

/* The same, printable and cut where it gets long. */
const char *shown_text(struct arena *arena, struct span text);

#endif
