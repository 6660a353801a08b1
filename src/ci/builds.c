#include "ci/builds.h"

#include "ci/flow.h"

struct collect {
	struct ci_pipeline *pipeline;
	struct arena *arena;
	struct ci_builds *out;
};

static void add_command(struct collect *c, const struct command *command, size_t index)
{
	struct ci_build build;
	struct ci_text value;

	if (ci_build_of_command(c->pipeline, command, c->arena, &build) ||
		ci_build_of_options(c->pipeline, command, c->arena, &build)) {
		build.order = index;
		*vec_add(&c->out->items, c->arena) = build;
		return;
	}
	/* ARGS="--build-arg A=$B": whoever uses it */
	VEC_EACH(const struct command_variable, v, &command->set) {
		if (span_find(v->value, "--build-arg") == v->value.len)
			continue;
		build = (struct ci_build){.scope = ci_scope_of(command),
			.order = index,
			.tool = "--build-arg",
			.place = v->place.len ? v->place : command->place,
			.is_fragment = true};
		value = (struct ci_text){.text = v->value, .raw = build.place};
		ci_build_options_text(c->pipeline, build.scope, &value, c->arena, &build);
		*vec_add(&c->out->items, c->arena) = build;
	}
}

/* The same in a variable of the file. */
static void add_variable(
	struct collect *c, const struct ci_scope *scope, const struct ci_variable *v)
{
	struct ci_build build = {.scope = scope,
		.order = scope->first_command,
		.tool = "--build-arg",
		.place = v->value.raw,
		.is_fragment = true};

	if (span_find(v->value.text, "--build-arg") == v->value.text.len)
		return;
	ci_build_options_text(c->pipeline, scope, &v->value, c->arena, &build);
	*vec_add(&c->out->items, c->arena) = build;
}

/* execSync('docker build --build-arg A=…') of a script that no shell reads */
static void add_foreign_script(
	struct collect *c, const struct ci_scope *scope, const struct ci_script *script)
{
	struct ci_build build = {.scope = scope,
		.order = scope->first_command,
		.tool = "a build",
		.is_fragment = true};

	VEC_EACH(const struct ci_text, text, &script->texts) {
		if (!build.place.ptr)
			build.place = text->raw;
		ci_build_options_inside(c->pipeline, scope, text, c->arena, &build);
	}
	if (build.arguments.len)
		*vec_add(&c->out->items, c->arena) = build;
}

static struct ci_mention mention(const struct ci_scope *scope, enum ci_role role)
{
	const struct ci_property *p = ci_property(scope, role);

	return p ? (struct ci_mention){p->value.text, p->value.raw}
		 : (struct ci_mention){{NULL, 0}, {NULL, 0}};
}

static const char *tool_of(enum file_kind system)
{
	switch (system) {
	case KIND_COMPOSE:
		return "docker compose build";
	case KIND_BAKE:
		return "docker buildx bake";
	case KIND_SKAFFOLD:
		return "skaffold build";
	default:
		return "the image build";
	}
}

/* A service with "build:", a target of bake, an artifact. */
static void add_described(struct collect *c, const struct ci_scope *scope)
{
	struct ci_build build = {.scope = scope,
		.order = scope->first_command,
		.tool = tool_of(c->pipeline->system),
		.place = scope->place,
		.context = mention(scope, CI_CONTEXT),
		.dockerfile = mention(scope, CI_DOCKERFILE),
		.target = mention(scope, CI_TARGET)};

	if (!build.context.text.ptr && !build.dockerfile.text.ptr &&
		scope->arguments.items.len == 0 && !ci_property(scope, CI_BUILD_OPTIONS))
		return;
	VEC_EACH(const struct ci_property, p, &scope->properties) {
		struct ci_mention said = {p->value.text, p->value.raw};

		if (p->role == CI_CACHE_TO)
			*vec_add(&build.cache_to, c->arena) = said;
		else if (p->role == CI_ATTEST)
			*vec_add(&build.attest, c->arena) = said;
		else if (p->role == CI_BUILD_OPTIONS)
			ci_build_options_text(c->pipeline, scope, &p->value, c->arena, &build);
		else if (p->role == CI_OUTPUT &&
			(span_find(said.text, "registry") < said.text.len ||
				span_find(said.text, "push=true") < said.text.len))
			build.push = CI_PUSHED;
	}
	VEC_EACH(const struct ci_variable, v, &scope->arguments.items)
		*vec_add(&build.arguments, c->arena) =
			(struct ci_argument){v->name.text, v->value.text,
				v->value.raw.len ? v->value.raw : v->name.raw, v->verdict};
	*vec_add(&c->out->items, c->arena) = build;
}

/* BUILD_ARG_X of a task of Concourse: what its image builders take. */
static void add_task(struct collect *c, const struct ci_scope *scope)
{
	static const char prefix[] = "BUILD_ARG_";
	struct ci_build build = {.scope = scope,
		.order = scope->first_command,
		.tool = "oci-build-task",
		.place = scope->place};

	VEC_EACH(const struct ci_variable, v, &scope->variables.items)
		if (span_starts(v->name.text, prefix))
			*vec_add(&build.arguments, c->arena) = (struct ci_argument){
				span_from(v->name.text, strlen(prefix)), v->value.text,
				v->value.raw.len ? v->value.raw : v->name.raw, v->verdict};
	if (build.arguments.len)
		*vec_add(&c->out->items, c->arena) = build;
}

void ci_find_builds(struct ci_pipeline *pipeline, struct arena *arena)
{
	struct ci_builds *out = ARENA_NEW(arena, struct ci_builds);
	struct collect c = {pipeline, arena, out};

	pipeline->builds = out;
	VEC_EACH(struct ci_scope *const, at, &pipeline->scopes) {
		const struct ci_scope *scope = *at;
		struct ci_build build;

		VEC_EACH(const struct ci_variable, v, &scope->variables.items)
			add_variable(&c, scope, v);
		VEC_EACH(struct ci_script *const, script, &scope->scripts)
			if ((*script)->shell == CI_SHELL_OTHER)
				add_foreign_script(&c, scope, *script);
		if (ci_build_of_call(pipeline, scope, arena, &build)) {
			build.order = scope->first_command;
			*vec_add(&out->items, arena) = build;
		}
		add_described(&c, scope);
		if (pipeline->system == KIND_CONCOURSE)
			add_task(&c, scope);
		for (size_t i = 0; i < scope->command_count; i++)
			add_command(&c, &pipeline->commands.items.at[scope->first_command + i],
				scope->first_command + i);
	}
}

bool ci_pushes_all_provenance(const struct ci_build *build)
{
	VEC_EACH(const struct ci_mention, m, &build->attest)
		if (span_find(m->text, "mode=max") < m->text.len)
			return build->push != CI_NOT_PUSHED;
	return false;
}
