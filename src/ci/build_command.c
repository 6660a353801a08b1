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

static const struct builder *builder_of(
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

/* It shows its words, or keeps them. */
static bool only_writes(const struct command *c)
{
	static const char *const names[] = {"echo", "printf", "print", "Write-Host",
		"Write-Output", "Write-Information", "cat", "logger"};

	return is_named(c, names, sizeof(names) / sizeof(*names));
}

/* Its words are no command. */
static bool runs_nothing(const struct command *c)
{
	static const char *const names[] = {"git", "gh", "glab", "grep", "egrep", "sed", "awk",
		"which", "type", "test", "[", "mkdir", "rm", "cp", "mv", "ls"};

	return c->words.len == 0 || only_writes(c) ||
		is_named(c, names, sizeof(names) / sizeof(*names));
}

/* What it runs does not see the files of the job. */
static bool runs_elsewhere(const struct command *c)
{
	static const char *const names[] = {
		"ssh", "docker", "podman", "nerdctl", "kubectl", "oc", "lxc", "multipass"};

	return is_named(c, names, sizeof(names) / sizeof(*names));
}

/* "retry 3 docker build --tag x .": what a command runs that is not known. */
static const struct builder *find_inner(
	struct ci_pipeline *pipeline, const struct command *c, size_t *behind)
{
	enum {
		WORDS_MAX = 16
	};

	if (runs_nothing(c))
		return NULL;
	for (size_t i = 1; i + 2 < c->words.len && i < WORDS_MAX; i++) {
		struct command inner = *c;
		const struct builder *builder;

		inner.words.at += i;
		inner.words.len -= i;
		builder = builder_of(pipeline, &inner, behind);
		if (!builder || !strchr(builder->words, ' ') ||
			!span_starts(command_text(&inner, *behind), "-"))
			continue;
		*behind += i;
		return builder;
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
	bool is_foreign; /* of another language: no shell is known to expand it */
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

/* A text that some shell, or the system, expands. */
static struct ci_verdict judge_expanded(const struct parse *p, struct span text)
{
	struct ci_verdict verdict = ci_judge(p->pipeline, p->build->scope, text, p->arena);
	struct shell_word word;

	if (p->is_foreign || span_chr(text, '$') == text.len)
		return verdict;
	shell_read_text(text, p->arena, &word);
	return ci_worse(verdict, ci_judge_word(p->pipeline, p->build->scope, &word));
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
	else if (span_eq_str(name, "--opt") || span_eq_str(name, "--frontend-opt"))
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

/* --- options inside of other text
 * ---------------------------------------------------------------- */

static const char build_arg[] = "--build-arg";

/* Where the first one is that is not all of a word; the length of text if there is none. */
static size_t find_embedded(struct span text)
{
	size_t at = span_find(text, build_arg);
	size_t end = at + strlen(build_arg);

	if (at == 0 && (end >= text.len || !is_space(text.ptr[end])))
		return text.len;
	return at;
}

static void skip_any(struct span *rest, const char *bytes)
{
	while (rest->len && rest->ptr[0] && strchr(bytes, rest->ptr[0]))
		*rest = span_from(*rest, 1);
}

/* How far a value goes that is not in quotes any more. */
static size_t value_length(struct span text)
{
	size_t len = span_starts(text, "${{") ? span_find(text, "}}") : 0;

	while (len < text.len && !is_space(text.ptr[len]) && !strchr("'\"),", text.ptr[len]))
		len++;
	return len;
}

/* Take "NAME=value" off the front; value ptr NULL: there is none. */
static struct span take_pair(struct span *rest, struct span *value)
{
	struct span name;
	size_t len = 0;

	skip_any(rest, "='\"\\, \t\r\n");
	while (len < rest->len && (is_alnum(rest->ptr[len]) || rest->ptr[len] == '_'))
		len++;
	name = span_sub(*rest, 0, len);
	*rest = span_from(*rest, len);
	*value = span_of(NULL, 0);
	if (!span_starts(*rest, "="))
		return name;
	*rest = span_from(*rest, 1);
	skip_any(rest, "'\"\\");
	*value = span_sub(*rest, 0, value_length(*rest));
	*rest = span_from(*rest, value->len);
	return name;
}

/* "{0}" of format(), "%s": what stands there is somewhere else in the word. */
static bool is_filled_in(struct span value)
{
	return span_starts(value, "{") || span_starts(value, "%");
}

/* ${A:+--build-arg A=$A}, $(echo "--build-arg A=$A"), ssh host "docker build --build-arg A=$A"
 */
static void take_embedded(struct parse *p, struct word word)
{
	struct span rest = word.text;
	size_t at;

	while ((at = span_find(rest, build_arg)) < rest.len) {
		struct ci_argument argument = {.place = word.place};

		rest = span_from(rest, at + strlen(build_arg));
		argument.name = take_pair(&rest, &argument.value);
		if (argument.name.len == 0)
			continue;
		/* what another command makes of a name without a value nobody knows */
		if (argument.value.ptr)
			argument.verdict = is_filled_in(argument.value)
				? word.verdict
				: judge_expanded(p, argument.value);
		else if (!p->is_foreign)
			argument.verdict = ci_judge_name(p->build->scope, argument.name);
		*vec_add(&p->build->arguments, p->arena) = argument;
	}
}

/* "$FLAG NAME=value": no build has such a context. */
static bool is_pair_of_variable(const struct parse *p, const struct word *words, size_t i)
{
	return i > 0 && !p->build->is_fragment && span_starts(words[i - 1].text, "$") &&
		span_chr(words[i].text, '=') < words[i].text.len;
}

static bool is_option(struct span word)
{
	return span_starts(word, "-") && word.len > 1;
}

static void parse_options(struct parse *p, const struct word *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct word word = words[i];
		size_t equals = span_chr(word.text, '=');
		struct span name = span_sub(word.text, 0, equals);

		if (find_embedded(word.text) < word.text.len) {
			take_embedded(p, word);
		} else if (is_pair_of_variable(p, words, i)) {
			add_argument(p, word);
		} else if (!is_option(word.text)) {
			p->build->context = (struct ci_mention){word.text, word.place};
		} else if (is_switch(name)) {
			take_switch(p, name, word);
		} else if (equals < word.text.len) {
			word.text = span_from(word.text, equals + 1);
			take_option(p, name, word);
		} else if (i + 1 < count && !is_option(words[i + 1].text)) {
			/* else it is a switch that is not known */
			take_option(p, name, words[++i]);
		}
	}
}

/* The words of a command from one on. */
static struct word *words_of(struct parse *p, const struct command *command, size_t from)
{
	const struct ci_command *facts = ci_facts(p->pipeline, command);
	struct word *words = arena_array(p->arena, command->words.len + 1, sizeof(*words));

	for (size_t i = from; i < command->words.len; i++) {
		const struct command_word *word = &command->words.at[i];

		words[i - from] = (struct word){
			ci_as_written(p->pipeline, word->text, p->arena),
			word->place.len ? word->place : command->place, facts->words[i]};
	}
	return words;
}

bool ci_build_of_command(struct ci_pipeline *pipeline, const struct command *command,
	struct arena *arena, struct ci_build *out)
{
	size_t behind;
	const struct builder *builder = builder_of(pipeline, command, &behind);
	struct parse p = {pipeline, arena, out, false};
	bool is_inner = false;

	if (!builder) {
		builder = find_inner(pipeline, command, &behind);
		is_inner = true;
	}
	if (!builder)
		return false;
	*out = (struct ci_build){.scope = ci_scope_of(command),
		.command = command,
		.tool = builder->name ? builder->name : builder->words,
		.place = command->place,
		.push = builder->pushes ? CI_PUSHED : CI_NOT_PUSHED,
		.is_fragment = is_inner && runs_elsewhere(command)};
	parse_options(&p, words_of(&p, command, behind), command->words.len - behind);
	return true;
}

/* "> build.sh": not notes that somebody may read. */
static bool writes_script(const struct command *c)
{
	if (c->shell)
		VEC_EACH(const struct shell_redirect, r, &c->shell->redirects)
			if (r->kind != SHELL_HEREDOC && span_ends(r->target.raw, ".sh"))
				return true;
	return false;
}

/* Is its text read by a shell anyway, or by nobody? */
static bool is_read_otherwise(const struct command *c)
{
	size_t word;

	if (only_writes(c))
		return c->substitution || (!c->is_piped && !writes_script(c));
	return runs_nothing(c) || span_eq_str(command_name(c), "eval") ||
		span_eq_str(command_name(c), "su") ||
		shell_program_of(c, &word) == PROGRAM_TEXT;
}

static void take_here_documents(struct parse *p, const struct command *command)
{
	size_t word;

	if (!command->shell || shell_program_of(command, &word) == PROGRAM_INPUT)
		return;
	VEC_EACH(const struct shell_redirect, r, &command->shell->redirects)
		if (r->kind == SHELL_HEREDOC || r->kind == SHELL_HERESTRING)
			take_embedded(p,
				(struct word){
					ci_as_written(p->pipeline, r->target.raw, p->arena),
					command->place, {0}});
}

/* The first word with one, or behind the last. "docker run" has no such option of its own. */
static size_t first_build_arg(const struct command *c)
{
	bool is_own = runs_elsewhere(c);
	size_t i = 1;

	for (; i < c->words.len; i++) {
		struct span word = c->words.at[i].text;

		if (span_find(word, build_arg) < word.len &&
			(!is_own || find_embedded(word) < word.len))
			break;
		is_own &= i == 1 || span_starts(word, "-");
	}
	return i;
}

bool ci_build_of_options(struct ci_pipeline *pipeline, const struct command *command,
	struct arena *arena, struct ci_build *out)
{
	struct parse p = {pipeline, arena, out, false};
	size_t first;

	if (is_read_otherwise(command))
		return false;
	first = first_build_arg(command);
	*out = (struct ci_build){.scope = ci_scope_of(command),
		.command = command,
		.tool = "",
		.place = command->place,
		.is_fragment = true};
	if (first < command->words.len)
		parse_options(&p, words_of(&p, command, first), command->words.len - first);
	take_here_documents(&p, command);
	if (out->arguments.len == 0)
		return false;
	out->tool =
		only_writes(command) ? "a build" : escaped_text(arena, command_name(command));
	return true;
}

static size_t find_any(struct span text, const char *bytes)
{
	size_t i = 0;

	while (i < text.len && (!text.ptr[i] || !strchr(bytes, text.ptr[i])))
		i++;
	return i;
}

void ci_build_options_inside(struct ci_pipeline *pipeline, const struct ci_scope *scope,
	const struct ci_text *text, struct arena *arena, struct ci_build *out)
{
	struct parse p = {pipeline, arena, out, true};

	struct span rest = text->text;
	struct span line;

	while (span_split(&rest, '\n', &line)) {
		size_t at = span_find(line, build_arg);

		/* in a string, as a call has it */
		if (at == line.len || find_any(line, "'\"`") > at)
			continue;
		take_embedded(&p,
			(struct word){line, ci_place(text, line, arena),
				ci_judge(pipeline, scope, line, arena)});
	}
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
