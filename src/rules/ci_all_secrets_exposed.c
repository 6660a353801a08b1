/*
 * All secrets at once: toJSON(secrets), secrets.*, and names that are computed, for which the
 * runner gets all of them.
 */
#include "ci/expressions.h"
#include "rules/ci_hits.h"

enum exposure {
	EXPOSES_ONE,
	EXPOSES_ALL,
	EXPOSES_COMPUTED,
};

static struct span skip_blanks(struct span text)
{
	while (text.len && is_space(text.ptr[0]))
		text = span_from(text, 1);
	return text;
}

/* "['NAME']": a literal and nothing else. */
static bool is_literal_index(struct span index)
{
	size_t close;

	index = skip_blanks(span_from(index, 1));
	if (!span_starts(index, "'"))
		return false;
	close = span_chr(span_from(index, 1), '\'') + 2;
	return span_starts(skip_blanks(span_from(index, close)), "]");
}

/* What stands behind "secrets" says which of them are meant. */
static enum exposure exposure_of(struct span behind, bool is_argument)
{
	struct span rest = skip_blanks(behind);

	if (span_starts(rest, "["))
		return span_starts(skip_blanks(span_from(rest, 1)), "*") ? EXPOSES_ALL
			: is_literal_index(rest)                         ? EXPOSES_ONE
									 : EXPOSES_COMPUTED;
	if (span_starts(rest, "."))
		return span_starts(rest, ".*") ? EXPOSES_ALL : EXPOSES_ONE;
	return is_argument ? EXPOSES_ALL : EXPOSES_ONE; /* alone it is "Object" */
}

static bool is_name_byte(char c)
{
	return is_alnum(c) || c == '_' || c == '-' || c == '.';
}

/* The last byte before at that is no blank; '\0' if there is none. */
static char byte_before(struct span text, size_t at)
{
	while (at > 0 && is_space(text.ptr[at - 1]))
		at--;
	return at > 0 ? text.ptr[at - 1] : '\0';
}

static enum exposure worst_in(struct span text)
{
	size_t name = strlen("secrets");
	enum exposure worst = EXPOSES_ONE;

	for (size_t i = 0; i < text.len; i++) {
		struct span here = span_from(text, i);
		enum exposure exposure;
		char before;

		if (text.ptr[i] == '\'') {
			i += 1 + span_chr(span_from(text, i + 1), '\'');
			continue;
		}
		if ((i > 0 && is_name_byte(text.ptr[i - 1])) ||
			!span_starts_nocase(here, "secrets") ||
			(here.len > name && is_name_byte(here.ptr[name]) &&
				here.ptr[name] != '.'))
			continue;
		before = byte_before(text, i);
		exposure = exposure_of(span_from(here, name), before == '(' || before == ',');
		if (worst == EXPOSES_ONE)
			worst = exposure;
	}
	return worst;
}

static void look_at(void *payload, const struct ci_text *text)
{
	struct subject *subject = payload;
	struct span rest = text->text;
	struct span expression;

	while (ci_next_expression(subject->kind, &rest, &expression)) {
		enum exposure exposure = worst_in(expression);
		struct hit *hit;

		if (exposure == EXPOSES_ONE)
			continue;
		hit = raise_ci_hit(subject, RULE_ci_all_secrets_exposed,
			ci_place(text, expression, subject->arena));
		if (!hit)
			continue;
		hit->message = exposure == EXPOSES_ALL
			? "all secrets that the repository can read are handed over, those of "
			  "later days as well"
			: "the name of the secret is computed, so the runner gets all secrets";
		hit->fix = "name each secret that is needed: ${{ secrets.NAME }}";
	}
}

static bool has_jobs(const struct ci_pipeline *pipeline)
{
	VEC_EACH(struct ci_scope *const, scope, &pipeline->scopes)
		if ((*scope)->level == CI_JOB)
			return true;
	return false;
}

void rule_ci_all_secrets_exposed(struct subject *subject)
{
	/* actions have no secrets, they only write about them */
	if (subject->kind != KIND_GITHUB_ACTIONS || !subject->pipeline ||
		!has_jobs(subject->pipeline))
		return;
	VEC_EACH(struct ci_scope *const, scope, &subject->pipeline->scopes)
		ci_each_text(*scope, look_at, subject);
}
