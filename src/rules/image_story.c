/* What people get to read about a secret in an image: the story, and what to write instead. */
#include "base/buf.h"
#include "base/escape.h"
#include "image/path.h"
#include "image/value.h"
#include "rules/image_hits.h"

enum {
	LONGEST_STORY = 4096,
};

struct story {
	struct subject *subject;
	const struct image_secret *secret;
	struct buf text;
};

static const char *printable(struct story *s, struct span text)
{
	return escaped_text(s->subject->arena, span_sub(text, 0, 200));
}

static size_t line_of_instruction(struct story *s, const struct instruction *in)
{
	return line_of(s->subject, in->start);
}

/* "the build argument NPM_TOKEN" */
static const char *subject_of(struct story *s)
{
	struct arena *arena = s->subject->arena;
	const char *name = printable(s, s->secret->name);

	switch (s->secret->kind) {
	case IMAGE_ARGUMENT:
		return arena_printf(arena, "the build argument %s", name);
	case IMAGE_MOUNT:
		return arena_printf(arena, "the build secret %s", name);
	case IMAGE_UNSEEN:
		return arena_printf(
			arena, "%s, a credential file whose content is not known,", name);
	case IMAGE_FILE:
		return arena_printf(arena, "a secret in %s", name);
	case IMAGE_LITERAL:
		break;
	}
	return "a literal secret";
}

static const struct image_step *step_of(const struct image_landing *l, enum trace_role role)
{
	for (const struct image_step *step = l->steps; step; step = step->before)
		if (step->role == role)
			return step;
	return NULL;
}

static void tell_making(struct story *s, const struct image_landing *l)
{
	bool copied = l->at->kind == INSTRUCTION_COPY || l->at->kind == INSTRUCTION_ADD;

	buf_printf(&s->text, "line %zu %s", line_of(s->subject, l->from),
		copied ? "copies it" : "writes it");
}

static void tell_file(struct story *s, const struct image_landing *l)
{
	const struct image_step *carried = step_of(l, ROLE_CARRIED);
	const char *path = printable(s, l->detail);

	buf_printf(&s->text, "%s ends up in the image, in %s: ", subject_of(s), path);
	tell_making(s, l);
	if (carried)
		buf_printf(&s->text,
			" and nothing removes it in that stage, line %zu carries it over",
			line_of_instruction(s, carried->at));
	else
		buf_add_str(&s->text, ", and nothing removes it in the same layer");
	if (!value_is_unknown(l->detail))
		buf_printf(&s->text, "; docker run IMAGE cat %s shows it", path);
}

static void tell_layer(struct story *s, const struct image_landing *l)
{
	buf_printf(&s->text, "%s stays in a layer of the image: ", subject_of(s));
	tell_making(s, l);
	buf_printf(&s->text,
		" to %s, and line %zu removes it one layer too late; docker save IMAGE has it",
		printable(s, l->detail), line_of_instruction(s, l->removed));
}

static void tell_history(struct story *s, const struct image_landing *l)
{
	const struct image_step *run = step_of(l, ROLE_RECORDED);
	size_t line = line_of(s->subject, l->from);

	buf_printf(&s->text, "docker history --no-trunc shows %s: ", subject_of(s));
	if (l->at->kind != INSTRUCTION_ARG || s->secret->kind != IMAGE_ARGUMENT)
		buf_printf(&s->text, "line %zu is written down with its value", line);
	else if (run)
		buf_printf(&s->text,
			"BuildKit (0.14 and later) writes down the value that is passed at "
			"line "
			"%zu, and every builder at each later RUN (line %zu)",
			line, line_of_instruction(s, run->at));
	else
		buf_printf(&s->text,
			"BuildKit (0.14 and later) writes down the value that is passed at "
			"line "
			"%zu",
			line);
}

