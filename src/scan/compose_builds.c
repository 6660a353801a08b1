#include "scan/compose_builds.h"

#include "model/settings.h"

/* "services.NAME" or "services.NAME.build": the name, which may hold dots; empty if neither. */
static struct span service_of(struct span scope, bool *in_build)
{
	struct span name;

	*in_build = span_ends(scope, ".build");
	if (!span_starts(scope, "services."))
		return span_of("", 0);
	name = span_from(scope, strlen("services."));
	return *in_build ? span_sub(name, 0, name.len - strlen(".build")) : name;
}

static bool is_plain(struct span value)
{
	return span_chr(value, '$') == value.len && span_find(value, "://") == value.len;
}

static void add(struct compose_builds *out, struct span context, struct span dockerfile,
	struct arena *arena)
{
	if (!is_plain(context) || !is_plain(dockerfile) || out->items.len >= COMPOSE_BUILDS_MAX)
		return;
	*vec_add(&out->items, arena) = (struct compose_build){
		arena_copy(arena, context), arena_copy(arena, dockerfile)};
}

/* The settings of one service stand together. */
void compose_builds_read(struct span text, struct arena *arena, struct compose_builds *out)
{
	struct span context = span_of(NULL, 0);
	struct span dockerfile = span_str("Dockerfile");
	struct span service = span_of("", 0);
	struct settings settings;

	*out = (struct compose_builds){0};
	settings_read(READER_YAML, text, arena, &settings);
	VEC_EACH(const struct setting, s, &settings.items) {
		bool in_build;
		struct span name = service_of(s->scope, &in_build);

		if (!span_eq(name, service)) {
			if (context.ptr)
				add(out, context, dockerfile, arena);
			context = span_of(NULL, 0);
			dockerfile = span_str("Dockerfile");
			service = name;
		}
		if (name.len == 0)
			continue;
		if (span_eq_str(s->name, in_build ? "context" : "build"))
			context = s->value;
		else if (in_build && span_eq_str(s->name, "dockerfile")) {
			dockerfile = s->value;
			if (!context.ptr)
				context = span_str(".");
		}
	}
	if (context.ptr)
		add(out, context, dockerfile, arena);
}
