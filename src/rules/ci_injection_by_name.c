/*
 * Texts of outsiders in the scripts of systems that put text into a script before a shell reads
 * it. What the shell itself expands is none of this: it never reads the text as a command.
 *
 * Jenkins and Azure hand on what a variable of the file was set to; it is followed.
 */
#include "base/escape.h"
#include "ci/expressions.h"
#include "rules/ci_hits.h"
#include "rules/ci_injection.h"
#include "rules/ci_named_text.h"
#include "rules/ci_put_in.h"
#include "rules/ci_script_place.h"
#include "rules/ci_set_to.h"

enum {
	REFERENCES_MAX = 20000, /* that are followed in a file */
	VARIABLES_DEEP = 3,
};

struct look {
	struct subject *subject;
	const struct ci_scope *scope;
	size_t references_left;
	struct ci_set_to set;
	struct span place; /* of the script's text in the file */
	/* the worst that was found in the reference at hand */
	const struct ci_named_text *text;
	bool is_variable; /* a variable of the file has it */
};

/* --- references ----------------------------------------------------------------------------
 */

/*
 * A method of Groovy makes something else of it: "replaceAll", "hashCode" and the like may
 * leave nothing that does harm.
 */
static bool is_changed(struct span place)
{
	static const char *const kept[] = {
		"trim", "toString", "toLowerCase", "toUpperCase", "getenv"};

	for (size_t at = 0; (at += span_chr(span_from(place, at), '(')) < place.len; at++) {
		size_t from = at;

		while (from > 0 && is_alnum(place.ptr[from - 1]))
			from--;
		if (!SPAN_IN(span_sub(place, from, at), kept))
			return true;
	}
	return false;
}

/* "params.X" is what somebody typed who may start the job. */
static bool is_outsiders(
	const struct look *l, const struct ci_text *text, struct span reference)
{
	struct span place;

	if (l->subject->kind != KIND_JENKINS)
		return true;
	place = ci_place(text, reference, l->subject->arena);
	return !is_changed(place) && span_find(place, "params.") == place.len;
}

static void look_into(struct look *l, const struct ci_text *text, struct span reference,
	struct span around, unsigned depth);

static void take(struct look *l, const struct ci_named_text *text, bool is_variable)
{
	if (!text || (l->text && text->severity <= l->text->severity))
		return;
	l->text = text;
	l->is_variable = is_variable;
}

/* "X = ${env.X}" says nothing more of X. */
static void look_up(struct look *l, struct span name, struct span around, unsigned depth)
{
	enum file_kind system = l->subject->kind;
	enum ci_set_to_what what = CI_NEVER_SET;
	const struct ci_text *value = NULL;
	struct span rest;
	struct span reference;

	if (!ci_same_variable(system, name, around))
		what = ci_set_to_what(&l->set, l->scope, name, l->place, &value);
	if (what == CI_NEVER_SET)
		take(l, ci_named_text(system, name), depth > 0);
	if (what != CI_SET_TO_TEXT || depth == VARIABLES_DEEP)
		return;
	rest = value->text;
	while (ci_next_put_in(system, &rest, &reference))
		look_into(l, value, reference, name, depth + 1);
}

/* around: the variable in whose value the reference stands, or "". */
static void look_into(struct look *l, const struct ci_text *text, struct span reference,
	struct span around, unsigned depth)
{
	struct span rest = ci_inside(reference);
	struct span path;
	struct span first;
	struct span last;

	if (l->references_left == 0 || l->set.left == 0) {
		l->subject->undecided = "more expressions than are followed";
		return;
	}
	l->references_left--;
	if (!is_outsiders(l, text, reference))
		return;
	if (!span_starts(reference, "$[")) {
		look_up(l, ci_put_in_name(reference), around, depth);
		return;
	}
	/* Azure evaluates it where a variable is set, and nowhere else */
	while (depth > 0 && ci_next_path(&rest, &path))
		if (ci_split_path(path, &first, &last) && span_eq_nocase(first, "variables"))
			look_up(l, last, around, depth);
}