static void tell(struct story *s, const struct image_landing *l)
{
	const char *name = printable(s, l->detail);
	size_t line = line_of(s->subject, l->from);

	switch (l->place) {
	case PLACE_FINAL_FILE:
		tell_file(s, l);
		break;
	case PLACE_EARLIER_LAYER:
		tell_layer(s, l);
		break;
	case PLACE_HISTORY:
		tell_history(s, l);
		break;
	case PLACE_CONFIG:
		buf_printf(&s->text,
			"%s is in the configuration of the image (%s, line %zu); docker "
			"inspect "
			"IMAGE shows it",
			subject_of(s), name, line);
		break;
	case PLACE_PROVENANCE:
		buf_printf(&s->text,
			"the build's provenance, which goes to the registry with the image, "
			"holds "
			"%s (line %zu): mode=max keeps all arguments, also those of stages "
			"that "
			"are not in the image",
			subject_of(s), line);
		break;
	case PLACE_DOWNSTREAM:
		buf_printf(&s->text,
			"images that are built on this one would have %s (%s, line %zu)",
			subject_of(s), name, line);
		break;
	case PLACE_BUILD_CACHE:
		buf_printf(&s->text,
			"%s stays in a cache of the builder (%s, line %zu), not in the image",
			subject_of(s), name, line);
		break;
	default:
		buf_printf(&s->text,
			"%s is in a build stage only (%s, line %zu): don't push that stage",
			subject_of(s), name, line);
	}
	if (l->only_on_failure)
		buf_add_str(&s->text, "; this happens only if a command fails");
}

const char *image_story(struct subject *subject, const struct image_secret *secret)
{
	struct story s = {.subject = subject, .secret = secret};
	const char *story;

	buf_init(&s.text, LONGEST_STORY);
	tell(&s, &secret->landings.at[0]);
	if (secret->passed)
		buf_printf(
			&s.text, "; %s gives it a secret", printable(&s, secret->passed->by));
	story = arena_copy(subject->arena, buf_span(&s.text)).ptr;
	buf_release(&s.text);
	return story;
}

/* --- what to write instead -------------------------------------------------------------- */

/* Commands that want credentials, and the files in which they look for them. */
static const struct installer {
	const char *start;
	const char *files; /* a part of their names, or "" for none of its own */
} installers[] = {
	{"npm install", "npmrc"},
	{"npm i ", "npmrc"},
	{"npm ci", "npmrc"},
	{"yarn install", "npmrc yarnrc"},
	{"pnpm install", "npmrc pnpm"},
	{"pnpm i ", "npmrc pnpm"},
	{"bun install", "npmrc bunfig"},
	{"pip install", "pip.conf netrc"},
	{"pip3 install", "pip.conf netrc"},
	{"poetry install", "pypoetry netrc"},
	{"composer install", "auth.json netrc"},
	{"bundle install", "bundle netrc"},
	{"dotnet restore", "NuGet nuget"},
	{"mvn ", "settings.xml"},
	{"go mod download", "netrc git"},
	{"go build", "netrc git"},
	{"git clone", "netrc git .ssh"},
};

static bool wants_file(const struct installer *installer, struct span path)
{
	struct span files = span_str(installer->files);
	struct span part;

	if (path.len == 0)
		return true;
	while (span_split(&files, ' ', &part))
		if (memmem(path.ptr, path.len, part.ptr, part.len))
			return true;
	return false;
}

static bool is_installer(struct span text, struct span path)
{
	if (span_find(text, " -g") < text.len || span_find(text, "--global") < text.len)
		return false; /* tools, not what the project needs */
	if (span_eq_str(text, "yarn") || span_eq_str(text, "npm i"))
		return path.len == 0 || span_ends(path, "rc") || span_ends(path, ".yml");
	for (size_t i = 0; i < sizeof(installers) / sizeof(*installers); i++)
		if (span_starts(text, installers[i].start) && wants_file(&installers[i], path))
			return true;
	return false;
}

static bool find_installer(
	const struct shell_list *list, struct span path, struct span *command)
{
	VEC_EACH(const struct shell_item, item, &list->items) {
		VEC_EACH(const struct shell_command, c, &item->pipeline.commands) {
			if (c->kind == SHELL_SIMPLE && is_installer(c->raw, path)) {
				*command = c->raw;
				return true;
			}
			if (c->body && find_installer(c->body, path, command))
				return true;
		}
	}
	return false;
}

static size_t stage_of(const struct image *image, const struct instruction *in)
{
	size_t stage = 0;

	for (size_t i = 0; i < image->stages.len; i++)
		if (!image->stages.at[i].is_onbuild &&
			image->stages.at[i].from->start <= in->start)
			stage = i;
	return stage;
}

/* What will want the secret: in the same stage, behind the instruction that brings it in. */
static const char *consumer(
	struct subject *subject, const struct image_landing *landing, struct span path)
{
	enum {
		MOST_RUNS = 64
	};
	const struct image *image = subject->image;
	size_t stage = stage_of(image, landing->at);
	size_t first = image_first_run(image, landing->at->start);
	struct span command;

