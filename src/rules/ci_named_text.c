#include "rules/ci_named_text.h"

#include "base/escape.h"
#include "ci/azure_variables.h"

static const struct ci_named_text texts[] = {
#define TEXT(system, name, severity, lines, whose) \
	{KIND_##system, name, SEVERITY_##severity, lines, whose},
#include "rules/ci_named_text.def"
#undef TEXT
};

/* Azure doesn't tell upper and lower case apart. */
static bool is_name(const struct ci_named_text *text, struct span name)
{
	return text->system == KIND_AZURE_PIPELINES ? span_eq_nocase(name, text->name)
						    : span_eq_str(name, text->name);
}

const struct ci_named_text *ci_named_text(enum file_kind system, struct span name)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (texts[i].system == system && is_name(&texts[i], name))
			return &texts[i];
	return NULL;
}

/* --- the way out ---------------------------------------------------------------------------
 */

static const char *azure_fix(enum ci_shell shell, struct span name, struct arena *arena)
{
	const char *variable = escaped_text(arena, azure_environment_name(name, arena));

	switch (shell) {
	case CI_SHELL_POWERSHELL:
		return arena_printf(
			arena, "write \"$env:%s\" in the script: the agent sets it", variable);
	case CI_SHELL_CMD:
		/* "%X%" of cmd is put in before the line is read, too */
		return arena_printf(arena,
			"write \"$env:%s\" in a script of PowerShell: the agent sets it",
			variable);
	case CI_SHELL_OTHER:
		return arena_printf(arena,
			"read %s of the environment in the script: the agent sets it",
			variable);
	default:
		return arena_printf(
			arena, "write \"$%s\" in the script: the agent sets it", variable);
	}
}

/* Which of its shells reads the script doesn't matter: it is Groovy's quotes that do. */
static const char *jenkins_fix(const char *name, bool is_variable, struct arena *arena)
{
	if (is_variable)
		return arena_printf(arena,
			"write withEnv([\"TEXT=${%s}\"]) { sh '… \"$TEXT\"' }, the script in "
			"single quotes",
			name);
	return arena_printf(arena,
		"put the script in single quotes, and write \"$%s\" in it (\"$env:%s\" in "
		"PowerShell), which only the shell expands",
		name, name);
}

const char *ci_named_text_fix(enum file_kind system, enum ci_shell shell, struct span name,
	bool is_variable, struct arena *arena)
{
	const char *shown = escaped_text(arena, span_sub(name, 0, 80));

	switch (system) {
	case KIND_AZURE_PIPELINES:
		return azure_fix(shell, span_sub(name, 0, 80), arena);
	case KIND_CIRCLECI:
		return arena_printf(arena,
			"set it in environment: of the step, as TEXT: << %s >>, and write "
			"\"$TEXT\" in the script",
			shown);
	case KIND_JENKINS:
		return jenkins_fix(shown, is_variable, arena);
	case KIND_DRONE:
	case KIND_WOODPECKER:
		return arena_printf(arena,
			"write \"$%s\" without braces, or \"$${%s}\": that is left to the "
			"shell, which has it in its environment",
			shown, shown);
	case KIND_BUILDKITE:
		return arena_printf(arena,
			"write \"$$%s\": that is left to the shell, which has it in its "
			"environment",
			shown);
	case KIND_CLOUD_BUILD:
		return arena_printf(arena,
			"set it in env: of the step, as 'TEXT=$%s', and write \"$$TEXT\" in "
			"the script",
			shown);
	default:
		return arena_printf(arena,
			"set it in env: of the step, as name: TEXT with value: \"{{ %s }}\", "
			"and write \"$TEXT\" in the script",
			shown);
	}
}
