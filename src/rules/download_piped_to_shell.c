/*
 * What is downloaded is run, and nothing looks at it in between: "curl … | sh" and the other
 * ways to write it, and a download that is run later in the same RUN.
 */
#include "base/escape.h"
#include "image/path.h"
#include "rules/ci_hits.h"
#include "rules/downloads.h"

struct search {
	struct subject *subject;
	const struct command **by_pipeline; /* the download of each pipeline, or NULL */
	/* files that were downloaded in this RUN and not verified */
	struct {
		VEC(struct span) names;
		VEC(const struct command *) by;
	} files;
	const void *origin; /* of the last command */
};

/* --- what runs a program --------------------------------------------------------------------
 */

struct interpreter {
	const char *name;
	const char *other; /* letters of options by which the program is not on the input */
};

static const struct interpreter interpreters[] = {
	{"python", "cm"},
	{"pypy", "cm"},
	{"perl", "eEnpv"},
	{"ruby", "enpv"},
	{"node", "epv"},
	{"php", "rfRBFvim"},
};

static const struct interpreter *find_interpreter(struct span name)
{
	for (size_t i = 0; i < sizeof(interpreters) / sizeof(*interpreters); i++) {
		const char *known = interpreters[i].name;

		if (!span_starts(name, known))
			continue;
		name = span_from(name, strlen(known));
		for (size_t n = 0; n < name.len; n++)
			if (!is_digit(name.ptr[n]) && name.ptr[n] != '.')
				return NULL;
		return &interpreters[i];
	}
	return span_eq_str(name, "nodejs") ? find_interpreter(span_str("node")) : NULL;
}

static bool has_letter_of(struct span option, const char *letters)
{
	for (size_t i = 1; i < option.len; i++)
		if (strchr(letters, option.ptr[i]))
			return true;
	return false;
}

static enum shell_program interpreted(
	const struct command *c, const struct interpreter *interpreter, size_t *word)
{
	for (size_t i = 1; i < c->words.len; i++) {
		struct span option = c->words.at[i].text;

		*word = i;
		if (span_eq_str(option, "-") || span_eq_str(option, "--") ||
			span_eq_str(option, "/dev/stdin"))
			return PROGRAM_INPUT;
		if (!span_starts(option, "-"))
			return PROGRAM_FILE;
		if (span_starts(option, "--"))
			return PROGRAM_NONE;
		if (!has_letter_of(option, interpreter->other))
			continue;
		/* -c, -e and -r: the next word is the program */
		*word = i + 1;
		return strchr("ceEr", option.ptr[option.len - 1]) ? PROGRAM_TEXT : PROGRAM_NONE;
	}
	return PROGRAM_INPUT;
}

/* What a shell, an interpreter, "source" or "eval" runs. */
static enum shell_program program_of(const struct command *c, size_t *word)
{
	struct span name = command_name(c);
	const struct interpreter *interpreter = find_interpreter(name);

	*word = 1;
	if (interpreter)
		return interpreted(c, interpreter, word);
	if (span_eq_str(name, "eval"))
		return PROGRAM_TEXT;
	if (span_eq_str(name, "source") || span_eq_str(name, "."))
		return span_eq_str(command_text(c, 1), "/dev/stdin") ? PROGRAM_INPUT
								     : PROGRAM_FILE;
	return shell_program_of(c, word);
}

/* --- hits ----------------------------------------------------------------------------------
 */

static struct span from_to(const struct command *download, const struct command *runner)
{
	const char *end = runner->place.ptr + runner->place.len;

	if (download->origin != runner->origin || download->place.ptr > runner->place.ptr ||
		!download->place.len)
		return runner->place;
	return span_of(download->place.ptr, (size_t)(end - download->place.ptr));
}

/* Is a secret in the environment of what the scope runs? */
static bool has_secret(const struct ci_scope *scope)
{
	for (; scope; scope = scope->parent)
		VEC_EACH(const struct ci_variable, v, &scope->variables.items)
			if (v->is_secret || v->verdict.secrecy == CI_SECRET)
				return true;
	return false;
}

/*
 * A stage of a build, or a job: what ran there is gone when it ends, unless there was a secret
 * to take along.
 */
static bool is_thrown_away(const struct subject *subject, const struct command *by)
{
	return is_job(subject) ? !has_secret(ci_scope_of(by)) : is_in_build_stage(subject, by);
}

/* Who runs it, for people. */
static const char *runner_name(struct arena *arena, const struct command *c)
{
	struct span name = command_name(c);

	if (span_eq_str(name, ".") || span_eq_str(name, "source"))
		return "the shell";
	return escaped_text(arena, name);
}

