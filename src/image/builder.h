/*
 * What the files of the abstract builder share: its state, and the verbs that change it.
 *
 * Everything lives in the arena that image_build() was given. Loops that a hostile file could
 * make long pay from a budget (builder_pay); when it is used up the builder stops, and says so.
 */
#ifndef LAYERGATE_IMAGE_BUILDER_H
#define LAYERGATE_IMAGE_BUILDER_H

#include "image/image.h"
#include "image/value.h"
#include "image/variables.h"

enum {
	FILES_MAX = 2048,        /* with secrets in them, in one stage */
	FILE_SOURCES_MAX = 1024, /* in one file */
	REFERENCES_MAX = 1000,   /* names that files of secrets refer to */
	STAGE_NOTES_MAX = 256,   /* directories, links, homes that are kept of a stage */
};

/* A range of the Dockerfile's bytes. */
struct file_range {
	size_t from;
	size_t to;
};

/* --- files (files.c) --------------------------------------------------------------------- */

/* That a file holds something of a source, and how it got there. */
struct file_source {
	uint32_t source;
	const struct instruction *at; /* what wrote it first */
	size_t from;                  /* the text that wrote it: a range of the Dockerfile */
	size_t to;
	const struct image_step *steps;
	bool only_on_failure;
	bool is_setting; /* as "KEY=VALUE", which a program may take out again */
};

enum file_medium {
	MEDIUM_LAYER,     /* goes into the image */
	MEDIUM_TRANSIENT, /* a mount, or a place that no layer has: gone after this RUN */
	MEDIUM_CACHE,     /* a cache mount: the builder keeps it */
};

/* A file with something of a source in it; other files are not kept. */
struct image_file {
	struct span path; /* absolute and clean */
	enum file_medium medium;
	const struct instruction *written_by; /* the last one */
	/* none: it was overwritten with something else */
	VEC(struct file_source) sources;
};

struct file_list {
	VEC(struct image_file) items;
};

/* A part of the file system that is not of the layer while a RUN runs. */
struct mount_point {
	struct span path;
	enum file_medium medium;
};

/* --- stages (stage.c) ----------------------------------------------------------------------
 */

struct event {
	struct image_landing landing;
	uint32_t source;
};

/* A value in the configuration besides ENV: of a LABEL, CMD, USER … */
struct config_value {
	struct span name;
	struct value value;
	const struct instruction *at;
	struct file_range range;
};

struct user_home {
	struct span user;
	struct span home;
};

/* A symbolic link: what is done to the path is done to the target. */
struct image_link {
	struct span path;
	struct span target; /* absolute */
};

enum shell_flavour {
	FLAVOUR_SH,
	FLAVOUR_BASH,
	FLAVOUR_POWERSHELL,
	FLAVOUR_CMD,
};

struct stage {
	struct image_stage view;
	struct variables variables;
	struct span workdir;
	struct span user; /* without group; empty: that of the base, taken for root */
	enum shell_flavour shell;
	struct file_list files;
	VEC(struct span) directories; /* that are there for sure */
	VEC(struct user_home) homes;
	VEC(struct image_link) links;
	VEC(struct event) events; /* history, and what later layers hide */
	VEC(struct config_value) config;
	VEC(const struct instruction *) triggers; /* ONBUILD */
	VEC(size_t) sources_of;                   /* stages that something is copied from */
};

/* --- the builder ---------------------------------------------------------------------------
 */

struct builder {
	struct arena *arena;
	const struct dockerfile *file;
	const struct build_context *context;
	struct image *out;
	VEC(struct image_secret) secrets; /* all that could be one; a source is an index */
	struct variables names;           /* names of secrets to sources: see secrets.c */
	size_t literals;                  /* that were found besides the tokens */
	size_t tokens; /* so many of the first secrets are tokens, by position */
	VEC(struct stage) stages;
	struct variables globals; /* ARGs before the first FROM */
	size_t budget;
	VEC(const struct context_file *) copied; /* or mounted */
	VEC(struct span) references; /* names that files of secrets refer to: "${NPM_TOKEN}" */
	/* what is being followed */
	struct stage *stage;
	const struct instruction *at;
	struct file_list before; /* the files when the layer began */
	/* what was taken away or overwritten in this layer: see the chains of shell_run.c */
	struct file_list removed;
};

/* Use up some of the budget; false if there is none left. */
bool builder_pay(struct builder *b, size_t steps);

/* --- secrets (secrets.c) -------------------------------------------------------------------
 */

struct file_range range_of(
	const struct builder *b, const struct instruction *in, struct span s);

