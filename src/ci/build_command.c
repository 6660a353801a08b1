/* Builds of commands: docker, podman, buildah, nerdctl, kaniko, buildctl, az acr, compose,
 * bake. */
#include "base/escape.h"
#include "ci/builds.h"
#include "ci/expressions.h"
#include "ci/flow.h"

/* How a command that builds is written. */
struct builder {
	const char *words; /* that it starts with */
	const char *name;  /* for people; NULL: its words */
	bool pushes;       /* unless --no-push */
};

static const struct builder builders[] = {
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
		"--runroot", "--storage-driver", "--tlscacert", "--tlscert", "--tlskey"};

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
static bool starts_with(const struct builder *builder, struct span program)
{
	if (builder->words[0] != program.ptr[0] || strcspn(builder->words, " ") != program.len)
		return false;
	return memcmp(builder->words, program.ptr, program.len) == 0;
}

/* The index behind the words of a builder, or 0. */
static size_t match_words(const struct command *c, const struct builder *builder)
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

static const struct builder *find_builder(
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

/* --- options
 * ---------------------------------------------------------------------------------- */

/* A word with what is known of it. */
struct word {
	struct span text;
	struct span place;
	struct ci_verdict verdict;
};

struct parse {
	struct ci_pipeline *pipeline;
	struct arena *arena;
	struct ci_build *build;
	bool is_buildctl;
};

static bool is_switch(struct span name)
{
	static const char *const names[] = {"--no-cache", "--pull", "--push", "--load", "--rm",
		"--force-rm", "--quiet", "-q", "--squash", "--squash-all", "--compress",
		"--no-push", "--debug", "-D", "--check", "--layers", "--print", "--parallel",
		"--no-rm", "--cleanup", "--cache", "--insecure", "--skip-tls-verify",
		"--single-snapshot", "--reproducible", "--no-logs", "--no-wait", "--help",
		"--with-dependencies", "--build", "-d", "--detach", "--no-parallel",
		"--use-new-run", "--force", "--disable-compression", "--save", "--tls-verify"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (span_eq_str(name, names[i]))
			return true;
	return false;
}

static void add_argument(struct parse *p, struct word pair)
{
	size_t equals = span_chr(pair.text, '=');
	struct ci_argument *argument = vec_add(&p->build->arguments, p->arena);

	argument->name = span_sub(pair.text, 0, equals);
	argument->place = pair.place;
	argument->verdict = pair.verdict;
	if (equals < pair.text.len)
		argument->value = span_from(pair.text, equals + 1);
	else if (span_chr(pair.text, '$') == pair.text.len && pair.text.len)
		argument->verdict = ci_judge_name(p->build->scope, argument->name);
}

/* "src" of "id=npm,src=.npmrc" */
static struct span field_of(struct span list, const char *name)
{
	struct span field;
	size_t len = strlen(name);

	while (span_split(&list, ',', &field)) {
		field = span_trim(field);
		if (span_starts(field, name) && field.len > len && field.ptr[len] == '=')
			return span_from(field, len + 1);
	}
	return span_of(NULL, 0);
}

static void add_secret(struct parse *p, struct word value)
{
	struct span source = field_of(value.text, "src");

	if (!source.ptr)
		source = field_of(value.text, "source");
	if (source.len)
		*vec_add(&p->build->secret_files, p->arena) =
			(struct ci_mention){source, value.place};
}

static void add_output(struct parse *p, struct word value)
{
	if (span_find(value.text, "type=registry") < value.text.len ||
		span_find(value.text, "push=true") < value.text.len)
		p->build->push = CI_PUSHED;
}

/* --opt build-arg:A=b, --opt target=x of buildctl */
static void take_opt(struct parse *p, struct word value)
{
	if (span_starts(value.text, "build-arg:")) {
		value.text = span_from(value.text, strlen("build-arg:"));
		add_argument(p, value);
	} else if (span_starts(value.text, "target=")) {
		p->build->target = (struct ci_mention){
			span_from(value.text, strlen("target=")), value.place};
	} else if (span_starts(value.text, "filename=")) {
		p->build->dockerfile = (struct ci_mention){
			span_from(value.text, strlen("filename=")), value.place};
	} else if (span_starts(value.text, "attest:provenance")) {
		*vec_add(&p->build->attest, p->arena) =
			(struct ci_mention){value.text, value.place};
	}
}

/* --set '*.args.A=b' of bake */
static void take_set(struct parse *p, struct word value)
{
	size_t at = span_find(value.text, ".args.");

	if (at < value.text.len) {
		value.text = span_from(value.text, at + strlen(".args."));
		add_argument(p, value);
	}
}

static void take_local(struct parse *p, struct word value)
{
	if (span_starts(value.text, "context="))
		p->build->context = (struct ci_mention){
			span_from(value.text, strlen("context=")), value.place};
}

static void take_option(struct parse *p, struct span name, struct word value)
{
	struct ci_mention mention = {value.text, value.place};
	struct ci_build *build = p->build;

	if (span_eq_str(name, "--build-arg") || span_eq_str(name, "--secret-build-arg"))
		add_argument(p, value);
	else if (span_eq_str(name, "--opt"))
		take_opt(p, value);
	else if (span_eq_str(name, "--set"))
		take_set(p, value);
	else if (span_eq_str(name, "--local"))
		take_local(p, value);
	else if (span_eq_str(name, "-f") || span_eq_str(name, "--file") ||
		span_eq_str(name, "--dockerfile"))
		build->dockerfile = mention;
	else if (span_eq_str(name, "--context") ||
		(span_eq_str(name, "-c") && span_eq_str(span_str(build->tool), "kaniko")))
		build->context = mention;
	else if (span_eq_str(name, "--target"))
		build->target = mention;
	else if (span_eq_str(name, "--cache-to") || span_eq_str(name, "--export-cache"))
		*vec_add(&build->cache_to, p->arena) = mention;
	else if (span_eq_str(name, "--provenance") || span_eq_str(name, "--attest"))
		*vec_add(&build->attest, p->arena) = mention;
	else if (span_eq_str(name, "--secret"))
		add_secret(p, value);
	else if (span_eq_str(name, "-o") || span_eq_str(name, "--output"))
		add_output(p, value);
}

static void take_switch(struct parse *p, struct span name, struct word word)
{
	if (span_eq_str(name, "--push"))
		p->build->push = CI_PUSHED;
	else if (span_eq_str(name, "--no-push"))
		p->build->push = CI_NOT_PUSHED;
	else if (span_starts(name, "--squash"))
		p->build->squash = (struct ci_mention){name, word.place};
}

static void parse_options(struct parse *p, const struct word *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct word word = words[i];
		size_t equals = span_chr(word.text, '=');
		struct span name = span_sub(word.text, 0, equals);

		if (!span_starts(word.text, "-") || word.text.len == 1) {
			p->build->context = (struct ci_mention){word.text, word.place};
		} else if (is_switch(name)) {
			take_switch(p, name, word);
		} else if (equals < word.text.len) {
			word.text = span_from(word.text, equals + 1);
			take_option(p, name, word);
		} else if (i + 1 < count) {
			take_option(p, name, words[++i]);
		}
	}
}

bool ci_build_of_command(struct ci_pipeline *pipeline, const struct command *command,
	struct arena *arena, struct ci_build *out)
{
	size_t behind;
	const struct builder *builder = find_builder(pipeline, command, &behind);
	const struct ci_command *facts;
	struct parse p = {pipeline, arena, out, false};
	struct word *words;

	if (!builder)
		return false;
	facts = ci_facts(pipeline, command);
	*out = (struct ci_build){.scope = ci_scope_of(command),
		.command = command,
		.tool = builder->name ? builder->name : builder->words,
		.place = command->place,
		.push = builder->pushes ? CI_PUSHED : CI_NOT_PUSHED};
	words = arena_array(arena, command->words.len + 1, sizeof(*words));
	for (size_t i = behind; i < command->words.len; i++)
		words[i - behind] =
			(struct word){ci_as_written(pipeline, command->words.at[i].text, arena),
				command->words.at[i].place.len ? command->words.at[i].place
							       : command->place,
				facts->words[i]};
	parse_options(&p, words, command->words.len - behind);
	return true;
}

/* Where a word of a text stands that its shell got in another form, as long as the text. */
static struct span place_of_word(const struct ci_text *text, struct span read,
	const struct shell_word *word, struct arena *arena)
{
	size_t from;

	if (word->raw.ptr < read.ptr || word->raw.ptr + word->raw.len > read.ptr + read.len)
		return text->raw;
	from = (size_t)(word->raw.ptr - read.ptr);
	return ci_place(text, span_sub(text->text, from, from + word->raw.len), arena);
}

void ci_build_options_text(struct ci_pipeline *pipeline, const struct ci_scope *scope,
	const struct ci_text *text, struct arena *arena, struct ci_build *out)
{
	struct parse p = {pipeline, arena, out, false};
	struct shell_script script;
	VEC(struct word) words = {0};
	struct span read = ci_shell_text(pipeline, CI_SHELL_POSIX, text->text, arena);

	/* what the system expands in it is judged word by word */
	shell_read(read, NULL, 0, arena, &script);
	VEC_EACH(const struct shell_item, item, &script.list.items)
		VEC_EACH(const struct shell_command, c, &item->pipeline.commands)
			VEC_EACH(const struct shell_word, word, &c->words)
				*vec_add(&words, arena) = (struct word){
					ci_as_written(
						pipeline, shell_word_text(arena, word), arena),
					place_of_word(text, read, word, arena),
					ci_judge_word(pipeline, scope, word)};
	parse_options(&p, words.at, words.len);
}
