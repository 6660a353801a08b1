/* A container that can talk to the engine's socket can do on the host what root can do there.
 */
#include "base/escape.h"
#include "image/path.h"
#include "rules/engine_options.h"

static bool is_socket(struct span path)
{
	static const char *const names[] = {
		"docker.sock", "podman.sock", "containerd.sock", "crio.sock"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_starts(path, "/") && span_eq_str(path_base(path), names[i]))
			return true;
	return false;
}

static void raise_socket(
	struct subject *subject, struct span place, struct span socket, const char *what)
{
	struct arena *arena = subject->arena;
	const char *shown = shown_text(arena, socket);
	struct hit *hit = raise_hit(subject, RULE_docker_socket_mounted, place);

	hit->value = span_str(arena_printf(arena, "%s %s", what, shown));
	hit->at_most = SEVERITY_MEDIUM;
	hit->message =
		arena_printf(arena, "%s gives a container the engine's socket %s", what, shown);
	hit->fix = "leave the socket out; to build images in a container use a builder that "
		   "needs no engine, or a rootless one";
}

/* "/var/run/docker.sock:/x:ro" */
static struct span volume_source(struct span volume)
{
	return span_sub(volume, 0, span_chr(volume, ':'));
}

/* "type=bind,source=/var/run/docker.sock,target=/x" */
static struct span mount_source(struct span mount)
{
	struct span field;

	while (span_split(&mount, ',', &field))
		if (span_starts(field, "source=") || span_starts(field, "src="))
			return span_from(field, span_chr(field, '=') + 1);
	return span_of("", 0);
}

static void check_command(struct subject *subject, const struct command *c)
{
	struct engine_option option;
	size_t at;

	if (!starts_container(c, &at))
		return;
	while (engine_option_next(c, &at, &option)) {
		struct span source = span_of("", 0);

		if (span_eq_str(option.name, "v") || span_eq_str(option.name, "volume"))
			source = volume_source(option.value);
		else if (span_eq_str(option.name, "mount"))
			source = mount_source(option.value);
		if (is_socket(source))
			raise_socket(subject, option.place, source,
				arena_printf(subject->arena, "%s run",
					escaped_text(subject->arena, command_name(c))));
	}
}

static struct span unquoted(struct span s)
{
	while (s.len && (s.ptr[0] == '"' || s.ptr[0] == '\''))
		s = span_from(s, 1);
	while (s.len && (s.ptr[s.len - 1] == '"' || s.ptr[s.len - 1] == '\''))
		s.len--;
	return s;
}

static void check_volume(struct subject *subject, const struct instruction *in)
{
	VEC_EACH(const struct instruction_word, word, &in->words) {
		struct span path = unquoted(word->text);
		struct span place = place_in_file(subject, in, word->raw);

		if (is_socket(path))
			raise_socket(subject,
				place.len ? place : instruction_place(subject, in), path,
				"VOLUME");
	}
}

void rule_docker_socket_mounted(struct subject *subject)
{
	if (!subject->image)
		return;
	VEC_EACH(const struct instruction, wrapped, &subject->dockerfile->instructions) {
		const struct instruction *in = wrapped->inner ? wrapped->inner : wrapped;

		if (in->kind == INSTRUCTION_VOLUME)
			check_volume(subject, in);
	}
	VEC_EACH(const struct command, c, &build_commands(subject)->items)
		check_command(subject, c);
}
