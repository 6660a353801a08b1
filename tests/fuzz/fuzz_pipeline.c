/*
 * A CI file of any system: the first line is its path, the rest its bytes. Whatever it is, all
 * that the pipeline says stands somewhere in the file, and scopes hang below each other.
 */
#include "ci/builds.h"
#include "fuzz/fuzz.h"

static struct span text;

static void must_be_inside(struct span place)
{
	if (place.len == 0)
		return;
	MUST(place.ptr >= text.ptr && place.ptr + place.len <= text.ptr + text.len);
}

static void check_text(const struct ci_text *t, struct arena *arena)
{
	size_t step = t->text.len / 20 + 1;

	must_be_inside(t->raw);
	if (!t->text.ptr)
		return;
	must_be_inside(ci_place(t, t->text, arena));
	for (size_t at = 0; at < t->text.len; at += step)
		must_be_inside(ci_place(t, span_sub(t->text, at, at + step), arena));
}

static void check_variables(const struct ci_variables *variables, struct arena *arena)
{
	VEC_EACH(const struct ci_variable, v, &variables->items) {
		check_text(&v->name, arena);
		check_text(&v->value, arena);
	}
}

static void check_scope(const struct ci_pipeline *p, size_t index, struct arena *arena)
{
	const struct ci_scope *scope = p->scopes.at[index];

	MUST((scope->parent == NULL) == (index == 0));
	must_be_inside(scope->place);
	check_text(&scope->name, arena);
	check_variables(&scope->variables, arena);
	check_variables(&scope->inputs, arena);
	check_variables(&scope->arguments, arena);
	VEC_EACH(const struct ci_property, property, &scope->properties) {
		check_text(&property->key, arena);
		check_text(&property->value, arena);
	}
	VEC_EACH(struct ci_script *const, script, &scope->scripts)
		VEC_EACH(const struct ci_text, t, &(*script)->texts)
			check_text(t, arena);
	MUST(scope->first_command + scope->command_count <= p->commands.items.len);
}

static void check_build(const struct ci_build *build)
{
	must_be_inside(build->place);
	must_be_inside(build->context.place);
	must_be_inside(build->dockerfile.place);
	VEC_EACH(const struct ci_argument, argument, &build->arguments)
		must_be_inside(argument->place);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span path = span_of("", 0);
	struct arena arena = {0};
	struct ci_pipeline pipeline;
	enum file_kind kind;

	text = span_of_data(data, size);
	if (!span_next_line(&text, &path) || path.len == 0 || text.len == 0)
		return 0;
	kind = classify(classifier_new(&arena), path);
	if (kind != KIND_NONE && ci_read(kind, path, text, &arena, &pipeline)) {
		for (size_t i = 0; i < pipeline.scopes.len; i++)
			check_scope(&pipeline, i, &arena);
		VEC_EACH(const struct command, command, &pipeline.commands.items)
			must_be_inside(command->place);
		VEC_EACH(const struct ci_build, build, &pipeline.builds->items)
			check_build(build);
		VEC_EACH(const struct problem, p, &pipeline.problems.items)
			MUST(p->offset <= text.len);
	}
	arena_release(&arena);
	return 0;
}
