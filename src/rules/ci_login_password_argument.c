/*
 * A log-in that gets its password as an argument: other processes of the machine see it, and so
 * does a shell that traces. A literal there is a finding of another rule.
 */
#include "base/escape.h"
#include "rules/logins.h"
#include "tokens/judge.h"

/* Names of files are no passwords. */
static bool is_password_option(struct span option)
{
	return span_starts(option, "-") && !span_ends(option, "-file");
}

/* The value of the option in word i, or what is left of the word; ptr NULL: it is another one.
 */
static struct span value_of(const struct command *c, struct span option, size_t *i)
{
	struct span word = command_text(c, *i);

	if (span_eq(word, option))
		return *i + 1 < c->words.len ? command_text(c, ++*i) : span_of(NULL, 0);
	if (word.len <= option.len || !span_eq(span_sub(word, 0, option.len), option))
		return span_of(NULL, 0);
	if (word.ptr[option.len] == '=')
		return span_from(word, option.len + 1);
	/* -p$PASSWORD */
	return option.len == 2 && word.ptr[2] == '$' ? span_from(word, 2) : span_of(NULL, 0);
}

static bool is_reference(struct span value, struct ci_verdict verdict)
{
	return value.len &&
		(verdict.secrecy != CI_NO_SECRET ||
			judge_value(value, JUDGE_BARE_DOLLAR).nature == VALUE_REFERENCE);
}

static const char *fix_for(struct subject *subject, const struct login *login)
{
	/* all of those that read it take the same option */
	if (strstr(login->options, "--password <"))
		return arena_printf(subject->arena,
			"hand it over on the input: echo \"$PASSWORD\" | %s --username USER "
			"--password-stdin",
			login->words);
	return "log in without a password (an identity of the job), or let the command read it "
	       "from a file or a variable";
}

static void check_option(struct subject *subject, const struct command *c,
	const struct login *login, size_t from, struct span option)
{
	for (size_t i = from; i < c->words.len; i++) {
		struct span value = value_of(c, option, &i);
		struct ci_verdict verdict =
			ci_facts(subject->pipeline, c)
				->words[i < c->words.len ? i : c->words.len - 1];
		struct hit *hit;

		if (!value.ptr || !is_reference(value, verdict))
			continue;
		hit = raise_ci_hit(subject, RULE_ci_login_password_argument,
			c->words.at[i].place.len ? c->words.at[i].place : c->place);
		if (!hit)
			continue;
		hit->message = arena_printf(subject->arena,
			"%s gets its %s as an argument (%s), which every process of the "
			"machine can read",
			login->words,
			span_find(option, "token") < option.len ? "token" : "password",
			escaped_text(subject->arena, option));
		hit->fix = fix_for(subject, login);
		hit->place = PLACE_PROCESS_ARGUMENTS;
		hit->place_detail = login->words;
	}
}

static void check_command(struct subject *subject, const struct command *c)
{
	size_t from;
	const struct login *login = login_find(subject, c, &from);
	struct span rest;
	struct span option;

	if (!login)
		return;
	rest = span_str(login->options);
	while (span_split(&rest, ' ', &option))
		if (is_password_option(option))
			check_option(subject, c, login, from, option);
}

void rule_ci_login_password_argument(struct subject *subject)
{
	if (!subject->pipeline)
		return;
	VEC_EACH(const struct command, c, &subject->pipeline->commands.items)
		check_command(subject, c);
}
