/*
 * Shell text as a tree of commands, with positions.
 *
 * The grammar is that of POSIX sh with what bash adds and build scripts use ([[ ]], &>, |&,
 * <( ), <<<, $'…', function NAME, ((…)), arrays). Nothing is executed or expanded here; a word
 * says what it is made of, and whoever evaluates it decides what a variable holds.
 *
 * It recovers: what is no shell grammar ends the command it stands in, the rest is read, and
 * "complaint" says where it began. Nesting and the number of nodes are limited.
 *
 * All spans point into the text that was read, or into the arena where quotes or escapes had to
 * be taken out; "raw" is always inside the text, or inside a body that was given. The one
 * exception are backquotes with escapes between them: what stands there is read from an
 * unescaped copy in the arena, and so are the spans in it.
 */
#ifndef LAYERGATE_TEXT_SHELL_H
#define LAYERGATE_TEXT_SHELL_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/vec.h"

enum {
	SHELL_DEPTH_MAX = 50,     /* of nested commands and substitutions */
	SHELL_NODES_MAX = 200000, /* parts, words and commands of one text */
};

struct shell_list;
struct shell_word;

enum shell_part_kind {
	SHELL_TEXT,       /* literal: see text */
	SHELL_PARAMETER,  /* $NAME, ${NAME}, ${NAME:-word} … */
	SHELL_COMMAND,    /* $(list) or `list` */
	SHELL_PROCESS,    /* <(list) or >(list) */
	SHELL_ARITHMETIC, /* $((…)): not looked into */
};

struct shell_part {
	enum shell_part_kind kind;
	bool quoted;     /* in quotes or behind an escape: never split, no pattern */
	struct span raw; /* as written, "$" and braces included, quotes around it not */
	/*
	 * SHELL_TEXT: what it stands for, escapes resolved. Where that is what is written, it
	 * is the same bytes as raw. SHELL_PARAMETER: the name ("NPM_TOKEN", "1", "@", "?").
	 */
	struct span text;
	/* SHELL_PARAMETER: ":-" "-" ":=" "=" ":+" "+" ":?" "?" "#" "##" "%" "%%" "/" "//" ":"
	   "^" "^^" "," ",," "~" "@" "*"; or "length" for ${#NAME}, "!" for ${!NAME}; empty if
	   there is none */
	struct span op;
	struct shell_word *word; /* what stands behind op, or NULL */
	struct shell_list *list; /* SHELL_COMMAND, SHELL_PROCESS; never NULL there */
	bool is_output;          /* SHELL_PROCESS: ">(…)" */
};

struct shell_word {
	struct span raw;              /* quotes included */
	VEC(struct shell_part) parts; /* none for '' and "" */
	bool is_quoted;               /* some part of it: '' is a word, an empty $x is none */
};

/* NAME=word, NAME+=word or NAME[…]=word before a command. */
struct shell_assignment {
	struct span name;
	struct shell_word
		value; /* of an array "NAME=(a b)": all its words as one, blanks between */
	bool appends;
};

enum shell_redirect_kind {
	SHELL_READ,       /* < */
	SHELL_WRITE,      /* > and >| */
	SHELL_APPEND,     /* >> */
	SHELL_READWRITE,  /* <> */
	SHELL_HEREDOC,    /* << and <<-: target is the body; is_quoted: nothing in it expands */
	SHELL_HERESTRING, /* <<< */
	SHELL_DUPLICATE,  /* >& and <& with a number or "-" */
};

struct shell_redirect {
	enum shell_redirect_kind kind;
	/* as written, or the default: 0 or 1; -1 for "&>", "&>>" and ">&file": both 1 and 2;
	   10 for "{name}": the shell chooses one from there on */
	int fd;
	struct shell_word target;
};

enum shell_command_kind {
	SHELL_SIMPLE,
	SHELL_SUBSHELL, /* ( body ) */
	SHELL_GROUP,    /* { body; } */
	SHELL_IF,  /* branches: condition and body of if and each elif; else has no condition */
	SHELL_FOR, /* name, words (of "in"), body */
	SHELL_WHILE,    /* branches[0]: condition and body; until as well */
	SHELL_CASE,     /* words[0]; branches: patterns and body */
	SHELL_FUNCTION, /* name, body: defined, not run */
	SHELL_TEST,     /* [[ … ]]: words, operators among them; ((…)): no words */
};

struct shell_branch {
	struct shell_list *condition;    /* NULL for else and case */
	VEC(struct shell_word) patterns; /* of case */
	struct shell_list *body;
};

struct shell_command {
	enum shell_command_kind kind;
	struct span raw;                          /* from its first byte to its last */
	VEC(struct shell_assignment) assignments; /* SHELL_SIMPLE: before the command name */
	VEC(struct shell_word) words;
	VEC(struct shell_redirect) redirects;
	struct span name;
	struct shell_list *body;
	VEC(struct shell_branch) branches;
};

/* The redirect to the file that its output goes to: of several the last; NULL: none. */
const struct shell_redirect *shell_output_file(const struct shell_command *command);

struct shell_pipeline {
	VEC(struct shell_command) commands; /* at least one */
	bool negated;
};

/* How a pipeline hangs together with the one before it. */
enum shell_link {
	SHELL_NEXT, /* ; newline & or the first one */
	SHELL_AND,  /* && */
	SHELL_OR,   /* || */
};

struct shell_item {
	enum shell_link link;
	bool background; /* "&" stands behind it */
	struct shell_pipeline pipeline;
};

struct shell_list {
	VEC(struct shell_item) items; /* in order; may be empty */
};

struct shell_script {
	struct shell_list list;
	/* what could not be understood first; NULL if all was */
	const char *complaint;
	struct span complaint_at; /* inside the text, or inside a body that was given */
	bool is_cut; /* SHELL_DEPTH_MAX or SHELL_NODES_MAX was reached: there is more to it */
};

/*
 * Read a script. Never fails; time is linear in the length of the text.
 *
 * Here-documents are read from the lines behind their line, as a shell does. bodies: for a text
 * whose here-documents were cut out already (a Dockerfile's RUN), they are taken from there in
 * their order; then none is looked for in the text.
 */
struct shell_body {
	struct span text; /* without the line that ends it */
	bool expands;
	bool strips_tabs;
};

void shell_read(struct span text, const struct shell_body *bodies, size_t count,
	struct arena *arena, struct shell_script *out);

/*
 * The parts of a text as in double quotes, where only $ ` and \ mean something: a
 * here-document's body, or a string that a program expands.
 */
void shell_read_text(struct span text, struct arena *arena, struct shell_word *out);

#endif
