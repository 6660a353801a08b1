/*
 * A secret in the log of a job: written there by a command whose output nothing takes, by a
 * shell that traces its commands, or by one that lists the environment.
 *
 * Systems mask the values of the secrets that they know, as a whole; not their parts, not what
 * base64 makes of them, and not what a script was handed by other ways.
 */
#include "base/escape.h"
#include "ci/output.h"
#include "rules/ci_hits.h"
#include "rules/ci_tracing.h"

/* --- what is raised ------------------------------------------------------------------------
 */

static struct hit *raise_printed(
	struct subject *subject, struct span where, struct ci_verdict verdict)
{
	struct hit *hit = raise_ci_hit(subject, RULE_ci_secret_printed, where);

	if (!hit)
		return NULL;
	if (verdict.secrecy == CI_NAMED)
		hit->confidence = CONFIDENCE_POSSIBLE;
	hit->place = PLACE_JOB_LOG;
	hit->place_detail = escaped_text(subject->arena, span_sub(verdict.name, 0, 80));
	hit->fix = "write only whether it is set: echo \"${NAME:+is set}\"";
	return hit;
}

/* --- commands that write -------------------------------------------------------------------
 */

static bool writes_words(const struct command *c)
{
	static const char *const names[] = {"echo", "@echo", "printf", "print", "Write-Host",
		"Write-Output", "Write-Information", "Write-Warning"};

	return SPAN_IN_NOCASE(command_name(c), names) &&
		!(span_eq_str(command_name(c), "printf") &&
			span_starts(command_text(c, 1), "-v"));
}

/* "::add-mask::x", "##vso[task.setvariable …]x": read by the system, and not shown */
static bool is_for_system(struct span text)
{
	static const char *const shown[] = {
		"::error", "::warning", "::notice", "::group", "::debug"};

	if (span_starts(text, "##vso[") || span_starts(text, "##teamcity["))
		return true;
	if (!span_starts(text, "::"))
		return false;
	for (size_t i = 0; i < sizeof(shown) / sizeof(*shown); i++)
		if (span_starts(text, shown[i]))
			return false;
	return true;
}

/* The first word that holds a secret, or 0. */
static size_t secret_word(const struct command *c, const struct ci_command *facts)
{
	size_t found = 0;

	for (size_t i = 1; i < c->words.len; i++) {
		if (is_for_system(c->words.at[i].text))
			return 0;
		if (!found && ci_is_secret(facts->words[i]))
			found = i;
	}
	return found;
}

static bool is_powershell(const struct command *c)
{
	return span_starts_nocase(command_name(c), "Write-");
}

static struct span place_of_word(const struct command *c, size_t i)
{
	return c->words.at[i].place.len ? c->words.at[i].place : c->place;
}

static void check_words(
	struct subject *subject, const struct command *c, const struct ci_command *facts)
{
	size_t i = secret_word(c, facts);
	struct hit *hit;

	if (i == 0 || !ci_is_logged(subject->pipeline, c))
		return;
	hit = raise_printed(subject, place_of_word(c, i), facts->words[i]);
	if (!hit)
		return;
	hit->message = arena_printf(subject->arena, "%s writes %s to the log",
		escaped_text(subject->arena, command_name(c)),
		ci_secret_shown(subject, facts->words[i]));
	if (is_powershell(c))
		hit->fix =
			"write only whether it is set: if ($env:NAME) { Write-Host 'is set' }";
}

/* cat <<EOF, tee FILE <<EOF */
static void check_input(
	struct subject *subject, const struct command *c, const struct ci_command *facts)
{
	static const char *const names[] = {"cat", "tee"};
	struct hit *hit;

	if (!SPAN_IN_NOCASE(command_name(c), names) || !ci_is_secret(facts->input) ||
		!ci_is_logged(subject->pipeline, c))
		return;
	hit = raise_printed(subject, c->place, facts->input);
	if (hit)
		hit->message = arena_printf(subject->arena,
			"%s writes %s of its here-document to the log",
			escaped_text(subject->arena, command_name(c)),
			ci_secret_shown(subject, facts->input));
}

/* --- lists of the environment --------------------------------------------------------------
 */

