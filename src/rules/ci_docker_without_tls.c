/*
 * A container engine that a job reaches by TCP without TLS: "Docker in Docker" with its
 * certificates switched off. One finding for a file, where it is said first.
 */
#include "rules/ci_hits.h"

static bool has(struct span text, const char *part)
{
	return span_find(text, part) < text.len;
}

/* docker:dind, docker:27-dind-rootless */
static bool is_engine(const struct ci_property *p)
{
	return (p->role == CI_IMAGE || p->role == CI_SERVICE_IMAGE) &&
		has(p->value.text, "dind");
}

static bool has_engine(const struct ci_scope *scope)
{
	VEC_EACH(const struct ci_property, p, &scope->properties)
		if (is_engine(p))
			return true;
	return false;
}

static bool any_has_engine(const struct ci_pipeline *pipeline)
{
	VEC_EACH(struct ci_scope *const, scope, &pipeline->scopes)
		if (has_engine(*scope))
			return true;
	return false;
}

static bool is_plain_host(struct span value)
{
	return span_starts(value, "tcp://") && has(value, ":2375");
}

/* Only processes of the same pod reach it by that name; others may by its address. */
static bool is_local(struct span value)
{
	return has(value, "//localhost") || has(value, "//127.") || has(value, "//[::1]");
}

static bool is_nothing(struct span value)
{
	value = span_trim(value);
	return value.ptr &&
		(value.len == 0 || span_eq_str(value, "~") || span_eq_str(value, "null") ||
			span_eq_str(value, "''") || span_eq_str(value, "\"\""));
}

struct search {
	struct subject *subject;
	const struct ci_assignments *set;
	bool has_engine;
	bool has_plain_host;
	bool is_local; /* as far as it is said */
};

static void look_around(struct search *s)
{
	s->has_engine = any_has_engine(s->subject->pipeline);
	VEC_EACH(const struct ci_assignment, a, &s->set->items) {
		if (!span_eq_str(a->name, "DOCKER_HOST") || !is_plain_host(a->value))
			continue;
		s->is_local = is_local(a->value) && (s->is_local || !s->has_plain_host);
		s->has_plain_host = true;
	}
}

static bool raise_found(struct search *s, struct span where, const char *message)
{
	struct hit *hit = raise_ci_hit(s->subject, RULE_ci_docker_without_tls, where);

	if (!hit)
		return true;
	if (s->is_local)
		hit->at_most = SEVERITY_LOW;
	hit->message = message;
	hit->fix = "leave TLS on: DOCKER_TLS_CERTDIR: /certs and DOCKER_HOST: "
		   "tcp://docker:2376, with /certs/client shared between job and service; or "
		   "build without an engine (buildah, BuildKit rootless)";
	return true;
}

/* DOCKER_TLS_CERTDIR: "" */
static bool find_no_certificates(struct search *s)
{
	VEC_EACH(const struct ci_assignment, a, &s->set->items)
		if (span_eq_str(a->name, "DOCKER_TLS_CERTDIR") && is_nothing(a->value) &&
			(s->has_engine || s->has_plain_host ||
				(a->scope->level == CI_PIPELINE && is_job(s->subject))))
			return raise_found(s, a->place,
				"DOCKER_TLS_CERTDIR is empty: the container engine listens on "
				"port 2375 without TLS");
	return false;
}

/* command: ["--tls=false"] of the engine */
static bool find_command(struct search *s)
{
	const struct ci_pipeline *pipeline = s->subject->pipeline;
	static const char message[] =
		"the container engine is started with --tls=false: it listens without TLS";

	VEC_EACH(struct ci_scope *const, at, &pipeline->scopes) {
		const struct ci_scope *scope = *at;

		if (!has_engine(scope))
			continue;
		VEC_EACH(const struct ci_property, p, &scope->properties)
			if (p->role == CI_SERVICE_COMMAND && has(p->value.text, "--tls=false"))
				return raise_found(s, p->value.raw, message);
		for (size_t i = 0; i < scope->command_count; i++) {
			const struct command *c =
				&pipeline->commands.items.at[scope->first_command + i];
			const struct command_word *word = command_has(c, "--tls=false");

			if (word || span_eq_str(command_text(c, 0), "--tls=false"))
				return raise_found(s,
					word && word->place.len ? word->place : c->place,
					message);
		}
	}
	return false;
}

/*
 * DOCKER_HOST: tcp://docker:2375. In compose that may be a proxy in front of the socket, which
 * is good practice; and what only localhost serves was started by the job itself.
 */
static bool find_host(struct search *s)
{
	if (!s->has_engine && (s->is_local || !is_job(s->subject)))
		return false;
	VEC_EACH(const struct ci_assignment, a, &s->set->items)
		if (span_eq_str(a->name, "DOCKER_HOST") && is_plain_host(a->value))
			return raise_found(s, a->place,
				"the job talks to a container engine on port 2375, without "
				"TLS");
	return false;
}

void rule_ci_docker_without_tls(struct subject *subject)
{
	struct search s = {.subject = subject};

	if (!subject->pipeline)
		return;
	s.set = assignments_of(subject);
	look_around(&s);
	if (!find_no_certificates(&s) && !find_command(&s))
		find_host(&s);
}