static void raise_run(
	struct search *s, const struct command *download, const struct command *by)
{
	struct arena *arena = s->subject->arena;
	struct download parsed;
	struct span host;
	struct hit *hit;
	const char *from;

	download_parse(download, arena, &parsed);
	if (download_is_local(&parsed))
		return;
	host = download_host(&parsed);
	from = host.len ? arena_printf(arena, "%s sends", escaped_text(arena, host))
			: arena_printf(arena, "%s downloads",
				  escaped_text(arena, command_name(download)));
	hit = raise_where(s->subject, RULE_download_piped_to_shell, from_to(download, by));
	if (!hit)
		return;
	hit->value = span_str(
		arena_printf(arena, "%s | %s", shown_text(arena, command_line(arena, download)),
			escaped_text(arena, command_name(by))));
	hit->message = arena_printf(arena, "what %s is run by %s, and nothing checks it", from,
		runner_name(arena, by));
	hit->fix = "download to a file, compare it with a checksum that stands here "
		   "(echo \"SHA256  FILE\" | sha256sum -c -), then run it";
	if (is_thrown_away(s->subject, by))
		hit->at_most = SEVERITY_LOW;
}

static void raise_file(struct search *s, size_t file, const struct command *by)
{
	struct arena *arena = s->subject->arena;
	struct hit *hit;

	hit = raise_where(s->subject, RULE_download_piped_to_shell, by->place);
	if (!hit)
		return;
	hit->value = span_str(arena_printf(arena, "%s; %s",
		shown_text(arena, command_line(arena, s->files.by.at[file])),
		shown_text(arena, command_line(arena, by))));
	hit->message = arena_printf(arena,
		"%s is downloaded and run, and nothing checks it in between",
		shown_text(arena, path_base(s->files.names.at[file])));
	hit->fix = "compare it with a checksum that stands here before it is run: "
		   "echo \"SHA256  FILE\" | sha256sum -c -";
	if (is_thrown_away(s->subject, by))
		hit->at_most = SEVERITY_LOW;
}

/* --- in one pipeline, or by a substitution ---------------------------------------------------
 */

static bool prints_download(const struct command *c, struct arena *arena)
{
	struct download d;

	return download_parse(c, arena, &d) && d.to_output;
}

/* Filters through which a script stays a script. */
static bool is_filter(struct span name)
{
	static const char *const names[] = {"cat", "tee", "sed", "tr", "grep", "head", "tail",
		"gunzip", "zcat", "gzip", "base64", "awk", "envsubst"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_str(name, names[i]))
			return true;
	return false;
}

/* Copies the download whose output is what the list prints. */
static bool list_prints_download(struct search *s, const struct command *around,
	const struct shell_list *list, struct command *out)
{
	struct command_list inner;
	bool found = false;

	commands_inside(s->subject, around, list, &inner);
	VEC_EACH(const struct command, c, &inner.items) {
		if (c->substitution)
			continue;
		if (prints_download(c, s->subject->arena)) {
			*out = *c;
			found = true;
		} else if (found && c->pipeline == out->pipeline &&
			!is_filter(command_name(c))) {
			found = false;
		}
	}
	return found;
}

/* <(curl …) or "$(curl …)" at the start of a word. */
static bool begins_with_download(struct search *s, const struct command *around,
	const struct shell_word *word, enum shell_part_kind kind, struct command *out)
{
	return word && word->parts.len && word->parts.at[0].kind == kind &&
		word->parts.at[0].list &&
		list_prints_download(s, around, word->parts.at[0].list, out);
}

static bool is_input(const struct shell_redirect *r)
{
	return r->fd == 0 &&
		(r->kind == SHELL_READ || r->kind == SHELL_HEREDOC ||
			r->kind == SHELL_HERESTRING);
}

/* The last redirection of the input, or NULL. */
static const struct shell_redirect *input_of(const struct command *c)
{
	const struct shell_redirect *input = NULL;

	if (c->shell)
		VEC_EACH(const struct shell_redirect, r, &c->shell->redirects)
			if (is_input(r))
				input = r;
	return input;
}

static bool reads_download(struct search *s, const struct command *c, struct command *out)
{
	const struct shell_redirect *input = input_of(c);

	if (input && input->kind == SHELL_READ)
		return begins_with_download(s, c, &input->target, SHELL_PROCESS, out);
	if (input && input->kind == SHELL_HERESTRING)
		return begins_with_download(s, c, &input->target, SHELL_COMMAND, out);
	if (input || !s->by_pipeline[c->pipeline] ||
		s->by_pipeline[c->pipeline]->position >= c->position)
		return false;
	*out = *s->by_pipeline[c->pipeline];
	return true;
}

