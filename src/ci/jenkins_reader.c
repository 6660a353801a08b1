/*
 * Jenkinsfiles, declarative and scripted, and the Groovy files of shared libraries: nodes, and
 * stages with an agent of their own, are jobs; each sh (bat, powershell) is a step. Stages that
 * share an agent are steps as well, since they share its directory, and so are blocks that set
 * something for what is in them (withEnv, withCredentials, dir, inside).
 *
 * Nothing is evaluated: both ways of an "if" are there, and a block is read where it stands.
 */
#include "ci/jenkins_internal.h"

enum {
	BLOCKS_DEEP = 60,    /* more of them in each other are read as one */
	ARGUMENTS_MAX = 200, /* tokens of a call without brackets */
};

/* --- calls -------------------------------------------------------------------------------- */

/* Does the expression in front of a line's end go on in the next line? */
static bool goes_on(const struct code *code, size_t last)
{
	static const char *const signs[] = {",", ":", "+", "=", "?:"};

	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (ci_is_sign(code, last, signs[i]))
			return true;
	return false;
}

/* Behind the arguments of a call without brackets, which starts at a place. */
static size_t behind_arguments(const struct code *code, size_t at)
{
	size_t first = at;

	for (size_t count = 0; at < code->tokens.len && count < ARGUMENTS_MAX; count++) {
		const struct code_token *token = &code->tokens.at[at];

		if (ci_is_sign(code, at, "{") || ci_is_sign(code, at, ";") ||
			ci_is_sign(code, at, ")") || ci_is_sign(code, at, "}") ||
			ci_is_sign(code, at, "]") ||
			(token->starts_line && (at == first || !goes_on(code, at - 1))))
			break;
		at = (token->match > at ? token->match : at) + 1;
	}
	return at < code->tokens.len ? at : code->tokens.len;
}

struct jenkins_call jenkins_call_at(const struct jenkins_walk *w, size_t name)
{
	const struct code *code = &w->code;
	size_t none = code->tokens.len;
	struct jenkins_call call = {.name = name, .first = name + 1, .block = none};

	if (ci_is_sign(code, name + 1, "(")) {
		call.first = name + 2;
		call.end = code->tokens.at[name + 1].match;
		call.behind = call.end + 1;
	} else {
		call.end = behind_arguments(code, name + 1);
		call.behind = call.end;
	}
	if (ci_is_sign(code, call.behind, "{")) {
		call.block = call.behind;
		call.behind = code->tokens.at[call.block].match + 1;
	}
	if (call.behind > none)
		call.behind = none;
	if (call.first > call.end)
		call.first = call.end;
	return call;
}

/* Behind an argument: at its comma, or the end. */
static size_t behind_argument(const struct code *code, size_t at, size_t end)
{
	while (at < end && !ci_is_sign(code, at, ",")) {
		size_t match = code->tokens.at[at].match;

		at = (match > at ? match : at) + 1;
	}
	return at < end ? at : end;
}

size_t jenkins_argument(
	const struct jenkins_walk *w, const struct jenkins_call *call, const char *name)
{
	const struct code *code = &w->code;

	for (size_t at = call->first; at < call->end;
		at = behind_argument(code, at, call->end) + 1)
		if (ci_is_name(code, at, name) && ci_is_sign(code, at + 1, ":"))
			return at + 2 < call->end ? at + 2 : call->end;
	return call->end;
}

size_t jenkins_first_argument(const struct jenkins_walk *w, const struct jenkins_call *call)
{
	const struct code *code = &w->code;

	for (size_t at = call->first; at < call->end;
		at = behind_argument(code, at, call->end) + 1)
		if (!ci_is_sign(code, at + 1, ":"))
			return at;
	return call->end;
}

struct ci_text jenkins_text(const struct jenkins_walk *w, size_t at)
{
	struct ci_text text;

	if (ci_take_expression(CODE_GROOVY, &w->code, &at, w->arena, &text))
		return text;
	return (struct ci_text){.raw = ci_tokens_place(&w->code, at, at)};
}

/* --- blocks ------------------------------------------------------------------------------- */

