/* Builds of actions, plugins, tasks and orbs: what their inputs say. */
#include "base/escape.h"
#include "ci/builds.h"
#include "ci/flow.h"
#include "text/glob.h"

enum push_habit {
	PUSH_NEVER,
	PUSH_INPUT,
	PUSH_ALWAYS,
};

static const struct {
	const char *name;
	enum push_habit push;
} builders[] = {
#define BUILDER(name, push) {name, PUSH_##push},
#include "ci/builders.def"
#undef BUILDER
};

/* Inputs that hold build arguments, by the names that are in use. */
static const char *const argument_inputs[] = {"build-args", "build-arg", "buildargs",
	"buildarguments", "extra-build-args", "docker-build-args", "build-options", "arguments",
	"build-extra-args", "additional-build-args", "docker-extra-args", "extra-args"};

static const struct {
	const char *names[4];
	size_t offset;
} mention_inputs[] = {
	{{"context", "buildContext", "build-context", "path"},
		offsetof(struct ci_build, context)},
	{{"file", "dockerfile", "containerfile", "containerfiles"},
		offsetof(struct ci_build, dockerfile)},
	{{"target", "stage", NULL, NULL}, offsetof(struct ci_build, target)},
};

static struct span name_of(const struct ci_property *call)
{
	struct span name = span_sub(call->value.text, 0, span_chr(call->value.text, '@'));
	size_t colon;

	name = span_sub(name, 0, span_chr(name, '#')); /* of a plugin of Buildkite */
	colon = span_chr(name, ':');

	/* a port is no version */
	return span_chr(span_from(name, colon), '/') == name.len - colon
		? span_sub(name, 0, colon)
		: name;
}

static bool find_builder(struct span name, enum push_habit *push)
{
	for (size_t i = 0; i < sizeof(builders) / sizeof(*builders); i++)
		if (glob_match(span_str(builders[i].name), name)) {
			*push = builders[i].push;
			return true;
		}
	return false;
}

static struct ci_mention mention_of(const struct ci_variable *input)
{
	struct span text = span_trim(input->value.text);

	return (struct ci_mention){text.ptr ? text : span_of("", 0), input->value.raw};
}

static bool is_argument_input(struct span name)
{
	for (size_t i = 0; i < sizeof(argument_inputs) / sizeof(*argument_inputs); i++) {
		struct ci_variable probe = {.name = {.text = name}};
		struct ci_scope scope = {.inputs = {{&probe, 1, 1}}};

		if (ci_input(&scope, argument_inputs[i]))
			return true;
	}
	return false;
}

/* One "NAME=VALUE" or "NAME" of an input. */
static void add_argument(struct ci_pipeline *pipeline, struct ci_build *build,
	const struct ci_variable *input, struct span pair, struct arena *arena)
{
	size_t equals;
	struct ci_argument *argument;

	pair = span_trim(pair);
	while (pair.len > 1 && (pair.ptr[0] == '"' || pair.ptr[0] == '\'') &&
		pair.ptr[pair.len - 1] == pair.ptr[0])
		pair = span_sub(pair, 1, pair.len - 1);
	if (pair.len == 0 || pair.ptr[0] == '#')
		return;
	equals = span_chr(pair, '=');
	argument = vec_add(&build->arguments, arena);
	argument->name = span_trim(span_sub(pair, 0, equals));
	argument->place = ci_place(&input->value, pair, arena);
	if (input->is_secret) {
		/* {NAME: {from_secret: x}} */
		argument->verdict = input->verdict;
		argument->verdict.name = argument->name;
	} else if (equals < pair.len) {
		argument->value = span_from(pair, equals + 1);
		argument->verdict = ci_judge(pipeline, build->scope, argument->value, arena);
	} else if (span_chr(pair, '$') < pair.len || span_chr(pair, '{') < pair.len ||
		span_chr(pair, '<') < pair.len) {
		/* what the system puts there are arguments */
		argument->verdict = ci_judge(pipeline, build->scope, pair, arena);
	} else {
		argument->verdict = ci_judge_name(build->scope, argument->name);
	}
}

/* "--build-arg A=b" */
static bool holds_options(const struct ci_variable *input)
{
	struct span text = input->value.text;

	return span_find(text, "--build-arg") < text.len ||
		span_find(text, "--opt build-arg:") < text.len;
}

/* What runs a script has it as a script. */
static bool is_script_input(struct span name)
{
	static const char *const names[] = {
		"script", "run", "command", "inlineScript", "inline", "commands"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_nocase(name, names[i]))
			return true;
	return false;
}

static void read_arguments(struct ci_pipeline *pipeline, struct ci_build *build,
	const struct ci_variable *input, struct arena *arena)
{
	struct span rest = input->value.text;
	struct span line;
	struct span part;
	bool by_comma = pipeline->system == KIND_DRONE || pipeline->system == KIND_WOODPECKER;

	if (!rest.ptr && input->is_secret) {
		/* {from_secret: x} as the whole list */
		*vec_add(&build->arguments, arena) = (struct ci_argument){
			input->name.text, {NULL, 0}, input->name.raw, input->verdict};
		return;
	}
	if (holds_options(input)) {
		ci_build_options_text(pipeline, build->scope, &input->value, arena, build);
		return;
	}
	while (span_split(&rest, '\n', &line))
		while (span_split(&line, by_comma ? ',' : '\n', &part))
			add_argument(pipeline, build, input, part, arena);
}

/* build_args_from_env: [A, B] */
static void read_names(
	struct ci_build *build, const struct ci_variable *input, struct arena *arena)
{
	struct span rest = input->value.text;
	struct span name;

