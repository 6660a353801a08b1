/*
 * Text that outsiders write and that the system expands in a script, before a shell or an
 * interpreter reads it: quotes of the script don't hold it. Here it is that of GitHub Actions;
 * ci_injection_by_name.c has the other systems.
 *
 * In env: it is a value like any other; that is the way out, and silent. What a comparison or
 * contains() says of it is no text any more.
 */
#include "base/escape.h"
#include "ci/expressions.h"
#include "rules/ci_foreign_text.h"
#include "rules/ci_hits.h"
#include "rules/ci_injection.h"
#include "rules/ci_script_place.h"

enum language {
	LANGUAGE_SHELL,
	LANGUAGE_SCRIPT, /* of anything else */
};

/* Inputs of actions that are scripts; what "with.run" and the like hold is one already. */
static const struct sink {
	const char *action;
	const char *input;
	enum language language;
} sinks[] = {
	{"actions/github-script", "script", LANGUAGE_SCRIPT},
	{"appleboy/ssh-action", "script", LANGUAGE_SHELL},
	{"nick-fields/retry", "command", LANGUAGE_SHELL},
	{"nick-invision/retry", "command", LANGUAGE_SHELL},
	{"reactivecircus/android-emulator-runner", "script", LANGUAGE_SHELL},
	{"jannekem/run-python-script-action", "script", LANGUAGE_SCRIPT},
	{"amadevus/pwsh-script", "script", LANGUAGE_SHELL},
	{"mikefarah/yq", "cmd", LANGUAGE_SHELL},
};

struct look {
	struct subject *subject;
	const struct ci_job_admission *job;
	const struct ci_scope *scope;
	const struct ci_text *script;
	enum language language;
	struct span expression;
	struct ci_script_place place; /* of the expression */
	size_t references_left;       /* that are still followed */
	/* the worst that was found in the expression */
	enum severity severity;
	const struct ci_foreign_text *text;
	struct span by; /* the path that leads to it */
};

enum {
	REFERENCES_MAX = 20000
};

/* --- where it stands
 * --------------------------------------------------------------------------
 */

static bool is_in_comment(const struct look *l)
{
	return l->language == LANGUAGE_SHELL && ci_in_comment(&l->place);
}

static bool is_in_quoted_document(const struct look *l)
{
	return l->language == LANGUAGE_SHELL && ci_in_quoted_document(&l->place);
}

/* "x = ${{ toJSON(y) }}" is a literal of the language; in quotes it is not. */
static bool is_literal_of_script(const struct look *l)
{
	struct span before = l->place.line;

	return l->language == LANGUAGE_SCRIPT &&
		(before.len == 0 || !strchr("'\"`", before.ptr[before.len - 1]));
}

static bool is_json(struct span expression, struct span path)
{
	struct span before =
		span_trim(span_sub(expression, 0, (size_t)(path.ptr - expression.ptr)));

	return span_ends_nocase(before, "toJSON(");
}

static bool is_harmless(const struct look *l, bool has_lines, bool is_json)
{
	if (is_json && (is_literal_of_script(l) || is_in_quoted_document(l)))
		return true;
	return !has_lines && (is_in_comment(l) || is_in_quoted_document(l));
}

/* --- how bad it is
 * ----------------------------------------------------------------------------
 */

/* Comments may be written to pull requests of the repository's own people, too. */
static bool is_comment(const struct ci_foreign_text *text)
{
	return span_starts(span_str(text->path), "event.comment") ||
		span_starts(span_str(text->path), "event.review");
}

static enum severity on_event(
	const struct look *l, const struct ci_foreign_text *text, enum ci_event event)
{
	enum ci_admission admission = ci_admit_step(l->job, l->scope, event);

	if (admission == CI_ADMITS_NOBODY)
		return SEVERITY_OFF;
	if (admission != CI_ADMITS_ALL)
		return is_comment(text) ? SEVERITY_NOTE : SEVERITY_LOW;
	if (event == CI_ON_CALLER)
		return SEVERITY_LOW;
	/* without rights, whoever opens a pull request may run anything, it is theirs */
	return ci_event_is_privileged(event) || is_comment(text) ? SEVERITY_MEDIUM
								 : SEVERITY_LOW;
}

static enum severity worst_event(const struct look *l, const struct ci_foreign_text *text)
{
	enum severity worst = SEVERITY_OFF;

	for (unsigned e = 0; e < CI_EVENT_COUNT; e++)
		if (text->events & (1u << e)) {
			enum severity severity = on_event(l, text, (enum ci_event)e);

			worst = severity > worst ? severity : worst;
		}
	return worst;
}

/* --- expressions
 * ------------------------------------------------------------------------------
 */

struct found {
	struct look *look;
	struct span path; /* as the script has it */
	bool is_json;
};

