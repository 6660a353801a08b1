/*
 * A container that can talk to the engine's socket can do on the host what root can do there.
 *
 * In a job it is high: other people's changes run there, next to other jobs. Elsewhere somebody
 * started the container on purpose, as tools that look at the engine want it: medium.
 */
#include "image/path.h"
#include "rules/ci_hits.h"
#include "rules/engine_options.h"

static bool is_socket_name(struct span path)
{
	static const char *const names[] = {
		"docker.sock", "podman.sock", "containerd.sock", "crio.sock", "docker_engine"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_str(path_base(path), names[i]))
			return true;
	return false;
}

static bool is_socket(struct span path)
{
	return span_starts(path, "/") && is_socket_name(path);
}

/* Whoever has the socket for a reason can mostly do with less. */
static const char *way_out(const struct subject *subject)
{
	if (subject->image)
		return "leave the socket out; an engine is reached with DOCKER_HOST, by TLS or "
		       "SSH";
	if (subject->kind == KIND_COMPOSE)
		return "leave the socket out; what has to look at the engine can do so through "
		       "a proxy of the socket that lets only some requests through";
	return "leave the socket out; to build images in a container use a builder that "
	       "needs no engine, or a rootless one; what only looks at an image can have it "
	       "from docker save";
}

static void raise_socket(
	struct subject *subject, struct span place, struct span socket, const char *what)
{
	struct arena *arena = subject->arena;
	const char *shown = shown_text(arena, socket);
	struct hit *hit = raise_where(subject, RULE_docker_socket_mounted, place);

	if (!hit)
		return;
	hit->value = span_str(arena_printf(arena, "%s %s", what, shown));
	if (!is_job(subject))
		hit->at_most = SEVERITY_MEDIUM;
	hit->message =
		arena_printf(arena, "%s gives a container the engine's socket %s", what, shown);
	hit->fix = way_out(subject);
}

/* --- mounts --------------------------------------------------------------------------------
 */

/* Up to the ":", but not to that of "${NAME:-/var/run/docker.sock}". */
static size_t source_length(struct span volume)
{
	size_t depth = 0;

	for (size_t i = 0; i < volume.len; i++) {
		char c = volume.ptr[i];

		depth += c == '{';
		depth -= c == '}' && depth;
		if (c == ':' && depth == 0)
			return i;
	}
	return volume.len;
}

/* "${NAME:-path}": the path, which it is unless somebody says otherwise. */
static struct span default_of(struct span source)
{
	size_t at = span_find(source, ":-");

	if (!span_starts(source, "${") || !span_ends(source, "}") || at == source.len)
		return source;
	return span_sub(source, at + 2, source.len - 1);
}

/*
 * The socket that is mounted, or empty. Where only a variable says what, the name that it gets
 * in the container says it, too.
 */
static struct span mounted_socket(struct span source, struct span target)
{
	source = default_of(source);
	if (is_socket(source))
		return source;
	if (span_chr(source, '/') == source.len)
		return span_starts(source, "$") && is_socket(target) ? target : span_of("", 0);
	return span_starts(source, "$") && is_socket_name(source) ? source : span_of("", 0);
}

/* "/var/run/docker.sock:/x:ro" */
static struct span socket_of_volume(struct span volume)
{
	size_t source = source_length(volume);
	struct span target = span_from(volume, source + 1);

	return mounted_socket(
		span_sub(volume, 0, source), span_sub(target, 0, span_chr(target, ':')));
}

/* "type=bind,source=/var/run/docker.sock,target=/x" */
static struct span socket_of_mount(struct span mount)
{
	struct span field;
	struct span source = span_of("", 0);
	struct span target = span_of("", 0);

	while (span_split(&mount, ',', &field)) {
		struct span value = span_from(field, span_chr(field, '=') + 1);

		if (span_starts(field, "source=") || span_starts(field, "src="))
			source = value;
		else if (span_starts(field, "target=") || span_starts(field, "dst=") ||
			span_starts(field, "destination="))
			target = value;
	}
	return mounted_socket(source, target);
}

static void check_option(struct subject *subject, const struct container *container,
	const struct engine_option *option)
{
	struct span socket = span_of("", 0);

	if (span_eq_str(option->name, "v") || span_eq_str(option->name, "volume"))
		socket = socket_of_volume(option->value);
	else if (span_eq_str(option->name, "mount"))
		socket = socket_of_mount(option->value);
	if (socket.len)
		raise_socket(subject, option->place, socket,
			container->image.ptr ? container->by : "a volume");
}

static void check_scope(struct subject *subject, const struct ci_scope *scope)
{
	VEC_EACH(const struct ci_property, p, &scope->properties) {
		struct span socket;

		if (p->role != CI_VOLUME)
			continue;
		socket = socket_of_volume(p->value.text);
		if (socket.len)
			raise_socket(subject, p->value.raw, socket, "a volume");
	}
}

/* --- VOLUME of a Dockerfile ----------------------------------------------------------------
 */

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

static void check_dockerfile(struct subject *subject)
{
	VEC_EACH(const struct instruction, wrapped, &subject->dockerfile->instructions) {
		const struct instruction *in = wrapped->inner ? wrapped->inner : wrapped;

		if (in->kind == INSTRUCTION_VOLUME)
			check_volume(subject, in);
	}
}

void rule_docker_socket_mounted(struct subject *subject)
{
	if (subject->image)
		check_dockerfile(subject);
	if (subject->pipeline)
		VEC_EACH(struct ci_scope *const, scope, &subject->pipeline->scopes)
			check_scope(subject, *scope);
	each_engine_option(subject, check_option);
}
