/* Literal credentials in the commands of scripts. */
#include "base/escape.h"
#include "rules/ci_literal.h"
#include "rules/logins.h"
#include "text/urlref.h"
#include "tokens/secret_name.h"

static const char *shown_name(const struct literal_search *s, struct span name)
{
	return escaped_text(s->subject->arena, span_sub(name, 0, 60));
}

/* Behind the first bytes of a word, if they are written as they are. */
static struct span place_behind(struct span place, struct span start)
{
	const char *at = start.len ? memmem(place.ptr, place.len, start.ptr, start.len) : NULL;

	return at ? span_from(place, (size_t)(at - place.ptr) + start.len) : place;
}

static void check_word(struct literal_search *s, const struct command *c, size_t index,
	size_t from, enum literal_trust trust, const char *what)
{
	const struct command_word *word = &c->words.at[index];
	struct span place = word->place.len ? word->place : c->place;

	check_literal_at(s, span_from(word->text, from),
		place_behind(place, span_sub(word->text, 0, from)), trust, what);
}

/* --- log-ins -------------------------------------------------------------------------------
 */

/* A registry or server on this machine gets made-up passwords. */
static bool is_local(const struct command *c)
{
	for (size_t i = 1; i < c->words.len; i++) {
		struct span word = c->words.at[i].text;
		struct urlref url;

		if (!urlref_parse(word, &url))
			urlref_parse_authority(word, &url);
		if (is_local_host(url.host))
			return true;
	}
	return false;
}

static void check_login_option(struct literal_search *s, const struct command *c, size_t from,
	struct span option, const char *what)
{
	for (size_t i = from; i < c->words.len; i++) {
		struct span word = c->words.at[i].text;
		struct span name = span_sub(word, 0, option.len);
		bool is_short = option.len == 2;

		if (!span_eq(name, option))
			continue;
		if (word.len == option.len) {
			if (i + 1 < c->words.len)
				check_word(s, c, i + 1, 0, LITERAL_IN_INPUT, what);
		} else if (word.ptr[option.len] == '=') {
			check_word(s, c, i, option.len + 1, LITERAL_IN_INPUT, what);
		} else if (is_short) {
			check_word(s, c, i, option.len, LITERAL_IN_INPUT, what);
		}
	}
}

/* Of the words behind "config KEY" the last is the secret, if the key is one's. */
static void check_login_words(struct literal_search *s, const struct command *c, size_t from,
	const struct login *login, const char *what)
{
	struct span words = span_str(login->words);
	bool has_key = span_ends(words, "config") || span_starts(words, "aws");
	struct span key = command_text(c, from);
	size_t last = c->words.len - 1;

	if (last < from || span_starts(c->words.at[last].text, "-") ||
		(has_key && (last == from || !is_secret_name(key))))
		return;
	check_word(s, c, last, 0, LITERAL_NAMED, what);
}

static bool check_login(struct literal_search *s, const struct command *c)
{
	size_t from;
	const struct login *login = login_find(s->subject, c, &from);
	struct span options = span_str(login ? login->options : NULL);
	struct span option;

	if (!login)
		return false;
	if (is_local(c))
		return true;
	while (span_split(&options, ' ', &option)) {
		if (span_eq_str(option, "*"))
			check_login_words(s, c, from, login, login->words);
		else if (span_starts(option, "-"))
			check_login_option(s, c, from, option, login->words);
	}
	return true;
}

/* --- options of any command ------------------------------------------------------------------
 */

static void check_options(struct literal_search *s, const struct command *c)
{
	for (size_t i = 1; i < c->words.len; i++) {
		struct span word = c->words.at[i].text;
		size_t equals = span_chr(word, '=');
		struct span name = span_sub(word, 0, equals);
		const char *what;

		if (!span_starts(word, "--") || !is_secret_option(name))
			continue;
		what = arena_printf(s->subject->arena, "%s of %s", shown_name(s, name),
			shown_name(s, command_name(c)));
		if (equals < word.len)
			check_word(s, c, i, equals + 1, LITERAL_NAMED, what);
		else if (i + 1 < c->words.len && !span_starts(command_text(c, i + 1), "-"))
			check_word(s, c, i + 1, 0, LITERAL_NAMED, what);
	}
}

