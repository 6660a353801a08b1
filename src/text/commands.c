#include "text/commands.h"

#include "base/escape.h"

enum {
	SCRIPTS_DEEP = 4, /* sh -c "sh -c '…'" */
};

struct walk {
	const struct command_source *source;
	struct arena *arena;
	struct command_list *out;
	struct span around; /* the place of what has none of its own */
	unsigned depth;     /* of texts that commands run */
	bool is_expanded;   /* the text that is read was expanded before: sh -c "…" */
};

/* Where in a script a command stands. */
struct spot {
	size_t pipeline; /* 0: none yet */
	size_t position;
	bool has_output_file;
	bool is_piped;
	bool may_fail;
	const struct shell_list *substitution;
	const struct shell_command *subshell;
	const struct shell_command *function;
	const struct shell_command *written_group;
};

static void walk_list(struct walk *w, const struct shell_list *list, struct spot spot);

static struct span place(const struct walk *w, struct span part)
{
	return part.len ? w->source->place(w->source, part) : span_of("", 0);
}

/* --- words ---------------------------------------------------------------------------------
 */

static struct span part_text(const struct shell_part *part)
{
	return part->kind == SHELL_TEXT ? part->text : part->raw;
}

struct span shell_word_text(struct arena *arena, const struct shell_word *word)
{
	size_t len = 0;
	char *out;

	if (word->parts.len == 1)
		return part_text(&word->parts.at[0]);
	VEC_EACH(const struct shell_part, part, &word->parts)
		len += part_text(part).len;
	out = arena_alloc(arena, len + 1);
	len = 0;
	VEC_EACH(const struct shell_part, part, &word->parts) {
		struct span text = part_text(part);

		if (text.len)
			memcpy(out + len, text.ptr, text.len);
		len += text.len;
	}
	return span_of(out, len);
}

static struct command_word command_word_of(struct walk *w, const struct shell_word *word)
{
	return (struct command_word){.text = shell_word_text(w->arena, word),
		.place = place(w, word->raw),
		.word = word};
}

/* The words from one on, with blanks between them. */
static struct span words_from(struct arena *arena, const struct command *c, size_t from)
{
	size_t len = 0;
	char *out;

	if (c->words.len == from + 1)
		return c->words.at[from].text;
	for (size_t i = from; i < c->words.len; i++)
		len += c->words.at[i].text.len + 1;
	out = arena_alloc(arena, len + 1);
	len = 0;
	for (size_t i = from; i < c->words.len; i++) {
		struct span text = c->words.at[i].text;

		if (len)
			out[len++] = ' ';
		if (text.len)
			memcpy(out + len, text.ptr, text.len);
		len += text.len;
	}
	return span_of(out, len);
}

struct span command_line(struct arena *arena, const struct command *c)
{
	return words_from(arena, c, 0);
}

struct span command_text(const struct command *c, size_t i)
{
	return i < c->words.len ? c->words.at[i].text : span_of("", 0);
}

struct span command_name(const struct command *c)
{
	return span_behind_last(command_text(c, 0), '/');
}

const struct command_word *command_has(const struct command *c, const char *word)
{
	for (size_t i = 1; i < c->words.len; i++)
		if (span_eq_str(c->words.at[i].text, word))
			return &c->words.at[i];
	return NULL;
}

struct span one_line_text(struct arena *arena, struct span text)
{
	char *out = arena_alloc(arena, text.len + 1);
	size_t len = 0;

	text = span_trim(text);
	for (size_t i = 0; i < text.len; i++) {
		if (!is_space(text.ptr[i]))
			out[len++] = text.ptr[i];
		else if (len && out[len - 1] != ' ')
			out[len++] = ' ';
	}
	return span_of(out, len);
}

const char *shown_text(struct arena *arena, struct span text)
{
	enum {
		SHOWN_MAX = 80
	};
	struct span line = one_line_text(arena, span_sub(text, 0, (size_t)SHOWN_MAX * 8));

	return arena_printf(arena, "%s%s", escaped_text(arena, span_sub(line, 0, SHOWN_MAX)),
		line.len > SHOWN_MAX ? "…" : "");
}

/* --- commands that run others --------------------------------------------------------------
 */

struct wrapper {
	const char *name;
	const char *with_value; /* letters of options that take the next word */
	size_t operands;        /* words before the command */
};