/* --- scripts -------------------------------------------------------------------------------
 */

static const char *shown_name(const struct look *l, struct span name)
{
	const char *shown = escaped_text(l->subject->arena, span_sub(name, 0, 80));

	if (!l->is_variable)
		return shown;
	return arena_printf(l->subject->arena, "%s (%s)", shown, l->text->name);
}

static void look_at_text(
	struct look *l, const struct ci_script *script, const struct ci_text *text)
{
	struct ci_script_place place = ci_script_start(text->text);
	struct span rest = text->text;
	struct span reference;

	l->place = text->raw;
	while (ci_next_put_in(l->subject->kind, &rest, &reference)) {
		struct span name = ci_put_in_name(reference);

		l->text = NULL;
		look_into(l, text, reference, span_of("", 0), 0);
		if (!l->text)
			continue;
		ci_script_go_on(&place, reference);
		if (!l->text->has_lines && script->shell != CI_SHELL_OTHER &&
			(ci_in_comment(&place) || ci_in_quoted_document(&place)))
			continue;
		raise_ci_injection(l->subject,
			&(struct ci_injection){
				.script = text,
				.expression = reference,
				.severity = l->text->severity,
				.shown = shown_name(l, name),
				.whose = l->text->whose,
				.fix = ci_named_text_fix(l->subject->kind, script->shell, name,
					l->is_variable, l->subject->arena),
			});
	}
}

static bool is_shell(struct span command)
{
	static const char *const shells[] = {"sh", "bash", "dash", "ash", "zsh"};

	return SPAN_IN(span_behind_last(command, '/'), shells);
}

/* Of the words of a command only what stands behind "sh -c" is a script. */
static void look_at_words(struct look *l, const struct ci_script *script)
{
	if (script->texts.len == 0 || !is_shell(script->texts.at[0].text))
		return;
	for (size_t i = 1; i + 1 < script->texts.len; i++) {
		struct span option = script->texts.at[i].text;

		if (span_starts(option, "-") && !span_starts(option, "--") &&
			span_chr(option, 'c') < option.len) {
			look_at_text(l, script, &script->texts.at[i + 1]);
			return;
		}
	}
}

/*
 * docker.build() and the like are read as the commands that they run. These are no strings of
 * the file, and what becomes of the parts is the plugin's matter.
 */
static bool is_made_up(const struct subject *subject, const struct ci_text *text)
{
	struct span raw = text->raw;

	if (subject->kind != KIND_JENKINS || !span_starts(text->text, "docker "))
		return false;
	return raw.ptr <= subject->pipeline->text.ptr ||
		(raw.ptr[-1] != '"' && raw.ptr[-1] != '\'');
}

static void look_at_script(struct look *l, const struct ci_script *script)
{
	/* of Cloud Build's "script:" nothing is substituted; it gets variables */
	if (l->subject->kind == KIND_CLOUD_BUILD && !script->is_words)
		return;
	if (script->is_words) {
		look_at_words(l, script);
		return;
	}
	VEC_EACH(const struct ci_text, text, &script->texts)
		if (!is_made_up(l->subject, text))
			look_at_text(l, script, text);
}

/* Other files of Tekton have no such texts, but templates of other tools. */
static bool is_pipeline_as_code(struct span path)
{
	return span_starts(path, ".tekton/") || span_find(path, "/.tekton/") < path.len;
}

void find_injections_by_name(struct subject *subject)
{
	struct look look = {.subject = subject,
		.references_left = REFERENCES_MAX,
		.set = ci_set_to_start(subject->pipeline, subject->arena)};

	if (subject->kind == KIND_TEKTON && !is_pipeline_as_code(subject->pipeline->path))
		return;
	VEC_EACH(struct ci_scope *const, scope, &subject->pipeline->scopes) {
		look.scope = *scope;
		VEC_EACH(struct ci_script *const, script, &(*scope)->scripts)
			look_at_script(&look, *script);
	}
}