/* "-H 'Authorization: Bearer X'" */
static void check_header(struct literal_search *s, const struct command *c, size_t index)
{
	static const char *const headers[] = {"Authorization: Bearer ", "Authorization: token ",
		"Authorization: Basic ",
		"PRIVATE-TOKEN: ", "JOB-TOKEN: ", "X-JFrog-Art-Api: ", "X-Api-Key: "};
	struct span word = c->words.at[index].text;

	for (size_t i = 0; i < sizeof(headers) / sizeof(*headers); i++)
		if (span_starts_nocase(word, headers[i]))
			check_word(s, c, index, strlen(headers[i]), LITERAL_NAMED,
				"a header of a request");
}

/* curl -u user:password, and headers */
static void check_request(struct literal_search *s, const struct command *c)
{
	struct span name = command_name(c);

	if ((!span_eq_str(name, "curl") && !span_eq_str(name, "wget") &&
		    !span_eq_str(name, "http")) ||
		is_local(c))
		return;
	for (size_t i = 1; i < c->words.len; i++)
		check_header(s, c, i);
	for (size_t i = 1; i + 1 < c->words.len; i++) {
		struct span word = c->words.at[i].text;
		struct span user = c->words.at[i + 1].text;
		size_t colon = span_chr(user, ':');

		if ((span_eq_str(word, "-u") || span_eq_str(word, "--user")) &&
			colon < user.len)
			check_word(s, c, i + 1, colon + 1, LITERAL_NAMED, "-u of curl");
	}
}

/* npm config set //npm.example.com/:_authToken X; with "=" it is found in the text */
static void check_config(struct literal_search *s, const struct command *c)
{
	static const char *const keys[] = {
		":_authToken", ":_auth", ":_password", "npmAuthToken"};
	struct span name = command_name(c);

	if (!span_eq_str(name, "npm") && !span_eq_str(name, "pnpm") &&
		!span_eq_str(name, "yarn"))
		return;
	for (size_t i = 1; i + 1 < c->words.len; i++)
		for (size_t k = 0; k < sizeof(keys) / sizeof(*keys); k++)
			if (span_ends(c->words.at[i].text, keys[k]))
				check_word(s, c, i + 1, 0, LITERAL_IN_SLOT,
					shown_name(s, span_str(keys[k])));
}

/* --- variables -------------------------------------------------------------------------------
 */

static void check_set(struct literal_search *s, const struct command *c)
{
	VEC_EACH(const struct command_variable, v, &c->set)
		if (is_secret_name(v->name) && !is_throwaway_name(v->name))
			check_literal_at(s, v->value, v->place.len ? v->place : c->place,
				LITERAL_NAMED, shown_name(s, v->name));
}

static bool is_variable_name(struct span name)
{
	for (size_t i = 0; i < name.len; i++)
		if (!is_alnum(name.ptr[i]) && name.ptr[i] != '_')
			return false;
	return true;
}

/* echo "NAME=value" >> "$GITHUB_ENV", or into an .env */
static void check_printed(struct literal_search *s, const struct command *c)
{
	struct span name = command_name(c);

	if (!c->has_output_file || (!span_eq_str(name, "echo") && !span_eq_str(name, "printf")))
		return;
	for (size_t i = 1; i < c->words.len; i++) {
		struct span word = c->words.at[i].text;
		size_t equals = span_chr(word, '=');
		struct span variable = span_sub(word, 0, equals);

		if (equals < word.len && is_variable_name(variable) &&
			is_secret_name(variable) && !is_throwaway_name(variable))
			check_word(s, c, i, equals + 1, LITERAL_NAMED, shown_name(s, variable));
	}
}

void find_literals_in_commands(struct literal_search *s)
{
	VEC_EACH(const struct command, c, &s->subject->pipeline->commands.items) {
		if (!check_login(s, c))
			check_options(s, c);
		check_request(s, c);
		check_config(s, c);
		check_set(s, c);
		check_printed(s, c);
	}
}