	while (span_split(&rest, ',', &name)) {
		name = span_trim(name);
		if (name.len)
			*vec_add(&build->arguments, arena) = (struct ci_argument){name,
				{NULL, 0}, ci_place(&input->value, name, arena),
				ci_judge_name(build->scope, name)};
	}
}

/* secret-files: "id=path" a line; bake-action's set: "*.args.NAME=value" a line */
static void read_lines(struct ci_pipeline *pipeline, struct ci_build *build,
	const struct ci_variable *input, bool is_set, struct arena *arena)
{
	struct span rest = input->value.text;
	struct span line;

	while (span_split(&rest, '\n', &line)) {
		size_t at = is_set ? span_find(line, ".args.") : span_chr(line, '=');
		struct span value;

		if (at == line.len)
			continue;
		value = span_trim(span_from(line, at + (is_set ? strlen(".args.") : 1)));
		if (is_set)
			add_argument(pipeline, build, input, value, arena);
		else
			*vec_add(&build->secret_files, arena) = (struct ci_mention){
				value, ci_place(&input->value, value, arena)};
	}
}

static void read_input(struct ci_pipeline *pipeline, struct ci_build *build,
	const struct ci_variable *input, struct arena *arena)
{
	struct span name = input->name.text;

	/* "args" is of the plugin docker-compose */
	if (is_argument_input(name) || (holds_options(input) && !is_script_input(name)) ||
		(pipeline->system == KIND_BUILDKITE && span_eq_str(name, "args")))
		read_arguments(pipeline, build, input, arena);
	else if (span_eq_nocase(name, "build_args_from_env") ||
		span_eq_nocase(name, "build-args-from-env"))
		read_names(build, input, arena);
	else if (span_eq_str(name, "set"))
		read_lines(pipeline, build, input, true, arena);
	else if (span_eq_nocase(name, "secret-files"))
		read_lines(pipeline, build, input, false, arena);
	else if (span_eq_nocase(name, "cache-to") || span_eq_nocase(name, "cache_to"))
		*vec_add(&build->cache_to, arena) = mention_of(input);
	else if (span_eq_nocase(name, "provenance") || span_eq_nocase(name, "attests"))
		*vec_add(&build->attest, arena) = mention_of(input);
}

/* Docker@0 and Docker@1 of Azure only build, unless they are told something else. */
static bool is_old_task(const struct ci_scope *scope)
{
	const struct ci_property *call = ci_property(scope, CI_CALL);

	return span_ends(call->value.text, "@0") || span_ends(call->value.text, "@1");
}

/* "push: true", "outputs: type=registry", "dry_run: true", "command: buildAndPush" */
static enum ci_push push_of(const struct ci_scope *scope, enum push_habit habit)
{
	const struct ci_variable *push = ci_input(scope, "push");
	const struct ci_variable *dry = ci_input(scope, "dry-run");
	const struct ci_variable *outputs = ci_input(scope, "outputs");
	const struct ci_variable *command = ci_input(scope, "command");

	if (dry && ci_is_true(dry->value.text))
		return CI_NOT_PUSHED;
	if (push)
		return ci_is_true(push->value.text)     ? CI_PUSHED
			: ci_is_false(push->value.text) ? CI_NOT_PUSHED
							: CI_MAYBE_PUSHED;
	if (outputs &&
		(span_find(outputs->value.text, "type=registry") < outputs->value.text.len ||
			span_find(outputs->value.text, "push=true") < outputs->value.text.len))
		return CI_PUSHED;
	if (command && span_find_nocase(command->value.text, "push") < command->value.text.len)
		return CI_PUSHED;
	if (ci_calls(scope, "Docker") && !command && !is_old_task(scope))
		return CI_PUSHED; /* buildAndPush by default */
	return habit == PUSH_ALWAYS ? CI_PUSHED : CI_NOT_PUSHED;
}

static bool has_arguments(const struct ci_scope *scope)
{
	VEC_EACH(const struct ci_variable, input, &scope->inputs.items) {
		struct span name = input->name.text;

		if (is_argument_input(name) && span_find_nocase(name, "build") < name.len)
			return true;
		if (holds_options(input) && !is_script_input(name))
			return true;
	}
	return false;
}

/* A task that only pushes, logs in or runs builds nothing. */
static bool is_other_command(const struct ci_scope *scope)
{
	const struct ci_variable *command = ci_input(scope, "command");

	return ci_calls(scope, "Docker") && command &&
		span_find_nocase(command->value.text, "build") == command->value.text.len;
}

bool ci_build_of_call(struct ci_pipeline *pipeline, const struct ci_scope *scope,
	struct arena *arena, struct ci_build *out)
{
	const struct ci_property *call = ci_property(scope, CI_CALL);
	enum push_habit habit = PUSH_INPUT;

	if (!call || !call->value.text.ptr || is_other_command(scope))
		return false;
	if (!find_builder(name_of(call), &habit) && !has_arguments(scope))
		return false;
	*out = (struct ci_build){.scope = scope,
		.tool = escaped_text(arena, name_of(call)),
		.place = call->value.raw};
	for (size_t i = 0; i < sizeof(mention_inputs) / sizeof(*mention_inputs); i++)
		for (size_t n = 0; n < 4 && mention_inputs[i].names[n]; n++) {
			const struct ci_variable *input =
				ci_input(scope, mention_inputs[i].names[n]);
			struct ci_mention *mention =
				(void *)((char *)out + mention_inputs[i].offset);

			if (input && !mention->text.ptr)
				*mention = mention_of(input);
		}
	VEC_EACH(const struct ci_variable, input, &scope->inputs.items)
		read_input(pipeline, out, input, arena);
	out->push = push_of(scope, habit);
	return true;
}
