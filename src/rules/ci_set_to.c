#include "rules/ci_set_to.h"

enum {
	VARIABLES_MAX = 2000000
};

/*
 * A function ends with a bracket at the front of a line. What is set in one is not known in
 * others, which may have parameters of the same name.
 */
struct ci_set_to ci_set_to_start(const struct ci_pipeline *pipeline, struct arena *arena)
{
	struct ci_set_to set = {.pipeline = pipeline, .left = VARIABLES_MAX};
	struct span text = pipeline->text;

	if (pipeline->system != KIND_JENKINS)
		return set;
	for (size_t at = 0; (at += span_find(span_from(text, at), "\n}")) < text.len; at++)
		*vec_add(&set.ends, arena) = at;
	return set;
}

/* How many functions end in front of it. */
static size_t function_of(const struct ci_set_to *set, struct span place)
{
	size_t at = (size_t)(place.ptr - set->pipeline->text.ptr);
	size_t from = 0;
	size_t to = set->ends.len;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (set->ends.at[middle] < at)
			from = middle + 1;
		else
			to = middle;
	}
	return from;
}

bool ci_same_variable(enum file_kind system, struct span a, struct span b)
{
	if (system != KIND_AZURE_PIPELINES)
		return span_eq(a, b);
	return a.len == b.len && span_same_letters(a.ptr, b.ptr, a.len);
}

/* Those of a step are its environment with Azure, and no macros. */
static bool counts(enum file_kind system, const struct ci_scope *scope)
{
	return system == KIND_JENKINS ||
		(system == KIND_AZURE_PIPELINES && scope->level != CI_STEP);
}

static enum ci_set_to_what what(const struct ci_set_to *set, const struct ci_variable *variable,
	struct span place, const struct ci_text **value)
{
	if (!variable->value.text.ptr)
		return CI_SET_TO_UNKNOWN;
	if (set->ends.len && function_of(set, variable->value.raw) != function_of(set, place))
		return CI_SET_TO_UNKNOWN;
	*value = &variable->value;
	return CI_SET_TO_TEXT;
}

enum ci_set_to_what ci_set_to_what(struct ci_set_to *set, const struct ci_scope *scope,
	struct span name, struct span place, const struct ci_text **value)
{
	enum file_kind system = set->pipeline->system;

	for (; scope; scope = scope->parent)
		for (size_t i = counts(system, scope) ? scope->variables.items.len : 0;
			i-- > 0;) {
			const struct ci_variable *v = &scope->variables.items.at[i];

			if (set->left == 0)
				return CI_SET_TO_UNKNOWN;
			set->left--;
			if (ci_same_variable(system, v->name.text, name))
				return what(set, v, place, value);
		}
	return CI_NEVER_SET;
}
