/* Commands that keep a credential in a file of theirs, or show that a variable holds one. */
#include "image/commands.h"
#include "image/path.h"
#include "image/slots.h"
#include "tokens/secret_name.h"

/* --- what any command's words show ------------------------------------------------------ */

/* A secret's slot in the words: the sources there are proven, a literal is one. */
static struct value prove_word(
	struct command *c, const struct value *word, size_t from, enum slot_trust trust)
{
	struct value_builder text;

	value_begin(&text, c->run->b->arena);
	value_add(&text, word);
	prove_range(c->run->b, &text, from, text.len, trust);
	return value_end(&text);
}

/* "--password x", "--token=x": whatever the command is, that is what it is for. */
static void prove_option(struct command *c, size_t index)
{
	struct span word = command_word(c, index);
	size_t equals = span_chr(word, '=');

	if (!is_secret_option(span_sub(word, 0, equals)))
		return;
	if (equals < word.len)
		prove_word(c, &c->argv.at[index], equals + 1, SLOT_WEAK);
	else if (index + 1 < c->argv.len && !span_starts(command_word(c, index + 1), "-"))
		prove_word(c, &c->argv.at[index + 1], 0, SLOT_WEAK);
}

void prove_arguments(struct command *c)
{
	for (size_t i = 1; i < c->argv.len; i++) {
		struct span word = command_word(c, i);

		if (span_starts(word, "--"))
			prove_option(c, i);
		/* no slot is without one of these */
		if (span_chr(word, ':') == word.len && span_chr(word, '=') == word.len)
			continue;
		if (span_find(word, "://") < word.len ||
			span_find_nocase(word, "authorization") < word.len ||
			span_find_nocase(word, "-token:") < word.len ||
			span_find_nocase(word, "api") < word.len) {
			struct value_builder text;

			value_begin(&text, c->run->b->arena);
			value_add(&text, &c->argv.at[i]);
			prove_slots(c->run->b, span_of("", 0), &text);
		}
	}
}

/* curl -u user:password */
void command_curl(struct command *c)
{
	struct value user;
	struct value file;

	if (command_option(c, "-u", &user) || command_option(c, "--user", &user)) {
		size_t colon = span_chr(user.text, ':');

		if (colon < user.text.len)
			prove_word(c, &user, colon + 1, SLOT_WEAK);
	}
	/* what is downloaded takes the place of what was there */
	if ((command_option(c, "-o", &file) || command_option(c, "-O", &file)) &&
		file.text.len) {
		struct value empty = value_of(span_of("", 0));

		shell_write_file(
			c->run, shell_path(c->run, file.text), &empty, false, c->range);
	}
}

/* --- files of settings ------------------------------------------------------------------ */

static struct span home_file(struct command *c, const char *name)
{
	return path_join(
		c->run->b->arena, stage_home(c->run->b, span_of("", 0)), span_str(name));
}

/* Add "key" "separator" "value" to a file. */
static void add_setting(struct command *c, struct span path, const struct value *key,
	const char *separator, const struct value *value)
{
	struct value_builder text;
	struct value line;

	value_begin(&text, c->run->b->arena);
	value_add(&text, key);
	value_add_text(&text, span_str(separator), 0, 0);
	value_add(&text, value);
	value_add_char(&text, '\n');
	line = value_end(&text);
	shell_write_file(c->run, path, &line, true, c->range);
}

/* "KEY VALUE" or "KEY=VALUE" words from the index on. */
static void add_settings(struct command *c, size_t at, struct span path)
{
	for (; at < c->argv.len; at++) {
		const struct value *word = &c->argv.at[at];
		size_t equals = span_chr(word->text, '=');
		struct value key;
		struct value value;

		if (span_starts(word->text, "-"))
			continue;
		if (equals < word->text.len) {
			key = value_sub(word, 0, equals, c->run->b->arena);
			value = value_sub(word, equals + 1, word->text.len, c->run->b->arena);
		} else if (at + 1 < c->argv.len) {
			key = *word;
			value = c->argv.at[++at];
		} else {
			return;
		}
		add_setting(c, path, &key, "=", &value);
	}
}

static bool is_credential_key(struct span key)
{
	return span_find_nocase(key, "auth") < key.len ||
		span_find_nocase(key, "_password") < key.len ||
		span_find_nocase(key, "token") < key.len;
}

/* --- npm, pnpm, yarn -------------------------------------------------------------------- */

static struct span npm_user_config(struct command *c)
{
	struct value value;

