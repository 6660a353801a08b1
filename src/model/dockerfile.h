/*
 * A Dockerfile as a list of instructions with physical positions.
 *
 * The grammar is that of BuildKit's parser (moby/buildkit, frontend/dockerfile/parser), which
 * is what decides what a Dockerfile means; where the classic builder differs the readers of
 * this document say so. It recovers: what BuildKit would stop at becomes a problem with its
 * place, and the next instruction is read.
 */
#ifndef LAYERGATE_MODEL_DOCKERFILE_H
#define LAYERGATE_MODEL_DOCKERFILE_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/span.h"
#include "base/vec.h"
#include "model/problem.h"

enum instruction_kind {
	INSTRUCTION_ADD,
	INSTRUCTION_ARG,
	INSTRUCTION_CMD,
	INSTRUCTION_COPY,
	INSTRUCTION_ENTRYPOINT,
	INSTRUCTION_ENV,
	INSTRUCTION_EXPOSE,
	INSTRUCTION_FROM,
	INSTRUCTION_HEALTHCHECK,
	INSTRUCTION_LABEL,
	INSTRUCTION_MAINTAINER,
	INSTRUCTION_ONBUILD,
	INSTRUCTION_RUN,
	INSTRUCTION_SHELL,
	INSTRUCTION_STOPSIGNAL,
	INSTRUCTION_USER,
	INSTRUCTION_VOLUME,
	INSTRUCTION_WORKDIR,
	INSTRUCTION_UNKNOWN,
};

/*
 * A logical line: physical lines joined at their continuations, comments and empty lines
 * between them left out. It remembers where each part of it comes from.
 */
struct line_part {
	size_t start;  /* in the joined text */
	size_t offset; /* in the file */
};

struct logical_line {
	struct span text; /* a part of the file, or joined in the arena */
	VEC(struct line_part) parts;
	size_t end; /* offset in the file behind it */
};

/* The file offset of a byte of the joined text, or of its end. */
size_t logical_line_offset(const struct logical_line *line, size_t at);

/* "--name=value" before the arguments. */
struct instruction_flag {
	struct span name;  /* without the dashes */
	struct span value; /* unquoted; empty if there is none */
	bool has_value;
	struct span raw; /* in the logical line */
};

struct instruction_word {
	struct span raw; /* in the logical line: what positions are made of */
	struct span
		text; /* as the builder's expander gets it, quotes included; decoded of JSON */
};

/* "name=value" of ENV, LABEL and ARG. */
struct instruction_pair {
	struct span name;
	struct span value; /* with its quotes: they are the expander's */
	bool has_value;    /* ARG needs none */
};

/* A here-document: its body is in the file, behind the logical line. */
struct heredoc {
	struct span name;   /* the word that ends it, unquoted */
	struct span body;   /* in the file, terminator excluded */
	bool expands;       /* no part of the word was quoted */
	bool strips_tabs;   /* "<<-" */
	bool is_terminated; /* else it goes on to the end of the file */
};

struct instruction {
	enum instruction_kind kind;
	struct logical_line line;
	struct span keyword; /* in the logical line, as written */
	struct span rest;    /* behind keyword and flags: the text of a shell form */
	size_t start;        /* offset in the file of the keyword */
	size_t end;          /* offset behind the last byte, here-documents included */
	VEC(struct instruction_flag) flags;
	/* JSON form: its strings; else the words of the line, or (RUN, USER, …) the line as one
	 */
	VEC(struct instruction_word) words;
	VEC(struct instruction_pair) pairs; /* ENV, LABEL, ARG */
	VEC(struct heredoc) heredocs;
	bool is_json;
	bool is_legacy;            /* ENV NAME VALUE */
	struct span health_type;   /* HEALTHCHECK: "CMD" or "NONE" */
	struct instruction *inner; /* ONBUILD: what it wraps; its line is this one's */
};

enum {
	DOCKERFILE_MAX = 1 << 20 /* bytes; the structure of a longer one is not read */
};

struct dockerfile {
	struct span text;
	char escape; /* '\\' or '`' */
	VEC(struct instruction) instructions;
	struct problem_list problems;
};

/* Never fails. Spans point into text or the arena. */
void dockerfile_read(struct span text, struct arena *arena, struct dockerfile *out);

/* Where a span of an instruction's line (or of a here-document's body) starts in the file. */
size_t instruction_offset(
	const struct dockerfile *file, const struct instruction *in, const char *at);

/* The flag of that name, in lower case, or NULL. */
const struct instruction_flag *instruction_flag(const struct instruction *in, const char *name);

/* "RUN", …; "" for an unknown one. */
const char *instruction_name(enum instruction_kind kind);

#endif
