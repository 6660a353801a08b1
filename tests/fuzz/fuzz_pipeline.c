/*
 * A CI file of any system: the first line is its path, the rest its bytes. Whatever it is, all
 * that the pipeline says stands somewhere in the file, and scopes hang below each other.
 */
#include "ci/builds.h"
#include "ci/expressions.h"
#include "ci/flow.h"
#include "fuzz/fuzz.h"

static volatile unsigned char seen;

/* Memory that can be read. */
static void check_span(struct span s)
{
	if (s.len == 0)
		return;
	seen = (unsigned char)s.ptr[0];
	seen = (unsigned char)s.ptr[s.len - 1];
}

static void check_place(struct span text, struct span place)
{
	MUST(place.len == 0 ||
		(place.ptr >= text.ptr && place.ptr + place.len <= text.ptr + text.len));
}

static void check_text(struct span whole, const struct ci_text *text, struct arena *arena)
{
	size_t step = text->text.len / 20 + 1;

	check_span(text->text);
	check_place(whole, text->raw);
	if (!text->text.ptr)
		return;
	check_place(whole, ci_place(text, text->text, arena));
	for (size_t at = 0; at < text->text.len; at += step)
		check_place(whole, ci_place(text, span_sub(text->text, at, at + step), arena));
}

static void check_variables(
	struct span whole, const struct ci_variables *variables, struct arena *arena)
{
	VEC_EACH(const struct ci_variable, v, &variables->items) {
		check_text(whole, &v->name, arena);
		check_text(whole, &v->value, arena);
		check_span(v->verdict.name);
	}
}

static void check_scope(
	const struct ci_pipeline *p, const struct ci_scope *scope, struct arena *arena)
{
	MUST(scope == p->scopes.at[scope->number]);
	MUST((scope->parent == NULL) == (scope->number == 0));
	MUST(!scope->parent || scope->parent->number < scope->number);
	MUST(scope->first_command + scope->command_count <= p->commands.items.len);
	check_place(p->text, scope->place);
	check_text(p->text, &scope->name, arena);
	VEC_EACH(const struct ci_property, property, &scope->properties) {
		check_text(p->text, &property->key, arena);
		check_text(p->text, &property->value, arena);
	}
	check_variables(p->text, &scope->variables, arena);
	check_variables(p->text, &scope->inputs, arena);
	check_variables(p->text, &scope->arguments, arena);
	VEC_EACH(struct ci_script *const, script, &scope->scripts)
		VEC_EACH(const struct ci_text, text, &(*script)->texts)
			check_text(p->text, text, arena);
}

static void check_command(
	const struct ci_pipeline *p, const struct command *command, struct arena *arena)
{
	const struct ci_command *facts = ci_facts(p, command);

	check_place(p->text, command->place);
	MUST(ci_scope_of(command)->first_command <= (size_t)(command - p->commands.items.at));
	for (size_t i = 0; i < command->words.len; i++) {
		check_span(ci_as_written(p, command->words.at[i].text, arena));
		check_place(p->text, command->words.at[i].place);
		check_span(facts->words[i].name);
	}
	VEC_EACH(const struct command_variable, v, &command->set) {
		check_span(v->value);
		check_place(p->text, v->place);
	}
}

static void check_mention(const struct ci_pipeline *p, const struct ci_mention *mention)
{
	check_span(mention->text);
	check_place(p->text, mention->place);
}

static void check_build(const struct ci_pipeline *p, const struct ci_build *build)
{
	MUST(build->scope && build->tool);
	check_place(p->text, build->place);
	check_mention(p, &build->context);
	check_mention(p, &build->dockerfile);
	check_mention(p, &build->target);
	VEC_EACH(const struct ci_argument, a, &build->arguments) {
		check_span(a->name);
		check_span(a->value);
		check_span(a->verdict.name);
		check_place(p->text, a->place);
	}
	VEC_EACH(const struct ci_mention, m, &build->secret_files)
		check_mention(p, m);
	VEC_EACH(const struct ci_mention, m, &build->cache_to)
		check_mention(p, m);
	VEC_EACH(const struct ci_mention, m, &build->attest)
		check_mention(p, m);
}

static void check_pipeline(const struct ci_pipeline *p, struct arena *arena)
{
	VEC_EACH(struct ci_scope *const, scope, &p->scopes)
		check_scope(p, *scope, arena);
	VEC_EACH(const struct command, command, &p->commands.items)
		check_command(p, command, arena);
	VEC_EACH(const struct ci_build, build, &p->builds->items)
		check_build(p, build);
	VEC_EACH(const struct span, expression, &p->expressions)
		check_span(*expression);
	VEC_EACH(const struct problem, problem, &p->problems.items)
		MUST(problem->offset <= p->text.len && problem->what);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = span_of_data(data, size);
	struct span path = span_of("", 0);
	struct arena arena = {0};
	struct ci_pipeline pipeline;
	enum file_kind kind;

	if (size > 20000 || !span_next_line(&text, &path) || path.len == 0 || text.len == 0)
		return 0;
	kind = classify(classifier_new(&arena), path);
	if (kind != KIND_NONE && ci_read(kind, path, text, &arena, &pipeline))
		check_pipeline(&pipeline, &arena);
	arena_release(&arena);
	return 0;
}
