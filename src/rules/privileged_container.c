/* Containers that may do nearly all on the host that root may do there. */
#include "base/escape.h"
#include "rules/ci_hits.h"
#include "rules/engine_options.h"

static const struct risk {
	const char *name;
	const char *value;
	enum severity at_most; /* SEVERITY_OFF: no cap */
	const char *verb;
	const char *what;
	const char *way_out;
} risks[] = {
#define RISK(name, value, at_most, verb, what, way_out) \
	{name, value, at_most, verb, what, way_out},
#include "rules/container_risks.def"
#undef RISK
};

/* "privileged" is apart: it has no value, and what to do instead depends on where it stands. */
static struct risk all_of_them(const char *way_out)
{
	return (struct risk){
		NULL, NULL, SEVERITY_OFF, "gives", "all that the host has", way_out};
}

static struct span without_cap(struct span value)
{
	return span_starts_nocase(value, "CAP_") ? span_from(value, 4) : value;
}

enum {
	NO_RISK = sizeof(risks) / sizeof(*risks)
};

/*
 * Beside a build step, whole services run with the host's network for their speed, or since
 * they have many ports, and share its memory for large data: that opens less than the others.
 */
static enum severity in_pipeline(size_t risk)
{
	const char *name = risks[risk].name;

	if (strcmp(name, "network") == 0 || strcmp(name, "net") == 0)
		return SEVERITY_NOTE;
	return strcmp(name, "ipc") == 0 || strcmp(name, "uts") == 0 ? SEVERITY_LOW
								    : risks[risk].at_most;
}

/* What an option of the engine takes away: an index in risks. */
static size_t risk_of(struct span name, struct span value)
{
	for (size_t i = 0; i < NO_RISK; i++)
		if (span_eq_str(name, risks[i].name) &&
			span_eq_nocase(without_cap(value), risks[i].value))
			return i;
	return NO_RISK;
}

/* --- options of commands -------------------------------------------------------------------
 */

/* "OPTION gives a container all that the host has", with the way out of it */
static void say(struct arena *arena, struct hit *hit, const char *shown, const char *whom,
	const struct risk *risk)
{
	hit->message = arena_printf(arena, "%s %s %s%s%s", shown, risk->verb, whom,
		*risk->what ? " " : "", risk->what);
	hit->fix = arena_printf(arena, "leave it out; %s", risk->way_out);
}

static void raise_option(struct subject *subject, const struct container *container,
	const struct engine_option *option, const struct risk *risk, enum severity at_most)
{
	struct arena *arena = subject->arena;
	const char *shown = arena_printf(arena, "--%s%s%s", escaped_text(arena, option->name),
		option->value.len ? "=" : "", shown_text(arena, option->value));
	struct hit *hit = raise_where(subject, RULE_privileged_container, option->place);

	if (!hit)
		return;
	hit->value = span_str(shown);
	hit->at_most = at_most;
	say(arena, hit,
		arena_printf(arena, "%s %s%s", container->by, shown,
			subject->pipeline ? "" : " in a build step"),
		"a container", risk);
}

/* It registers emulators with the kernel, which nothing else can do, and then ends. */
static bool is_emulator_installer(struct span image)
{
	static const char *const names[] = {"tonistiigi/binfmt", "multiarch/qemu-user-static",
		"docker/binfmt", "linuxkit/binfmt"};
	struct span name = span_sub(image, 0, span_chr(image, ':'));

	name = span_sub(name, 0, span_chr(name, '@'));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_ends(name, names[i]))
			return true;
	return false;
}

static void check_option(struct subject *subject, const struct container *container,
	const struct engine_option *option)
{
	struct risk all = all_of_them(
		"give it the capability (--cap-add) or the device (--device) that it needs");
	size_t risk;

	if (span_eq_str(option->name, "privileged")) {
		if (!span_eq_nocase(option->value, "false"))
			raise_option(subject, container, option, &all,
				is_emulator_installer(container->image) ? SEVERITY_NOTE
									: SEVERITY_OFF);
		return;
	}
	risk = risk_of(option->name, option->value);
	if (risk != NO_RISK)
		raise_option(subject, container, option, &risks[risk],
			subject->pipeline ? in_pipeline(risk) : risks[risk].at_most);
}