	if (command_option(c, "--userconfig", &value))
		return shell_path(c->run, value.text);
	value = shell_variable(c->run, span_str("NPM_CONFIG_USERCONFIG"));
	if (value.text.len == 0 || value_is_unknown(value.text))
		value = shell_variable(c->run, span_str("npm_config_userconfig"));
	if (value.text.len && !value_is_unknown(value.text))
		return shell_path(c->run, value.text);
	return home_file(c, ".npmrc");
}

static struct span npm_config_file(struct command *c)
{
	struct value location = {0};

	if (command_has_option(c, "g", "global"))
		return span_str("/usr/local/etc/npmrc");
	if (command_option(c, "--location", &location) || command_option(c, "-L", &location)) {
		if (span_eq_str(location.text, "project"))
			return shell_path(c->run, span_str(".npmrc"));
		if (span_eq_str(location.text, "global"))
			return span_str("/usr/local/etc/npmrc");
	}
	return npm_user_config(c);
}

static void follow_config(struct command *c, struct span file)
{
	size_t at = command_operand(c, 1, "L");
	struct span verb = command_word(c, at);

	if (span_eq_str(verb, "config") || span_eq_str(verb, "c"))
		verb = command_word(c, ++at);
	else if (!span_eq_str(verb, "set"))
		return;
	if (span_eq_str(verb, "set"))
		add_settings(c, at + 1, file);
	else if (span_eq_str(verb, "delete") || span_eq_str(verb, "rm") ||
		span_eq_str(verb, "del") || span_eq_str(verb, "unset"))
		for (size_t i = at + 1; i < c->argv.len; i++)
			if (is_credential_key(command_word(c, i)))
				file_drop_settings(c->run->b, &c->run->b->stage->files, file);
}

void command_npm(struct command *c)
{
	struct span verb = command_word(c, command_operand(c, 1, ""));
	struct span file = npm_config_file(c);

	if (span_eq_str(verb, "logout")) {
		shell_remove(c->run, file, false);
	} else if (span_eq_str(verb, "login") || span_eq_str(verb, "adduser") ||
		span_eq_str(verb, "add-user")) {
		if (c->in) {
			command_prove(c, c->in);
			shell_write_file(c->run, file, c->in, true, c->range);
		}
	} else {
		follow_config(c, file);
	}
}

void command_pnpm(struct command *c)
{
	struct value location = {0};

	if (command_option(c, "--location", &location) && span_eq_str(location.text, "project"))
		follow_config(c, shell_path(c->run, span_str(".npmrc")));
	else
		follow_config(c, home_file(c, ".config/pnpm/rc"));
}

/* yarn config set npmAuthToken X: yarn 2 and later; _authToken: yarn 1 */
void command_yarn(struct command *c)
{
	bool is_home = command_has_option(c, "H", "home");
	size_t at = command_operand(c, 1, "");
	const struct value *key;
	struct span file;

	if (!span_eq_str(command_word(c, at), "config") || at + 2 >= c->argv.len)
		return;
	if (span_eq_str(command_word(c, at + 1), "unset")) {
		shell_remove(c->run, shell_path(c->run, span_str(".yarnrc.yml")), false);
		return;
	}
	at = command_operand(c, at + 2, "");
	if (at + 1 >= c->argv.len)
		return;
	key = &c->argv.at[at];
	if (span_find(key->text, "_") < key->text.len)
		file = home_file(c, ".yarnrc");
	else
		file = is_home ? home_file(c, ".yarnrc.yml")
			       : shell_path(c->run, span_str(".yarnrc.yml"));
	if (is_credential_key(key->text) || span_find(key->text, "Ident") < key->text.len)
		command_prove(c, &c->argv.at[at + 1]);
	add_setting(c, file, key, ": ", &c->argv.at[at + 1]);
}

/* --- pip -------------------------------------------------------------------------------- */

void command_pip(struct command *c)
{
	size_t at = command_operand(c, 1, "");
	struct span file = home_file(c, ".config/pip/pip.conf");

	if (!span_eq_str(command_word(c, at), "config"))
		return;
	at = command_operand(c, at + 1, "");
	if (command_has_option(c, "", "global"))
		file = span_str("/etc/pip.conf");
	if (span_eq_str(command_word(c, at), "unset"))
		shell_remove(c->run, file, false);
	else if (span_eq_str(command_word(c, at), "set"))
		add_settings(c, command_operand(c, at + 1, ""), file);
}

/* --- git -------------------------------------------------------------------------------- */

/* The directory that a clone makes: the last part of the URL, without ".git". */
static struct span clone_directory(struct command *c, struct span url)
{
	struct span base;

