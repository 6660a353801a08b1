/*
 * Checks of certificates and signatures that a build step switches off, or that the image's
 * environment switches off for all that runs in it.
 */
#include "base/escape.h"
#include "rules/downloads.h"
#include "rules/package_sources.h"
#include "text/urlref.h"

/* --- commands ------------------------------------------------------------------------------
 */

/* A command that has such an option is one too many. */
static const struct {
	const char *command; /* '*' at its end: any name that begins so */
	const char *option;  /* '=' at its end: with any value */
} bad_options[] = {
	{"apk", "--allow-untrusted"},
	{"apt-get", "--allow-unauthenticated"},
	{"apt-get", "--force-yes"},
	{"apt-get", "--allow-insecure-repositories"},
	{"apt", "--allow-unauthenticated"},
	{"apt", "--force-yes"},
	{"apt", "--allow-insecure-repositories"},
	{"aptitude", "--allow-untrusted"},
	{"yum", "--nogpgcheck"},
	{"yum", "--setopt=sslverify=false"},
	{"yum", "--setopt=sslverify=0"},
	{"dnf", "--nogpgcheck"},
	{"dnf", "--no-gpgchecks"},
	{"dnf", "--setopt=sslverify=false"},
	{"dnf", "--setopt=sslverify=0"},
	{"microdnf", "--nogpgcheck"},
	{"tdnf", "--nogpgcheck"},
	{"zypper", "--no-gpg-checks"},
	{"rpm", "--nosignature"},
	{"rpm", "--nodigest"},
	{"npm", "--no-strict-ssl"},
	{"helm", "--insecure-skip-tls-verify"},
	{"kubectl", "--insecure-skip-tls-verify"},
	{"oc", "--insecure-skip-tls-verify"},
	{"podman", "--tls-verify=false"},
	{"buildah", "--tls-verify=false"},
	{"skopeo", "--tls-verify=false"},
};

/* A command whose words hold these two in a row, or as "name=value". */
static const struct {
	const char *command;
	const char *name; /* in any case */
	const char *value;
} bad_settings[] = {
	{"git", "http.sslVerify", "false"},
	{"git", "http.sslVerify", "0"},
	{"npm", "strict-ssl", "false"},
	{"pnpm", "strict-ssl", "false"},
	{"yarn", "strict-ssl", "false"},
	{"yarn", "enableStrictSsl", "false"},
	{"conda", "ssl_verify", "false"},
	{"conda", "ssl_verify", "no"},
	{"conda", "ssl_verify", "0"},
	{"composer", "disable-tls", "true"},
	{"composer", "secure-http", "false"},
	{"apt-get", "APT::Get::AllowUnauthenticated", "true"},
	{"apt-get", "APT::Get::AllowUnauthenticated", "1"},
	{"apt-get", "Acquire::AllowInsecureRepositories", "true"},
	{"apt-get", "Acquire::https::Verify-Peer", "false"},
	{"apt-get", "Acquire::https::Verify-Host", "false"},
};

static const struct {
	const char *name;
	const char *value; /* NULL: any that is not empty and not of this machine */
} bad_variables[] = {
	{"NODE_TLS_REJECT_UNAUTHORIZED", "0"},
	{"PYTHONHTTPSVERIFY", "0"},
	{"GIT_SSL_NO_VERIFY", "1"},
	{"GIT_SSL_NO_VERIFY", "true"},
	{"GIT_SSL_NO_VERIFY", "yes"},
	{"GIT_SSL_NO_VERIFY", "on"},
	{"NPM_CONFIG_STRICT_SSL", "false"},
	{"YARN_STRICT_SSL", "false"},
	{"YARN_ENABLE_STRICT_SSL", "false"},
	{"YARN_ENABLE_STRICT_SSL", "0"},
	{"PERL_LWP_SSL_VERIFY_HOSTNAME", "0"},
	{"CONDA_SSL_VERIFY", "false"},
	{"PIP_TRUSTED_HOST", NULL},
	{"UV_INSECURE_HOST", NULL},
};

static struct span host_of(struct span text)
{
	struct urlref url;

	if (!urlref_parse(text, &url))
		urlref_parse_authority(text, &url);
	return url.host;
}

static const char about_servers[] = "leave it out; for a private authority copy its "
				    "certificate into the image and name that";