static bool lists_environment(const struct command *c)
{
	static const char *const alone[] = {"env", "printenv", "export", "set"};
	static const char *const list[] = {"Get-ChildItem", "gci", "dir", "ls", "Get-Item"};
	struct span name = command_name(c);
	struct span first = command_text(c, 1);

	if (c->words.len == 1)
		return SPAN_IN_NOCASE(name, alone) && c->set.len == 0;
	if (c->words.len != 2)
		return false;
	if (span_eq_str(name, "export") || span_eq_str(name, "declare"))
		return span_eq_str(first, "-p") || span_eq_str(first, "-x");
	return SPAN_IN_NOCASE(name, list) && span_starts_nocase(first, "env:");
}

/* A secret that the environment of a scope has. */
static const struct ci_variable *secret_in_scope(const struct ci_scope *scope)
{
	for (; scope; scope = scope->parent)
		VEC_EACH(const struct ci_variable, v, &scope->variables.items)
			if (v->verdict.secrecy == CI_SECRET)
				return v;
	return NULL;
}

static void check_list(struct subject *subject, const struct command *c)
{
	const struct ci_variable *v;
	struct hit *hit;

	if (!lists_environment(c) || !ci_is_logged(subject->pipeline, c))
		return;
	v = secret_in_scope(ci_scope_of(c));
	hit = v ? raise_printed(subject, c->place, v->verdict) : NULL;
	if (!hit)
		return;
	hit->at_most = SEVERITY_LOW;
	hit->message = arena_printf(subject->arena,
		"%s writes the whole environment to the log, and %s has %s",
		escaped_text(subject->arena, command_name(c)),
		escaped_text(subject->arena, v->name.text),
		ci_secret_shown(subject, v->verdict));
	hit->fix = "name the variables that are wanted";
}

/* printenv NAME */
static void check_printenv(struct subject *subject, const struct command *c)
{
	struct ci_verdict verdict;
	struct hit *hit;

	if (!span_eq_str(command_name(c), "printenv") || c->words.len != 2 ||
		!ci_is_logged(subject->pipeline, c))
		return;
	verdict = ci_judge_name(ci_scope_of(c), command_text(c, 1));
	hit = ci_is_secret(verdict) ? raise_printed(subject, c->place, verdict) : NULL;
	if (hit)
		hit->message = arena_printf(subject->arena, "printenv writes %s to the log",
			ci_secret_shown(subject, verdict));
}

/* --- shells that trace ---------------------------------------------------------------------
 */

/* The first secret that a trace of the command shows. */
static struct ci_verdict traced_secret(
	const struct command *c, const struct ci_command *facts, struct span *where)
{
	*where = c->place;
	for (size_t i = 0; i < c->words.len; i++)
		if (ci_is_secret(facts->words[i])) {
			*where = place_of_word(c, i);
			return facts->words[i];
		}
	return facts->assigned;
}

static void check_trace(struct subject *subject, const struct command *c,
	const struct ci_command *facts, struct ci_tracing *tracing)
{
	struct span where;
	struct ci_verdict verdict = traced_secret(c, facts, &where);
	struct hit *hit;

	if (!ci_is_secret(verdict))
		return;
	hit = raise_printed(subject, where, verdict);
	if (!hit)
		return;
	hit->message = arena_printf(subject->arena,
		"the shell traces its commands (line %zu), and so writes %s to the log",
		line_of(subject, (size_t)(tracing->by.ptr - subject->text.ptr)),
		ci_secret_shown(subject, verdict));
	hit->fix = "put { set +x; } 2>/dev/null before the commands that get secrets";
	tracing->by = span_of(NULL, 0); /* once is enough */
}

static void check_scope(struct subject *subject, const struct ci_scope *scope)
{
	const struct ci_pipeline *pipeline = subject->pipeline;
	struct ci_tracing tracing = {0};

	for (size_t i = 0; i < scope->command_count; i++) {
		const struct command *c =
			&pipeline->commands.items.at[scope->first_command + i];
		const struct ci_command *facts = ci_facts(pipeline, c);

		if (writes_words(c))
			check_words(subject, c, facts);
		check_input(subject, c, facts);
		check_list(subject, c);
		check_printenv(subject, c);
		if (ci_is_traced(&tracing, c))
			check_trace(subject, c, facts, &tracing);
	}
}

void rule_ci_secret_printed(struct subject *subject)
{
	if (!subject->pipeline || !is_job(subject))
		return;
	VEC_EACH(struct ci_scope *const, scope, &subject->pipeline->scopes)
		check_scope(subject, *scope);
}
