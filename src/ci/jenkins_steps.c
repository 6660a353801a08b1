/* What Jenkinsfiles run: sh and its like, docker.build, containers around steps. */
#include "ci/jenkins_internal.h"

enum {
	VARIABLES_MAX = 500, /* that are looked at for the one whose text is run */
	JOINED_MAX = 500,    /* tokens of a list */
	STEPS_MAX = 20000,
};

/* --- scripts ------------------------------------------------------------------------------ */

static const struct {
	const char *name;
	enum ci_shell shell;
} shells[] = {
	{"sh", CI_SHELL_POSIX},
	{"bat", CI_SHELL_CMD},
	{"powershell", CI_SHELL_POWERSHELL},
	{"pwsh", CI_SHELL_POWERSHELL},
};

static void add_step(struct jenkins_walk *w, struct ci_scope *scope, struct ci_text text,
	enum ci_shell shell)
{
	struct ci_scope *step;
	struct ci_script *script;

	if (w->step_count++ >= STEPS_MAX) {
		w->out->is_incomplete = true;
		return;
	}
	step = ci_add_scope(
		w->out, scope, CI_STEP, (struct ci_text){.raw = text.raw}, w->arena);
	script = ci_add_script(step, CI_MAIN, shell, w->arena);
	script->has_shell = true;
	*vec_add(&script->texts, w->arena) = text;
}

/* What was assigned to a name last, here or around; ptr NULL: nothing that is known. */
static struct ci_text value_of(
	const struct jenkins_walk *w, const struct ci_scope *scope, struct span name)
{
	size_t count = 0;

	for (; scope; scope = scope->parent)
		for (size_t i = scope->variables.items.len; i-- > 0 && count < VARIABLES_MAX;
			count++)
			if (span_eq(scope->variables.items.at[i].name.text, name))
				return scope->variables.items.at[i].value;
	w->out->is_incomplete |= count >= VARIABLES_MAX;
	return (struct ci_text){0};
}

/* ['a', 'b'].join(' && '): as one text */
static struct ci_text joined_text(const struct jenkins_walk *w, size_t open)
{
	const struct code *code = &w->code;
	size_t end = code->tokens.at[open].match;
	bool has_glue =
		ci_is_name(code, end + 2, "join") && ci_is_kind(code, end + 4, CODE_STRING);
	struct span glue = has_glue ? code->tokens.at[end + 4].text : span_str(" ");
	struct derived_maker m;
	struct derived_text derived;
	bool is_first = true;

	if (end > open + JOINED_MAX) {
		w->out->is_incomplete = true;
		return (struct ci_text){0};
	}
	derive_begin(&m, w->arena);
	for (size_t at = open + 1; at < end; at++) {
		if (!ci_is_kind(code, at, CODE_STRING))
			continue;
		if (!is_first)
			derive_as(&m, glue, span_sub(code->tokens.at[at].raw, 0, 0));
		ci_derive_string(&m, CODE_GROOVY, &code->tokens.at[at]);
		is_first = false;
	}
	derived = derive_end(&m, ci_tokens_place(code, open, end));
	return ci_derived_text(&derived, w->arena);
}

/*
 * The text that an argument is: as it stands there, or as it was assigned before; of a variable
 * that nobody knows it is none.
 */
static struct ci_text script_text(
	const struct jenkins_walk *w, const struct ci_scope *scope, size_t at)
{
	if (ci_is_sign(&w->code, at, "["))
		return joined_text(w, at);
	if (ci_is_kind(&w->code, at, CODE_NAME) && !ci_is_sign(&w->code, at + 1, "+"))
		return value_of(w, scope, w->code.tokens.at[at].raw);
	return jenkins_text(w, at);
}

