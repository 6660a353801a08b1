/* Commands that change the shell itself, and those that run others. */
#include "image/commands.h"
#include "image/path.h"

void command_cd(struct command *c)
{
	size_t at = command_operand(c, 1, "");
	struct span to = command_word(c, at);

	if (span_eq_str(to, "-"))
		return;
	if (at >= c->argv.len)
		to = stage_home(c->run->b, span_of("", 0));
	c->run->cwd = shell_path(c->run, to);
}

/* export NAME=value … */
void command_export(struct command *c)
{
	for (size_t i = 1; i < c->argv.len; i++) {
		const struct value *word = &c->argv.at[i];
		size_t equals = span_chr(word->text, '=');
		struct span name = span_sub(word->text, 0, equals);
		struct value value;

		if (equals == word->text.len) {
			/* export $(cat FILE): whatever it sets */
			VEC_EACH(const struct piece, piece, &word->pieces)
				if (piece->source != NO_SOURCE)
					*vec_add(&c->run->sourced.pieces, c->run->b->arena) =
						*piece;
			continue;
		}
		value = value_sub(word, equals + 1, word->text.len, c->run->b->arena);
		value = shell_named_value(c->run, name, value);
		shell_assign(c->run, name, &value);
	}
}

void command_unset(struct command *c)
{
	struct value empty = value_of(span_of("", 0));

	for (size_t i = command_operand(c, 1, ""); i < c->argv.len; i++)
		shell_assign(c->run, command_word(c, i), &empty);
}

void command_set(struct command *c)
{
	for (size_t i = 1; i < c->argv.len; i++) {
		struct span word = command_word(c, i);

		if (word.len < 2 || (word.ptr[0] != '-' && word.ptr[0] != '+'))
			continue;
		if (span_chr(word, 'e') < word.len)
			c->run->exits_on_error = word.ptr[0] == '-';
		if (span_eq_str(command_word(c, i + 1), "errexit"))
			c->run->exits_on_error = word.ptr[0] == '-';
	}
}

/* trap 'rm -f x' EXIT: the commands run when the shell ends. */
void command_trap(struct command *c)
{
	size_t at = command_operand(c, 1, "");
	struct shell_script *script;

	for (size_t i = at + 1; i < c->argv.len; i++) {
		struct span signal = command_word(c, i);

		if (!span_eq_nocase(signal, "EXIT") && !span_eq_str(signal, "0"))
			continue;
		if (!builder_pay(c->run->b, command_word(c, at).len))
			return;
		script = ARENA_NEW(c->run->b->arena, struct shell_script);
		shell_read(command_word(c, at), NULL, 0, c->run->b->arena, script);
		c->run->b->out->is_incomplete |= script->is_cut;
		*vec_add(&c->run->traps, c->run->b->arena) = &script->list;
		return;
	}
}

static struct shell_io io_of(const struct command *c)
{
	return (struct shell_io){c->in, c->out};
}

void command_eval(struct command *c)
{
	struct value_builder text;
	struct value value;

	value_begin(&text, c->run->b->arena);
	for (size_t i = 1; i < c->argv.len; i++) {
		if (i > 1)
			value_add_char(&text, ' ');
		value_add(&text, &c->argv.at[i]);
	}
	value = value_end(&text);
	shell_run_text(c->run, &value, io_of(c));
}

/* . FILE: from now on a variable that nothing sets may be set by it. */
void command_source(struct command *c)
{
	struct value content = shell_read_file(c->run, shell_path(c->run, command_word(c, 1)));

	VEC_EACH(const struct piece, piece, &content.pieces)
		*vec_add(&c->run->sourced.pieces, c->run->b->arena) = *piece;
}

/* read NAME: what it reads */
void command_read(struct command *c)
{
	struct value value = c->in ? *c->in : value_of(span_of("", 0));

	for (size_t i = command_operand(c, 1, "dnNptu"); i < c->argv.len; i++)
		shell_assign(c->run, command_word(c, i), &value);
}

/* exit with an error is a way that makes no layer. */
void command_exit(struct command *c)
{
	struct span status = command_word(c, 1);

	if (status.len && !span_eq_str(status, "0"))
		c->run->has_failed = true;
	else
		c->run->has_ended = true;
}

