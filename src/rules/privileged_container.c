/* Containers that may do nearly all on the host that root may do there. */
#include "base/escape.h"
#include "rules/engine_options.h"

/* Options that take a wall away. */
static const struct {
	const char *name;
	const char *value;
	enum severity at_most; /* SEVERITY_OFF: no cap */
	const char *what;
} risks[] = {
	{"cap-add", "ALL", SEVERITY_OFF, "all capabilities"},
	{"cap-add", "SYS_ADMIN", SEVERITY_MEDIUM, "a capability that is nearly root's"},
	{"cap-add", "SYS_MODULE", SEVERITY_MEDIUM, "kernel modules"},
	{"cap-add", "SYS_PTRACE", SEVERITY_MEDIUM, "other processes' memory"},
	{"cap-add", "SYS_RAWIO", SEVERITY_MEDIUM, "the devices' memory"},
	{"cap-add", "DAC_READ_SEARCH", SEVERITY_MEDIUM, "all files of the host"},
	{"cap-add", "BPF", SEVERITY_MEDIUM, "the kernel's BPF"},
	{"security-opt", "seccomp=unconfined", SEVERITY_MEDIUM, "all system calls"},
	{"security-opt", "seccomp:unconfined", SEVERITY_MEDIUM, "all system calls"},
	{"security-opt", "apparmor=unconfined", SEVERITY_MEDIUM, "no profile to hold it"},
	{"security-opt", "apparmor:unconfined", SEVERITY_MEDIUM, "no profile to hold it"},
	{"security-opt", "label=disable", SEVERITY_MEDIUM, "no label to hold it"},
	{"pid", "host", SEVERITY_MEDIUM, "the host's processes"},
	{"ipc", "host", SEVERITY_MEDIUM, "the host's shared memory"},
	{"userns", "host", SEVERITY_MEDIUM, "the host's users"},
	{"uts", "host", SEVERITY_MEDIUM, "the host's name"},
	{"network", "host", SEVERITY_MEDIUM, "the host's network"},
	{"net", "host", SEVERITY_MEDIUM, "the host's network"},
};

static struct span without_cap(struct span value)
{
	return span_starts_nocase(value, "CAP_") ? span_from(value, 4) : value;
}

static void raise_option(struct subject *subject, const struct command *c,
	const struct engine_option *option, const char *what, enum severity at_most)
{
	struct arena *arena = subject->arena;
	struct hit *hit = raise_hit(subject, RULE_privileged_container, option->place);
	const char *shown = arena_printf(arena, "--%s%s%s", escaped_text(arena, option->name),
		option->value.len ? "=" : "", shown_text(arena, option->value));

	hit->value = span_str(shown);
	hit->at_most = at_most;
	hit->message = arena_printf(arena, "%s run %s in a build step gives a container %s",
		escaped_text(arena, command_name(c)), shown, what);
	hit->fix = arena_printf(
		arena, "leave %s out; give the one capability that is needed", shown);
}

static void check_option(
	struct subject *subject, const struct command *c, const struct engine_option *option)
{
	if (span_eq_str(option->name, "privileged")) {
		if (!span_eq_nocase(option->value, "false"))
			raise_option(subject, c, option, "all that the host has", SEVERITY_OFF);
		return;
	}
	for (size_t i = 0; i < sizeof(risks) / sizeof(*risks); i++)
		if (span_eq_str(option->name, risks[i].name) &&
			span_eq_nocase(without_cap(option->value), risks[i].value)) {
			raise_option(subject, c, option, risks[i].what, risks[i].at_most);
			return;
		}
}

static void check_command(struct subject *subject, const struct command *c)
{
	struct engine_option option;
	size_t at;

	if (!starts_container(c, &at))
		return;
	while (engine_option_next(c, &at, &option))
		check_option(subject, c, &option);
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

void rule_privileged_container(struct subject *subject)
{
	if (!subject->image)
		return;
	VEC_EACH(const struct instruction, wrapped, &subject->dockerfile->instructions) {
		const struct instruction *in = wrapped->inner ? wrapped->inner : wrapped;

		if (in->kind == INSTRUCTION_RUN)
			check_run(subject, in);
	}
	VEC_EACH(const struct command, c, &build_commands(subject)->items)
		check_command(subject, c);
}
