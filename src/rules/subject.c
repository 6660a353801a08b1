#include "rules/subject.h"

struct hit *raise_hit(struct subject *subject, enum rule_id rule, struct span where)
{
	struct hit *hit = &subject->overflow;

	if (subject->hits.len < HITS_MAX)
		hit = vec_add(&subject->hits, subject->arena);
	else
		subject->undecided = "too many findings in one file; the rest is not listed";
	hit->rule = &rules[rule];
	hit->confidence = CONFIDENCE_LIKELY;
	hit->where = where;
	hit->value = where;
	hit->fix = "";
	return hit;
}

struct span place_of(const struct subject *subject, struct span literal, struct span value_raw)
{
	const char *start = subject->text.ptr;
	const char *end = start + subject->text.len;

	if (literal.ptr >= start && literal.ptr + literal.len <= end)
		return literal;
	return value_raw;
}

size_t line_of(struct subject *subject, size_t offset)
{
	if (!subject->lines) {
		subject->lines = ARENA_NEW(subject->arena, struct line_index);
		lines_index(subject->lines, subject->text, subject->arena);
	}
	return lines_position(subject->lines, offset).line;
}
