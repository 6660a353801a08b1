/*
 * TeamCity's Kotlin scripts: a build type is a job with steps. What stands between percent
 * signs is a parameter of the build, which TeamCity puts in before anything is run.
 */
#include "ci/code_text.h"
#include "tokens/secret_name.h"

enum {
	BLOCKS_DEEP = 60 /* more of them in each other are read as one */
};

struct teamcity_walk {
	struct ci_pipeline *out;
	struct arena *arena;
	struct code code;
	unsigned depth;
};

/* --- texts -------------------------------------------------------------------------------- */

/* The length of "%name%" at the front; 0 if there is none. */
static size_t parameter_length(struct span s)
{
	size_t len = 1;

	while (len < s.len &&
		(is_alnum(s.ptr[len]) || (s.ptr[len] && strchr("_.-:", s.ptr[len]))))
		len++;
	return len > 1 && len < s.len && s.ptr[len] == '%' ? len + 1 : 0;
}

/* Names of parameters say what they are for; a variable is known without that. */
static struct span without_kind(struct span name)
{
	if (span_starts(name, "env."))
		return span_from(name, strlen("env."));
	return span_starts(name, "system.") ? span_from(name, strlen("system.")) : name;
}

/* The text with "%name%" as "${{name}}", and "%%" as "%". */
static struct ci_text with_parameters(const struct teamcity_walk *w, struct ci_text text)
{
	const struct derived_text *from = text.from;
	struct span s = text.text;
	struct derived_maker m;
	struct derived_text derived;
	size_t copied = 0;
	size_t at = 0;

	if (span_chr(s, '%') == s.len)
		return text;
	derive_begin(&m, w->arena);
	while ((at += span_chr(span_from(s, at), '%')) < s.len) {
		bool is_escaped = span_starts(span_from(s, at), "%%");
		size_t len = is_escaped ? 2 : parameter_length(span_from(s, at));
		struct span written = span_sub(s, at, at + len);

		if (len == 0) {
			at++;
			continue;
		}
		derive_part(&m, from, span_sub(s, copied, at));
		if (is_escaped)
			derive_as(&m, span_str("%"), derived_place(from, written));
		else
			ci_derive_reference(&m,
				without_kind(span_sub(written, 1, written.len - 1)),
				derived_place(from, written));
		at += len;
		copied = at;
	}
	derive_part(&m, from, span_from(s, copied));
	derived = derive_end(&m, text.raw);
	return ci_derived_text(&derived, w->arena);
}

/* The text of an expression; ptr NULL if it is none. */
static struct ci_text text_at(const struct teamcity_walk *w, size_t at)
{
	struct ci_text text;

	if (!ci_take_expression(CODE_KOTLIN, &w->code, &at, w->arena, &text))
		return (struct ci_text){.raw = ci_tokens_place(&w->code, at, at)};
	return with_parameters(w, text);
}

/* What is assigned to a name in a block; ptr NULL: nothing. */
static struct ci_text attribute(const struct teamcity_walk *w, size_t block, const char *name)
{
	size_t end = w->code.tokens.at[block].match;

	for (size_t at = block + 1; at < end; at++)
		if (ci_is_name(&w->code, at, name) && ci_is_sign(&w->code, at + 1, "="))
			return text_at(w, at + 2);
	return (struct ci_text){0};
}

/* Kept by TeamCity: "credentialsJSON:" and an id */
static bool is_stored(struct span value)
{
	return span_starts(value, "credentialsJSON:");
}

/* --- parameters --------------------------------------------------------------------------- */

static void add_script(struct teamcity_walk *w, struct ci_scope *scope, struct ci_text text,
	enum ci_shell shell)
{
	struct ci_script *script;

	if (!text.text.ptr)
		return;
	script = ci_add_script(scope, CI_MAIN, shell, w->arena);
	*vec_add(&script->texts, w->arena) = text;
}

static void add_parameter(struct teamcity_walk *w, struct ci_scope *scope, struct ci_text name,
	struct ci_text value, bool is_password)
{
	struct ci_variable *variable = vec_add(&scope->variables.items, w->arena);

	variable->is_secret = is_password || is_stored(value.text);
	variable->name = name;
	variable->name.text = without_kind(name.text);
	if (variable->is_secret && value.text.ptr && !is_stored(value.text))
		ci_add_property(scope, CI_CREDENTIAL, name, value, w->arena);
	if (variable->is_secret)
		value.text = span_of(NULL, 0);
	variable->value = value;
}

/* param("env.A", "b"), password("c", "credentialsJSON:…"); false if the name is none of these
 */