static void walk(struct jenkins_walk *w, struct ci_scope *scope, size_t from, size_t to);

/* A scope for the block of a call. */
static struct ci_scope *add_scope(struct jenkins_walk *w, struct ci_scope *parent,
	enum ci_level level, const struct jenkins_call *call)
{
	struct ci_text name = {.raw = w->code.tokens.at[call->name].raw};
	size_t first = jenkins_first_argument(w, call);
	bool has_name = level == CI_JOB || ci_is_name(&w->code, call->name, "stage");
	struct ci_scope *scope;

	if (has_name && ci_is_kind(&w->code, first, CODE_STRING) && first < call->end)
		name = jenkins_text(w, first);
	scope = ci_add_scope(w->out, parent, level, name, w->arena);
	scope->place = ci_tokens_place(&w->code, call->name, call->behind - 1);
	return scope;
}

/* What is in the block, or in a closure among the arguments. */
static void walk_block(
	struct jenkins_walk *w, struct ci_scope *scope, const struct jenkins_call *call)
{
	w->depth++;
	if (call->block < w->code.tokens.len)
		walk(w, scope, call->block + 1, w->code.tokens.at[call->block].match);
	else
		walk(w, scope, call->first, call->end);
	w->depth--;
}

static void read_node(
	struct jenkins_walk *w, struct ci_scope *parent, const struct jenkins_call *call)
{
	struct ci_scope *scope = add_scope(w, parent, CI_JOB, call);
	bool outer = w->has_agent;

	if (scope->name.text.ptr)
		ci_add_property(scope, CI_RUNNER, (struct ci_text){0}, scope->name, w->arena);
	w->has_agent = true;
	walk_block(w, scope, call);
	w->has_agent = outer;
}

/* Does the block say itself where it runs? "agent none" leaves that to the stages in it. */
static bool has_own_agent(const struct jenkins_walk *w, const struct jenkins_call *call)
{
	const struct code *code = &w->code;
	size_t at = call->block + 1;

	while (at < call->behind && at < code->tokens.len) {
		size_t match = code->tokens.at[at].match;

		if (ci_is_name(code, at, "agent"))
			return !ci_is_name(code, at + 1, "none");
		at = (match > at ? match : at) + 1;
	}
	return false;
}

/* Stages of one agent run one after the other in the same directory, as steps of a job do. */
static void read_stage(
	struct jenkins_walk *w, struct ci_scope *parent, const struct jenkins_call *call)
{
	bool outer = w->has_agent;
	bool own = has_own_agent(w, call);
	struct ci_scope *scope = add_scope(w, parent, outer && !own ? CI_STEP : CI_JOB, call);

	w->has_agent = outer || own;
	walk_block(w, scope, call);
	w->has_agent = outer;
}

static void read_with_env(
	struct jenkins_walk *w, struct ci_scope *parent, const struct jenkins_call *call)
{
	struct ci_scope *scope = add_scope(w, parent, CI_STEP, call);

	jenkins_with_env(w, scope, call);
	walk_block(w, scope, call);
}

static void read_with_secrets(
	struct jenkins_walk *w, struct ci_scope *parent, const struct jenkins_call *call)
{
	struct ci_scope *scope = add_scope(w, parent, CI_STEP, call);

	jenkins_bindings(w, scope, call->first, call->end);
	walk_block(w, scope, call);
}

/* dir('a') { dir('b') { … } } */
static void read_dir(
	struct jenkins_walk *w, struct ci_scope *parent, const struct jenkins_call *call)
{
	struct ci_scope *scope = add_scope(w, parent, CI_STEP, call);
	const struct ci_property *above = ci_inherited(parent, CI_DIRECTORY);
	struct ci_text path = jenkins_text(w, jenkins_first_argument(w, call));

	if (path.text.ptr && above)
		path.text = span_str(arena_printf(w->arena, "%.*s/%.*s",
			SPAN_ARG(above->value.text), SPAN_ARG(path.text)));
	if (path.text.ptr)
		ci_add_property(scope, CI_DIRECTORY, (struct ci_text){0},
			(struct ci_text){.text = path.text, .raw = path.raw}, w->arena);
	walk_block(w, scope, call);
}

