/* Stages: how one begins, and what is written down about it. */
#include <strings.h>

#include "image/builder.h"
#include "image/path.h"

static struct span lower_copy(struct builder *b, struct span s)
{
	char *out = arena_alloc(b->arena, s.len + 1);

	for (size_t i = 0; i < s.len; i++)
		out[i] = to_lower(s.ptr[i]);
	return span_of(out, s.len);
}

static bool parse_number(struct span s, size_t *number)
{
	*number = 0;
	if (s.len == 0 || s.len > 6)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!is_digit(s.ptr[i]))
			return false;
		*number = *number * 10 + (size_t)(s.ptr[i] - '0');
	}
	return true;
}

size_t stage_find(const struct builder *b, struct span name, bool by_number)
{
	size_t here = b->stage ? (size_t)(b->stage - b->stages.at) : b->stages.len;
	size_t number;

	/* the last one of a name hides those before */
	for (size_t i = here; i-- > 0;) {
		struct span other = b->stages.at[i].view.name;

		if (other.len && other.len == name.len &&
			strncasecmp(other.ptr, name.ptr, name.len) == 0)
			return i;
	}
	if (by_number && parse_number(name, &number) && number < here)
		return number;
	return NO_STAGE;
}

/* A stage that is made from another one starts where that one ends. */
static void inherit(struct builder *b, struct stage *stage, const struct stage *parent)
{
	if (!builder_pay(b, parent->variables.items.len + parent->config.len))
		return;
	stage->variables = variables_copy(&parent->variables, b->arena);
	stage->workdir = parent->workdir;
	stage->user = parent->user;
	stage->shell = parent->shell;
	stage->view.user = parent->view.user;
	stage->view.user_name = parent->view.user_name;
	stage->files = files_copy(b, &parent->files);
	VEC_EACH(const struct config_value, c, &parent->config)
		*vec_add(&stage->config, b->arena) = *c;
	VEC_EACH(const struct span, dir, &parent->directories)
		*vec_add(&stage->directories, b->arena) = *dir;
	VEC_EACH(const struct user_home, home, &parent->homes)
		*vec_add(&stage->homes, b->arena) = *home;
	VEC_EACH(const struct image_link, link, &parent->links)
		*vec_add(&stage->links, b->arena) = *link;
}

/* There the default shell is cmd. */
static bool is_windows_image(struct span name)
{
	return span_find(name, "windows/") < name.len ||
		span_find(name, "windowsservercore") < name.len ||
		span_find(name, "nanoserver") < name.len;
}

void stage_begin(struct builder *b, const struct instruction *from)
{
	struct value base = {0};
	size_t parent = NO_STAGE;
	struct stage *stage;

	b->at = from;
	b->stage = NULL;
	if (from->words.len) {
		base = expand_word(b, &b->globals, from->words.at[0].text);
		parent = stage_find(b, base.text, false);
	}
	stage = vec_add(&b->stages, b->arena);
	*stage = (struct stage){.workdir = span_str("/")};
	stage->view = (struct image_stage){.from = from, .base = base.text, .parent = parent};
	if (is_windows_image(base.text))
		stage->shell = FLAVOUR_CMD;
	if (from->words.len == 3)
		stage->view.name = lower_copy(b, from->words.at[2].text);
	if (parent != NO_STAGE)
		inherit(b, stage, &b->stages.at[parent]);
	b->stage = stage;
	if (parent != NO_STAGE) {
		VEC_EACH(const struct instruction *, trigger, &b->stages.at[parent].triggers)
			follow_instruction(b, *trigger);
	}
}

static void stage_event(struct builder *b, enum place place, uint32_t source,
	struct span detail, struct file_range range)
{
	struct event *event = vec_add(&b->stage->events, b->arena);

	event->source = source;
	event->landing = (struct image_landing){.place = place,
		.detail = detail,
		.from = range.from,
		.to = range.to,
		.at = b->at};
}

void stage_record(
	struct builder *b, const struct value *value, struct span name, struct file_range range)
{
	VEC_EACH(const struct piece, piece, &value->pieces)
		if (piece->source != NO_SOURCE)
			stage_event(b, PLACE_HISTORY, piece->source, name, range);
}

void stage_configure(
	struct builder *b, struct span name, const struct value *value, struct file_range range)
{
	struct config_value *config = NULL;

	if (!builder_pay(b, b->stage->config.len / 8 + 1))
		return;
	VEC_EACH(struct config_value, c, &b->stage->config)
		if (span_eq(c->name, name))
			config = c;
	if (!config)
		config = vec_add(&b->stage->config, b->arena);
	*config = (struct config_value){name, *value, b->at, range};
}

/* Directories of nearly all images: a file that is moved there keeps its name. */
static bool is_usual_directory(struct span path)
{
	static const char *const usual[] = {"/", "/bin", "/boot", "/data", "/dev", "/etc",
		"/home", "/lib", "/mnt", "/opt", "/proc", "/root", "/run", "/sbin", "/srv",
		"/sys", "/tmp", "/usr", "/usr/bin", "/usr/lib", "/usr/local", "/usr/local/bin",
		"/usr/local/etc", "/usr/local/lib", "/usr/local/share", "/usr/sbin",
		"/usr/share", "/usr/src", "/var", "/var/cache", "/var/lib", "/var/log",
		"/var/tmp"};

	for (size_t i = 0; i < sizeof(usual) / sizeof(*usual); i++)
		if (span_eq_str(path, usual[i]))
			return true;
	return false;
}

bool stage_has_directory(struct builder *b, struct span path)
{
	struct span below;

	if (!builder_pay(b, b->stage->directories.len + b->stage->files.items.len))
		return false;
	if (is_usual_directory(path) || path_is_below(b->stage->workdir, path, &below))
		return true;
	VEC_EACH(const struct span, dir, &b->stage->directories)
		if (path_is_below(*dir, path, &below))
			return true;
	VEC_EACH(const struct image_file, file, &b->stage->files.items)
		if (path_is_below(file->path, path, &below) && below.len)
			return true;
	return false;
}

bool stage_has_room(struct builder *b, size_t count)
{
	if (count < STAGE_NOTES_MAX)
		return true;
	b->out->is_incomplete = true;
	return false;
}

void stage_add_directory(struct builder *b, struct span path)
{
	if (stage_has_directory(b, path))
		return;
	if (stage_has_room(b, b->stage->directories.len))
		*vec_add(&b->stage->directories, b->arena) = path;
}

struct span stage_follow_links(struct builder *b, struct span path, bool also_last)
{
	enum {
		MOST_LINKS = 8 /* one behind the other */
	};

	for (size_t round = 0; round < MOST_LINKS && b->stage->links.len; round++) {
		bool changed = false;

		if (!builder_pay(b, b->stage->links.len))
			return path;
		VEC_EACH(const struct image_link, link, &b->stage->links) {
			struct span below;

			if (!path_is_below(path, link->path, &below) ||
				(below.len == 0 && !also_last))
				continue;
			path = path_join(b->arena, link->target, below);
			changed = true;
		}
		if (!changed)
			break;
	}
	return path;
}

struct span stage_home(struct builder *b, struct span user)
{
	struct span name = user.len ? user : b->stage->user;

	if (name.len == 0 || span_eq_str(name, "root") || span_eq_str(name, "0"))
		return span_str("/root");
	VEC_EACH(const struct user_home, home, &b->stage->homes)
		if (span_eq(home->user, name))
			return home->home;
	return path_join(b->arena, span_str("/home"), name);
}
