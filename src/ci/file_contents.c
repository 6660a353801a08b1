#include "ci/file_contents.h"

#include "ci/file_names.h"
#include "ci/flow.h"
#include "ci/names.h"

/* A path as it is kept. */
static struct span kept_path(struct span path)
{
	while (span_starts(path, "./"))
		path = span_from(path, 2);
	return path;
}

static const struct ci_verdict *find_file(const struct ci_scope *scope, struct span path)
{
	return ci_names_find_of(scope, CI_NAME_FILE, kept_path(path));
}

/* --- writing ---------------------------------------------------------------------------- */

static void note(const struct ci_pipeline *pipeline, const struct command *command,
	struct span path, bool appends, struct arena *arena)
{
	struct ci_scope *job = pipeline->scopes.at[ci_job_of(ci_scope_of(command))->number];
	struct ci_verdict verdict = ci_facts(pipeline, command)->printed;

	if (verdict.secrecy == CI_NO_SECRET && (appends || !find_file(job, path)))
		return;
	ci_names_set_of(job, CI_NAME_FILE, kept_path(path), verdict, arena);
}

bool ci_writes_with_group(const struct command *command)
{
	return command->written_group && !command->is_piped &&
		!(command->shell && shell_output_file(command->shell));
}

static void note_redirects(const struct ci_pipeline *pipeline, const struct command *command,
	const struct shell_command *shell, bool appends, struct arena *arena)
{
	const struct shell_redirect *r = shell_output_file(shell);

	if (r)
		note(pipeline, command, shell_word_text(arena, &r->target),
			appends || r->kind == SHELL_APPEND, arena);
}

void ci_note_contents(
	const struct ci_pipeline *pipeline, const struct command *command, struct arena *arena)
{
	if (command->shell)
		note_redirects(pipeline, command, command->shell, false, arena);
	if (ci_writes_with_group(command))
		note_redirects(pipeline, command, command->written_group, true, arena);
	if (span_eq_str(command_name(command), "tee"))
		for (size_t i = 1; i < command->words.len; i++)
			if (!span_starts(command_text(command, i), "-"))
				note(pipeline, command, command_text(command, i), true, arena);
}

struct ci_verdict ci_contents_of(const struct ci_scope *scope, struct span path)
{
	const struct ci_verdict *known = find_file(scope, path);

	return known ? *known : (struct ci_verdict){0};
}

/* --- reading ---------------------------------------------------------------------------- */

/* The last part that is written out: "/.ssh/id_rsa" of "$HOME/.ssh/id_rsa" */
static struct span path_of(const struct shell_word *word)
{
	for (size_t i = word->parts.len; i-- > 0;)
		if (word->parts.at[i].kind == SHELL_TEXT)
			return word->parts.at[i].text;
	return span_of("", 0);
}

/* What is known to be in the file, or NULL. */
static const struct ci_verdict *known_of(
	const struct ci_scope *scope, const struct shell_word *word)
{
	return word->parts.len == 1 ? find_file(scope, path_of(word)) : NULL;
}

/* Programs that print what they find in files; of grep and jq the pattern is named as well. */
static bool prints_files(struct span name)
{
	static const char *const readers[] = {
		"cat", "head", "tail", "base64", "grep", "cut", "awk", "sed", "jq", "yq"};

	return SPAN_IN(name, readers);
}

/* grep -c, grep -q: whether or how often it is there, or where */
static bool only_counts(const struct shell_command *c)
{
	static const char *const options[] = {
		"--count", "--quiet", "--silent", "--files-with-matches"};

	if (c->words.len == 0 || !span_eq_str(c->words.at[0].raw, "grep"))
		return false;
	for (size_t i = 1; i < c->words.len; i++) {
		struct span word = c->words.at[i].raw;

		if (SPAN_IN(word, options))
			return true;
		for (size_t at = 1;
			span_starts(word, "-") && at < word.len && is_alnum(word.ptr[at]); at++)
			if (strchr("cqlL", word.ptr[at]))
				return true;
	}
	return false;
}

static bool reads_public_file(const struct shell_command *c)
{
	for (size_t i = 1; i < c->words.len; i++)
		if (ci_is_public_file(path_of(&c->words.at[i])))
			return true;
	return false;
}

/* The first word that names a secret, as files and patterns do. */
static bool names_secret(const struct shell_command *c)
{
	static const char *const filters[] = {"jq", "yq"};
	bool has_filter = c->words.len && SPAN_IN(c->words.at[0].raw, filters);

	if (reads_public_file(c))
		return false;
	for (size_t i = 1; i < c->words.len; i++) {
		struct span path = path_of(&c->words.at[i]);

		if (path.len == 0 || span_starts(path, "-"))
			continue;
		if (has_filter ? ci_is_secret_filter(path) : ci_is_secret_file(path))
			return true;
		has_filter = false;
	}
	VEC_EACH(const struct shell_redirect, r, &c->redirects)
		if (r->kind == SHELL_READ && ci_is_secret_file(path_of(&r->target)))
			return true;
	return false;
}

struct ci_verdict ci_judge_reading(const struct ci_scope *scope, const struct shell_command *c)
{
	struct ci_verdict verdict = {0};
	const struct ci_verdict *known;
	bool is_known = false;

	if ((c->words.len && !prints_files(c->words.at[0].raw)) || only_counts(c))
		return verdict;
	for (size_t i = 1; i < c->words.len; i++)
		if ((known = known_of(scope, &c->words.at[i]))) {
			verdict = ci_worse(verdict, *known);
			is_known = true;
		}
	VEC_EACH(const struct shell_redirect, r, &c->redirects)
		if (r->kind == SHELL_READ && (known = known_of(scope, &r->target))) {
			verdict = ci_worse(verdict, *known);
			is_known = true;
		}
	if (!is_known && names_secret(c))
		return (struct ci_verdict){CI_NAMED, c->raw};
	return verdict;
}
