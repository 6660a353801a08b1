#include "ci/flow.h"

#include "ci/assigned_values.h"
#include "ci/azure_variables.h"
#include "ci/names.h"
#include "ci/script_flow.h"

/* ENCRYPTED[…] of Cirrus */
static bool is_encrypted(const struct ci_pipeline *pipeline, struct span value)
{
	return pipeline->system == KIND_CIRRUS && span_starts(value, "ENCRYPTED[");
}

static void follow_variables(struct ci_pipeline *pipeline, struct ci_scope *scope,
	struct ci_variables *variables, bool are_names, struct arena *arena)
{
	VEC_EACH(struct ci_variable, v, &variables->items) {
		if (v->is_secret || is_encrypted(pipeline, v->value.text))
			v->verdict = ci_stored(v->name.text);
		else if (pipeline->system == KIND_MAKE && v->value.text.ptr)
			v->verdict = ci_judge_make_value(
				pipeline, scope, v->name.text, v->value.text, arena);
		else if (v->value.text.ptr)
			v->verdict = ci_judge(pipeline, scope, v->value.text, arena);
		else
			v->verdict = ci_judge_name(scope, v->name.text);
		if (!are_names)
			continue;
		ci_names_set(scope, v->name.text, v->verdict, arena);
		if (pipeline->system == KIND_AZURE_PIPELINES)
			ci_names_set(scope, azure_environment_name(v->name.text, arena),
				v->verdict, arena);
	}
}

/* What a job extends may stand behind it in the file. */
static void follow_extended(struct ci_pipeline *pipeline, const struct ci_scope *scope,
	unsigned depth, struct arena *arena)
{
	enum {
		CHAIN_MAX = 16
	};

	VEC_EACH(struct ci_scope *const, from, &scope->extends) {
		if ((*from)->number < scope->number || (*from)->names || depth > CHAIN_MAX)
			continue;
		ci_names_start(*from, arena);
		follow_extended(pipeline, *from, depth + 1, arena);
		follow_variables(pipeline, *from, &(*from)->variables, true, arena);
	}
}

void ci_follow(struct ci_pipeline *pipeline, struct arena *arena)
{
	size_t loop = 0;

	pipeline->facts =
		arena_array(arena, pipeline->commands.items.len + 1, sizeof(*pipeline->facts));
	VEC_EACH(struct ci_scope *, at, &pipeline->scopes) {
		struct ci_scope *scope = *at;

		follow_extended(pipeline, scope, 0, arena);
		follow_variables(pipeline, scope, &scope->variables, true, arena);
		follow_variables(pipeline, scope, &scope->inputs, false, arena);
		follow_variables(pipeline, scope, &scope->arguments, false, arena);
		ci_follow_scripts(pipeline, scope, &loop, arena);
	}
}

const struct ci_command *ci_facts(
	const struct ci_pipeline *pipeline, const struct command *command)
{
	return &pipeline->facts[command - pipeline->commands.items.at];
}