static void read_container(
	struct jenkins_walk *w, struct ci_scope *parent, const struct jenkins_call *call)
{
	struct ci_scope *scope = add_scope(w, parent, CI_STEP, call);

	jenkins_container(w, scope, call);
	walk_block(w, scope, call);
}

static const struct {
	const char *name;
	void (*read)(struct jenkins_walk *w, struct ci_scope *parent,
		const struct jenkins_call *call);
	bool has_block; /* without one it is something else */
	bool is_method; /* of an image */
} blocks[] = {
	{"node", read_node, true, false},
	{"stage", read_stage, true, false},
	{"withEnv", read_with_env, true, false},
	{"withCredentials", read_with_secrets, true, false},
	{"withVault", read_with_secrets, true, false},
	{"dir", read_dir, true, false},
	{"inside", read_container, true, true},
	{"withRun", read_container, true, true},
	{"run", read_container, false, true},
};

/* A block with a scope of its own; returns the place behind it, or that of the name. */
static size_t take_block(struct jenkins_walk *w, struct ci_scope *scope, size_t name)
{
	bool is_method = name > 0 && ci_is_sign(&w->code, name - 1, ".");

	if (w->depth >= BLOCKS_DEEP)
		return name;
	for (size_t i = 0; i < sizeof(blocks) / sizeof(*blocks); i++) {
		struct jenkins_call call;
		bool has_block;

		if (is_method != blocks[i].is_method ||
			!ci_is_name(&w->code, name, blocks[i].name))
			continue;
		call = jenkins_call_at(w, name);
		has_block = call.block < w->code.tokens.len;
		/* a closure may be the last of the arguments */
		if (!has_block && blocks[i].has_block &&
			!ci_is_sign(&w->code, call.end - 1, "}"))
			return name;
		blocks[i].read(w, scope, &call);
		return call.behind;
	}
	return name;
}

/* A block that only says something about the scope; false if the name is none of these. */
static bool take_section(struct jenkins_walk *w, struct ci_scope *scope, size_t name)
{
	if (!ci_is_sign(&w->code, name + 1, "{"))
		return false;
	if (ci_is_name(&w->code, name, "environment"))
		jenkins_environment(w, scope, name + 1);
	else if (ci_is_name(&w->code, name, "agent"))
		jenkins_agent(w, scope, name + 1);
	else if (ci_is_name(&w->code, name, "parameters"))
		jenkins_parameters(w, scope, name + 1);
	else
		return false;
	return true;
}

static void walk(struct jenkins_walk *w, struct ci_scope *scope, size_t from, size_t to)
{
	const struct code *code = &w->code;

	for (size_t at = from; at < to && at < code->tokens.len; at++) {
		size_t behind;

		if (code->tokens.at[at].kind != CODE_NAME)
			continue;
		behind = take_block(w, scope, at);
		if (behind > at) {
			at = behind - 1;
		} else if (take_section(w, scope, at)) {
			at = code->tokens.at[at + 1].match;
		} else if (jenkins_script(w, scope, at)) {
			continue; /* what is in its arguments may be more */
		} else if (ci_is_name(code, at, "pipeline")) {
			struct jenkins_call call = jenkins_call_at(w, at);

			w->has_agent = has_own_agent(w, &call);
		} else if (ci_is_name(code, at, "docker")) {
			jenkins_docker_build(w, scope, at);
		} else if (ci_is_name(code, at, "push")) {
			jenkins_push(w, scope, at);
		} else if (ci_is_sign(code, at + 1, "=")) {
			jenkins_note_image(w, at);
			jenkins_assignment(w, scope, at);
		} else if (ci_is_sign(code, at + 1, ":")) {
			jenkins_named_argument(w, scope, at);
		}
	}
}

void ci_read_jenkins(struct span text, struct arena *arena, struct ci_pipeline *out)
{
	struct jenkins_walk w = {.out = out, .arena = arena};

	ci_read_code(out, CODE_GROOVY, text, &w.code, arena);
	walk(&w, out->scopes.at[0], 0, w.code.tokens.len);
}
