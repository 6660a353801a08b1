#include "rules/ci_hits.h"

#include "base/escape.h"
#include "tokens/judge.h"
#include "tokens/secret_name.h"

const struct ci_assignments *assignments_of(struct subject *subject)
{
	struct ci_assignments *out;

	if (subject->assignments)
		return subject->assignments;
	out = ARENA_NEW(subject->arena, struct ci_assignments);
	subject->assignments = out;
	ci_find_assignments(subject->pipeline, subject->arena, out);
	return out;
}

/* Is there such a hit already? Those of one rule are raised together, at the end of the list.
 */
static bool was_raised(const struct subject *subject, enum rule_id rule, struct span where)
{
	for (size_t i = subject->hits.len; i-- > 0;) {
		const struct hit *hit = &subject->hits.at[i];

		if (hit->rule->id != rule)
			return false;
		if (hit->where.ptr == where.ptr && hit->where.len == where.len)
			return true;
	}
	return false;
}

struct hit *raise_ci_hit(struct subject *subject, enum rule_id rule, struct span where)
{
	struct hit *hit;

	if (was_raised(subject, rule, where))
		return NULL;
	hit = raise_hit(subject, rule, where);
	hit->value = one_line_text(subject->arena, where);
	hit->confidence = subject->pipeline->is_guess ? CONFIDENCE_POSSIBLE : CONFIDENCE_LIKELY;
	return hit;
}

struct hit *raise_where(struct subject *subject, enum rule_id rule, struct span where)
{
	return subject->pipeline ? raise_ci_hit(subject, rule, where)
				 : raise_hit(subject, rule, where);
}

bool is_job(const struct subject *subject)
{
	if (!subject->pipeline)
		return false;
	switch (subject->pipeline->system) {
	case KIND_COMPOSE:
	case KIND_BAKE:
	case KIND_SKAFFOLD:
	case KIND_MAKE:
		return false;
	default:
		return true;
	}
}

const char *ci_secret_shown(struct subject *subject, struct ci_verdict verdict)
{
	const char *name = escaped_text(subject->arena, span_sub(verdict.name, 0, 80));

	if (verdict.secrecy != CI_NAMED)
		return arena_printf(subject->arena, "the secret %s", name);
	/* of a file that only its name makes a secret, it is the command that reads it */
	if (span_chr(verdict.name, ' ') < verdict.name.len)
		return arena_printf(subject->arena, "$(%s)", name);
	return arena_printf(subject->arena, "$%s", name);
}

const char *ci_shown(struct subject *subject, struct span place)
{
	return shown_text(subject->arena, place);
}

/* An expression that is true or false holds nothing of what it asks about. */
static bool is_question(struct span place)
{
	return span_find(place, "==") < place.len || span_find(place, "!=") < place.len;
}

/* "$(openssl passwd x)": made up on the spot. */
static bool is_generated(struct span value)
{
	static const char *const makers[] = {"openssl", "date", "uuidgen", "pwgen", "htpasswd",
		"mkpasswd", "head", "hostname"};

	if (span_starts(value, "\""))
		value = span_from(value, 1);
	if (!span_starts(value, "$(") && !span_starts(value, "`"))
		return false;
	value = span_from(value, value.ptr[0] == '`' ? 1 : 2);
	for (size_t i = 0; i < sizeof(makers) / sizeof(*makers); i++)
		if (span_starts(value, makers[i]))
			return true;
	return false;
}

struct ci_verdict ci_argument_verdict(const struct ci_argument *argument)
{
	struct judgement judged;

	if (argument->verdict.secrecy != CI_NO_SECRET || !is_secret_name(argument->name))
		return argument->verdict;
	/* its name says so; a literal has a rule of its own */
	if (argument->value.ptr) {
		judged = judge_value(argument->value, JUDGE_BARE_DOLLAR);
		if (judged.nature != VALUE_REFERENCE || is_question(argument->place) ||
			is_generated(argument->value))
			return argument->verdict;
	}
	return (struct ci_verdict){CI_NAMED, argument->name};
}
