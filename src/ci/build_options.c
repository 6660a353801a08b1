/* The options of a build, of all the builders alike. */
#include "ci/build_options.h"

#include "ci/verdicts.h"

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

static void add_argument(struct ci_build_reader *p, struct ci_build_word pair)
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

static void add_secret(struct ci_build_reader *p, struct ci_build_word value)
{
	struct span source = field_of(value.text, "src");

	if (!source.ptr)
		source = field_of(value.text, "source");
	if (source.len)
		*vec_add(&p->build->secret_files, p->arena) =
			(struct ci_mention){source, value.place};
}

static void add_output(struct ci_build_reader *p, struct ci_build_word value)
{
	if (span_find(value.text, "type=registry") < value.text.len ||
		span_find(value.text, "push=true") < value.text.len)
		p->build->push = CI_PUSHED;
}

/* --opt build-arg:A=b, --opt target=x of buildctl */
static void take_opt(struct ci_build_reader *p, struct ci_build_word value)
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
static void take_set(struct ci_build_reader *p, struct ci_build_word value)
{
	size_t at = span_find(value.text, ".args.");

	if (at < value.text.len) {
		value.text = span_from(value.text, at + strlen(".args."));
		add_argument(p, value);
	}
}

static void take_local(struct ci_build_reader *p, struct ci_build_word value)
{
	if (span_starts(value.text, "context="))
		p->build->context = (struct ci_mention){
			span_from(value.text, strlen("context=")), value.place};
}

static void take_option(struct ci_build_reader *p, struct span name, struct ci_build_word value)
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

static void take_switch(struct ci_build_reader *p, struct span name, struct ci_build_word word)
{
	if (span_eq_str(name, "--push"))
		p->build->push = CI_PUSHED;
	else if (span_eq_str(name, "--no-push"))
		p->build->push = CI_NOT_PUSHED;
	else if (span_starts(name, "--squash"))
		p->build->squash = (struct ci_mention){name, word.place};
}

/* "$FLAG NAME=value": no build has such a context. */
static bool is_pair_of_variable(
	const struct ci_build_reader *p, const struct ci_build_word *words, size_t i)
{
	return i > 0 && !p->build->is_fragment && span_starts(words[i - 1].text, "$") &&
		span_chr(words[i].text, '=') < words[i].text.len;
}

/* "-fDockerfile.ci", "-tapp" */
static bool has_value_attached(struct span word)
{
	return word.len > 2 && (span_starts(word, "-f") || span_starts(word, "-t"));
}

static bool is_option(struct span word)
{
	return span_starts(word, "-") && word.len > 1;
}

void ci_build_options(
	struct ci_build_reader *p, const struct ci_build_word *words, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct ci_build_word word = words[i];
		size_t equals = span_chr(word.text, '=');
		struct span name = span_sub(word.text, 0, equals);

		if (ci_find_inside(word.text) < word.text.len) {
			ci_build_words_inside(p, word);
		} else if (is_pair_of_variable(p, words, i)) {
			add_argument(p, word);
		} else if (!is_option(word.text)) {
			p->build->context = (struct ci_mention){word.text, word.place};
		} else if (is_switch(name)) {
			take_switch(p, name, word);
		} else if (has_value_attached(word.text)) {
			word.text = span_from(word.text, 2);
			take_option(p, span_sub(words[i].text, 0, 2), word);
		} else if (equals < word.text.len) {
			word.text = span_from(word.text, equals + 1);
			take_option(p, name, word);
		} else if (i + 1 < count && !is_option(words[i + 1].text)) {
			/* else it is a switch that is not known */
			take_option(p, name, words[++i]);
		}
	}
}
