#include "ci/shells.h"

/* Programs that read scripts, by the start of their names. */
static const struct {
	const char *name;
	enum ci_shell shell;
} programs[] = {
	{"pwsh", CI_SHELL_POWERSHELL},
	{"powershell", CI_SHELL_POWERSHELL},
	{"cmd", CI_SHELL_CMD},
	{"python", CI_SHELL_OTHER},
	{"node", CI_SHELL_OTHER},
	{"deno", CI_SHELL_OTHER},
	{"bun", CI_SHELL_OTHER},
	{"perl", CI_SHELL_OTHER},
	{"ruby", CI_SHELL_OTHER},
	{"php", CI_SHELL_OTHER},
	{"Rscript", CI_SHELL_OTHER},
	{"julia", CI_SHELL_OTHER},
	{"groovy", CI_SHELL_OTHER},
	{"lua", CI_SHELL_OTHER},
};

/* Actions and tasks that run a script of their own. */
static const struct {
	const char *name;
	enum ci_shell shell;
} callers[] = {
	{"actions/github-script", CI_SHELL_OTHER},
	{"azure/powershell", CI_SHELL_POWERSHELL},
	{"PowerShell", CI_SHELL_POWERSHELL},
	{"AzurePowerShell", CI_SHELL_POWERSHELL},
	{"PythonScript", CI_SHELL_OTHER},
	{"BatchScript", CI_SHELL_CMD},
	{"Bash", CI_SHELL_POSIX},
	{"ShellScript", CI_SHELL_POSIX},
	{"SSH", CI_SHELL_POSIX},
};

/* "/usr/bin/python3", "pwsh.exe", "bash -e {0}" */
static bool shell_of_program(struct span line, enum ci_shell *shell)
{
	struct span name = span_sub(line, 0, span_chr(line, ' '));

	name = span_behind_last(name, '/');
	for (size_t i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		if (span_starts(name, programs[i].name)) {
			*shell = programs[i].shell;
			return true;
		}
	if (!span_ends(name, "sh") && !span_ends(name, "sh.exe"))
		return false;
	*shell = CI_SHELL_POSIX;
	return true;
}

/* "#!/usr/bin/env python3" */
static bool shell_of_first_line(const struct ci_script *script, enum ci_shell *shell)
{
	struct span line;

	if (script->texts.len == 0 || !span_starts(script->texts.at[0].text, "#!"))
		return false;
	line = span_from(script->texts.at[0].text, 2);
	line = span_trim(span_sub(line, 0, span_chr(line, '\n')));
	if (span_starts(line, "/usr/bin/env "))
		line = span_trim(span_from(line, strlen("/usr/bin/env ")));
	if (span_starts(line, "-S "))
		line = span_trim(span_from(line, strlen("-S ")));
	if (!shell_of_program(line, shell))
		*shell = CI_SHELL_OTHER; /* of whatever */
	return true;
}

/* "shell: pwsh", of the scope or the nearest one above that has it */
static bool said_shell(const struct ci_scope *scope, enum ci_shell *shell)
{
	for (; scope; scope = scope->parent)
		VEC_EACH(const struct ci_property, p, &scope->properties)
			if (p->role == CI_SHELL && p->value.text.len &&
				shell_of_program(p->value.text, shell))
				return true;
	return false;
}

static bool shell_of_call(const struct ci_scope *scope, enum ci_shell *shell)
{
	const struct ci_variable *type = ci_input(scope, "scriptType");

	for (size_t i = 0; i < sizeof(callers) / sizeof(*callers); i++)
		if (ci_calls(scope, callers[i].name)) {
			*shell = callers[i].shell;
			return true;
		}
	if (!type || !ci_calls(scope, "AzureCLI"))
		return false;
	*shell = span_starts_nocase(type->value.text, "ps") ? CI_SHELL_POWERSHELL
		: span_eq_nocase(type->value.text, "batch") ? CI_SHELL_CMD
							    : CI_SHELL_POSIX;
	return true;
}

/* What reads a script where nothing is said. */
static enum ci_shell windows_shell(enum file_kind system)
{
	switch (system) {
	case KIND_GITHUB_ACTIONS:
	case KIND_GITLAB_CI:
	case KIND_CIRCLECI:
	case KIND_BITBUCKET:
	case KIND_DRONE:
	case KIND_WOODPECKER:
		return CI_SHELL_POWERSHELL;
	case KIND_AZURE_PIPELINES:
	case KIND_BUILDKITE:
	case KIND_CIRRUS:
	case KIND_APPVEYOR:
		return CI_SHELL_CMD;
	default:
		return CI_SHELL_POSIX;
	}
}

/* AppVeyor's is Windows unless an image of another system is named. */
static enum ci_shell default_shell(
	const struct ci_pipeline *pipeline, const struct ci_scope *scope)
{
	const struct ci_property *runner = ci_inherited(scope, CI_RUNNER);

	if (pipeline->system == KIND_APPVEYOR)
		return runner &&
				(span_find_nocase(runner->value.text, "ubuntu") <
						runner->value.text.len ||
					span_find_nocase(runner->value.text, "macos") <
						runner->value.text.len)
			? CI_SHELL_POSIX
			: CI_SHELL_CMD;
	return ci_is_windows(scope) ? windows_shell(pipeline->system) : CI_SHELL_POSIX;
}

void ci_choose_shells(const struct ci_pipeline *pipeline, struct ci_scope *scope)
{
	enum ci_shell shell;
	bool is_said;

	if (scope->scripts.len == 0)
		return;
	is_said = shell_of_call(scope, &shell) || said_shell(scope, &shell);
	if (!is_said)
		shell = default_shell(pipeline, scope);
	VEC_EACH(struct ci_script *, script, &scope->scripts)
		if (!shell_of_first_line(*script, &(*script)->shell) && !(*script)->has_shell &&
			!(*script)->is_words)
			(*script)->shell = shell;
}
