#include "rules/ci_code_runs.h"

#include "ci/builds.h"
#include "text/commands.h"

static const struct runner {
	const char *name;
	const char *commands;
} runners[] = {
#define RUNS(name, commands) {name, commands},
#include "rules/ci_code_runners.def"
#undef RUNS
};

/* --- paths
 * ------------------------------------------------------------------------------------
 */

/* What names the workspace, in front of a path. */
static struct span without_workspace(struct span path, bool *is_absolute)
{
	static const char *const workspaces[] = {"${{ github.workspace }}",
		"${{github.workspace}}", "$GITHUB_WORKSPACE", "${GITHUB_WORKSPACE}",
		"$env:GITHUB_WORKSPACE", "%GITHUB_WORKSPACE%"};

	for (size_t i = 0; i < sizeof(workspaces) / sizeof(*workspaces); i++)
		if (span_starts(path, workspaces[i])) {
			*is_absolute = true;
			path = span_from(path, strlen(workspaces[i]));
			return span_starts(path, "/") ? span_from(path, 1) : path;
		}
	*is_absolute = false;
	return path;
}

static bool is_elsewhere(struct span path)
{
	return span_starts(path, "/") || span_starts(path, "~") ||
		span_chr(path, '$') < path.len || span_chr(path, '`') < path.len;
}

struct span ci_path_below(struct span directory, struct span path, struct arena *arena)
{
	bool is_absolute;
	struct span rest;
	struct span part;
	char *out;
	size_t len = 0;

	path = without_workspace(path, &is_absolute);
	if (is_elsewhere(path) || (!directory.ptr && !is_absolute))
		return span_of(NULL, 0);
	if (is_absolute)
		directory = span_of("", 0);
	rest = span_str(arena_printf(arena, "%.*s/%.*s", SPAN_ARG(directory), SPAN_ARG(path)));
	out = arena_alloc(arena, rest.len + 1);
	while (span_split(&rest, '/', &part)) {
		if (part.len == 0 || span_eq_str(part, "."))
			continue;
		if (span_eq_str(part, "..")) {
			if (len == 0)
				return span_of(NULL, 0);
			while (len > 0 && out[--len] != '/')
				;
			continue;
		}
		if (len)
			out[len++] = '/';
		memcpy(out + len, part.ptr, part.len);
		len += part.len;
	}
	return span_of(out, len);
}

static struct span unquoted(struct span text)
{
	if (text.len > 1 && (text.ptr[0] == '"' || text.ptr[0] == '\'') &&
		text.ptr[text.len - 1] == text.ptr[0])
		return span_sub(text, 1, text.len - 1);
	return text;
}

struct span ci_word_written(const struct command_word *word)
{
	if (span_find(word->text, "${_") < word->text.len && word->place.len)
		return unquoted(word->place);
	return word->text;
}

static struct span word_at(const struct command *c, size_t i)
{
	return i < c->words.len ? ci_word_written(&c->words.at[i]) : span_of("", 0);
}

/* --- commands
 * ---------------------------------------------------------------------------------
 */

/* Options that say in which directory something is done. */
static bool is_directory_option(struct span word)
{
	static const char *const options[] = {
		"-C", "--prefix", "--cwd", "--dir", "--directory", "--project-directory", "-S"};

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (span_eq_str(word, options[i]))
			return true;
	return false;
}

static struct span directory_of(
	const struct command *c, struct span directory, struct arena *arena)
{
	for (size_t i = 1; i < c->words.len; i++) {
		struct span word = word_at(c, i);

		if (is_directory_option(word))
			return ci_path_below(directory, word_at(c, i + 1), arena);
		if (span_starts(word, "--prefix=") || span_starts(word, "--cwd=") ||
			span_starts(word, "--dir="))
			return ci_path_below(
				directory, span_from(word, span_chr(word, '=') + 1), arena);
	}
	return directory;
}

/* The first word from index from on that is no option. */
static size_t first_argument(const struct command *c, size_t from)
{
	for (size_t i = from; i < c->words.len; i++) {
		struct span word = word_at(c, i);

		if (is_directory_option(word))
			i++;
		else if (!span_starts(word, "-") && !span_starts(word, "+"))
			return i;
	}
	return c->words.len;
}

static bool is_listed(const char *list, struct span word)
{
	struct span rest = span_str(list);
	struct span one;

	while (span_split(&rest, '|', &one))
		if (span_eq(one, word))
			return true;
	return false;
}

static bool is_meant(const struct runner *runner, struct span subcommand)
{
	if (runner->commands[0] == '!')
		return !is_listed(runner->commands + 1, subcommand);
	return !runner->commands[0] || is_listed(runner->commands, subcommand);
}

