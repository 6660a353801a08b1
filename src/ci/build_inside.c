/* Build arguments inside of other text: a string of another language, ssh's command. */
#include "ci/build_options.h"

#include "ci/verdicts.h"

const char ci_build_arg[] = "--build-arg";

size_t ci_find_inside(struct span text)
{
	size_t at = span_find(text, ci_build_arg);
	size_t end = at + strlen(ci_build_arg);

	if (at == 0 && (end >= text.len || !is_space(text.ptr[end])))
		return text.len;
	return at;
}

static void skip_any(struct span *rest, const char *bytes)
{
	while (rest->len && rest->ptr[0] && strchr(bytes, rest->ptr[0]))
		*rest = span_from(*rest, 1);
}

/* How far a value goes that is not in quotes any more. */
static size_t value_length(struct span text)
{
	size_t len = span_starts(text, "${{") ? span_find(text, "}}") : 0;

	while (len < text.len && !is_space(text.ptr[len]) && !strchr("'\"),", text.ptr[len]))
		len++;
	return len;
}

/* Take "NAME=value" off the front; value ptr NULL: there is none. */
static struct span take_pair(struct span *rest, struct span *value)
{
	struct span name;
	size_t len = 0;

	skip_any(rest, "='\"\\, \t\r\n");
	while (len < rest->len && (is_alnum(rest->ptr[len]) || rest->ptr[len] == '_'))
		len++;
	name = span_sub(*rest, 0, len);
	*rest = span_from(*rest, len);
	*value = span_of(NULL, 0);
	if (!span_starts(*rest, "="))
		return name;
	*rest = span_from(*rest, 1);
	skip_any(rest, "'\"\\");
	*value = span_sub(*rest, 0, value_length(*rest));
	*rest = span_from(*rest, value->len);
	return name;
}

/* "{0}" of format(), "%s": what stands there is somewhere else in the word. */
static bool is_filled_in(struct span value)
{
	return span_starts(value, "{") || span_starts(value, "%");
}

/* A text that some shell, or the system, expands. */
static struct ci_verdict judge_expanded(const struct ci_build_reader *p, struct span text)
{
	struct ci_verdict verdict = ci_judge(p->pipeline, p->build->scope, text, p->arena);
	struct shell_word word;

	if (p->is_foreign || span_chr(text, '$') == text.len)
		return verdict;
	shell_read_text(text, p->arena, &word);
	return ci_worse(verdict, ci_judge_word(p->pipeline, p->build->scope, &word));
}

/* ${A:+--build-arg A=$A}, $(echo "--build-arg A=$A"), ssh host "docker build --build-arg A=$A"
 */
void ci_build_words_inside(struct ci_build_reader *p, struct ci_build_word word)
{
	struct span rest = word.text;
	size_t at;

	while ((at = span_find(rest, ci_build_arg)) < rest.len) {
		struct ci_argument argument = {.place = word.place};

		rest = span_from(rest, at + strlen(ci_build_arg));
		argument.name = take_pair(&rest, &argument.value);
		if (argument.name.len == 0)
			continue;
		/* what another command makes of a name without a value nobody knows */
		if (argument.value.ptr)
			argument.verdict = is_filled_in(argument.value)
				? word.verdict
				: judge_expanded(p, argument.value);
		else if (!p->is_foreign)
			argument.verdict = ci_judge_name(p->build->scope, argument.name);
		*vec_add(&p->build->arguments, p->arena) = argument;
	}
}