static const struct wrapper wrappers[] = {
	{"sudo", "ugpCrtTUDRh", 0},
	{"doas", "uC", 0},
	{"env", "uC", 0},
	{"exec", "a", 0},
	{"command", "", 0},
	{"builtin", "", 0},
	{"time", "fo", 0},
	{"nohup", "", 0},
	{"nice", "n", 0},
	{"ionice", "cnp", 0},
	{"setsid", "", 0},
	{"stdbuf", "ioe", 0},
	{"timeout", "sk", 1},
	{"xargs", "InPLdEsa", 0},
	{"chroot", "", 1},
	{"gosu", "", 1},
	{"su-exec", "", 1},
	{"setpriv", "", 0},
	{"runuser", "ug", 0},
	{"eatmydata", "", 0},
	{"fakeroot", "", 0},
	{"flock", "w", 1},
	{"busybox", "", 0},
	{"chronic", "", 0},
	{"unbuffer", "", 0},
	{"strace", "aeoOpPsSuE", 0},
};

static const struct wrapper *find_wrapper(struct span name)
{
	for (size_t i = 0; i < sizeof(wrappers) / sizeof(*wrappers); i++)
		if (span_eq_str(name, wrappers[i].name))
			return &wrappers[i];
	return NULL;
}

static bool is_shell(struct span name)
{
	static const char *const names[] = {
		"sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "rbash"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_str(name, names[i]))
			return true;
	return false;
}

/* The length of NAME in "NAME=value", or 0. */
static size_t assigned_name(struct span word)
{
	size_t len = 0;

	while (len < word.len && (is_alnum(word.ptr[len]) || word.ptr[len] == '_'))
		len++;
	return len < word.len && word.ptr[len] == '=' && !is_digit(word.ptr[0]) ? len : 0;
}

static bool note_assignment(struct walk *w, struct command *c, const struct command_word *word)
{
	size_t len = assigned_name(word->text);

	if (len == 0)
		return false;
	*vec_add(&c->set, w->arena) = (struct command_variable){
		span_sub(word->text, 0, len), span_from(word->text, len + 1), word->place};
	return true;
}

/* Does the option take the next word as its value? */
static bool takes_next(const struct wrapper *wrapper, struct span option)
{
	static const char *const names[] = {"--user", "--group", "--chdir", "--unset"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_str(option, names[i]))
			return true;
	return !span_starts(option, "--") && option.len > 1 &&
		strchr(wrapper->with_value, option.ptr[option.len - 1]) != NULL;
}

/* How many words stand before the command that a wrapper runs. */
static size_t wrapper_length(struct walk *w, struct command *c, const struct wrapper *wrapper)
{
	size_t operands = wrapper->operands;
	size_t i = 1;

	for (; i < c->words.len; i++) {
		struct span word = c->words.at[i].text;

		if (span_eq_str(word, "--"))
			continue;
		if (span_starts(word, "-") && word.len > 1)
			i += takes_next(wrapper, word);
		else if (!note_assignment(w, c, &c->words.at[i]) && operands-- == 0)
			break;
	}
	return i < c->words.len ? i : c->words.len;
}

/* Take wrappers away until the command is the one that does something. */
static void unwrap(struct walk *w, struct command *c)
{
	while (c->words.len > 1) {
		struct span name = command_name(c);
		const struct wrapper *wrapper = find_wrapper(name);
		size_t len;

		if (!wrapper ||
			(span_eq_str(name, "command") &&
				span_starts_nocase(command_text(c, 1), "-v")))
			return;
		len = wrapper_length(w, c, wrapper);
		if (len == c->words.len)
			return;
		c->by_xargs |= span_eq_str(name, "xargs");
		c->words.at += len;
		c->words.len -= len;
		c->words.cap = 0; /* nothing is added any more */
	}
}

/* Options are over behind "-" as well. */
static enum shell_program program_behind_options(
	const struct command *c, size_t i, bool is_text, bool is_input, size_t *word)
{
	*word = i;
	if (is_text)
		return i < c->words.len ? PROGRAM_TEXT : PROGRAM_NONE;
	if (is_input || i >= c->words.len || span_eq_str(command_text(c, i), "/dev/stdin"))
		return PROGRAM_INPUT;
	return PROGRAM_FILE;
}

enum shell_program shell_program_of(const struct command *c, size_t *word)
{
	bool is_text = false;
	bool is_input = false;
	size_t i = 1;

	if (!is_shell(command_name(c)))
		return PROGRAM_NONE;
	for (; i < c->words.len; i++) {
		struct span option = c->words.at[i].text;

		if (option.len == 0 || (option.ptr[0] != '-' && option.ptr[0] != '+'))
			break;
		if (span_eq_str(option, "--version") || span_eq_str(option, "--help"))
			return PROGRAM_NONE;
		if (option.len == 1 || span_eq_str(option, "--")) {
			i++;
			break;
		}
		if (span_starts(option, "--"))
			continue;
		is_text |= span_chr(option, 'c') < option.len;
		is_input |= span_chr(option, 's') < option.len;
		i += option.ptr[option.len - 1] == 'o' || option.ptr[option.len - 1] == 'O';
	}
	return program_behind_options(c, i, is_text, is_input, word);
}

/* --- the walk ---------------------------------------------------------------------------- */

static void walk_word(struct walk *w, const struct shell_word *word)
{
	VEC_EACH(const struct shell_part, part, &word->parts) {
		if (part->word)
			walk_word(w, part->word);
		if (part->list)
			walk_list(w, part->list, (struct spot){.substitution = part->list});
	}
}

/* A text that a command runs: its commands have no place in the file if it had escapes. */
static void walk_text(struct walk *w, struct span text, struct span place, struct spot spot)
{
	struct span around = w->around;
	struct shell_script *script;

	w->out->is_cut |= w->depth >= SCRIPTS_DEEP;
	if (w->depth >= SCRIPTS_DEEP)
		return;
	script = ARENA_NEW(w->arena, struct shell_script);
	shell_read(text, NULL, 0, w->arena, script);
	w->out->is_cut |= script->is_cut;
	if (place.len)
		w->around = place;
	w->depth++;
	walk_list(w, &script->list, spot);
	w->depth--;
	w->around = around;
}

/* Was the text made by a shell that expanded something in it? */
static bool is_expanded(const struct command_word *word)
{
	if (word->word)
		VEC_EACH(const struct shell_part, part, &word->word->parts)
			if (part->kind != SHELL_TEXT)
				return true;
	return false;
}

static void walk_script(struct walk *w, const struct command_word *word, struct spot spot)
{
	bool before = w->is_expanded;

	w->is_expanded |= is_expanded(word);
	walk_text(w, word->text, word->place, spot);
	w->is_expanded = before;
}

/* bash <<EOF: the body's commands. */
static void walk_input(struct walk *w, const struct command *c, struct spot spot)
{
	bool before = w->is_expanded;
	size_t word;

	if (!c->shell || shell_program_of(c, &word) != PROGRAM_INPUT)
		return;
	VEC_EACH(const struct shell_redirect, r, &c->shell->redirects) {
		if (r->kind != SHELL_HEREDOC)
			continue;
		w->is_expanded |= !r->target.is_quoted;
		walk_text(w, r->target.raw, c->place, spot);
		w->is_expanded = before;
	}
}

/* Index of the word that is run as a script: of "sh -c", "su -c"; or 0. */
static size_t script_word(const struct command *c)
{
	size_t word;

	if (shell_program_of(c, &word) == PROGRAM_TEXT)
		return word;
	if (span_eq_str(command_name(c), "su"))
		for (size_t i = 1; i + 1 < c->words.len; i++)
			if (span_eq_str(c->words.at[i].text, "-c") ||
				span_eq_str(c->words.at[i].text, "--command"))
				return i + 1;
	return 0;
}

static void add_command(struct walk *w, struct command c, struct spot spot)
{
	size_t script;

	unwrap(w, &c);
	script = script_word(&c);
	if (span_eq_str(command_name(&c), "export") ||
		span_eq_str(command_name(&c), "declare") ||
		span_eq_str(command_name(&c), "typeset"))
		for (size_t i = 1; i < c.words.len; i++)
			note_assignment(w, &c, &c.words.at[i]);
	if (!c.place.len)
		c.place = w->around;
	/* what a script's text substitutes is met when the text is read */
	for (size_t i = 0; i < c.words.len; i++)
		if (c.words.at[i].word && i != script && !span_eq_str(command_name(&c), "eval"))
			walk_word(w, c.words.at[i].word);
	*vec_add(&w->out->items, w->arena) = c;
	if (script && script < c.words.len)
		walk_script(w, &c.words.at[script], spot);
	else if (span_eq_str(command_name(&c), "eval"))
		walk_text(w, words_from(w->arena, &c, 1), c.place, spot);
	else
		walk_input(w, &c, spot);
}

static void walk_simple(struct walk *w, const struct shell_command *command, struct spot spot)
{
	struct command c = {.origin = w->source->origin,
		.place = place(w, command->raw),
		.shell = command,
		.pipeline = spot.pipeline,
		.position = spot.position,
		.has_output_file = spot.has_output_file,
		.is_piped = spot.is_piped,
		.may_fail = spot.may_fail,
		.substitution = spot.substitution,
		.subshell = spot.subshell,
		.function = spot.function,
		.written_group = spot.written_group,
		.is_expanded = w->is_expanded};

	VEC_EACH(const struct shell_assignment, a, &command->assignments) {
		walk_word(w, &a->value);
		*vec_add(&c.set, w->arena) =
			(struct command_variable){a->name, shell_word_text(w->arena, &a->value),
				place(w,
					span_of(a->name.ptr,
						(size_t)(a->value.raw.ptr + a->value.raw.len -
							a->name.ptr)))};
	}
	VEC_EACH(const struct shell_word, word, &command->words)
		*vec_add(&c.words, w->arena) = command_word_of(w, word);
	add_command(w, c, spot);
}

static void walk_command(struct walk *w, const struct shell_command *command, struct spot spot)
{
	spot.has_output_file |= shell_output_file(command) != NULL;
	VEC_EACH(const struct shell_redirect, r, &command->redirects)
		walk_word(w, &r->target);
	if (command->kind == SHELL_SIMPLE) {
		walk_simple(w, command, spot);
		return;
	}
	if (shell_output_file(command))
		spot.written_group = command;
	if (command->kind == SHELL_SUBSHELL)
		spot.subshell = command;
	if (command->kind == SHELL_FUNCTION)
		spot.function = command;
	VEC_EACH(const struct shell_word, word, &command->words)
		walk_word(w, word);
	if (command->kind == SHELL_FOR)
		*vec_add(&w->out->loops, w->arena) =
			(struct command_loop){command, w->out->items.len};
	if (command->body)
		walk_list(w, command->body, spot);
	VEC_EACH(const struct shell_branch, branch, &command->branches) {
		if (branch->condition)
			walk_list(w, branch->condition, spot);
		if (branch->body)
			walk_list(w, branch->body, spot);
	}
}

/* "|| true", "|| echo 'never mind'" */
static bool makes_light(const struct shell_item *item)
{
	static const char *const names[] = {"true", ":", "echo", "printf"};
	const struct shell_command *c;

	if (item->link != SHELL_OR || item->pipeline.commands.len == 0)
		return false;
	c = &item->pipeline.commands.at[0];
	if (c->kind != SHELL_SIMPLE || c->words.len == 0)
		return false;
	if (span_eq_str(c->words.at[0].raw, "exit"))
		return c->words.len > 1 && span_eq_str(c->words.at[1].raw, "0");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_str(c->words.at[0].raw, names[i]))
			return true;
	return false;
}