/* "make --version", "npm install --global x", "npm ci --ignore-scripts" */
static bool is_harmless(const struct command *c)
{
	static const char *const words[] = {"--version", "-version", "--help", "-V", "-g",
		"--global", "--location=global", "--ignore-scripts"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (command_has(c, words[i]))
			return true;
	return false;
}

static const struct runner *runner_named(struct span name)
{
	for (size_t i = 0; i < sizeof(runners) / sizeof(*runners); i++)
		if (span_eq_str(name, runners[i].name))
			return &runners[i];
	return NULL;
}

static bool is_local_requirement(struct span word)
{
	return span_eq_str(word, "-r") || span_starts(word, "--requirement") ||
		span_eq_str(word, "-e") || span_starts(word, "--editable") ||
		span_eq_str(word, ".") || span_starts(word, "./") || span_starts(word, ".[");
}

/* pip runs the build files of projects in directories, and of what a list in one names. */
static bool pip_runs(const struct command *c, size_t pip)
{
	if (!span_eq_str(word_at(c, first_argument(c, pip + 1)), "install"))
		return false;
	for (size_t i = pip + 1; i < c->words.len; i++)
		if (is_local_requirement(word_at(c, i)))
			return true;
	return false;
}

static bool is_python(struct span name)
{
	return span_starts(name, "python") || span_eq_str(name, "py");
}

static bool module_runs(const struct command *c, size_t module)
{
	static const char *const harmless[] = {"venv", "virtualenv", "ensurepip", "json.tool",
		"http.server", "compileall", "site", "zipfile", "tarfile", "black", "ruff",
		"flake8", "isort"};
	struct span name = word_at(c, module);

	if (span_eq_str(name, "pip"))
		return pip_runs(c, module);
	for (size_t i = 0; i < sizeof(harmless) / sizeof(*harmless); i++)
		if (span_eq_str(name, harmless[i]))
			return false;
	return true;
}

/* Programs that run the file they are given. */
static bool is_interpreter(struct span name)
{
	static const char *const names[] = {"node", "deno", "ruby", "perl", "php", "Rscript",
		"julia", "ts-node", "tsx", "source", ".", "pwsh"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_str(name, names[i]))
			return true;
	return is_python(name);
}

/* The file that an interpreter runs; an empty span if it gets its text elsewhere. */
static struct span file_argument(const struct command *c)
{
	for (size_t i = 1; i < c->words.len; i++) {
		struct span word = word_at(c, i);

		if (span_eq_str(word, "-c") || span_eq_str(word, "-e") ||
			span_eq_str(word, "-p") || span_eq_str(word, "-") ||
			span_eq_str(word, "--eval") || span_eq_str(word, "--version"))
			return span_of("", 0);
		if (span_eq_str(word, "run") || span_starts(word, "-"))
			continue;
		return word;
	}
	return span_of("", 0);
}

static bool interpreter_runs(
	const struct command *c, struct span directory, struct arena *arena, struct span *where)
{
	struct span file = file_argument(c);

	if (is_python(command_name(c)) && span_eq_str(word_at(c, 1), "-m")) {
		*where = directory;
		return module_runs(c, 2);
	}
	if (file.len == 0)
		return false;
	*where = ci_path_below(directory, file, arena);
	return true;
}

/* Builds stand in the order of the commands: the first one from there on. */
static size_t first_build(const struct ci_builds *builds, size_t order)
{
	size_t from = 0;
	size_t to = builds->items.len;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (builds->items.at[middle].order < order)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

/* An image build by a command; its Dockerfile runs. */
static bool image_build_runs(const struct ci_pipeline *pipeline, const struct command *c,
	struct span directory, struct arena *arena, struct span *where)
{
	const struct ci_builds *builds = pipeline->builds;
	size_t order = (size_t)(c - pipeline->commands.items.at);

	for (size_t i = first_build(builds, order); i < builds->items.len; i++) {
		const struct ci_build *build = &builds->items.at[i];

		if (build->order != order)
			break;
		if (build->command != c || build->is_fragment)
			continue;
		*where = ci_path_below(directory,
			build->context.text.ptr ? build->context.text : span_str("."), arena);
		return true;
	}
	return false;
}

/* "./build.sh", "bin/test": not something that is installed. */
static bool is_path_of_program(struct span program)
{
	return span_chr(program, '/') < program.len && !span_starts(program, "/") &&
		span_find(program, "://") == program.len;
}

bool ci_command_runs_code(const struct ci_pipeline *pipeline, const struct command *c,
	struct span directory, struct arena *arena, struct span *where)
{
	struct span name = command_name(c);
	const struct runner *runner = runner_named(name);
	size_t word;

	if (c->words.len == 0)
		return false;
	if (image_build_runs(pipeline, c, directory, arena, where))
		return true;
	if (shell_program_of(c, &word) == PROGRAM_FILE) {
		*where = ci_path_below(directory, word_at(c, word), arena);
		return true;
	}
	if (is_interpreter(name))
		return interpreter_runs(c, directory, arena, where);
	*where = directory_of(c, directory, arena);
	if (is_harmless(c))
		return false;
	if (span_eq_str(name, "pip") || span_eq_str(name, "pip3"))
		return pip_runs(c, 0);
	if (span_eq_str(name, "docker") && span_eq_str(word_at(c, 1), "compose"))
		return is_listed("build|up|run", word_at(c, first_argument(c, 2)));
	if (runner && !is_path_of_program(word_at(c, 0)))
		return is_meant(runner, word_at(c, first_argument(c, 1)));
	if (!is_path_of_program(word_at(c, 0)))
		return false;
	*where = ci_path_below(directory, word_at(c, 0), arena);
	return true;
}

/* --- actions
 * ----------------------------------------------------------------------------------
 */

/* Actions that build or test what is checked out. */
static const char *const building_actions[] = {"pre-commit/action",
	"goreleaser/goreleaser-action", "cypress-io/github-action", "bahmutov/npm-install",
	"borales/actions-yarn", "PyO3/maturin-action", "pypa/cibuildwheel", "actions-rs/cargo",
	"chromaui/action", "cloudflare/wrangler-action", "julia-actions/julia-runtest",
	"julia-actions/julia-buildpkg", "r-lib/actions/check-r-package",
	"r-lib/actions/setup-r-dependencies", "JS-DevTools/npm-publish",
	"samuelmeuli/action-electron-builder", "tauri-apps/tauri-action"};

static bool input_is_true(const struct ci_scope *step, const char *name)
{
	const struct ci_variable *input = ci_input(step, name);

	return input && ci_is_true(input->value.text);
}

static bool is_building_action(const struct ci_scope *step)
{
	for (size_t i = 0; i < sizeof(building_actions) / sizeof(*building_actions); i++)
		if (ci_calls(step, building_actions[i]))
			return true;
	return (ci_calls(step, "ruby/setup-ruby") && input_is_true(step, "bundler-cache")) ||
		(ci_calls(step, "pnpm/action-setup") && input_is_true(step, "run_install")) ||
		((ci_calls(step, "gradle/gradle-build-action") ||
			 ci_calls(step, "gradle/actions/setup-gradle")) &&
			ci_input(step, "arguments"));
}

/* An image build by an action; without a context it builds what the event's ref says. */
static bool image_action_runs(const struct ci_pipeline *pipeline, const struct ci_scope *step,
	struct arena *arena, struct span *where)
{
	const struct ci_builds *builds = pipeline->builds;

	for (size_t i = first_build(builds, step->first_command); i < builds->items.len; i++) {
		const struct ci_build *build = &builds->items.at[i];

		if (build->order != step->first_command)
			break;
		if (build->command || build->scope != step || !build->context.text.ptr ||
			span_chr(build->context.text, ':') < build->context.text.len ||
			span_chr(build->context.text, '{') < build->context.text.len)
			continue;
		*where = ci_path_below(span_of("", 0), build->context.text, arena);
		return true;
	}
	return false;
}

/* A script of actions/github-script that loads another one. */
static bool script_loads_code(const struct ci_scope *step)
{
	const struct ci_variable *script = ci_input(step, "script");
	struct span text = script ? script->value.text : span_of("", 0);

	return ci_calls(step, "actions/github-script") &&
		(span_find(text, "require('./") < text.len ||
			span_find(text, "require(\"./") < text.len ||
			span_find(text, "GITHUB_WORKSPACE") < text.len);
}

bool ci_call_runs_code(const struct ci_pipeline *pipeline, const struct ci_scope *step,
	struct arena *arena, struct span *where)
{
	const struct ci_property *call = ci_property(step, CI_CALL);
	const struct ci_variable *directory = ci_input(step, "working-directory");

	if (!call)
		return false;
	*where = span_of("", 0);
	if (span_starts(call->value.text, "./")) {
		*where = ci_path_below(*where, call->value.text, arena);
		return true;
	}
	if (image_action_runs(pipeline, step, arena, where) || script_loads_code(step))
		return true;
	if (!is_building_action(step))
		return false;
	if (directory)
		*where = ci_path_below(*where, directory->value.text, arena);
	return true;
}
