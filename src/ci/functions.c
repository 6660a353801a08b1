#include "ci/functions.h"

#include "ci/names.h"

static const char *const names[CI_PARAMETERS] = {
	"@", "1", "2", "3", "4", "5", "6", "7", "8", "9"};

static struct ci_function *function_of(
	struct ci_functions *functions, const struct shell_command *shell)
{
	VEC_EACH(struct ci_function, f, &functions->items)
		if (f->shell == shell)
			return f;
	return NULL;
}

void ci_find_functions(const struct ci_pipeline *pipeline, const struct ci_scope *scope,
	struct arena *arena, struct ci_functions *out)
{
	enum {
		FUNCTIONS_MAX = 100 /* each command is compared with them */
	};

	*out = (struct ci_functions){0};
	for (size_t i = 0; i < scope->command_count; i++) {
		const struct command *c =
			&pipeline->commands.items.at[scope->first_command + i];
		struct ci_function *f;

		if (!c->function)
			continue;
		f = function_of(out, c->function);
		out->is_cut |= !f && out->items.len == FUNCTIONS_MAX;
		if (!f && out->items.len < FUNCTIONS_MAX) {
			f = vec_add(&out->items, arena);
			f->shell = c->function;
		}
		if (f)
			f->shifts |= span_eq_str(command_name(c), "shift");
	}
}

static void set_parameters(
	struct ci_scope *scope, const struct ci_verdict *verdicts, struct arena *arena)
{
	for (size_t i = 0; i < CI_PARAMETERS; i++)
		ci_names_set(scope, span_str(names[i]), verdicts[i], arena);
	ci_names_set(scope, span_str("*"), verdicts[0], arena);
}

void ci_enter_function(struct ci_functions *functions, struct ci_scope *scope,
	const struct command *command, struct arena *arena)
{
	static const struct ci_verdict none[CI_PARAMETERS];
	const struct ci_function *f;

	if (functions->items.len == 0 || command->function == functions->current)
		return;
	functions->current = command->function;
	f = function_of(functions, command->function);
	set_parameters(scope, f ? f->parameters : none, arena);
}

/* The verdicts of the words from one on, as parameters; all at 0 */
static void parameters_of(const struct command *command, const struct ci_command *facts,
	size_t from, struct ci_verdict *out)
{
	for (size_t i = from; i < command->words.len; i++) {
		out[0] = ci_worse(out[0], facts->words[i]);
		if (i - from + 1 < CI_PARAMETERS)
			out[i - from + 1] = facts->words[i];
	}
}

static void learn(
	struct ci_functions *functions, struct ci_function *f, const struct ci_verdict *given)
{
	for (size_t i = 0; i < CI_PARAMETERS; i++) {
		struct ci_verdict verdict = f->shifts ? given[0] : given[i];

		if (verdict.secrecy <= f->parameters[i].secrecy)
			continue;
		f->parameters[i] = verdict;
		functions->has_learned = true;
	}
}

/* --- what they print -------------------------------------------------------------------- */

static void note_printed(struct ci_scope *scope, const struct command *command,
	const struct ci_command *facts, struct arena *arena)
{
	struct span name = command->function->name;

	if (facts->printed.secrecy <= ci_printed_by_function(scope, name).secrecy ||
		command->is_piped || command->has_output_file || command->substitution)
		return;
	ci_names_set_of(scope, CI_NAME_FUNCTION, name, facts->printed, arena);
}

struct ci_verdict ci_printed_by_function(const struct ci_scope *scope, struct span name)
{
	const struct ci_verdict *known = ci_names_find_of(scope, CI_NAME_FUNCTION, name);

	return known ? *known : (struct ci_verdict){0};
}

/* ---------------------------------------------------------------------------------------- */

void ci_leave_command(struct ci_functions *functions, struct ci_scope *scope,
	const struct command *command, const struct ci_command *facts, struct arena *arena)
{
	struct ci_verdict given[CI_PARAMETERS] = {0};
	struct span name = command_name(command);

	if (command->function)
		note_printed(scope, command, facts, arena);
	if (span_eq_str(name, "set") && span_eq_str(command_text(command, 1), "--")) {
		parameters_of(command, facts, 2, given);
		set_parameters(scope, given, arena);
		return;
	}
	if (functions->items.len == 0 || name.len == 0)
		return;
	VEC_EACH(struct ci_function, f, &functions->items) {
		if (!span_eq(f->shell->name, name))
			continue;
		parameters_of(command, facts, 1, given);
		learn(functions, f, given);
		return;
	}
}
