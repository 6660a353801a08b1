#include "ci/azure_variables.h"

#include "ci/names.h"

struct span azure_environment_name(struct span name, struct arena *arena)
{
	char *copy = arena_alloc(arena, name.len + 1);

	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		copy[i] = is_lower(c) ? (char)(c - 'a' + 'A') : c == '.' || c == ' ' ? '_' : c;
	}
	return span_of(copy, name.len);
}

void azure_set_by_logging(
	struct ci_scope *job, struct span word, struct ci_verdict verdict, struct arena *arena)
{
	size_t at = span_find(word, "task.setvariable");
	struct span rest = span_from(word, at);
	struct span name;

	if (at == word.len || (at = span_find(rest, "variable=")) == rest.len)
		return;
	name = span_from(rest, at + strlen("variable="));
	name = span_sub(name, 0, span_chr(name, ']'));
	name = span_sub(name, 0, span_chr(name, ';'));
	if (span_find_nocase(rest, "issecret=true") < rest.len)
		verdict = (struct ci_verdict){CI_SECRET, name};
	ci_names_set(job, name, verdict, arena);
	ci_names_set(job, azure_environment_name(name, arena), verdict, arena);
}
