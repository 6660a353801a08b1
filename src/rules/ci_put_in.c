#include "rules/ci_put_in.h"

#include "ci/expressions.h"

/* Systems whose references look like variables of a shell. */
static const struct syntax {
	enum file_kind system;
	bool with_bare_names; /* "$NAME" as well as "${NAME}" */
	bool with_backslash;  /* "\$" is a dollar, as "$$" is one in all of them */
} syntaxes[] = {
	{KIND_DRONE, false, false},
	{KIND_WOODPECKER, false, false},
	{KIND_BUILDKITE, true, true},
	{KIND_CLOUD_BUILD, true, false},
};

static const struct syntax *syntax_of(enum file_kind system)
{
	for (size_t i = 0; i < sizeof(syntaxes) / sizeof(*syntaxes); i++)
		if (syntaxes[i].system == system)
			return &syntaxes[i];
	return NULL;
}

static size_t name_length(struct span text)
{
	size_t len = 0;

	while (len < text.len && (is_alnum(text.ptr[len]) || text.ptr[len] == '_'))
		len++;
	return len;
}

/* The length of "$NAME" or of "${NAME" at the front of text, or 0. */
static size_t reference_length(const struct syntax *syntax, struct span text)
{
	bool in_braces = span_starts(text, "${");
	size_t name;

	if (!in_braces && !syntax->with_bare_names)
		return 0;
	name = name_length(span_from(text, in_braces ? 2 : 1));
	return name ? name + (in_braces ? 2 : 1) : 0;
}

static bool next_variable(
	const struct syntax *syntax, struct span *rest, struct span *reference)
{
	for (size_t i = 0; i < rest->len; i++) {
		struct span text = span_from(*rest, i);
		size_t len;

		if (span_starts(text, "$$") ||
			(syntax->with_backslash && text.ptr[0] == '\\')) {
			i++;
			continue;
		}
		len = text.ptr[0] == '$' ? reference_length(syntax, text) : 0;
		if (len == 0)
			continue;
		/* what is done to it, ":0:7" and the like, leaves a part of it */
		if (span_starts(text, "${") && text.len > len && text.ptr[len] == '}')
			len++;
		*reference = span_sub(text, 0, len);
		*rest = span_from(text, len);
		return true;
	}
	return false;
}

/* Of the expressions of these systems not all are put in where the script is read. */
static bool is_put_in(enum file_kind system, struct span expression)
{
	switch (system) {
	case KIND_AZURE_PIPELINES:
		/* known only when the step runs: "${{ … }}" comes too early for it */
		return !span_starts(expression, "${{");
	case KIND_TEKTON:
		/* "$(…)" are parameters */
		return span_starts(expression, "{{");
	default:
		return true;
	}
}

static bool is_escaped(enum file_kind system, struct span text, struct span expression)
{
	size_t at = (size_t)(expression.ptr - text.ptr);

	return system == KIND_CIRCLECI && at > 0 && text.ptr[at - 1] == '\\';
}

bool ci_next_put_in(enum file_kind system, struct span *rest, struct span *reference)
{
	const struct syntax *syntax = syntax_of(system);
	struct span text = *rest;

	if (syntax)
		return next_variable(syntax, rest, reference);
	while (ci_next_expression(system, rest, reference))
		if (is_put_in(system, *reference) && !is_escaped(system, text, *reference))
			return true;
	return false;
}

struct span ci_put_in_name(struct span reference)
{
	struct span inside = ci_inside(reference);

	for (size_t i = 0; i < inside.len; i++)
		if (is_space(inside.ptr[i]))
			return span_of("", 0);
	return inside;
}