	for (size_t i = first; i < image->runs.len && i < first + MOST_RUNS; i++) {
		const struct image_run *run = &image->runs.at[i];

		if (run->stage != stage || !run->script)
			continue;
		if (find_installer(&run->script->list, path, &command) && command.len < 60)
			return escaped_text(subject->arena, command);
	}
	return "COMMAND";
}

/* NPM_TOKEN as the id of a secret: npm_token */
static const char *id_of(struct subject *subject, struct span name)
{
	char *id = arena_alloc(subject->arena, name.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < name.len && len < 40; i++)
		if (is_alnum(name.ptr[i]) || name.ptr[i] == '_' || name.ptr[i] == '-')
			id[len++] = to_lower(name.ptr[i]);
	id[len] = '\0';
	return len ? id : "secret";
}

static bool is_settings_file(struct span path)
{
	return span_ends(path, "rc") || span_ends(path, ".conf") ||
		span_ends(path, "credentials") || span_ends(path, ".yarnrc.yml") ||
		span_ends(path, "config.json");
}

/* The file that the secret is written to, if programs look for it there. */
static const struct image_landing *settings_landing(const struct image_secret *secret)
{
	VEC_EACH(const struct image_landing, l, &secret->landings)
		if (span_starts(l->detail, "/") && is_settings_file(l->detail) &&
			!value_is_unknown(l->detail))
			return l;
	return NULL;
}

static const char *fix_with_file(struct subject *subject, const struct image_landing *l)
{
	const char *id = id_of(subject, path_base(l->detail));
	const char *path = escaped_text(subject->arena, l->detail);
	const char *onbuild = l->place == PLACE_DOWNSTREAM ? "ONBUILD " : "";

	return arena_printf(subject->arena,
		"write %sRUN --mount=type=secret,id=%s,target=%s %s and build with --secret "
		"id=%s,src=FILE, a file outside the build context",
		onbuild, id, path, consumer(subject, l, l->detail), id);
}

/* Behind advice about RUNs, for what the image's configuration has. */
static const char *when_it_runs(const struct image_landing *l)
{
	return l->place == PLACE_CONFIG
		? "; what the program needs when it runs, give it when the container starts"
		: "";
}

static const char *fix_with_variable(struct subject *subject, const struct image_secret *secret)
{
	const struct image_landing *l = &secret->landings.at[0];
	const char *name = escaped_text(subject->arena, secret->name);
	const char *id = id_of(subject, secret->name);
	const char *onbuild = l->place == PLACE_DOWNSTREAM ? "ONBUILD " : "";

	return arena_printf(subject->arena,
		"remove ARG %s, write %sRUN --mount=type=secret,id=%s,env=%s %s and build with "
		"--secret id=%s,env=%s%s",
		name, onbuild, id, name, consumer(subject, l, span_of("", 0)), id, name,
		when_it_runs(l));
}

/* Keys for ssh need not be in any file. */
static bool is_ssh_key(const struct image_secret *secret)
{
	VEC_EACH(const struct image_landing, l, &secret->landings)
		if (span_find(l->detail, "/.ssh/") < l->detail.len)
			return true;
	return span_find_nocase(secret->name, "ssh") < secret->name.len;
}

const char *image_fix(struct subject *subject, const struct image_secret *secret)
{
	const struct image_landing *l = settings_landing(secret);
	struct arena *arena = subject->arena;
	const char *name = escaped_text(arena, secret->name);

	switch (secret->kind) {
	case IMAGE_ARGUMENT:
		if (is_ssh_key(secret))
			return arena_printf(arena,
				"remove ARG %s, write RUN --mount=type=ssh %s and build with "
				"--ssh "
				"default",
				name,
				consumer(subject, &secret->landings.at[0], span_of("", 0)));
		if (l)
			return arena_printf(
				arena, "remove ARG %s; %s", name, fix_with_file(subject, l));
		return fix_with_variable(subject, secret);
	case IMAGE_MOUNT:
		return "use the secret where it is mounted: don't write it to a file, or "
		       "remove "
		       "that file in the same RUN";
	case IMAGE_UNSEEN:
		return arena_printf(arena, "if it holds a credential: don't copy it; %s",
			l ? fix_with_file(subject, l)
			  : "give it to the RUN that needs it with --mount=type=secret");
	case IMAGE_LITERAL:
	case IMAGE_FILE:
		break;
	}
	return arena_printf(arena,
		"change it, then give it to the one RUN that needs it with "
		"--mount=type=secret%s",
		when_it_runs(&secret->landings.at[0]));
}