static const char about_packages[] =
	"leave it out; give the package manager the key that these packages are signed with";

static void raise_off(struct subject *subject, const struct image_run *run, struct span place,
	struct span what, const char *fix)
{
	struct arena *arena = subject->arena;
	struct hit *hit = raise_hit(subject, RULE_tls_verification_off, place);

	hit->value = one_line_text(arena, what);
	hit->confidence = CONFIDENCE_CERTAIN;
	hit->message = arena_printf(arena,
		"%s switches checks off in a build step%s: what is fetched may be anybody's",
		shown_text(arena, what),
		run && is_build_stage(subject, run->stage) ? " of another stage" : "");
	hit->fix = fix;
}

static void raise_command(struct subject *subject, const struct command *c,
	const struct command_word *word, const char *what, const char *fix)
{
	raise_off(subject, command_run(subject, c), word->place.len ? word->place : c->place,
		span_str(arena_printf(subject->arena, "%s %s",
			escaped_text(subject->arena, command_name(c)), what)),
		fix);
}

/* Is the option of a package manager about signatures, not about servers? */
static bool is_about_packages(struct span command, const char *option)
{
	static const char *const managers[] = {"apk", "apt", "apt-get", "aptitude", "dnf",
		"microdnf", "rpm", "tdnf", "yum", "zypper"};

	return SPAN_IN(command, managers) && !strstr(option, "sslverify");
}

static void check_option(struct subject *subject, const struct command *c, struct span name,
	const struct command_word *word)
{
	if (!span_starts(word->text, "--"))
		return; /* none of them */
	for (size_t i = 0; i < sizeof(bad_options) / sizeof(*bad_options); i++) {
		const char *option = bad_options[i].option;

		if (!span_eq_str(word->text, option) ||
			!span_eq_str(name, bad_options[i].command))
			continue;
		if (!is_about_packages(name, option))
			raise_command(subject, c, word, option, about_servers);
		else if (may_install_fetched(subject, c))
			raise_command(subject, c, word, option, about_packages);
		return;
	}
}

/* "http.https://host/.sslVerify" is http.sslVerify for one host. */
static bool is_setting(struct span text, const char *name)
{
	if (span_eq_nocase(text, name))
		return true;
	return span_starts_nocase(text, "http.") &&
		span_eq_nocase(span_str(name), "http.sslVerify") &&
		span_ends_nocase(text, ".sslVerify") &&
		!is_this_machine(host_of(span_sub(text, 5, text.len - strlen(".sslVerify"))));
}

/* Options of npm and yarn have dashes in front: "--strict-ssl false". */
static struct span without_dashes(struct span text)
{
	while (span_starts(text, "-"))
		text = span_from(text, 1);
	return text;
}

static void check_setting(
	struct subject *subject, const struct command *c, struct span name, size_t at)
{
	const struct command_word *word = &c->words.at[at];
	struct span text = without_dashes(word->text);
	size_t equals = span_chr(text, '=');
	struct span value =
		equals < text.len ? span_from(text, equals + 1) : command_text(c, at + 1);

	text = span_sub(text, 0, equals);
	for (size_t i = 0; i < sizeof(bad_settings) / sizeof(*bad_settings); i++)
		if (span_eq_str(name, bad_settings[i].command) &&
			is_setting(text, bad_settings[i].name) &&
			span_eq_nocase(value, bad_settings[i].value)) {
			raise_command(subject, c, word,
				arena_printf(subject->arena, "%s %s", bad_settings[i].name,
					bad_settings[i].value),
				about_servers);
			return;
		}
}

/* pip, pip3, python -m pip, uv pip */
static bool is_pip(const struct command *c)
{
	struct span name = command_name(c);

	if (span_starts(name, "pip") || span_eq_str(name, "uv"))
		return true;
	return span_starts(name, "python") && span_eq_str(command_text(c, 1), "-m") &&
		span_eq_str(command_text(c, 2), "pip");
}

static void check_trusted_host(struct subject *subject, const struct command *c)
{
	for (size_t i = 1; i < c->words.len; i++) {
		const struct command_word *word = &c->words.at[i];
		size_t equals = span_chr(word->text, '=');
		struct span option = span_sub(word->text, 0, equals);
		struct span host = equals < word->text.len ? span_from(word->text, equals + 1)
							   : command_text(c, i + 1);

		if (!span_eq_str(option, "--trusted-host") &&
			!span_eq_str(option, "--allow-insecure-host") &&
			!span_eq_str(option, "global.trusted-host") &&
			!span_eq_str(option, "install.trusted-host"))
			continue;
		if (host.len && !is_this_machine(host_of(host))) {
			raise_command(subject, c, word, "--trusted-host", about_servers);
			return; /* the others say the same */
		}
	}
}

