/*
 * A file whose structure could not be read, or not all of it. Findings in its bytes stand; the
 * note says that a credential without a known shape may have been missed.
 */
#include "base/escape.h"
#include "rules/subject.h"

void rule_file_not_understood(struct subject *subject)
{
	const struct problem_list *problems = subject->problems;
	const struct problem *first;
	struct hit *hit;
	struct span line;

	if (problems->items.len == 0)
		return;
	first = &problems->items.at[0];
	line = span_from(subject->text, first->offset);
	line = span_sub(line, 0, span_chr(line, '\n'));
	/* nothing of the line is shown or hashed: what it holds is unknown */
	hit = raise_hit(subject, RULE_file_not_understood, span_sub(line, 0, 0));
	hit->value = span_str(first->what);
	hit->confidence = CONFIDENCE_CERTAIN;
	hit->message = arena_printf(subject->arena, "not understood: %s",
		escaped_text(subject->arena, span_str(first->what)));
	hit->fix = first->what == problems->limit
		? "make it smaller: what is behind this limit was not looked at"
		: "mend the syntax; the file's bytes were searched for known tokens anyway";
}