static bool take_parameter(struct teamcity_walk *w, struct ci_scope *scope, size_t name)
{
	static const char *const kinds[] = {"param", "password", "text", "select", "checkbox"};
	const struct code *code = &w->code;
	struct ci_text key;
	struct ci_text value;
	size_t i = 0;

	while (i < 5 && !ci_is_name(code, name, kinds[i]))
		i++;
	if (i == 5 || !ci_is_sign(code, name + 1, "(") ||
		!ci_is_kind(code, name + 2, CODE_STRING) || !ci_is_sign(code, name + 3, ","))
		return false;
	key = text_at(w, name + 2);
	value = text_at(w, name + 4);
	/* a step that is written as its runner has it */
	if (span_eq_str(key.text, "script.content"))
		add_script(w, scope, value, CI_SHELL_POSIX);
	else
		add_parameter(w, scope, key, value, i == 1);
	return true;
}

/* password = "a" of a registry, a connection, a trigger */
static void take_credential(struct teamcity_walk *w, struct ci_scope *scope, size_t name)
{
	const struct code *code = &w->code;
	struct span key = code->tokens.at[name].raw;
	struct ci_text value;

	if (!ci_is_sign(code, name + 1, "=") || !ci_is_kind(code, name + 2, CODE_STRING) ||
		!is_strong_secret_name(key))
		return;
	value = text_at(w, name + 2);
	if (!is_stored(value.text))
		ci_add_property(scope, CI_CREDENTIAL, ci_plain_text(key), value, w->arena);
}

/* --- steps -------------------------------------------------------------------------------- */

static void add_part(struct derived_maker *m, const char *before, const struct ci_text *text)
{
	if (!text->text.ptr)
		return;
	derive_as(m, span_str(before), span_sub(text->raw, 0, 0));
	derive_part(m, text->from, text->text);
}

/* Parts of a step that are one command. */
static void add_command(
	struct teamcity_walk *w, struct ci_scope *scope, size_t block, struct derived_maker *m)
{
	struct derived_text derived = derive_end(
		m, ci_tokens_place(&w->code, block - 1, w->code.tokens.at[block].match));

	add_script(w, scope, ci_derived_text(&derived, w->arena), CI_SHELL_POSIX);
}

static bool has_block(const struct teamcity_walk *w, size_t block, const char *name)
{
	const struct code *code = &w->code;

	for (size_t at = block + 1; at < code->tokens.at[block].match; at++)
		if (ci_is_name(code, at, name) && ci_is_sign(code, at + 1, "{"))
			return true;
	return false;
}

/* dockerCommand { commandType = build { source = file { path = "a" } commandArgs = "b" } } */
static void read_docker_command(struct teamcity_walk *w, struct ci_scope *scope, size_t block)
{
	struct span place = w->code.tokens.at[block - 1].raw;
	struct ci_text arguments = attribute(w, block, "commandArgs");
	struct ci_text file = attribute(w, block, "path");
	struct ci_text context = attribute(w, block, "contextDir");
	struct ci_text images = attribute(w, block, "namesAndTags");
	struct ci_text other = attribute(w, block, "subCommand");
	struct derived_maker m;

	derive_begin(&m, w->arena);
	if (has_block(w, block, "build")) {
		derive_as(&m, span_str("docker build"), place);
		add_part(&m, " -f ", &file);
		add_part(&m, " ", &arguments);
		if (context.text.len)
			add_part(&m, " ", &context);
		else
			derive_as(&m, span_str(" ."), span_from(place, place.len));
	} else if (has_block(w, block, "push")) {
		derive_as(&m, span_str("docker push"), place);
		add_part(&m, " ", &images);
	} else {
		derive_as(&m, span_str("docker"), place);
		add_part(&m, " ", &other);
		add_part(&m, " ", &arguments);
	}
	add_command(w, scope, block, &m);
}

/* exec { path = "a" arguments = "b" } */
static void read_exec(struct teamcity_walk *w, struct ci_scope *scope, size_t block)
{
	struct ci_text program = attribute(w, block, "path");
	struct ci_text arguments = attribute(w, block, "arguments");
	struct derived_maker m;

	derive_begin(&m, w->arena);
	add_part(&m, "", &program);
	add_part(&m, " ", &arguments);
	add_command(w, scope, block, &m);
}