/* sh -c 'text'; or a script on its input */
void command_shell(struct command *c)
{
	for (size_t i = 1; i < c->argv.len; i++) {
		struct span word = command_word(c, i);

		if (!span_starts(word, "-"))
			return; /* a script of its own, which nobody reads here */
		if (!span_starts(word, "--") && span_chr(word, 'c') < word.len) {
			if (i + 1 < c->argv.len)
				shell_run_text(c->run, &c->argv.at[i + 1], io_of(c));
			return;
		}
		if (span_eq_str(word, "-o"))
			i++;
	}
	if (c->in)
		shell_run_text(c->run, c->in, (struct shell_io){NULL, c->out});
}

/* What follows is done by that user, with that home; returns who it was before. */
static struct span as_user(struct command *c, struct span user)
{
	struct span before = c->run->b->stage->user;

	if (user.len)
		c->run->b->stage->user = span_sub(user, 0, span_chr(user, ':'));
	return before;
}

/* su -c 'text' user; su user -c 'text' */
void command_su(struct command *c)
{
	struct value text;
	struct span before;
	struct span user = span_of("", 0);

	for (size_t i = command_operand(c, 1, "csg"); i < c->argv.len;
		i = command_operand(c, i + 1, "csg"))
		if (!span_eq_str(command_word(c, i), "-"))
			user = command_word(c, i);
	if (!command_option(c, "-c", &text) && !command_option(c, "--command", &text))
		return;
	before = as_user(c, user);
	shell_run_text(c->run, &text, io_of(c));
	c->run->b->stage->user = before;
}

/* Options of wrappers whose value is the next word. */
static const char *options_of(struct span name)
{
	if (span_eq_str(name, "sudo"))
		return "ugpCDhrtT";
	if (span_eq_str(name, "env"))
		return "uCS";
	if (span_eq_str(name, "timeout"))
		return "ks";
	if (span_eq_str(name, "nice"))
		return "n";
	if (span_eq_str(name, "stdbuf"))
		return "ioe";
	return "";
}

/* sudo, env, exec, time …: the command is behind their options, and NAME=value of env. */
void command_wrapper(struct command *c)
{
	struct span name = path_base(command_word(c, 0));
	size_t at = command_operand(c, 1, options_of(name));

	struct value user = {0};
	struct span before;

	if (span_eq_str(name, "gosu") || span_eq_str(name, "su-exec"))
		user = at < c->argv.len ? c->argv.at[at] : user;
	else if (span_eq_str(name, "sudo") && !command_option(c, "-u", &user))
		command_option(c, "--user", &user);
	/* gosu USER, timeout TIME, chroot DIR */
	if (span_eq_str(name, "gosu") || span_eq_str(name, "su-exec") ||
		span_eq_str(name, "timeout") || span_eq_str(name, "chroot"))
		at++;
	while (at < c->argv.len && (span_eq_str(name, "env") || span_eq_str(name, "sudo")) &&
		span_chr(command_word(c, at), '=') < command_word(c, at).len)
		at++;
	if (span_eq_str(name, "chroot"))
		return;
	before = as_user(c, user.text);
	command_follow_from(c, at);
	c->run->b->stage->user = before;
}

/* useradd -d HOME NAME; adduser -h HOME NAME: where ~ is for that user */
void command_adduser(struct command *c)
{
	bool is_useradd = span_eq_str(path_base(command_word(c, 0)), "useradd");
	struct value home;
	struct span name = span_of("", 0);

	for (size_t at = command_operand(c, 1, is_useradd ? "bcdefgGkKpRsuZ" : "hgsGukn");
		at < c->argv.len; at = command_operand(c, at + 1, "bcdefgGhkKpRsuZ"))
		name = name.len ? name : command_word(c, at);
	if (name.len == 0 || !stage_has_room(c->run->b, c->run->b->stage->homes.len))
		return;
	if (!command_option(c, is_useradd ? "-d" : "-h", &home) &&
		!command_option(c, is_useradd ? "--home-dir" : "--home", &home) &&
		!command_option(c, "--home", &home))
		return;
	*vec_add(&c->run->b->stage->homes, c->run->b->arena) =
		(struct user_home){name, shell_path(c->run, home.text)};
}
