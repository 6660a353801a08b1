#include "rules/ci_tracing.h"

enum change {
	UNCHANGED,
	SWITCHED_ON,
	SWITCHED_OFF,
};

/* "-eux" has an x; a long option has letters of another kind. */
static bool has_letter(struct span option, char sign, char letter)
{
	return option.len > 1 && option.ptr[0] == sign && option.ptr[1] != sign &&
		span_chr(option, letter) < option.len;
}

/* What the options of "set" or of a shell say about xtrace. */
static enum change change_of(struct span option, struct span next)
{
	bool has_name = span_eq_str(next, "xtrace");

	if (has_letter(option, '-', 'x') || (has_letter(option, '-', 'o') && has_name))
		return SWITCHED_ON;
	if (has_letter(option, '+', 'x') || (has_letter(option, '+', 'o') && has_name))
		return SWITCHED_OFF;
	return UNCHANGED;
}

static enum change change_by_set(const struct command *c)
{
	enum change change = UNCHANGED;

	if (!span_eq_str(command_name(c), "set"))
		return UNCHANGED;
	for (size_t i = 1; i < c->words.len; i++) {
		struct span option = command_text(c, i);
		enum change said = change_of(option, command_text(c, i + 1));

		if (span_eq_str(option, "--"))
			break;
		if (said != UNCHANGED)
			change = said;
	}
	return change;
}

/* "bash -x {0}", "/bin/sh -ex" */
static bool line_traces(struct span line)
{
	struct span word;
	bool is_shell = false;

	while (span_split(&line, ' ', &word)) {
		if (is_shell && change_of(word, span_of("", 0)) == SWITCHED_ON)
			return true;
		is_shell |= span_ends(word, "sh");
	}
	return false;
}

/* The shell that runs a script traces from the start: by the system's setting, or by "#!". */
static struct span traces_from_start(const struct ci_script *script)
{
	const struct ci_property *shell = ci_inherited(script->scope, CI_SHELL);
	struct span text = script->texts.len ? script->texts.at[0].text : span_of("", 0);
	struct span line;

	if (shell && line_traces(shell->value.text))
		return shell->value.raw;
	if (span_starts(text, "#!") && span_next_line(&text, &line) &&
		line_traces(span_from(line, strlen("#!"))))
		return script->texts.at[0].raw;
	return span_of(NULL, 0);
}

static const struct shell_command *region_of(const struct command *c)
{
	if (c->subshell && c->function)
		return c->subshell->raw.len < c->function->raw.len ? c->subshell : c->function;
	return c->subshell ? c->subshell : c->function;
}

static bool is_in(const struct command *c, const struct shell_command *region)
{
	struct span inner = c->shell ? c->shell->raw : span_of("", 0);

	return inner.ptr >= region->raw.ptr &&
		inner.ptr + inner.len <= region->raw.ptr + region->raw.len;
}

static void start_script(struct ci_tracing *t, const struct ci_script *script)
{
	/* scripts of one phase are run by one shell, those behind all else by another one */
	if (!t->script || (script->phase == CI_AFTER && t->script->phase != CI_AFTER))
		*t = (struct ci_tracing){.by = traces_from_start(script)};
	t->script = script;
}

static void switch_on(struct ci_tracing *t, const struct command *c)
{
	t->by = c->place;
	t->on_in = region_of(c);
	t->off_in = NULL;
}

static void switch_off(struct ci_tracing *t, const struct command *c)
{
	const struct shell_command *region = region_of(c);

	if (region == t->on_in || !region)
		t->by = span_of(NULL, 0);
	else
		t->off_in = region;
}

bool ci_is_traced(struct ci_tracing *t, const struct command *c)
{
	const struct ci_script *script = c->origin;
	enum change change = change_by_set(c);

	if (script != t->script)
		start_script(t, script);
	if (change == SWITCHED_ON)
		switch_on(t, c);
	else if (change == SWITCHED_OFF)
		switch_off(t, c);
	if (change != UNCHANGED || !t->by.ptr || script->shell != CI_SHELL_POSIX || !c->shell)
		return false;
	return (!t->on_in || is_in(c, t->on_in)) && (!t->off_in || !is_in(c, t->off_in));
}
