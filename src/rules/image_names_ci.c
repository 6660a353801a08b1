/*
 * The images of CI files and their like: those of jobs, services and steps, and what scripts
 * run or fetch by name.
 *
 * What the same file builds is its own, whatever the tag. So is a bare name that is none of an
 * official image: an image that was built before, or an alias.
 */
#include "rules/ci_hits.h"
#include "rules/engine_options.h"
#include "rules/image_names.h"

struct own_images {
	VEC(struct span) names; /* without tags */
};

/* --- what the file builds -------------------------------------------------------------------
 */

static struct span without_tag(struct span name)
{
	const char *slash;
	size_t start = 0;

	name = span_sub(name, 0, span_chr(name, '@'));
	slash = name.len ? memrchr(name.ptr, '/', name.len) : NULL;
	if (slash)
		start = (size_t)(slash - name.ptr);
	return span_sub(name, 0, start + span_chr(span_from(name, start), ':'));
}

static void add_own(struct subject *subject, struct own_images *own, struct span name)
{
	enum {
		OWN_MAX = 500 /* each image is compared with all of them */
	};

	name = without_tag(span_trim(name));
	if (name.len && own->names.len < OWN_MAX)
		*vec_add(&own->names, subject->arena) = name;
}

/* "-t NAME", "--tag=NAME", and the second name of "docker tag" */
static void add_own_of_command(
	struct subject *subject, struct own_images *own, const struct command *c)
{
	static const char *const options[] = {"-t", "--tag", "--destination", "-d"};
	bool is_tag = span_eq_str(command_text(c, 1), "tag") ||
		span_eq_str(command_text(c, 2), "tag");

	if (is_tag && c->words.len > 2)
		add_own(subject, own, command_text(c, c->words.len - 1));
	for (size_t i = 1; i < c->words.len; i++) {
		struct span word = c->words.at[i].text;
		size_t equals = span_chr(word, '=');

		for (size_t n = 0; n < sizeof(options) / sizeof(*options); n++) {
			if (!span_eq_str(span_sub(word, 0, equals), options[n]))
				continue;
			add_own(subject, own,
				equals < word.len ? span_from(word, equals + 1)
						  : command_text(c, i + 1));
		}
	}
}

static bool is_engine(const struct command *c)
{
	static const char *const names[] = {"docker", "podman", "buildah", "nerdctl",
		"executor", "img", "pack", "ko", "crane"};
	struct span name = command_name(c);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_str(name, names[i]))
			return true;
	return false;
}

static bool starts_or_fetches(const struct command *c, size_t *image)
{
	struct engine_option option;
	size_t at;

	if (starts_container(c, &at)) {
		if (span_eq_str(command_text(c, at - 1), "exec"))
			return false;
	} else if (is_engine(c) && span_eq_str(command_text(c, 1), "pull")) {
		at = 2;
	} else if (is_engine(c) && span_eq_str(command_text(c, 1), "image") &&
		span_eq_str(command_text(c, 2), "pull")) {
		at = 3;
	} else {
		return false;
	}
	while (engine_option_next(c, &at, &option))
		;
	*image = at;
	return at < c->words.len;
}

/* A service with "build:", and what it calls the image. */
static bool builds_its_image(const struct ci_scope *scope)
{
	return ci_property(scope, CI_CONTEXT) || ci_property(scope, CI_DOCKERFILE) ||
		scope->arguments.items.len;
}

static void add_own_of_scope(
	struct subject *subject, struct own_images *own, const struct ci_scope *scope)
{
	const struct ci_variable *tags = ci_input(scope, "tags");
	struct span line;
	struct span rest;

	VEC_EACH(const struct ci_property, p, &scope->properties)
		if (p->role == CI_TAG || p->role == CI_PUSHED_IMAGE ||
			(p->role == CI_IMAGE && builds_its_image(scope)))
			add_own(subject, own, p->value.text);
	if (!tags)
		return;
	rest = tags->value.text;
	while (span_next_line(&rest, &line))
		add_own(subject, own, line);
}

static struct own_images find_own(struct subject *subject)
{
	struct own_images own = {0};
	size_t image;

	VEC_EACH(struct ci_scope *const, scope, &subject->pipeline->scopes)
		add_own_of_scope(subject, &own, *scope);
	VEC_EACH(const struct command, c, &subject->pipeline->commands.items)
		if (is_engine(c) && !starts_or_fetches(c, &image))
			add_own_of_command(subject, &own, c);
	return own;
}

/* --- what it uses ---------------------------------------------------------------------------
 */

static bool is_own(const struct own_images *own, struct span name)
{
	name = without_tag(name);
	VEC_EACH(const struct span, known, &own->names)
		if (span_eq(*known, name))
			return true;
	return false;
}

/* Builders that have no other tag than latest. */
static bool is_versionless(struct span name)
{
	return span_starts(name, "gcr.io/cloud-builders/");
}

static bool is_bare(struct span name)
{
	return span_chr(name, '/') == name.len && span_chr(name, ':') == name.len;
}

static void add_image(struct subject *subject, const struct own_images *own,
	struct image_uses *out, const char *how, struct span text, struct span place)
{
	struct image_use use = {.how = how, .place = place};
	struct span bare = without_tag(text);

	if (text.len == 0 || is_own(own, text) || is_versionless(text) ||
		span_eq_nocase(text, "scratch"))
		return;
	use.may_be_local = span_chr(bare, '/') == bare.len && !official_image_find(bare);
	image_name_parse(text, subject->arena, &use.name);
	*vec_add(&out->items, subject->arena) = use;
}

static void add_property(struct subject *subject, const struct own_images *own,
	struct image_uses *out, const struct ci_property *p)
{
	static const char scheme[] = "docker://";
	struct span text = span_trim(p->value.text);

	/* Azure's "container: linux" is the name of one of the file's resources */
	if (p->role == CI_IMAGE && subject->pipeline->system == KIND_AZURE_PIPELINES &&
		span_eq_str(p->key.text, "container") && is_bare(text))
		return;
	if (p->role == CI_IMAGE) {
		if (span_starts(text, scheme))
			text = span_from(text, strlen(scheme));
		add_image(subject, own, out, "image ", text,
			ci_place(&p->value, text, subject->arena));
	} else if (p->role == CI_SERVICE_IMAGE) {
		add_image(subject, own, out, "service ", text,
			ci_place(&p->value, text, subject->arena));
	} else if (p->role == CI_CALL && span_starts(text, scheme)) {
		text = span_from(text, strlen(scheme));
		add_image(subject, own, out, "uses: docker://", text,
			ci_place(&p->value, text, subject->arena));
	}
}

static void add_command(struct subject *subject, const struct own_images *own,
	struct image_uses *out, const struct command *c)
{
	size_t image;
	const struct command_word *word;

	if (!starts_or_fetches(c, &image))
		return;
	word = &c->words.at[image];
	add_image(subject, own, out,
		span_eq_str(command_text(c, image - 1), "pull") ? "docker pull "
								: "docker run ",
		word->text, word->place.len ? word->place : c->place);
}

void add_pipeline_images(struct subject *subject, struct image_uses *out)
{
	struct own_images own = find_own(subject);

	VEC_EACH(struct ci_scope *const, scope, &subject->pipeline->scopes) {
		if (builds_its_image(*scope))
			continue;
		VEC_EACH(const struct ci_property, p, &(*scope)->properties)
			add_property(subject, &own, out, p);
	}
	VEC_EACH(const struct command, c, &subject->pipeline->commands.items)
		add_command(subject, &own, out, c);
}
