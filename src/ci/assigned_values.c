#include "ci/assigned_values.h"

#include "tokens/secret_name.h"

/* "$(openssl rand -hex 16)": made up for this run. */
static bool makes_up(const struct shell_list *list)
{
	static const char *const makers[] = {"openssl", "date", "uuidgen", "pwgen", "htpasswd",
		"mkpasswd", "head", "hostname"};
	const struct shell_command *c;

	if (list->items.len == 0 || list->items.at[0].pipeline.commands.len == 0)
		return false;
	c = &list->items.at[0].pipeline.commands.at[0];
	for (size_t i = 0; c->words.len && i < sizeof(makers) / sizeof(*makers); i++)
		if (span_eq_str(c->words.at[0].raw, makers[i]))
			return true;
	return false;
}

struct ci_verdict ci_judge_assigned(const struct ci_pipeline *pipeline,
	const struct ci_scope *scope, struct span name, const struct shell_word *value)
{
	struct ci_verdict verdict = ci_judge_word(pipeline, scope, value);

	if (verdict.secrecy != CI_NO_SECRET || !is_strong_secret_name(name))
		return verdict;
	VEC_EACH(const struct shell_part, part, &value->parts)
		if (part->kind == SHELL_COMMAND && !makes_up(part->list))
			return (struct ci_verdict){CI_NAMED, name};
	return verdict;
}

struct ci_verdict ci_judge_make_value(const struct ci_pipeline *pipeline,
	const struct ci_scope *scope, struct span name, struct span value, struct arena *arena)
{
	struct ci_verdict verdict = ci_judge(pipeline, scope, value, arena);
	struct shell_word word;

	if (verdict.secrecy != CI_NO_SECRET || !span_starts(value, "$("))
		return verdict;
	shell_read_text(value, arena, &word);
	return ci_judge_assigned(pipeline, scope, name, &word);
}
