#include "ci/written_files.h"

#include <stdint.h>

#include "ci/build_paths.h"
#include "ci/expressions.h"
#include "ci/file_contents.h"
#include "ci/flow.h"
#include "ci/printed.h"

enum {
	WRITTEN_MAX = 500
};

struct search {
	const struct ci_pipeline *pipeline;
	struct arena *arena;
	struct ci_written_files *out;
	const struct ci_scope *scope;
	size_t index;          /* of the command that is looked at */
	struct span directory; /* that it runs in; ptr NULL: not known */
};

/* Paths of makefiles are seen from their directory, which may be below the top. */
static bool is_outside(const struct search *s, struct span path)
{
	return s->pipeline->system != KIND_MAKE && ci_is_outside(path);
}

/* A path as the command means it, from the top of the checkout; ptr NULL: outside, or unknown.
 */
static struct span path_of(const struct search *s, struct span written)
{
	struct span path = ci_checkout_path(ci_restored(s->pipeline, written, s->arena));

	if (!path.ptr || path.len == 0 || !s->directory.ptr)
		return span_of(NULL, 0);
	/* "$CI_PROJECT_DIR/x" is seen from the top wherever the command runs */
	if (s->directory.len == 0 || path.ptr != written.ptr)
		return is_outside(s, path) ? span_of(NULL, 0) : path;
	path = span_str(
		arena_printf(s->arena, "%.*s/%.*s", SPAN_ARG(s->directory), SPAN_ARG(path)));
	return is_outside(s, path) ? span_of(NULL, 0) : path;
}

static void add(struct search *s, struct span path, struct span place,
	struct ci_verdict verdict, size_t at)
{
	if (!path.ptr || verdict.secrecy < CI_NAMED)
		return;
	s->out->is_cut |= s->out->items.len >= WRITTEN_MAX;
	if (s->out->is_cut)
		return;
	*vec_add(&s->out->items, s->arena) =
		(struct ci_written){path, place, verdict, s->scope, at, SIZE_MAX};
}

/* --- commands that write
 * ---------------------------------------------------------------------- */

/* A step that does not always run removes nothing for sure. */
static bool may_be_skipped(const struct ci_scope *scope)
{
	const struct ci_property *condition = ci_property(scope, CI_CONDITION);

	return condition &&
		span_find(condition->value.text, "always()") == condition->value.text.len;
}

/* "> FILE" of what is no secret: nothing is left of what was there. */
static void note_overwritten(struct search *s, struct span path)
{
	if (may_be_skipped(s->scope))
		return;
	VEC_EACH(struct ci_written, w, &s->out->items)
		if (w->removed == SIZE_MAX && ci_job_of(w->scope) == ci_job_of(s->scope) &&
			w->at <= s->index && span_eq(w->path, path))
			w->removed = s->index;
}

static void check_redirect(
	struct search *s, const struct command *c, const struct shell_redirect *r)
{
	struct span path = path_of(s, shell_word_text(s->arena, &r->target));

	if (path.ptr)
		add(s, path, c->place, ci_facts(s->pipeline, c)->printed, s->index + 1);
}

/* Of the command itself, and of the group that it stands in. */
static void check_redirects(struct search *s, const struct command *c)
{
	const struct shell_redirect *r = c->shell ? shell_output_file(c->shell) : NULL;

	if (r && r->kind == SHELL_WRITE &&
		ci_facts(s->pipeline, c)->printed.secrecy == CI_NO_SECRET)
		note_overwritten(s, path_of(s, shell_word_text(s->arena, &r->target)));
	if (r)
		check_redirect(s, c, r);
	if (ci_writes_with_group(c) && (r = shell_output_file(c->written_group)))
		check_redirect(s, c, r);
}

static void check_tee(struct search *s, const struct command *c)
{
	struct ci_verdict verdict = ci_facts(s->pipeline, c)->printed;

	for (size_t i = 1; i < c->words.len; i++)
		if (!span_starts(c->words.at[i].text, "-"))
			add(s, path_of(s, c->words.at[i].text), c->place, verdict,
				s->index + 1);
}

/* The verdict of a file that was written before. */
static struct ci_verdict verdict_of_file(const struct search *s, struct span path)
{
	VEC_EACH(const struct ci_written, w, &s->out->items)
		if (span_eq(w->path, path))
			return w->verdict;
	return (struct ci_verdict){0};
}

/* Of "cp ~/.npmrc ." it is ".npmrc". */
static struct span copied_to(const struct search *s, struct span from, struct span to)
{
	if (span_eq_str(to, ".") || span_eq_str(to, "..") || span_ends(to, "/"))
		to = span_str(arena_printf(s->arena, "%.*s/%.*s", SPAN_ARG(to),
			SPAN_ARG(span_behind_last(from, '/'))));
	return path_of(s, to);
}

/* "cp $NPMRC .npmrc": a file that is a secret, by its variable or since it was written so. */
static void check_copy(struct search *s, const struct command *c)
{
	const struct ci_command *facts = ci_facts(s->pipeline, c);
	struct ci_verdict verdict = {0};
	struct span target;

	if (c->words.len < 3)
		return;
	for (size_t i = 1; i + 1 < c->words.len; i++) {
		struct span from = path_of(s, c->words.at[i].text);

		verdict = ci_worse(verdict, facts->words[i]);
		if (from.ptr)
			verdict = ci_worse(verdict, verdict_of_file(s, from));
		else
			verdict = ci_worse(
				verdict, ci_contents_of(s->scope, c->words.at[i].text));
	}
	target = copied_to(
		s, c->words.at[c->words.len - 2].text, c->words.at[c->words.len - 1].text);
	add(s, target, c->place, verdict, s->index + 1);
}