/* --- settings of CI and compose files ------------------------------------------------------
 */

/* The option of the engine that a setting stands for. */
static const char *option_of(enum ci_role role)
{
	switch (role) {
	case CI_CAPABILITY:
		return "cap-add";
	case CI_SECURITY_OPTION:
		return "security-opt";
	case CI_HOST_PID:
		return "pid";
	case CI_HOST_IPC:
		return "ipc";
	case CI_HOST_NETWORK:
		return "network";
	case CI_HOST_USERS:
		return "userns";
	default:
		return NULL;
	}
}

static void raise_property(struct subject *subject, const struct ci_property *p,
	const struct risk *risk, enum severity at_most)
{
	struct arena *arena = subject->arena;
	struct hit *hit = raise_ci_hit(subject, RULE_privileged_container, p->value.raw);
	const char *shown = arena_printf(arena, "%s%s%s", escaped_text(arena, p->key.text),
		p->key.text.len ? ": " : "", shown_text(arena, p->value.text));

	if (!hit)
		return;
	hit->value = span_str(shown);
	hit->at_most = at_most;
	say(arena, hit, shown, "the container", risk);
}

/* Most CI systems give all or nothing; and mostly it is for building images. */
static const char *instead_of_all(const struct subject *subject)
{
	if (is_job(subject))
		return "images can be built without it: by BuildKit rootless, buildah or "
		       "kaniko";
	return "give it the capability (cap_add:) or the device (devices:) that it needs";
}

static void check_property(struct subject *subject, const struct ci_property *p)
{
	const char *option = option_of(p->role);
	struct risk all = all_of_them(instead_of_all(subject));
	size_t risk;

	if (p->role == CI_PRIVILEGED && ci_is_true(p->value.text)) {
		raise_property(subject, p, &all, SEVERITY_OFF);
		return;
	}
	if (!option)
		return;
	/* "hostPID: true" of a pod is "pid: host" of a service */
	risk = risk_of(span_str(option),
		ci_is_true(p->value.text) ? span_str("host") : span_trim(p->value.text));
	if (risk != NO_RISK)
		raise_property(subject, p, &risks[risk], in_pipeline(risk));
}

/* RUN --security=insecure: a step of the build itself. */
static void check_run(struct subject *subject, const struct instruction *in)
{
	const struct instruction_flag *flag = instruction_flag(in, "security");
	struct hit *hit;
	struct span place;

	if (!flag || !span_eq_nocase(flag->value, "insecure"))
		return;
	place = place_in_file(subject, in, flag->raw);
	hit = raise_hit(subject, RULE_privileged_container,
		place.len ? place : instruction_place(subject, in));
	hit->value = span_str("RUN --security=insecure");
	hit->confidence = CONFIDENCE_CERTAIN;
	hit->message =
		"RUN --security=insecure runs the step with all capabilities, outside of "
		"the sandbox";
	hit->fix = "leave --security=insecure out";
}

static void check_dockerfile(struct subject *subject)
{
	VEC_EACH(const struct instruction, wrapped, &subject->dockerfile->instructions) {
		const struct instruction *in = wrapped->inner ? wrapped->inner : wrapped;

		if (in->kind == INSTRUCTION_RUN)
			check_run(subject, in);
	}
}

void rule_privileged_container(struct subject *subject)
{
	if (subject->image)
		check_dockerfile(subject);
	if (subject->pipeline)
		VEC_EACH(struct ci_scope *const, scope, &subject->pipeline->scopes)
			VEC_EACH(const struct ci_property, p, &(*scope)->properties)
				check_property(subject, p);
	each_engine_option(subject, check_option);
}
