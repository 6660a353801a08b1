#include "rules/image_names.h"

#include <strings.h>

#include "rules/build_commands.h"

/* --- taking names apart --------------------------------------------------------------------
 */

/* Is there something in it that no name has, such as a variable or a template? */
static bool is_unknown(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_alnum(s.ptr[i]) && !memchr("._-/:@", s.ptr[i], 6))
			return true;
	return false;
}

/* A first part that is a host's name has a dot or a port, or is localhost. */
static bool is_host(struct span part)
{
	return span_chr(part, '.') < part.len || span_chr(part, ':') < part.len ||
		span_eq_str(part, "localhost");
}

static size_t last_chr(struct span s, char c)
{
	for (size_t i = s.len; i-- > 0;)
		if (s.ptr[i] == c)
			return i;
	return s.len;
}

/* Names of the one registry that needs none. */
static bool is_docker_hub(struct span host)
{
	return span_eq_nocase(host, "docker.io") || span_eq_nocase(host, "index.docker.io") ||
		span_eq_nocase(host, "registry-1.docker.io");
}

static struct span with_library(struct span path, struct arena *arena)
{
	if (span_chr(path, '/') < path.len)
		return path;
	return span_str(arena_printf(arena, "library/%.*s", SPAN_ARG(path)));
}

/* Cut off what stands behind the separator in the last part; where "${NAME}" is, it is text. */
static struct span cut_tag(struct span *rest)
{
	size_t slash = last_chr(*rest, '/');
	size_t start = slash < rest->len ? slash + 1 : 0;
	size_t colon = last_chr(*rest, ':');
	struct span tag = span_of("", 0);

	if (colon < rest->len && colon > start) {
		tag = span_from(*rest, colon + 1);
		*rest = span_sub(*rest, 0, colon);
	}
	return tag;
}

void image_name_parse(struct span text, struct arena *arena, struct image_name *out)
{
	size_t at = span_chr(text, '@');
	struct span rest = span_sub(text, 0, at);
	size_t slash;

	*out = (struct image_name){.text = text, .digest = span_from(text, at + 1)};
	out->has_unknown = is_unknown(text);
	out->tag = cut_tag(&rest);
	slash = span_chr(rest, '/');
	out->host = span_sub(rest, 0, slash);
	out->path = span_from(rest, slash + 1);
	out->has_unknown_host = is_unknown(out->host);
	if (slash == rest.len || (!is_host(out->host) && !out->has_unknown_host)) {
		out->host = span_str("docker.io");
		out->path = rest;
	} else if (is_docker_hub(out->host)) {
		out->host = span_str("docker.io");
	}
	out->has_unknown_path = is_unknown(out->path);
	if (span_eq_str(out->host, "docker.io"))
		out->path = with_library(out->path, arena);
}

struct span image_full_name(const struct image_name *name, struct arena *arena)
{
	return span_str(
		arena_printf(arena, "%.*s/%.*s", SPAN_ARG(name->host), SPAN_ARG(name->path)));
}

struct span official_name(const struct image_name *name)
{
	if (name->has_unknown_host || name->has_unknown_path ||
		!span_eq_str(name->host, "docker.io") || !span_starts(name->path, "library/"))
		return span_of("", 0);
	return span_from(name->path, strlen("library/"));
}

/* --- where they stand ------------------------------------------------------------------------
 */

static bool is_number(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (!is_digit(s.ptr[i]))
			return false;
	return s.len > 0;
}

static bool is_stage(const struct subject *subject, struct span name)
{
	VEC_EACH(const struct image_stage, s, &subject->image->stages)
		if (s->name.len && s->name.len == name.len &&
			strncasecmp(s->name.ptr, name.ptr, name.len) == 0)
			return true;
	return false;
}

static void add_use(struct subject *subject, struct image_uses *out, struct image_use use,
	struct span text, struct span part)
{
	use.place = place_in_file(subject, use.at, part);
	if (use.place.len == 0)
		use.place = instruction_place(subject, use.at);
	image_name_parse(text, subject->arena, &use.name);
	*vec_add(&out->items, subject->arena) = use;
}

/*
 * --from=NAME may be a named context of the build, which a file can't know: a bare name is one
 * of an image if there is an official one.
 */
static void add_from(struct subject *subject, struct image_uses *out, struct image_use use,
	struct span text, struct span part)
{
	bool is_bare = span_chr(text, '/') == text.len && span_chr(text, ':') == text.len &&
		span_chr(text, '@') == text.len;

	if (text.len == 0 || is_number(text) || is_stage(subject, text) ||
		span_eq_nocase(text, "scratch"))
		return;
	if (is_bare && !official_image_find(text))
		return;
	add_use(subject, out, use, text, part);
}

static void add_copy(
	struct subject *subject, const struct instruction *in, struct image_uses *out)
{
	const struct instruction_flag *from = instruction_flag(in, "from");
	struct image_use use = {.at = in, .how = "COPY --from="};

	if (from)
		add_from(subject, out, use, from->value, from->raw);
}

/* from=NAME among the fields of each --mount */
static void add_mounts(
	struct subject *subject, const struct instruction *in, struct image_uses *out)
{
	struct image_use use = {.at = in, .how = "RUN --mount from="};

	VEC_EACH(const struct instruction_flag, flag, &in->flags) {
		struct span rest = flag->value;
		struct span field;

		if (!span_eq_str(flag->name, "mount"))
			continue;
		while (span_split(&rest, ',', &field))
			if (span_starts_nocase(field, "from="))
				add_from(subject, out, use, span_from(field, 5), flag->raw);
	}
}

static bool base_of(
	struct subject *subject, const struct image_stage *stage, struct image_uses *out)
{
	struct image_use use = {.at = stage->from, .how = "FROM "};

	if (stage->parent != NO_STAGE || stage->base.len == 0 ||
		span_eq_nocase(stage->base, "scratch") || stage->from->words.len == 0)
		return false;
	add_use(subject, out, use, stage->base, stage->from->words.at[0].raw);
	return true;
}

const struct image_uses *image_uses(struct subject *subject)
{
	struct image_uses *out;

	if (subject->images)
		return subject->images;
	out = ARENA_NEW(subject->arena, struct image_uses);
	subject->images = out;
	if (subject->pipeline)
		add_pipeline_images(subject, out);
	if (!subject->image)
		return out;
	VEC_EACH(const struct image_stage, stage, &subject->image->stages)
		base_of(subject, stage, out);
	VEC_EACH(const struct instruction, wrapped, &subject->dockerfile->instructions) {
		const struct instruction *in = wrapped->inner ? wrapped->inner : wrapped;

		if (in->kind == INSTRUCTION_COPY)
			add_copy(subject, in, out);
		else if (in->kind == INSTRUCTION_RUN)
			add_mounts(subject, in, out);
	}
	return out;
}

bool target_base(struct subject *subject, struct image_use *out)
{
	const struct image *image = subject->image;
	struct image_uses one = {0};
	size_t stage;

	if (!image || image->target == NO_STAGE)
		return false;
	stage = image->target;
	while (image->stages.at[stage].parent != NO_STAGE)
		stage = image->stages.at[stage].parent;
	if (!base_of(subject, &image->stages.at[stage], &one))
		return false;
	*out = one.items.at[0];
	return true;
}
