/*
 * What a CI system would run, and what it hands to it: one model for all systems, and for the
 * compose and bake files that build images as well.
 *
 * A pipeline is a list of scopes in the order of the file. The first one is the pipeline
 * itself; jobs stand below it, steps below jobs. What is set in a scope holds in those below
 * it. A scope has its variables, the scripts that it runs, the inputs of the action (plugin,
 * task, orb, pipe) that it calls, and properties: all else that a rule may want to know.
 *
 * What is where in the files of a system, systems.def says for those written in YAML; the other
 * ones have readers of their own.
 */
#ifndef LAYERGATE_CI_PIPELINE_H
#define LAYERGATE_CI_PIPELINE_H

#include "base/vec.h"
#include "model/classify.h"
#include "model/problem.h"
#include "text/commands.h"

/* A text of the file. */
struct ci_text {
	struct span text; /* decoded; ptr NULL: there is none */
	struct span raw;  /* where it stands: a part of the file's text */
	/* the bytes of the file that a part of text stands for; NULL: text is raw itself */
	struct span (*place)(const struct ci_text *text, struct span part, struct arena *arena);
	const void *from; /* for place */
};

/* The bytes of the file that a part of the text stands for; all of it if it is no part. */
struct span ci_place(const struct ci_text *text, struct span part, struct arena *arena);

/* A part of a text, as a text of its own. */
struct ci_text ci_part(const struct ci_text *whole, struct span part, struct arena *arena);

/* A text that stands in the file as it is. */
struct ci_text ci_plain_text(struct span raw);

/* What a property, or a row of systems.def, is about. */
enum ci_role {
#define ROLE(id) CI_##id,
#include "ci/roles.def"
#undef ROLE
	CI_ROLE_COUNT,
};

struct ci_property {
	enum ci_role role;
	struct ci_text key; /* what it stands under; text.ptr NULL: in a list */
	struct ci_text value;
};

/* How sure is it that a value is a secret? */
enum ci_secrecy {
	CI_NO_SECRET,
	CI_STORED, /* kept where secrets are, but its name says that it is none: a user, a host
		    */
	CI_NAMED,  /* only the name of a variable says so */
	CI_SECRET, /* the system's store of secrets hands it out */
};

struct ci_verdict {
	enum ci_secrecy secrecy;
	struct span name; /* of the secret, or of the variable that has it */
};

struct ci_variable {
	struct ci_text name;
	struct ci_text value; /* text.ptr NULL: comes from the environment */
	/* handed in by the system's store of secrets: from_secret, secretEnv, credentials() */
	bool is_secret;
	struct ci_verdict verdict; /* of the value */
};

struct ci_variables {
	VEC(struct ci_variable) items;
};

enum ci_shell {
	CI_SHELL_POSIX,
	CI_SHELL_POWERSHELL,
	CI_SHELL_CMD,
	CI_SHELL_OTHER, /* python and the like: its text is not read */
};

/* Scripts of a scope run in this order, whatever the order in the file is. */
enum ci_phase {
	CI_BEFORE,
	CI_MAIN,
	CI_AFTER,
};

struct ci_scope;
struct ci_names;

struct ci_script {
	const struct ci_scope *scope;
	enum ci_phase phase;
	enum ci_shell shell;
	bool has_shell;            /* the key that it stands under says it */
	bool is_words;             /* the texts are the words of one command, not shell text */
	bool has_entry;            /* the first of them is the command */
	VEC(struct ci_text) texts; /* else they are run one after the other, by one shell */
};

enum ci_level {
	CI_PIPELINE,
	CI_JOB, /* also a service of compose, a target of bake, a target of make */
	CI_STEP,
};

struct ci_scope {
	size_t index; /* in the pipeline's list */
	enum ci_level level;
	struct ci_scope *parent; /* NULL: it is the pipeline */
	size_t number;           /* in pipeline->scopes */
	/* jobs whose variables it has as well, the last one first of all: see inherit.h */
	VEC(struct ci_scope *) extends;
	struct ci_text name; /* its key, or what a list calls it; or none */
	struct span place;   /* of all of it */
	VEC(struct ci_property) properties;
	struct ci_variables variables;
	struct ci_variables inputs;      /* of what CI_CALL names */
	struct ci_variables arguments;   /* build arguments: of compose, bake, skaffold */
	VEC(struct ci_script *) scripts; /* sorted by phase */
	/* its own commands, in pipeline->commands */
	size_t first_command;
	size_t command_count;
	struct ci_names *names; /* what is known of variables here, see names.h; or NULL */
};

