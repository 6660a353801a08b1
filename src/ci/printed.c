#include "ci/printed.h"

#include "ci/flow.h"

bool ci_takes_secret_out(struct span program)
{
	static const char *const names[] = {"sha256sum", "sha1sum", "sha512sum", "shasum",
		"md5sum", "md5", "cksum", "wc", "docker", "podman", "buildah", "nerdctl",
		"skopeo", "crane", "helm", "oras", "gh", "glab", "kubectl", "kubeseal"};

	return SPAN_IN(program, names);
}

/* --- editors ---------------------------------------------------------------------------- */

/* What "s/WHAT/WITH/" puts in, and not what it takes out; other programs as a whole. */
static struct span put_in(struct span program)
{
	size_t end;

	if (!span_starts(program, "s") || program.len < 2)
		return program;
	for (end = 2; end < program.len && program.ptr[end] != program.ptr[1]; end++)
		end += program.ptr[end] == '\\';
	return span_from(program, end);
}

struct ci_verdict ci_put_in_by_editor(
	const struct ci_pipeline *pipeline, const struct command *command)
{
	static const char *const editors[] = {
		"sed", "gsed", "awk", "gawk", "perl", "jq", "yq", "gojq"};
	const struct ci_command *facts = ci_facts(pipeline, command);
	struct ci_verdict verdict = {0};

	if (!SPAN_IN(command_name(command), editors))
		return verdict;
	for (size_t i = 1; i < command->words.len; i++) {
		struct span text = put_in(command->words.at[i].text);

		if (span_chr(text, '$') < text.len)
			verdict = ci_worse(verdict, facts->words[i]);
	}
	return verdict;
}

/* --- pipelines -------------------------------------------------------------------------- */

const struct command *ci_writer_of(
	const struct ci_pipeline *pipeline, const struct command *reader)
{
	enum {
		COMMANDS_LOOKED_AT = 50 /* between the two are those of substitutions */
	};
	const struct command *first = pipeline->commands.items.at;

	if (reader->position == 0)
		return NULL;
	for (size_t n = 1; n <= COMMANDS_LOOKED_AT && n <= (size_t)(reader - first); n++) {
		const struct command *c = reader - n;

		if (c->origin != reader->origin)
			return NULL;
		if (c->pipeline == reader->pipeline && c->position < reader->position)
			return c;
	}
	return NULL;
}

struct ci_verdict ci_judge_printed(
	const struct ci_pipeline *pipeline, const struct command *command)
{
	struct ci_verdict verdict = ci_worse(
		ci_judge_output(pipeline, command), ci_put_in_by_editor(pipeline, command));
	const struct command *writer = ci_writer_of(pipeline, command);

	if (writer && !ci_takes_secret_out(command_name(command)))
		verdict = ci_worse(verdict, ci_facts(pipeline, writer)->printed);
	return verdict;
}
