#include "rules/engine_options.h"

#include "base/escape.h"

bool starts_container(const struct command *c, size_t *at)
{
	static const char *const engines[] = {"docker", "podman", "nerdctl"};
	static const char *const starts[] = {"run", "create", "exec"};
	static const char *const with_value[] = {
		"-H", "--host", "-c", "--context", "--config", "-l", "--log-level"};
	size_t i = 1;

	if (!SPAN_IN(command_name(c), engines))
		return false;
	while (i < c->words.len && span_starts(c->words.at[i].text, "-"))
		i += SPAN_IN(c->words.at[i].text, with_value) ? 2 : 1;
	if (span_eq_str(command_text(c, i), "container"))
		i++;
	*at = i + 1;
	return SPAN_IN(command_text(c, i), starts);
}

/* Long options that have no value; all others take the next word. */
static bool is_switch(struct span name)
{
	static const char *const names[] = {"privileged", "detach", "interactive", "tty", "rm",
		"init", "read-only", "publish-all", "no-healthcheck", "oom-kill-disable",
		"sig-proxy", "disable-content-trust", "quiet", "help", "replace", "latest"};

	return SPAN_IN(name, names);
}

static size_t long_option(const struct command *c, size_t i, struct engine_option *option)
{
	struct span word = c->words.at[i].text;
	size_t equals = span_chr(word, '=');

	option->name = span_sub(word, 2, equals);
	option->value = span_from(word, equals + 1);
	if (equals < word.len || is_switch(option->name))
		return 1;
	option->value = command_text(c, i + 1);
	return 2;
}

/* "-it" are switches, the first letter that is none takes the rest or the next word. */
static size_t short_options(const struct command *c, size_t i, struct engine_option *option)
{
	struct span word = c->words.at[i].text;
	size_t at = 1;

	while (at < word.len && strchr("ditPq", word.ptr[at]))
		at++;
	option->name = span_sub(word, at, at + 1);
	option->value = span_from(word, at + 1);
	if (at == word.len)
		return 1;
	if (span_starts(option->value, "="))
		option->value = span_from(option->value, 1);
	if (option->value.len)
		return 1;
	option->value = command_text(c, i + 1);
	return 2;
}

bool engine_option_next(const struct command *c, size_t *at, struct engine_option *option)
{
	size_t i = *at;
	struct span word = command_text(c, i);

	if (word.len < 2 || word.ptr[0] != '-' || span_eq_str(word, "--"))
		return false;
	option->place = c->words.at[i].place.len ? c->words.at[i].place : c->place;
	*at += span_starts(word, "--") ? long_option(c, i, option)
				       : short_options(c, i, option);
	return true;
}

/* --- all of a file -------------------------------------------------------------------------
 */

static void each_of(struct subject *subject, const struct command *c, size_t at,
	const struct container *container, engine_option_user *use)
{
	struct engine_option option;

	while (engine_option_next(c, &at, &option))
		use(subject, container, &option);
}

static void each_of_command(
	struct subject *subject, const struct command *c, engine_option_user *use)
{
	struct engine_option option;
	struct container container;
	size_t first;
	size_t image;

	if (!starts_container(c, &first))
		return;
	image = first;
	while (engine_option_next(c, &image, &option))
		;
	if (image == first)
		return;
	container = (struct container){
		arena_printf(subject->arena, "%s %s",
			escaped_text(subject->arena, command_name(c)),
			escaped_text(subject->arena, command_text(c, first - 1))),
		command_text(c, image)};
	each_of(subject, c, first, &container, use);
}

void each_engine_option(struct subject *subject, engine_option_user *use)
{
	static const struct container of_the_system = {"options:", {NULL, 0}};

	VEC_EACH(const struct command, c, &build_commands(subject)->items)
		each_of_command(subject, c, use);
	if (!subject->pipeline)
		return;
	VEC_EACH(const struct command, c, &subject->pipeline->engine_options.items)
		each_of(subject, c, 0, &of_the_system, use);
}