/* What is known of a command's words. */
struct ci_command {
	struct ci_verdict *words;   /* as many as the command has words */
	struct ci_verdict assigned; /* the worst of NAME=value before it */
	struct ci_verdict input;    /* of its here-documents */
	struct ci_verdict printed;  /* what it and those before it in its pipeline print */
};

struct ci_builds;

struct ci_pipeline {
	enum file_kind system;
	struct span path;
	struct span text;
	VEC(struct ci_scope *) scopes;
	/* of all scripts, by scope; the origin of a command is its struct ci_script */
	struct command_list commands;
	/* the texts of CI_ENGINE_OPTIONS as words; they are no commands */
	struct command_list engine_options;
	struct ci_command *facts;       /* one for each of the commands */
	const struct ci_builds *builds; /* of images: see builds.h; never NULL */
	/* platform expressions that stand in the texts of commands: see expressions.h */
	VEC(struct span) expressions;
	bool is_guess;   /* of a file that does not parse: less certain */
	bool is_foreign; /* what it holds is no CI: nothing of it is here */
	/* values that the file spells with escapes, so that its bytes don't show what they are
	 */
	VEC(struct ci_text) escaped;
	/* what was not understood */
	struct problem_list problems;
	bool is_incomplete; /* too large, or too many aliases: not all of it is here */
};

/*
 * Read a file of a CI system, compose, bake or make. False if files of that kind have no such
 * model; else never fails. All lives in the arena.
 */
bool ci_read(enum file_kind kind, struct span path, struct span text, struct arena *arena,
	struct ci_pipeline *out);

/* --- questions -----------------------------------------------------------------------------
 */

/* The scope's own property, the last one of that role; NULL: none. */
const struct ci_property *ci_property(const struct ci_scope *scope, enum ci_role role);

/* The same, of the scope or the nearest one above that has it. */
const struct ci_property *ci_inherited(const struct ci_scope *scope, enum ci_role role);

/* The input of that name, '-' and '_' and case not told apart; NULL: none. */
const struct ci_variable *ci_input(const struct ci_scope *scope, const char *name);

/*
 * Call use with each text of a scope in which the system expands expressions: of variables,
 * inputs, arguments, scripts and properties.
 */
typedef void ci_text_user(void *payload, const struct ci_text *text);
void ci_each_text(const struct ci_scope *scope, ci_text_user *use, void *payload);

/* The job that a scope belongs to: itself, or the one above; the pipeline if there is none. */
const struct ci_scope *ci_job_of(const struct ci_scope *scope);

/* The scope that runs a command. */
const struct ci_scope *ci_scope_of(const struct command *command);

/* "true", "yes", "on", "1", quoted or not. */
bool ci_is_true(struct span text);
/* "false", "no", "off", "0" */
bool ci_is_false(struct span text);

/* Does it run on Windows, as far as the file says? */
bool ci_is_windows(const struct ci_scope *scope);

/* Does what it calls have this name, whatever its version is ("docker/login-action@v3")? */
bool ci_calls(const struct ci_scope *scope, const char *name);

/* --- for readers ---------------------------------------------------------------------------
 */

/* parent NULL: the pipeline itself, which comes first. */
struct ci_scope *ci_add_scope(struct ci_pipeline *pipeline, struct ci_scope *parent,
	enum ci_level level, struct ci_text name, struct arena *arena);

void ci_add_property(struct ci_scope *scope, enum ci_role role, struct ci_text key,
	struct ci_text value, struct arena *arena);

/* An empty script, for the caller to add texts to. */
struct ci_script *ci_add_script(
	struct ci_scope *scope, enum ci_phase phase, enum ci_shell shell, struct arena *arena);

/* The readers of what is not YAML. */
typedef void ci_reader(struct span text, struct arena *arena, struct ci_pipeline *out);
ci_reader ci_read_yaml, ci_read_makefile, ci_read_justfile, ci_read_bake, ci_read_jenkins,
	ci_read_teamcity;

#endif
