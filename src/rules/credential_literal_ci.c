/* Literal credentials in the values of a CI file: settings, inputs, variables, arguments. */
#include "base/escape.h"
#include "rules/ci_literal.h"
#include "tokens/secret_name.h"

static const char *quoted(const struct literal_search *s, struct span name)
{
	return escaped_text(s->subject->arena, span_sub(name, 0, 60));
}

/* Inputs are named by people who describe them: fewer words than for variables. */
static bool is_credential_input(struct span name)
{
	static const char *const names[] = {"auth", "creds", "credentials", "webhook",
		"webhook-url", "webhook_url", "pass", "pat"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_nocase(name, names[i]))
			return true;
	return is_secret_option(name);
}

static void check_inputs(struct literal_search *s, const struct ci_scope *scope)
{
	const struct ci_property *call = ci_property(scope, CI_CALL);
	const char *of = call
		? quoted(s, span_sub(call->value.text, 0, span_chr(call->value.text, '@')))
		: "what is called";

	/* of Concourse a task's are its environment */
	bool are_variables =
		s->subject->pipeline->system == KIND_CONCOURSE && scope->variables.items.len;

	VEC_EACH(const struct ci_variable, v, &scope->inputs.items)
		if (!are_variables && !v->is_secret && is_credential_input(v->name.text))
			check_literal_text(s, &v->value, v->value.text, LITERAL_IN_INPUT,
				arena_printf(s->subject->arena, "%s of %s",
					quoted(s, v->name.text), of));
}

static void check_named(
	struct literal_search *s, const struct ci_variables *variables, const char *what)
{
	VEC_EACH(const struct ci_variable, v, &variables->items)
		if (!v->is_secret && is_secret_name(v->name.text) &&
			!is_throwaway_name(v->name.text))
			check_literal_text(s, &v->value, v->value.text, LITERAL_NAMED,
				arena_printf(s->subject->arena, "%s%s", what,
					quoted(s, v->name.text)));
}

static void check_properties(struct literal_search *s, const struct ci_scope *scope)
{
	VEC_EACH(const struct ci_property, p, &scope->properties) {
		if (p->role == CI_CREDENTIAL)
			check_literal_text(s, &p->value, p->value.text, LITERAL_IN_SLOT,
				quoted(s, p->key.text));
		else if (p->role == CI_DEFAULT_VALUE && is_secret_name(p->key.text) &&
			!is_throwaway_name(p->key.text))
			check_literal_text(s, &p->value, p->value.text, LITERAL_NAMED,
				arena_printf(s->subject->arena, "the default of %s",
					quoted(s, p->key.text)));
	}
}

static void check_build(struct literal_search *s, const struct ci_build *build)
{
	VEC_EACH(const struct ci_argument, a, &build->arguments)
		if (is_secret_name(a->name))
			check_literal_at(s, a->value, a->place, LITERAL_NAMED,
				arena_printf(s->subject->arena, "the build argument %s",
					quoted(s, a->name)));
}

void find_literals_in_values(struct literal_search *s)
{
	VEC_EACH(struct ci_scope *const, at, &s->subject->pipeline->scopes) {
		const struct ci_scope *scope = *at;

		if (is_throwaway_scope(scope))
			continue;
		check_properties(s, scope);
		check_inputs(s, scope);
		check_named(s, &scope->variables, "");
	}
	VEC_EACH(const struct ci_build, build, &s->subject->pipeline->builds->items)
		check_build(s, build);
}
