/*
 * The commands that a Dockerfile's RUNs execute, as a flat list in their order: out of
 * pipelines, groups, loops, branches, functions and substitutions, and out of what other
 * commands run
 * ("sudo", "env", "time", "xargs", "sh -c 'text'", "eval").
 */
#ifndef LAYERGATE_RULES_BUILD_COMMANDS_H
#define LAYERGATE_RULES_BUILD_COMMANDS_H

#include "rules/subject.h"

struct command_word {
	/* quotes resolved; "$NAME" and "$(…)" as they are written */
	struct span text;
	struct span place;             /* a part of the file, or empty */
	const struct shell_word *word; /* NULL: of an exec form */
};

struct command_variable {
	struct span name;
	struct span value;
	struct span place;
};

struct build_command {
	const struct image_run *run;
	struct span place;                 /* a part of the file, wrappers included */
	VEC(struct command_word) words;    /* of the innermost command; the first is its name */
	VEC(struct command_variable) set;  /* NAME=value before it, or of export and env */
	const struct shell_command *shell; /* NULL: of an exec form */
	bool by_xargs;
	bool has_output_file; /* ">" takes its output */
	/* Commands of one pipeline have the same number, and positions in their order. */
	size_t pipeline;
	size_t position;
	/* of the substitution that it stands in, or NULL */
	const struct shell_list *substitution;
};

struct build_commands {
	VEC(struct build_command) items;
	size_t pipelines; /* the largest number of one */
};

/* Made when first asked for. Empty without an image model. */
const struct build_commands *build_commands(struct subject *subject);

/* The commands of one list, such as that of a substitution. */
void build_commands_of(struct subject *subject, const struct image_run *run,
	const struct shell_list *list, struct build_commands *out);

/* The text of a word, as in struct command_word. */
struct span shell_word_text(struct arena *arena, const struct shell_word *word);

/* All words with one blank between them. */
struct span command_line(struct arena *arena, const struct build_command *c);

/* The command's name without directories. */
struct span command_name(const struct build_command *c);

/* Word i, or an empty span behind the last. */
struct span command_text(const struct build_command *c, size_t i);

/* Is one of the words exactly this? */
const struct command_word *command_has(const struct build_command *c, const char *word);

/* What a shell ("sh", "bash", …) runs. */
enum shell_program {
	PROGRAM_NONE,  /* the command is no shell, or runs nothing */
	PROGRAM_INPUT, /* what it reads from its input */
	PROGRAM_FILE,  /* the file that *word names */
	PROGRAM_TEXT,  /* the text of *word, behind -c */
};

enum shell_program shell_program_of(const struct build_command *c, size_t *word);

/*
 * The bytes of the file that a part of an instruction's line (or of its here-document) stands
 * for; empty if it is no part of it.
 */
struct span place_in_file(
	const struct subject *subject, const struct instruction *in, struct span part);

/* Its whole line, or the place of what wraps it (ONBUILD). */
struct span instruction_place(const struct subject *subject, const struct instruction *in);

/* A text on one line, with one blank where there were several. */
struct span one_line_text(struct arena *arena, struct span text);

/* The same, printable and cut where it gets long. */
const char *shown_text(struct arena *arena, struct span text);

/* Is only the image of another stage, or nothing at all, made of this stage? */
bool is_build_stage(const struct subject *subject, size_t stage);

#endif