bool jenkins_script(struct jenkins_walk *w, struct ci_scope *scope, size_t name)
{
	for (size_t i = 0; i < sizeof(shells) / sizeof(*shells); i++) {
		struct jenkins_call call;
		struct ci_text text;
		size_t script;

		if (!ci_is_name(&w->code, name, shells[i].name))
			continue;
		call = jenkins_call_at(w, name);
		script = jenkins_argument(w, &call, "script");
		if (script == call.end)
			script = jenkins_first_argument(w, &call);
		if (script == call.end)
			return false;
		text = script_text(w, scope, script);
		if (text.text.ptr)
			add_step(w, scope, text, shells[i].shell);
		return true;
	}
	return false;
}

/* --- docker.build ------------------------------------------------------------------------- */

/* docker.build("name", "options directory"): the command that it runs */
void jenkins_docker_build(struct jenkins_walk *w, struct ci_scope *scope, size_t name)
{
	const struct code *code = &w->code;
	struct jenkins_call call;
	struct derived_maker m;
	struct derived_text derived;
	struct ci_text image;
	struct ci_text options;
	struct span place;
	size_t at;

	if (!ci_is_sign(code, name + 1, ".") || !ci_is_name(code, name + 2, "build"))
		return;
	call = jenkins_call_at(w, name + 2);
	at = call.first;
	if (!ci_take_expression(CODE_GROOVY, code, &at, w->arena, &image))
		return;
	place = ci_tokens_place(code, name, call.behind - 1);
	derive_begin(&m, w->arena);
	derive_as(&m, span_str("docker build -t "), ci_tokens_place(code, name, name + 2));
	derive_as(&m, image.text, image.raw);
	derive_as(&m, span_str(" "), span_from(image.raw, image.raw.len));
	if (ci_is_sign(code, at, ",") && at < call.end) {
		at++;
		options = script_text(w, scope, at);
		if (options.text.ptr && options.from)
			derive_part(&m, options.from, options.text);
	} else {
		derive_as(&m, span_str("."), span_from(place, place.len));
	}
	derived = derive_end(&m, place);
	add_step(w, scope, ci_derived_text(&derived, w->arena), CI_SHELL_POSIX);
}

/* --- images ------------------------------------------------------------------------------- */

/* The argument of docker.build(…) or docker.image(…), if such a call starts at a place. */
static size_t image_argument(const struct code *code, size_t at)
{
	bool is_image = ci_is_name(code, at, "docker") && ci_is_sign(code, at + 1, ".") &&
		(ci_is_name(code, at + 2, "build") || ci_is_name(code, at + 2, "image")) &&
		ci_is_sign(code, at + 3, "(");

	return is_image ? at + 4 : code->tokens.len;
}

void jenkins_note_image(struct jenkins_walk *w, size_t name)
{
	size_t argument = image_argument(&w->code, name + 2);

	if (argument == w->code.tokens.len)
		return;
	if (w->image_count == JENKINS_IMAGES_MAX) {
		w->out->is_incomplete = true;
		return;
	}
	w->images[w->image_count].name = w->code.tokens.at[name].raw;
	w->images[w->image_count++].argument = argument;
}

/* The same for what a method is called on; the number of tokens if that's no image. */
static size_t image_of_method(const struct jenkins_walk *w, size_t method)
{
	const struct code *code = &w->code;
	size_t none = code->tokens.len;
	size_t open;

	if (method < 2 || !ci_is_sign(code, method - 1, "."))
		return none;
	if (ci_is_kind(code, method - 2, CODE_NAME)) {
		for (size_t i = w->image_count; i-- > 0;)
			if (span_eq(w->images[i].name, code->tokens.at[method - 2].raw))
				return w->images[i].argument;
		return none;
	}
	/* docker.image('name').push() */
	open = code->tokens.at[method - 2].match;
	return ci_is_sign(code, method - 2, ")") && open >= 3 ? image_argument(code, open - 3)
							      : none;
}

void jenkins_push(struct jenkins_walk *w, struct ci_scope *scope, size_t name)
{
	size_t argument = image_of_method(w, name);
	struct derived_maker m;
	struct derived_text derived;
	struct ci_text image;
	struct span place;

	if (argument == w->code.tokens.len)
		return;
	image = jenkins_text(w, argument);
	place = ci_tokens_place(&w->code, name - 2, name);
	derive_begin(&m, w->arena);
	derive_as(&m, span_str("docker push "), place);
	derive_as(&m, image.text, place);
	derived = derive_end(&m, place);
	add_step(w, scope, ci_derived_text(&derived, w->arena), CI_SHELL_POSIX);
}