/* sed -i "s/@TOKEN@/$TOKEN/" .npmrc */
static void check_edit(struct search *s, const struct command *c)
{
	bool in_place = false;

	for (size_t i = 1; i + 1 < c->words.len; i++) {
		struct span word = c->words.at[i].text;

		if (span_starts(word, "-"))
			in_place |= span_starts(word, "--in-place") ||
				span_starts(word, "--inplace") ||
				(!span_starts(word, "--") && span_chr(word, 'i') < word.len);
	}
	if (in_place)
		add(s, path_of(s, c->words.at[c->words.len - 1].text), c->place,
			ci_put_in_by_editor(s->pipeline, c), s->index + 1);
}

/* npm config set KEY VALUE --location=project */
static void check_npm_config(struct search *s, const struct command *c)
{
	const struct ci_command *facts = ci_facts(s->pipeline, c);
	struct ci_verdict verdict = {0};
	bool in_project = false;
	struct span file = span_str(".npmrc");

	for (size_t i = 1; i < c->words.len; i++) {
		struct span word = c->words.at[i].text;

		in_project |= span_eq_str(word, "--location=project") ||
			(span_eq_str(word, "project") && i > 1);
		if (span_starts(word, "--userconfig=")) {
			file = span_from(word, strlen("--userconfig="));
			in_project = true;
		} else if (span_eq_str(word, "--userconfig")) {
			file = command_text(c, i + 1);
			in_project = true;
		}
		verdict = ci_worse(verdict, facts->words[i]);
	}
	if (in_project)
		add(s, path_of(s, file), c->place, verdict, s->index + 1);
}

/* --- what removes
 * ------------------------------------------------------------------------------ */

static bool names(const struct search *s, const struct command *c, struct span path)
{
	for (size_t i = 1; i < c->words.len; i++) {
		struct span word = c->words.at[i].text;
		struct span named = path_of(s, word);

		/* trap 'rm -f .npmrc' EXIT */
		if ((named.ptr && span_eq(named, path)) ||
			(span_eq_str(command_name(c), "trap") &&
				memmem(word.ptr, word.len, path.ptr, path.len)))
			return true;
	}
	return false;
}

static bool removes(const struct search *s, const struct command *c, struct span path)
{
	struct span name = command_name(c);

	if (span_eq_str(name, "git"))
		return span_eq_str(command_text(c, 1), "clean") ||
			span_eq_str(command_text(c, 1), "stash");
	if (!span_eq_str(name, "rm") && !span_eq_str(name, "unlink") &&
		!span_eq_str(name, "shred") && !span_eq_str(name, "trap") &&
		!span_eq_str(name, "mv") && !span_eq_nocase(name, "Remove-Item") &&
		!span_eq_nocase(name, "del"))
		return false;
	return names(s, c, path);
}

static void note_removal(struct search *s, const struct command *c)
{
	if (may_be_skipped(s->scope))
		return;
	VEC_EACH(struct ci_written, w, &s->out->items)
		if (w->removed == SIZE_MAX && ci_job_of(w->scope) == ci_job_of(s->scope) &&
			w->at <= s->index && removes(s, c, w->path))
			w->removed = s->index;
}

/* --- all of it
 * ----------------------------------------------------------------------------------- */

static void check_command(struct search *s, const struct command *c)
{
	struct span name = command_name(c);

	if (s->out->items.len)
		note_removal(s, c);
	check_redirects(s, c);
	if (span_eq_str(name, "tee"))
		check_tee(s, c);
	else if (span_eq_str(name, "cp") || span_eq_str(name, "mv") ||
		span_eq_str(name, "install"))
		check_copy(s, c);
	else if (span_eq_str(name, "sed") || span_eq_str(name, "gsed") ||
		span_eq_str(name, "perl") || span_eq_str(name, "yq"))
		check_edit(s, c);
	else if ((span_eq_str(name, "npm") || span_eq_str(name, "pnpm")) &&
		(span_eq_str(command_text(c, 1), "config") ||
			span_eq_str(command_text(c, 1), "set")))
		check_npm_config(s, c);
}

/* Actions that write a file, by the inputs that they have. */
static void check_call(struct search *s, const struct ci_scope *scope)
{
	static const char *const paths[] = {
		"path", "file", "filename", "file-name", "file_path", "envfile", "output"};
	static const char *const contents[] = {"contents", "content", "text", "data",
		"file-content", "input", "encodedString"};
	const struct ci_variable *content = NULL;

	if (!ci_property(scope, CI_CALL))
		return;
	for (size_t i = 0; i < sizeof(contents) / sizeof(*contents) && !content; i++)
		content = ci_input(scope, contents[i]);
	for (size_t i = 0; content && i < sizeof(paths) / sizeof(*paths); i++) {
		const struct ci_variable *path = ci_input(scope, paths[i]);

		if (!path)
			continue;
		add(s, ci_checkout_path(path->value.text), content->value.raw, content->verdict,
			scope->first_command);
		return;
	}
}

void ci_find_written_files(
	const struct ci_pipeline *pipeline, struct arena *arena, struct ci_written_files *out)
{
	struct search s = {.pipeline = pipeline, .arena = arena, .out = out};

	*out = (struct ci_written_files){0};
	VEC_EACH(struct ci_scope *const, at, &pipeline->scopes) {
		s.scope = *at;
		s.index = s.scope->first_command;
		s.directory = ci_directory(pipeline, s.scope, s.index, arena);
		check_call(&s, s.scope);
		for (size_t i = 0; i < s.scope->command_count; i++, s.index++) {
			const struct command *c = &pipeline->commands.items.at[s.index];

			check_command(&s, c);
			s.directory = ci_directory_behind(pipeline, c, s.directory, arena);
		}
	}
}