	while (span_ends(url, "/"))
		url = span_sub(url, 0, url.len - 1);
	base = path_base(url);
	if (span_ends(base, ".git"))
		base = span_sub(base, 0, base.len - 4);
	return shell_path(c->run, base);
}

/* The URL stays in the configuration of the clone, with what it holds. */
static void git_clone(struct command *c, size_t at, struct span directory)
{
	const struct value *url;
	struct span config;

	at = command_operand(c, at, "bojc");
	if (at >= c->argv.len)
		return;
	url = &c->argv.at[at];
	at = command_operand(c, at + 1, "bojc");
	if (at < c->argv.len)
		directory = path_resolve(c->run->b->arena, directory, command_word(c, at));
	else
		directory = clone_directory(c, url->text);
	stage_add_directory(c->run->b, directory);
	config = path_join(c->run->b->arena, directory, span_str(".git/config"));
	if (command_has_option(c, "", "bare") || command_has_option(c, "", "mirror"))
		config = path_join(c->run->b->arena, directory, span_str("config"));
	shell_write_file(c->run, config, url, false, c->range);
}

static void git_config(struct command *c, size_t at, struct span directory)
{
	struct value given;
	struct span file = path_join(c->run->b->arena, directory, span_str(".git/config"));

	if (command_has_option(c, "", "global"))
		file = home_file(c, ".gitconfig");
	else if (command_has_option(c, "", "system"))
		file = span_str("/etc/gitconfig");
	else if (command_option(c, "-f", &given) || command_option(c, "--file", &given))
		file = shell_path(c->run, given.text);
	if (command_has_option(c, "", "unset") || command_has_option(c, "", "unset-all") ||
		command_has_option(c, "", "remove-section")) {
		shell_remove(c->run, file, false);
		return;
	}
	at = command_operand(c, at, "f");
	if (span_eq_str(command_word(c, at), "set") ||
		span_eq_str(command_word(c, at), "unset"))
		at = command_operand(c, at + 1, "f");
	if (at + 1 < c->argv.len) {
		size_t value = command_operand(c, at + 1, "f");

		if (value < c->argv.len)
			add_setting(c, file, &c->argv.at[at], "=", &c->argv.at[value]);
	}
}

void command_git(struct command *c)
{
	struct value directory = {0};
	struct span here = c->run->cwd;
	size_t at = 1;
	struct span verb;

	/* git -C DIR -c name=value VERB */
	while (span_starts(command_word(c, at), "-")) {
		if (span_eq_str(command_word(c, at), "-C"))
			directory = at + 1 < c->argv.len ? c->argv.at[at + 1] : directory;
		at += span_eq_str(command_word(c, at), "-C") ||
				span_eq_str(command_word(c, at), "-c")
			? 2
			: 1;
	}
	if (directory.text.len)
		here = shell_path(c->run, directory.text);
	verb = command_word(c, at);
	if (span_eq_str(verb, "clone")) {
		git_clone(c, at + 1, here);
	} else if (span_eq_str(verb, "config")) {
		git_config(c, at + 1, here);
	} else if (span_eq_str(verb, "remote") || span_eq_str(verb, "submodule")) {
		bool replaces = span_eq_str(command_word(c, at + 1), "set-url");

		for (size_t i = at + 1; i < c->argv.len; i++)
			if (span_find(command_word(c, i), "://") < command_word(c, i).len)
				shell_write_file(c->run,
					path_join(c->run->b->arena, here,
						span_str(".git/config")),
					&c->argv.at[i], !replaces, c->range);
	} else if (span_eq_str(verb, "credential") && c->in) {
		command_prove(c, c->in);
		shell_write_file(
			c->run, home_file(c, ".git-credentials"), c->in, true, c->range);
	}
}

/* --- the table -------------------------------------------------------------------------- */

struct login {
	const char *words;
	const char *options;
	const char *file;
};

static const struct login logins[] = {
#define LOGIN(words, options, file) {words, options, file},
#include "image/logins.def"
#undef LOGIN
};

/* The index behind the command's words, or 0 if it is another command. */
static size_t match_login(const struct command *c, const struct login *login, struct span name)
{
	struct span words = span_str(login->words);
	struct span word;
	size_t at = 1;

	span_split(&words, ' ', &word);
	if (!span_eq(word, name))
		return 0;
	while (span_split(&words, ' ', &word)) {
		while (span_starts(command_word(c, at), "-") &&
			!span_eq(command_word(c, at), word))
			at++;
		if (!span_eq(command_word(c, at), word))
			return 0;
		at++;
	}
	return at;
}

