#include "ci/output.h"

/* Commands that write what they read, whatever they do with it. */
static bool passes_on(const struct command *c)
{
	static const char *const names[] = {"tee", "cat", "base64", "sed", "tr", "rev", "fold",
		"xxd", "od", "hexdump", "nl", "sort", "Tee-Object", "Out-Host", "Out-String"};
	struct span name = command_name(c);

	if (command_has(c, "-o") || command_has(c, "--output"))
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_nocase(name, names[i]))
			return true;
	return false;
}

enum {
	/* of those behind or around a command, so that the time is linear in their number */
	COMMANDS_LOOKED_AT = 2000,
};

/* The command that reads what another one of its pipeline writes; NULL: it is not known. */
static const struct command *reader_of(
	const struct ci_pipeline *pipeline, const struct command *writer)
{
	const struct command *end = pipeline->commands.items.at + pipeline->commands.items.len;

	if (end - writer > COMMANDS_LOOKED_AT)
		end = writer + COMMANDS_LOOKED_AT;
	for (const struct command *c = writer + 1; c < end && c->origin == writer->origin; c++)
		if (c->pipeline == writer->pipeline && c->position == writer->position + 1)
			return c;
	return NULL;
}

/* ">&2", "> /dev/stderr": to the log, whatever is done with the output around it. */
static bool goes_to_log(const struct command *c)
{
	static const char *const devices[] = {
		"/dev/stderr", "/dev/tty", "/dev/fd/2", "/proc/self/fd/2"};

	if (!c->shell)
		return false;
	VEC_EACH(const struct shell_redirect, r, &c->shell->redirects) {
		if (r->fd != 1)
			continue;
		if (r->kind == SHELL_DUPLICATE && span_eq_str(r->target.raw, "2"))
			return true;
		for (size_t i = 0; i < sizeof(devices) / sizeof(*devices); i++)
			if (span_eq_str(r->target.raw, devices[i]))
				return true;
	}
	return false;
}

/* Is the output of the function, as it is called, shown? */
static bool is_call_logged(const struct ci_pipeline *pipeline, const struct command *inside)
{
	const struct ci_scope *scope = ci_scope_of(inside);

	for (size_t i = 0; i < scope->command_count && i < COMMANDS_LOOKED_AT; i++) {
		const struct command *c =
			&pipeline->commands.items.at[scope->first_command + i];

		if (!c->function && span_eq(command_name(c), inside->function->name) &&
			ci_is_logged(pipeline, c))
			return true;
	}
	return false;
}

bool ci_is_logged(const struct ci_pipeline *pipeline, const struct command *command)
{
	const struct command *c = command;

	while (!goes_to_log(c)) {
		if (c->substitution || c->has_output_file)
			return false;
		if (!c->is_piped)
			return !c->function || is_call_logged(pipeline, c);
		c = reader_of(pipeline, c);
		if (!c || !passes_on(c))
			return false;
	}
	return true;
}