/* --- containers --------------------------------------------------------------------------- */

static void add_property(
	struct jenkins_walk *w, struct ci_scope *scope, enum ci_role role, size_t value)
{
	struct ci_text text = jenkins_text(w, value);

	if (text.text.ptr)
		ci_add_property(scope, role, (struct ci_text){0}, text, w->arena);
}

void jenkins_container(
	struct jenkins_walk *w, struct ci_scope *scope, const struct jenkins_call *call)
{
	bool is_around = ci_is_name(&w->code, call->name, "inside");
	size_t image = image_of_method(w, call->name);

	if (call->first < call->end && ci_is_kind(&w->code, call->first, CODE_STRING))
		add_property(w, scope, CI_ENGINE_OPTIONS, call->first);
	if (image < w->code.tokens.len)
		add_property(w, scope, is_around ? CI_IMAGE : CI_SERVICE_IMAGE, image);
}

/* dockerfile { filename 'a' dir 'b' additionalBuildArgs 'c' }: the command that it runs */
static void add_agent_build(struct jenkins_walk *w, struct ci_scope *scope, size_t block)
{
	static const struct {
		const char *name;
		const char *option;
	} parts[] = {{"additionalBuildArgs", " "}, {"filename", " -f "}, {"dir", " "}};
	const struct code *code = &w->code;
	size_t end = code->tokens.at[block].match;
	struct span place = ci_tokens_place(code, block - 1, end);
	struct derived_maker m;
	struct derived_text derived;
	bool has_dir = false;

	derive_begin(&m, w->arena);
	derive_as(&m, span_str("docker build"), span_sub(place, 0, strlen("dockerfile")));
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		for (size_t at = block + 1; at < end; at++) {
			struct ci_text text;

			if (!ci_is_name(code, at, parts[i].name))
				continue;
			text = jenkins_text(w, at + 1);
			if (!text.text.ptr)
				continue;
			has_dir |= i == 2;
			derive_as(&m, span_str(parts[i].option), span_sub(text.raw, 0, 0));
			derive_part(&m, text.from, text.text);
		}
	if (!has_dir)
		derive_as(&m, span_str(" ."), span_from(place, place.len));
	derived = derive_end(&m, place);
	add_step(w, scope, ci_derived_text(&derived, w->arena), CI_SHELL_POSIX);
}

/* What stands in an agent's block, or in that of its image. */
static void read_agent(
	struct jenkins_walk *w, struct ci_scope *scope, size_t from, size_t to, bool is_built)
{
	static const struct {
		const char *name;
		enum ci_role role;
	} settings[] = {
		{"label", CI_RUNNER},
		{"image", CI_IMAGE},
		{"docker", CI_IMAGE},
		{"args", CI_ENGINE_OPTIONS},
	};
	const struct code *code = &w->code;

	for (size_t at = from; at < to && at < code->tokens.len; at++) {
		if (!is_built && ci_is_name(code, at, "dockerfile") &&
			ci_is_sign(code, at + 1, "{")) {
			add_agent_build(w, scope, at + 1);
			read_agent(w, scope, at + 2, code->tokens.at[at + 1].match, true);
			at = code->tokens.at[at + 1].match;
			continue;
		}
		if (ci_is_name(code, at, "yaml"))
			jenkins_pod(w, scope, at + 1);
		for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++)
			if (ci_is_name(code, at, settings[i].name) &&
				ci_is_kind(code, at + 1, CODE_STRING))
				add_property(w, scope, settings[i].role, at + 1);
	}
}

void jenkins_agent(struct jenkins_walk *w, struct ci_scope *scope, size_t block)
{
	read_agent(w, scope, block + 1, w->code.tokens.at[block].match, false);
}