/* xargs sh -c: what comes in is the text. */
static bool is_text_by_xargs(const struct command *c)
{
	size_t word;

	return c->by_xargs && c->words.len > 1 && shell_program_of(c, &word) == PROGRAM_NONE &&
		span_eq_str(command_text(c, c->words.len - 1), "-c");
}

static bool runs_download(struct search *s, const struct command *c, struct command *out)
{
	size_t word;

	if (is_text_by_xargs(c))
		return reads_download(s, c, out);
	switch (program_of(c, &word)) {
	case PROGRAM_INPUT:
		return reads_download(s, c, out);
	case PROGRAM_FILE:
		return word < c->words.len &&
			begins_with_download(s, c, c->words.at[word].word, SHELL_PROCESS, out);
	case PROGRAM_TEXT:
		return word < c->words.len &&
			begins_with_download(s, c, c->words.at[word].word, SHELL_COMMAND, out);
	case PROGRAM_NONE:
		break;
	}
	return false;
}

/* --- downloaded first, run later -----------------------------------------------------------
 */

static struct span without_dot(struct span path)
{
	return span_starts(path, "./") ? span_from(path, 2) : path;
}

static bool has_slash(struct span path)
{
	return span_chr(path, '/') < path.len;
}

/* Directories are changed: a name without one is the file of that name. */
static bool is_same_file(struct span file, struct span path)
{
	file = without_dot(file);
	path = without_dot(path);
	if (has_slash(file) && has_slash(path))
		return span_eq(file, path);
	return span_eq(path_base(file), path_base(path));
}

static bool is_in_search_path(struct span file)
{
	return has_slash(file) && span_ends(path_parent(file), "bin");
}

/* The file that the command runs, or empty. */
static struct span run_file(const struct command *c, struct arena *arena)
{
	size_t word;
	const struct shell_redirect *input = input_of(c);

	switch (program_of(c, &word)) {
	case PROGRAM_FILE:
		return command_text(c, word);
	case PROGRAM_INPUT:
		if (input && input->kind == SHELL_READ)
			return shell_word_text(arena, &input->target);
		return span_of("", 0);
	case PROGRAM_TEXT:
	case PROGRAM_NONE:
		break;
	}
	return span_of("", 0);
}

static bool runs(const struct command *c, struct span file, struct arena *arena)
{
	struct span program = run_file(c, arena);
	struct span itself = command_text(c, 0);

	if (program.len)
		return is_same_file(file, program);
	if (has_slash(itself))
		return is_same_file(file, itself);
	return itself.len && is_in_search_path(file) && span_eq(path_base(file), itself);
}

static void forget_files(struct search *s)
{
	s->files.names.len = 0;
	s->files.by.len = 0;
}

static void note_files(struct search *s, const struct command *c)
{
	enum {
		FILES_MAX = 64 /* of one RUN */
	};
	struct arena *arena = s->subject->arena;
	struct download d;

	if (!download_parse(c, arena, &d) || download_is_local(&d))
		return;
	VEC_EACH(const struct span, file, &d.files) {
		if (s->files.names.len == FILES_MAX || file->len == 0)
			return;
		*vec_add(&s->files.names, arena) = *file;
		*vec_add(&s->files.by, arena) = c;
	}
}

static void check_files(struct search *s, const struct command *c)
{
	for (size_t i = 0; i < s->files.names.len; i++) {
		if (!runs(c, s->files.names.at[i], s->subject->arena))
			continue;
		raise_file(s, i, c);
		s->files.names.at[i] = span_of("", 0); /* once is enough */
		return;
	}
}

static void check_command(struct search *s, const struct command *c)
{
	struct command download;

	if (c->origin != s->origin)
		forget_files(s);
	s->origin = c->origin;
	if (is_verification(c)) {
		forget_files(s);
		s->by_pipeline[c->pipeline] = NULL;
		return;
	}
	if (runs_download(s, c, &download))
		raise_run(s, &download, c);
	else
		check_files(s, c);
	note_files(s, c);
	if (prints_download(c, s->subject->arena))
		s->by_pipeline[c->pipeline] = c;
}

void rule_download_piped_to_shell(struct subject *subject)
{
	const struct command_list *commands = build_commands(subject);
	struct search s = {.subject = subject};

	if (commands->items.len == 0)
		return;
	s.by_pipeline =
		arena_array(subject->arena, commands->pipelines + 1, sizeof(*s.by_pipeline));
	VEC_EACH(const struct command, c, &commands->items)
		check_command(&s, c);
}
