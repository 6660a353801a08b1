/*
 * A literal without a known shape where a credential stands: the value of ENV API_SECRET_KEY,
 * the default of ARG DB_PASSWORD, what a RUN writes behind "_authToken=", or gives to
 * "--password"; in CI files and their like the password of a log-in action, a variable, and
 * what scripts do. The image model finds those of Dockerfiles, ci_literal.h the others.
 *
 * Where only the name of a variable says so the sign is weak: the value has to look like a
 * password, and the finding is medium.
 */
#include "base/escape.h"
#include "rules/advice.h"
#include "rules/ci_literal.h"
#include "rules/image_hits.h"

static const char *message_for(struct subject *subject, const struct image_secret *secret)
{
	VEC_EACH(const struct image_landing, l, &secret->landings)
		if (l->at->kind == INSTRUCTION_ENV || l->at->kind == INSTRUCTION_ARG)
			return arena_printf(subject->arena, "literal credential in %s %s",
				instruction_name(l->at->kind),
				escaped_text(subject->arena, l->detail));
	return "literal credential in a command";
}

static void check_image(struct subject *subject)
{
	VEC_EACH(const struct image_secret, secret, &subject->image->secrets) {
		struct hit *hit;

		if (secret->kind != IMAGE_LITERAL || secret->is_token)
			continue;
		hit = raise_hit(subject, RULE_credential_literal,
			span_sub(subject->text, secret->from, secret->to));
		if (secret->is_weak)
			hit->at_most = SEVERITY_MEDIUM;
		hit->confidence = secret->is_weak ? CONFIDENCE_POSSIBLE : CONFIDENCE_LIKELY;
		hit->message = message_for(subject, secret);
		hit->fix = arena_printf(
			subject->arena, "change it, then %s", advice_for(subject->kind));
	}
}

static void check_pipeline(struct subject *subject)
{
	struct literal_search search = {subject, find_throwaways(subject)};

	/* a place is raised once: what leaves no doubt goes first */
	find_literals_in_text(&search);
	find_literals_in_commands(&search);
	find_literals_in_values(&search);
}

void rule_credential_literal(struct subject *subject)
{
	if (subject->image)
		check_image(subject);
	if (subject->pipeline && !subject->is_sample)
		check_pipeline(subject);
}