/* From the name of a pair to the end of its value. */
struct file_range range_of_pair(const struct builder *b, const struct instruction *in,
	const struct instruction_pair *pair);

uint32_t secret_of_argument(struct builder *b, struct span name, struct file_range declared);
uint32_t secret_of_mount(struct builder *b, struct span id, struct file_range declared);
uint32_t secret_of_file(struct builder *b, const struct context_file *file);
/* A file of the context is copied or mounted: now it matters what it holds. */
void context_take(struct builder *b, struct context_file *file);
uint32_t secret_of_unseen_file(struct builder *b, struct span path, struct file_range copied);
/* is_weak: only a name says so */
uint32_t secret_of_literal(struct builder *b, struct file_range literal, bool is_weak);

/*
 * A literal under the name of a secret: a password that has no known shape. It is a weak sign,
 * so the value has to look like one.
 */
void mark_named_literal(struct builder *b, struct span name, struct value_builder *value);

/* It went where only secrets go. */
void secret_prove(struct builder *b, uint32_t source);

/* Add the secrets whose bytes are in the last len bytes of the value, at that range. */
void mark_tokens(struct builder *b, struct value_builder *v, size_t len, struct file_range at);

/* --- values --------------------------------------------------------------------------------
 */

/*
 * expand.c: a word of an instruction as the builder expands it, with the variables of the stage
 * (or vars). keep_quotes: as a here-document's body.
 */
struct value expand_word(struct builder *b, const struct variables *vars, struct span word);
struct value expand_body(struct builder *b, const struct variables *vars, struct span body);

/* --- stage.c ---------------------------------------------------------------------------------
 */

/* Make the next stage of its FROM. */
void stage_begin(struct builder *b, const struct instruction *from);
/* The index of the stage of that name, or with that number; NO_STAGE if there is none. */
size_t stage_find(const struct builder *b, struct span name, bool by_number);
/* What a value holds is written into history; name and range are of who declares it. */
void stage_record(struct builder *b, const struct value *value, struct span name,
	struct file_range range);
/* Set a value of the configuration besides ENV. */
void stage_configure(struct builder *b, struct span name, const struct value *value,
	struct file_range range);
bool stage_has_directory(struct builder *b, struct span path);
/* Of what is kept of a stage; if there is none the image is not followed to its end. */
bool stage_has_room(struct builder *b, size_t count);
void stage_add_directory(struct builder *b, struct span path);
/* The path without the links that the stage has made on the way to it (and at its end). */
struct span stage_follow_links(struct builder *b, struct span path, bool also_last);
/* The home of the current user, or of one by name ("": the current one). */
struct span stage_home(struct builder *b, struct span user);

/* --- files.c ---------------------------------------------------------------------------------
 */

/* Set the sources of the value as what the file holds; append keeps what it held. */
void file_write(struct builder *b, struct file_list *files, struct span path,
	const struct value *value, bool append, enum file_medium medium, struct file_range by);
/* A copy of a file (of this or another list) under a new path, with a step of its story. */
void file_copy(struct builder *b, struct file_list *files, const struct image_file *from,
	struct span path, enum file_medium medium, const struct image_step *carried,
	const struct file_range *by);
struct image_file *file_find(const struct file_list *files, struct span path);
/* Remove what the pattern names; below a directory only if recursive. True if something was. */
bool files_remove(
	struct builder *b, struct file_list *files, struct span pattern, bool recursive);
/* Note a file in the list of what was taken away. */
void note_removed(struct builder *b, const struct image_file *file);
struct file_list files_copy(struct builder *b, const struct file_list *files);
/* A program takes its settings out of a file; what is no setting stays. */
void file_drop_settings(struct builder *b, struct file_list *files, struct span path);
/* What either list has. */
void files_unite(struct builder *b, struct file_list *files, const struct file_list *others,
	bool on_failure);

/* --- layer.c: around each instruction that makes a layer -----------------------------------
 */

void begin_layer(struct builder *b);
/* Drops what was mounted, and notes what the layer hides. */
void end_layer(struct builder *b);

/* --- the instructions ------------------------------------------------------------------------
 */

void follow_instruction(struct builder *b, const struct instruction *in);
void follow_copy(struct builder *b, const struct instruction *in); /* copy.c: COPY and ADD */
void follow_run(struct builder *b, const struct instruction *in);  /* run.c */
/* CMD, ENTRYPOINT, HEALTHCHECK: what their words show to be secrets. Changes no file. */
void follow_start_command(struct builder *b, const struct instruction *in);

#endif