static void take(void *payload, const struct ci_foreign_text *text, bool is_part)
{
	struct found *found = payload;
	struct look *l = found->look;
	enum severity severity;

	if ((is_part && !found->is_json) ||
		is_harmless(l, text->has_lines && !found->is_json, found->is_json))
		return;
	severity = worst_event(l, text);
	if (severity <= l->severity)
		return;
	l->severity = severity;
	l->text = text;
	l->by = found->path;
}

static void look_into(
	struct look *l, struct span expression, struct span shown, unsigned depth);

/* "env.TITLE": what it was set to */
static void look_into_variable(struct look *l, struct span path, unsigned depth)
{
	enum {
		VARIABLES_DEEP = 3
	};
	struct span name = span_from(path, strlen("env."));

	for (const struct ci_scope *scope = l->scope; scope; scope = scope->parent)
		VEC_EACH(const struct ci_variable, v, &scope->variables.items) {
			struct span rest = v->value.text;
			struct span expression;

			if (!span_eq(v->name.text, name) || depth == VARIABLES_DEEP)
				continue;
			while (ci_next_expression(l->subject->kind, &rest, &expression))
				look_into(l, expression, path, depth + 1);
			return;
		}
}

static void look_into(struct look *l, struct span expression, struct span shown, unsigned depth)
{
	struct span rest = ci_inside(expression);
	struct span path;

	while (ci_next_path(&rest, &path)) {
		struct found found = {l, shown.len ? shown : path, is_json(expression, path)};

		if (l->references_left == 0) {
			l->subject->undecided = "more expressions than are followed";
			return;
		}
		l->references_left--;
		if (span_starts_nocase(path, "env."))
			look_into_variable(l, path, depth);
		else
			ci_each_foreign_text(path, l->subject->arena, take, &found);
	}
}

static void raise_injection(struct look *l)
{
	struct ci_injection injection = {
		.script = l->script,
		.expression = l->expression,
		.severity = l->severity,
		.shown = escaped_text(l->subject->arena, span_sub(l->by, 0, 80)),
		.whose = l->text->whose,
		.fix = "set it in env: of the step, as TEXT: ${{ … }}, and write \"$TEXT\" in "
		       "the script",
	};

	if (l->language == LANGUAGE_SCRIPT)
		injection.fix = "set it in env: of the step, as TEXT: ${{ … }}, and read "
				"process.env.TEXT in the script";
	raise_ci_injection(l->subject, &injection);
}

static void look_at_script(struct look *l, const struct ci_text *script, enum language language)
{
	struct span rest = script->text;

	l->script = script;
	l->language = language;
	l->place = ci_script_start(script->text);
	while (ci_next_expression(l->subject->kind, &rest, &l->expression)) {
		l->severity = SEVERITY_OFF;
		ci_script_go_on(&l->place, l->expression);
		look_into(l, l->expression, span_of("", 0), 0);
		if (l->severity != SEVERITY_OFF)
			raise_injection(l);
	}
}

/* --- scopes
 * -----------------------------------------------------------------------------------
 */

static void look_at_scope(struct look *l)
{
	VEC_EACH(struct ci_script *const, script, &l->scope->scripts)
		VEC_EACH(const struct ci_text, text, &(*script)->texts)
			look_at_script(l, text,
				(*script)->shell == CI_SHELL_OTHER ? LANGUAGE_SCRIPT
								   : LANGUAGE_SHELL);
	for (size_t i = 0; i < sizeof(sinks) / sizeof(*sinks); i++) {
		const struct ci_variable *input = ci_calls(l->scope, sinks[i].action)
			? ci_input(l->scope, sinks[i].input)
			: NULL;

		if (input && input->value.text.ptr)
			look_at_script(l, &input->value, sinks[i].language);
	}
}

/* --- systems
 * ----------------------------------------------------------------------------------
 */

/* Steps stand behind their job. */
static void look_at_workflow(struct subject *subject)
{
	struct look look = {.subject = subject, .references_left = REFERENCES_MAX};
	const struct ci_admissions *all = ci_admissions(subject);
	size_t next = 0;

	VEC_EACH(struct ci_scope *const, scope, &subject->pipeline->scopes) {
		if (next < all->jobs.len && *scope == all->jobs.at[next].job)
			look.job = &all->jobs.at[next++];
		look.scope = *scope;
		if (look.job && ci_job_of(*scope) == look.job->job)
			look_at_scope(&look);
	}
}

void rule_ci_script_injection(struct subject *subject)
{
	if (!subject->pipeline)
		return;
	if (subject->kind == KIND_GITHUB_ACTIONS)
		look_at_workflow(subject);
	else
		find_injections_by_name(subject);
}