static void check_download(struct subject *subject, const struct command *c)
{
	struct download d;

	if (download_parse(c, subject->arena, &d) && d.insecure && !download_is_local(&d))
		raise_command(subject, c, d.insecure,
			escaped_text(subject->arena, d.insecure->text), about_servers);
}

/* --- variables -----------------------------------------------------------------------------
 */

static struct span unquoted(struct span s)
{
	if (s.len > 1 && (s.ptr[0] == '"' || s.ptr[0] == '\'') && s.ptr[s.len - 1] == s.ptr[0])
		return span_sub(s, 1, s.len - 1);
	return s;
}

static bool is_bad_variable(struct span name, struct span value)
{
	value = unquoted(value);
	for (size_t i = 0; i < sizeof(bad_variables) / sizeof(*bad_variables); i++) {
		if (!span_eq_nocase(name, bad_variables[i].name))
			continue;
		if (bad_variables[i].value && span_eq_nocase(value, bad_variables[i].value))
			return true;
		if (!bad_variables[i].value && value.len && value.ptr[0] != '$' &&
			!is_this_machine(host_of(value)))
			return true;
	}
	return false;
}

static void check_set(struct subject *subject, const struct command *c)
{
	VEC_EACH(const struct command_variable, v, &c->set)
		if (is_bad_variable(v->name, v->value))
			raise_off(subject, command_run(subject, c),
				v->place.len ? v->place : c->place,
				span_str(arena_printf(subject->arena, "%s=%s",
					escaped_text(subject->arena, v->name),
					escaped_text(subject->arena, v->value))),
				about_servers);
}

/* Whether an ENV is one of the image that is built, not of a stage that is left behind. */
static bool is_of_image(const struct subject *subject, const struct instruction *in)
{
	const struct image_stage *of = NULL;

	VEC_EACH(const struct image_stage, stage, &subject->image->stages)
		if (!stage->is_onbuild && stage->from->start < in->start)
			of = stage;
	return !of || of->in_chain;
}

static void check_environment(struct subject *subject, const struct instruction *in,
	const struct instruction_pair *pair)
{
	struct arena *arena = subject->arena;
	struct span both;
	struct span place;
	struct hit *hit;

	if (!is_bad_variable(pair->name, pair->value))
		return;
	both = span_of(
		pair->name.ptr, (size_t)(pair->value.ptr + pair->value.len - pair->name.ptr));
	place = place_in_file(subject, in, both);
	if (in->kind == INSTRUCTION_ARG || !is_of_image(subject, in)) {
		raise_off(subject, NULL, place.len ? place : instruction_place(subject, in),
			both, about_servers);
		return;
	}
	hit = raise_hit(subject, RULE_tls_verification_off,
		place.len ? place : instruction_place(subject, in));
	hit->value = both;
	hit->confidence = CONFIDENCE_CERTAIN;
	hit->message = arena_printf(arena,
		"%s in the image's environment switches checks off for all that runs in it",
		shown_text(arena, both));
	hit->fix = about_servers;
}

void rule_tls_verification_off(struct subject *subject)
{
	if (!subject->image)
		return;
	VEC_EACH(const struct instruction, wrapped, &subject->dockerfile->instructions) {
		const struct instruction *in = wrapped->inner ? wrapped->inner : wrapped;

		if (in->kind == INSTRUCTION_ENV || in->kind == INSTRUCTION_ARG)
			VEC_EACH(const struct instruction_pair, pair, &in->pairs)
				if (pair->has_value)
					check_environment(subject, in, pair);
	}
	VEC_EACH(const struct command, c, &build_commands(subject)->items) {
		struct span name = command_name(c);

		check_set(subject, c);
		check_download(subject, c);
		if (is_pip(c))
			check_trusted_host(subject, c);
		for (size_t i = 1; i < c->words.len; i++) {
			check_option(subject, c, name, &c->words.at[i]);
			check_setting(subject, c, name, i);
		}
	}
}