static void read_step(struct teamcity_walk *w, struct ci_scope *parent, size_t name)
{
	static const struct {
		const char *name;
		enum ci_role role;
	} settings[] = {
		{"name", CI_TITLE},
		{"workingDir", CI_DIRECTORY},
		{"dockerImage", CI_IMAGE},
		{"dockerRunParameters", CI_ENGINE_OPTIONS},
	};
	const struct code *code = &w->code;
	size_t block = name + 1;
	struct ci_scope *scope = ci_add_scope(w->out, parent, CI_STEP,
		(struct ci_text){.raw = code->tokens.at[name].raw}, w->arena);

	scope->place = ci_tokens_place(code, name, code->tokens.at[block].match);
	for (size_t i = 0; i < sizeof(settings) / sizeof(*settings); i++) {
		struct ci_text value = attribute(w, block, settings[i].name);

		if (value.text.ptr)
			ci_add_property(
				scope, settings[i].role, (struct ci_text){0}, value, w->arena);
	}
	for (size_t at = block + 1; at < code->tokens.at[block].match; at++)
		if (!take_parameter(w, scope, at) && ci_is_kind(code, at, CODE_NAME))
			take_credential(w, scope, at);
	add_script(w, scope, attribute(w, block, "scriptContent"), CI_SHELL_POSIX);
	add_script(w, scope, attribute(w, block, "shellScript"), CI_SHELL_POSIX);
	if (ci_is_name(code, name, "powerShell"))
		add_script(w, scope, attribute(w, block, "content"), CI_SHELL_POWERSHELL);
	else if (ci_is_name(code, name, "exec"))
		read_exec(w, scope, block);
	else if (ci_is_name(code, name, "dockerCommand"))
		read_docker_command(w, scope, block);
}

static void read_steps(struct teamcity_walk *w, struct ci_scope *scope, size_t block)
{
	size_t end = w->code.tokens.at[block].match;

	for (size_t at = block + 1; at < end; at++) {
		if (!ci_is_kind(&w->code, at, CODE_NAME) || !ci_is_sign(&w->code, at + 1, "{"))
			continue;
		read_step(w, scope, at);
		at = w->code.tokens.at[at + 1].match;
	}
}

/* --- build types -------------------------------------------------------------------------- */

static void walk(struct teamcity_walk *w, struct ci_scope *scope, size_t from, size_t to);

/* The block of "BuildType({" or "buildType {"; 0 if the name is none of these. */
static size_t build_type_block(const struct code *code, size_t name)
{
	static const char *const names[] = {"BuildType", "buildType", "Template", "template"};
	size_t i = 0;

	while (i < 4 && !ci_is_name(code, name, names[i]))
		i++;
	if (i == 4)
		return 0;
	if (ci_is_sign(code, name + 1, "{"))
		return name + 1;
	return ci_is_sign(code, name + 1, "(") && ci_is_sign(code, name + 2, "{") ? name + 2
										  : 0;
}

/* object NAME : BuildType({ … }) */
static void read_build_type(
	struct teamcity_walk *w, struct ci_scope *parent, size_t name, size_t block)
{
	const struct code *code = &w->code;
	bool is_object = name >= 2 && ci_is_sign(code, name - 1, ":") &&
		ci_is_kind(code, name - 2, CODE_NAME);
	struct span raw = code->tokens.at[is_object ? name - 2 : name].raw;
	struct ci_scope *scope =
		ci_add_scope(w->out, parent, CI_JOB, ci_plain_text(raw), w->arena);

	scope->place = ci_tokens_place(code, name, code->tokens.at[block].match);
	w->depth++;
	walk(w, scope, block + 1, code->tokens.at[block].match);
	w->depth--;
}

static void walk(struct teamcity_walk *w, struct ci_scope *scope, size_t from, size_t to)
{
	const struct code *code = &w->code;

	for (size_t at = from; at < to && at < code->tokens.len; at++) {
		size_t block;

		if (code->tokens.at[at].kind != CODE_NAME)
			continue;
		block = w->depth < BLOCKS_DEEP ? build_type_block(code, at) : 0;
		if (block) {
			read_build_type(w, scope, at, block);
			at = code->tokens.at[block].match;
		} else if (ci_is_name(code, at, "steps") && ci_is_sign(code, at + 1, "{")) {
			read_steps(w, scope, at + 1);
			at = code->tokens.at[at + 1].match;
		} else if (!take_parameter(w, scope, at)) {
			take_credential(w, scope, at);
		}
	}
}

void ci_read_teamcity(struct span text, struct arena *arena, struct ci_pipeline *out)
{
	struct teamcity_walk w = {.out = out, .arena = arena};

	ci_read_code(out, CODE_KOTLIN, text, &w.code, arena);
	walk(&w, out->scopes.at[0], 0, w.code.tokens.len);
}
