#include "ci/file_contents.h"

#include "ci/flow.h"
#include "ci/names.h"
#include "tokens/secret_name.h"

enum {
	PATH_MAX_KEPT = 200 /* of a longer one nothing is kept */
};

/* The name under which a file is kept; no variable has such a one. */
struct key {
	char text[PATH_MAX_KEPT + 1];
	size_t len; /* 0: it can't be kept */
};

static struct span key_of(struct key *key, struct span path)
{
	while (span_starts(path, "./"))
		path = span_from(path, 2);
	if (path.len == 0 || path.len > PATH_MAX_KEPT)
		return span_of("", 0);
	key->text[0] = '<';
	memcpy(key->text + 1, path.ptr, path.len);
	key->len = path.len + 1;
	return span_of(key->text, key->len);
}

/* --- writing ---------------------------------------------------------------------------- */

static void note(const struct ci_pipeline *pipeline, const struct command *command,
	struct span path, bool appends, struct arena *arena)
{
	struct ci_scope *job = pipeline->scopes.at[ci_job_of(ci_scope_of(command))->number];
	struct ci_verdict verdict = ci_facts(pipeline, command)->printed;
	struct key key;
	struct span name = key_of(&key, path);
	const struct ci_verdict *known = ci_names_find(job, name);

	if (verdict.secrecy == CI_NO_SECRET && (appends || !known))
		return;
	if (name.len)
		ci_names_set(job, arena_copy(arena, name), verdict, arena);
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

/* --- reading ---------------------------------------------------------------------------- */

/* "token" of "~/.config/token.txt" */
static struct span stem_of(struct span path)
{
	const char *slash = path.len ? memrchr(path.ptr, '/', path.len) : NULL;

	if (slash)
		path = span_from(path, (size_t)(slash + 1 - path.ptr));
	if (span_starts(path, "."))
		path = span_from(path, 1);
	return span_sub(path, 0, span_chr(path, '.'));
}

static bool is_secret_file(struct span path)
{
	static const char *const keys[] = {"id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"};
	struct span stem = stem_of(path);

	return !span_ends(path, ".pub") && (SPAN_IN(stem, keys) || is_strong_secret_name(stem));
}

/* The last part that is written out: "/.ssh/id_rsa" of "$HOME/.ssh/id_rsa" */
static struct span path_of(const struct shell_word *word)
{
	for (size_t i = word->parts.len; i-- > 0;)
		if (word->parts.at[i].kind == SHELL_TEXT)
			return word->parts.at[i].text;
	return span_of("", 0);
}

static struct ci_verdict judge_file(const struct ci_scope *scope,
	const struct shell_command *reader, const struct shell_word *word)
{
	bool is_plain = word->parts.len == 1;
	struct span path = path_of(word);
	const struct ci_verdict *known = NULL;
	struct key key;

	if (path.len == 0 || span_starts(path, "-"))
		return (struct ci_verdict){0};
	if (is_plain)
		known = ci_names_find(scope, key_of(&key, path));
	if (known)
		return *known;
	if (is_secret_file(path))
		return (struct ci_verdict){CI_NAMED, reader->raw};
	return (struct ci_verdict){0};
}

/* Programs that print what they find in files; of grep and jq the pattern is named as well. */
static bool prints_files(struct span name)
{
	static const char *const readers[] = {
		"cat", "head", "tail", "base64", "grep", "cut", "awk", "sed", "jq", "yq"};

	return SPAN_IN(name, readers);
}

struct ci_verdict ci_judge_reading(const struct ci_scope *scope, const struct shell_command *c)
{
	struct ci_verdict verdict = {0};

	if (c->words.len == 0 || prints_files(c->words.at[0].raw)) {
		for (size_t i = 1; i < c->words.len; i++)
			verdict = ci_worse(verdict, judge_file(scope, c, &c->words.at[i]));
		VEC_EACH(const struct shell_redirect, r, &c->redirects)
			if (r->kind == SHELL_READ)
				verdict = ci_worse(verdict, judge_file(scope, c, &r->target));
	}
	return verdict;
}
