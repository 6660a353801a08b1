/* What the files of the Dockerfile reader share. */
#ifndef LAYERGATE_MODEL_DOCKERFILE_INTERNAL_H
#define LAYERGATE_MODEL_DOCKERFILE_INTERNAL_H

#include "model/dockerfile.h"

/* A reader on its way through the file. */
struct dockerfile_reader {
	struct arena *arena;
	struct dockerfile *file;
	size_t at; /* offset of the next physical line */
};

void dockerfile_problem(struct dockerfile_reader *r, size_t offset, const char *what);

/* dockerfile_lines.c */

/* Read the directives at the top; later comments are none. */
void read_directives(struct dockerfile_reader *r);

/* The next logical line that holds something; false at the end of the file. */
bool next_logical_line(struct dockerfile_reader *r, struct logical_line *line);

/* The body of a here-document, from the next physical line on. */
void read_heredoc_body(struct dockerfile_reader *r, struct heredoc *heredoc, size_t offset);

/* dockerfile_words.c */

/* Take one word off *rest: blanks end it, but for those in quotes or behind an escape. */
bool take_word(struct span *rest, char escape, struct span *word);

/* Leading "--name=value" words. *rest moves behind them. */
void take_flags(struct dockerfile_reader *r, struct instruction *in, struct span *rest);

/* A JSON array of strings; false if the text is no JSON, or holds something else. */
enum json_form {
	JSON_NONE, /* it is in shell form */
	JSON_STRINGS,
	JSON_OTHER, /* an array, but not of strings: an error */
};
enum json_form take_json_words(
	struct dockerfile_reader *r, struct instruction *in, struct span text);

/* Words such as <<EOF in the line; their bodies are not read yet. */
void find_heredocs(struct dockerfile_reader *r, struct instruction *in);

#endif
