#include "rules/escaped_values.h"

const struct escaped_list *escaped_values(struct subject *subject)
{
	struct escaped_list *out;
	struct error err;

	if (subject->escaped)
		return subject->escaped;
	out = ARENA_NEW(subject->arena, struct escaped_list);
	subject->escaped = out;
	if (!subject->pipeline)
		return out;
	VEC_EACH(const struct ci_text, text, &subject->pipeline->escaped) {
		struct escaped_value value = {.text = text};

		if (token_scan(subject->scanner, text->text, subject->arena, &value.matches,
			    &err) != STATUS_OK)
			return out; /* the same error ended the scan of the file's bytes before
				     */
		if (value.matches.undecided.len || value.matches.overflow)
			subject->undecided = "a decoded value could not be searched to its end";
		if (value.matches.tokens.len || value.matches.urls.len)
			*vec_add(&out->items, subject->arena) = value;
	}
	return out;
}
