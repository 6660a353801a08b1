/* Which commands build an image: docker, podman, buildah, kaniko, buildctl, compose, bake. */
#include "ci/build_programs.h"

#include "ci/builds.h"
#include "ci/expressions.h"

static const struct ci_builder builders[] = {
	{"docker buildx build", NULL, false},
	{"docker buildx b", "docker buildx build", false},
	{"docker builder build", NULL, false},
	{"docker image build", NULL, false},
	{"docker buildx bake", NULL, false},
	{"docker compose build", NULL, false},
	{"docker compose up", NULL, false},
	{"docker-compose build", NULL, false},
	{"docker-compose up", NULL, false},
	{"podman-compose build", NULL, false},
	{"docker build", NULL, false},
	{"docker-buildx build", NULL, false},
	{"buildx build", "docker buildx build", false},
	{"buildx bake", "docker buildx bake", false},
	{"podman image build", NULL, false},
	{"podman build", NULL, false},
	{"podman buildx build", NULL, false},
	{"podman farm build", NULL, false},
	{"nerdctl image build", NULL, false},
	{"nerdctl build", NULL, false},
	{"buildah bud", NULL, false},
	{"buildah build", NULL, false},
	{"buildah build-using-dockerfile", "buildah build", false},
	{"img build", NULL, false},
	{"depot build", NULL, false},
	{"depot bake", NULL, false},
	{"finch build", NULL, false},
	{"buildctl build", NULL, false},
	{"buildctl-daemonless.sh build", "buildctl build", false},
	{"az acr build", NULL, true},
	{"executor", "kaniko", true},
	{"kaniko", NULL, true},
};

/* Options in front of the subcommand that take a value. */
static bool takes_value_in_front(struct span option)
{
	static const char *const names[] = {"-H", "--host", "--context", "-c", "--config", "-l",
		"--log-level", "-f", "--file", "-p", "--project-name", "--profile",
		"--env-file", "--project-directory", "--builder", "--addr", "--root",
		"--runroot", "--storage-driver", "--tlscacert", "--tlscert", "--tlskey", "-n",
		"--namespace", "--address", "--snapshotter", "--url", "--connection",
		"--identity", "--storage-opt", "--tmpdir", "--progress", "--ansi"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_str(option, names[i]))
			return true;
	return false;
}

/* "$(DOCKER)", "$DOCKER_BIN": by its name, since nothing else is known. */
struct span ci_program(const struct ci_pipeline *pipeline, const struct command *c)
{
	struct span name = command_name(c);
	struct span variable;
	struct span expression;

	if (!span_starts(name, "$"))
		return name;
	variable = span_from(name, 1);
	if (span_starts(variable, "{"))
		variable = span_sub(variable, 1, variable.len - 1);
	expression = ci_expression_of(pipeline, variable);
	if (expression.ptr)
		variable = ci_inside(expression);
	if (span_starts_nocase(variable, "DOCKER_COMPOSE") ||
		span_starts_nocase(variable, "COMPOSE"))
		return span_str("docker-compose");
	if (span_starts_nocase(variable, "DOCKER") ||
		span_starts_nocase(variable, "CONTAINER_") ||
		span_eq_nocase(variable, "ENGINE") || span_starts_nocase(variable, "OCI"))
		return span_str("docker");
	if (span_starts_nocase(variable, "PODMAN"))
		return span_str("podman");
	if (span_starts_nocase(variable, "BUILDAH"))
		return span_str("buildah");
	return name;
}

/* Does what the builder starts with begin with that program? Most commands are no builders. */
static bool starts_with(const struct ci_builder *builder, struct span program)
{
	if (builder->words[0] != program.ptr[0] || strcspn(builder->words, " ") != program.len)
		return false;
	return memcmp(builder->words, program.ptr, program.len) == 0;
}

/* The index behind the words of a builder, or 0. */
static size_t match_words(const struct command *c, const struct ci_builder *builder)
{
	struct span rest = span_str(builder->words);
	struct span word;
	size_t i = 1;

	span_split(&rest, ' ', &word); /* the program */
	while (span_split(&rest, ' ', &word)) {
		while (i < c->words.len && span_starts(c->words.at[i].text, "-"))
			i += takes_value_in_front(c->words.at[i].text) ? 2 : 1;
		if (!span_eq(command_text(c, i), word))
			return 0;
		i++;
	}
	return i;
}

const struct ci_builder *ci_builder_of(
	struct ci_pipeline *pipeline, const struct command *c, size_t *behind)
{
	struct span program = ci_program(pipeline, c);

	if (program.len == 0)
		return NULL;
	for (size_t i = 0; i < sizeof(builders) / sizeof(*builders); i++) {
		if (!starts_with(&builders[i], program))
			continue;
		*behind = match_words(c, &builders[i]);
		if (*behind)
			return &builders[i];
	}
	return NULL;
}

static bool is_named(const struct command *c, const char *const *names, size_t count)
{
	struct span name = command_name(c);

	for (size_t i = 0; i < count; i++)
		if (span_eq_nocase(name, names[i]))
			return true;
	return false;
}

bool ci_only_writes(const struct command *c)
{
	static const char *const names[] = {"echo", "printf", "print", "Write-Host",
		"Write-Output", "Write-Information", "cat", "logger"};

	return is_named(c, names, sizeof(names) / sizeof(*names));
}

bool ci_runs_nothing(const struct command *c)
{
	static const char *const names[] = {"git", "gh", "glab", "grep", "egrep", "sed", "awk",
		"which", "type", "test", "[", "mkdir", "rm", "cp", "mv", "ls"};

	return c->words.len == 0 || ci_only_writes(c) ||
		is_named(c, names, sizeof(names) / sizeof(*names));
}

bool ci_runs_elsewhere(const struct command *c)
{
	static const char *const names[] = {
		"ssh", "docker", "podman", "nerdctl", "kubectl", "oc", "lxc", "multipass"};

	return is_named(c, names, sizeof(names) / sizeof(*names));
}

const struct ci_builder *ci_builder_behind(
	struct ci_pipeline *pipeline, const struct command *c, size_t *behind)
{
	enum {
		WORDS_MAX = 16
	};

	if (ci_runs_nothing(c))
		return NULL;
	for (size_t i = 1; i + 2 < c->words.len && i < WORDS_MAX; i++) {
		struct command inner = *c;
		const struct ci_builder *builder;

		inner.words.at += i;
		inner.words.len -= i;
		builder = ci_builder_of(pipeline, &inner, behind);
		if (!builder || !strchr(builder->words, ' ') ||
			!span_starts(command_text(&inner, *behind), "-"))
			continue;
		*behind += i;
		return builder;
	}
	return NULL;
}