static void walk_item(struct walk *w, const struct shell_item *item, struct spot spot)
{
	size_t count = item->pipeline.commands.len;
	struct spot here = spot;

	/* a single command of a group is where the group is */
	if (count > 1 || spot.pipeline == 0) {
		here.pipeline = ++w->out->pipelines;
		here.position = 0;
	}
	for (size_t i = 0; i < count; i++) {
		bool is_last = i + 1 == count;

		if (count > 1)
			here.position = i;
		/* where the group's output goes, that of its last command goes */
		here.has_output_file = is_last && spot.has_output_file;
		here.is_piped = !is_last || spot.is_piped;
		walk_command(w, &item->pipeline.commands.at[i], here);
	}
}

/* The first item behind "a && b && c", from item i on. */
static size_t behind_chain(const struct shell_list *list, size_t i)
{
	while (++i < list->items.len && list->items.at[i].link == SHELL_AND)
		;
	return i;
}

static void walk_list(struct walk *w, const struct shell_list *list, struct spot spot)
{
	struct spot here = spot;
	size_t end = 0;

	for (size_t i = 0; i < list->items.len; i++) {
		if (i >= end) {
			end = behind_chain(list, i);
			here.may_fail = spot.may_fail ||
				(end < list->items.len && makes_light(&list->items.at[end]));
		}
		walk_item(w, &list->items.at[i], here);
	}
}

void commands_of_list(const struct command_source *source, struct span around,
	const struct shell_list *list, struct arena *arena, struct command_list *out)
{
	struct walk w = {.source = source, .arena = arena, .out = out, .around = around};

	walk_list(&w, list, (struct spot){0});
}

void commands_of_words(const struct command_source *source, struct span around,
	const struct command_word *words, size_t count, struct arena *arena,
	struct command_list *out)
{
	struct walk w = {.source = source, .arena = arena, .out = out, .around = around};
	struct command c = {.origin = source->origin, .pipeline = ++out->pipelines};

	for (size_t i = 0; i < count; i++)
		*vec_add(&c.words, arena) = words[i];
	add_command(&w, c, (struct spot){.pipeline = c.pipeline});
}