static struct span login_file(struct command *c, const struct login *login)
{
	if (strcmp(login->file, "composer") == 0)
		return command_has_option(c, "g", "global")
			? home_file(c, ".composer/auth.json")
			: shell_path(c->run, span_str("auth.json"));
	if (span_starts(span_str(login->words), "bundle") && command_has_option(c, "", "local"))
		return shell_path(c->run, span_str(".bundle/config"));
	if (login->file[0] == '~')
		return home_file(c, login->file + 2);
	return shell_path(c->run, span_str(login->file));
}

static void keep(struct command *c, struct span file, const struct value *value)
{
	command_prove(c, value);
	shell_write_file(c->run, file, value, true, c->range);
}

/*
 * "config KEY VALUE" of package managers: is it a key for credentials? Of bundler those are
 * hosts.
 */
static bool is_credential_setting(const struct login *login, struct span key)
{
	static const char *const parts[] = {
		"auth", "basic", "token", "password", "secret", "bearer"};

	if (span_starts(span_str(login->words), "bundle"))
		return (span_chr(key, '.') < key.len || span_find(key, "__") < key.len) &&
			!span_starts(key, "build") && !span_starts(key, "mirror");
	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (span_find_nocase(key, parts[i]) < key.len)
			return true;
	return false;
}

/* Of several words the last one is the secret: "http-basic.acme user password". */
static void keep_words(
	struct command *c, const struct login *login, size_t from, struct span file)
{
	bool has_key = span_ends(span_str(login->words), "config") ||
		span_starts(span_str(login->words), "aws");
	size_t key = command_operand(c, from, "");
	struct value value;

	if (span_eq_str(command_word(c, key), "set"))
		key = command_operand(c, key + 1, "");
	if (key >= c->argv.len ||
		(has_key && !is_credential_setting(login, command_word(c, key))) ||
		(has_key && key + 1 >= c->argv.len) ||
		span_starts(command_word(c, c->argv.len - 1), "-"))
		return;
	value = prove_word(c, &c->argv.at[c->argv.len - 1], 0, SLOT_STRONG);
	keep(c, file, &value);
}

/* "config unset", "config --unset", "source remove": the credential goes again. */
static bool takes_away(const struct command *c)
{
	for (size_t i = 1; i < c->argv.len; i++)
		if (span_eq_str(command_word(c, i), "unset") ||
			span_eq_str(command_word(c, i), "--unset") ||
			span_eq_str(command_word(c, i), "--delete"))
			return true;
	return false;
}

static void follow_login(struct command *c, const struct login *login, size_t from)
{
	struct span options = span_str(login->options);
	struct span file = login_file(c, login);
	struct span option;

	if (takes_away(c)) {
		shell_remove(c->run, file, false);
		return;
	}

	while (span_split(&options, ' ', &option)) {
		struct value value;

		if (option.len == 0)
			continue;
		if (span_eq_str(option, "*")) {
			keep_words(c, login, from, file);
		} else if (span_eq_str(option, "<")) {
			if (c->in)
				keep(c, file, c->in);
		} else if (command_option(
				   c, arena_copy(c->run->b->arena, option).ptr, &value)) {
			struct value content = prove_word(c, &value, 0, SLOT_WEAK);

			/* the value may be the name of a file that holds it */
			if (!value_has_source(&content))
				content =
					shell_read_file(c->run, shell_path(c->run, value.text));
			keep(c, file, &content);
		}
	}
}

bool command_log_in(struct command *c, struct span name)
{
	bool is_container_tool = span_eq_str(name, "docker") || span_eq_str(name, "podman") ||
		span_eq_str(name, "buildah");

	if (is_container_tool && span_eq_str(command_word(c, 1), "logout")) {
		shell_remove(c->run, home_file(c, ".docker/config.json"), false);
		return true;
	}
	if (span_eq_str(name, "cargo") && span_eq_str(command_word(c, 1), "logout"))
		shell_remove(c->run, home_file(c, ".cargo/credentials.toml"), false);
	if (span_eq_str(name, "dotnet") && span_eq_str(command_word(c, 2), "remove"))
		shell_remove(c->run, home_file(c, ".nuget/NuGet/NuGet.Config"), false);
	for (size_t i = 0; name.len && i < sizeof(logins) / sizeof(*logins); i++) {
		size_t from = name.ptr[0] == logins[i].words[0]
			? match_login(c, &logins[i], name)
			: 0;

		if (from) {
			follow_login(c, &logins[i], from);
			return true;
		}
	}
	return false;
}
