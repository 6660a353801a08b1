/* Commands that write something out: what they write is what others read, or a file gets. */
#include "image/commands.h"
#include "image/path.h"

static void put(struct command *c, const struct value *value)
{
	if (builder_pay(c->run->b, value->text.len / 16 + 1))
		value_add(c->out, value);
}

/* A value with its "\\n" as lines: sh's echo and printf make lines of them, bash's with -e. */
static void put_with_lines(struct command *c, const struct value *value)
{
	size_t at = 0;

	while (at < value->text.len && builder_pay(c->run->b, value->pieces.len + 1)) {
		size_t end = at + span_find(span_from(value->text, at), "\\n");
		struct value part = value_sub(value, at, end, c->run->b->arena);

		put(c, &part);
		if (end < value->text.len)
			value_add_char(c->out, '\n');
		at = end + 2;
	}
}

void command_echo(struct command *c)
{
	size_t from = 1;

	while (from < c->argv.len &&
		(span_eq_str(command_word(c, from), "-n") ||
			span_eq_str(command_word(c, from), "-e") ||
			span_eq_str(command_word(c, from), "-E") ||
			span_eq_str(command_word(c, from), "-ne") ||
			span_eq_str(command_word(c, from), "-en")))
		from++;
	for (size_t i = from; i < c->argv.len; i++) {
		if (i > from)
			value_add_char(c->out, ' ');
		put_with_lines(c, &c->argv.at[i]);
	}
	value_add_char(c->out, '\n');
}

/* The format with its %s and the like replaced; again while there are arguments. */
void command_printf(struct command *c)
{
	size_t from = 1;
	const struct value *format;
	size_t next;
	size_t used;

	if (span_eq_str(command_word(c, 1), "--"))
		from++;
	if (from >= c->argv.len)
		return;
	format = &c->argv.at[from];
	next = from + 1;
	do {
		size_t at = 0;

		used = next;
		while (at < format->text.len && builder_pay(c->run->b, 1)) {
			struct span rest = span_from(format->text, at);
			size_t plain = span_chr(rest, '%');
			struct value text = value_sub(format, at, at + plain, c->run->b->arena);

			put_with_lines(c, &text);
			at += plain;
			if (plain == rest.len)
				break;
			at++;
			while (at < format->text.len && !is_alpha(format->text.ptr[at]) &&
				format->text.ptr[at] != '%')
				at++;
			if (at < format->text.len && format->text.ptr[at] == '%')
				value_add_char(c->out, '%');
			else if (next < c->argv.len)
				put(c, &c->argv.at[next++]);
			at++;
		}
	} while (next > used && next < c->argv.len);
}

void command_cat(struct command *c)
{
	size_t at = command_operand(c, 1, "");

	if (at >= c->argv.len && c->in)
		put(c, c->in);
	for (; at < c->argv.len; at++) {
		struct value content;

		if (span_eq_str(command_word(c, at), "-")) {
			if (c->in)
				put(c, c->in);
			continue;
		}
		content = shell_read_file(c->run, shell_path(c->run, command_word(c, at)));
		put(c, &content);
	}
}

void command_tee(struct command *c)
{
	static const struct value nothing;
	const struct value *in = c->in ? c->in : &nothing;
	bool appends = command_has_option(c, "a", "append");

	for (size_t i = command_operand(c, 1, ""); i < c->argv.len; i++)
		shell_write_file(
			c->run, shell_path(c->run, command_word(c, i)), in, appends, c->range);
	put(c, in);
}

/*
 * Commands that write what they read in another form. What they read is their input and the
 * files among their words; which of the words are files nobody need know: others name none.
 */
void command_filter(struct command *c)
{
	if (c->in)
		put(c, c->in);
	for (size_t i = 1; i < c->argv.len; i++) {
		struct value content =
			shell_read_file(c->run, shell_path(c->run, command_word(c, i)));

		put(c, &content);
	}
}

/* Any secret that is in scope goes where a template wants it; with names, only those. */
void command_envsubst(struct command *c)
{
	struct shell_run *run = c->run;
	struct span names = command_word(c, 1);

	if (c->in)
		put(c, c->in);
	VEC_EACH(const struct variable, v, &run->b->stage->variables.items) {
		if (!builder_pay(run->b, names.len / 8 + 1))
			return;
		if (!value_has_source(&v->value))
			continue;
		if (names.len == 0 ||
			memmem(names.ptr, names.len, v->name.ptr, v->name.len) != NULL)
			put(c, &v->value);
	}
	VEC_EACH(const struct variable, v, &run->locals.items)
		if (value_has_source(&v->value))
			put(c, &v->value);
	VEC_EACH(const struct piece, piece, &run->sourced.pieces)
		if (piece->source != NO_SOURCE)
			value_add_unknown(c->out, span_str("sourced"), piece->source);
}

void command_pwd(struct command *c)
{
	value_add_text(c->out, c->run->cwd, 0, 0);
}

void command_basename(struct command *c)
{
	struct value value = c->argv.len > 1 ? c->argv.at[1] : value_of(span_of("", 0));
	struct span base = path_base(value.text);

	value = value_sub(&value, value.text.len - base.len, value.text.len, c->run->b->arena);
	put(c, &value);
}

void command_dirname(struct command *c)
{
	struct value value = c->argv.len > 1 ? c->argv.at[1] : value_of(span_of("", 0));
	struct span parent = path_parent(value.text);

	if (parent.len == 0)
		value_add_char(c->out, '.');
	value = value_sub(&value, 0, parent.len, c->run->b->arena);
	put(c, &value);
}

/* Is it "/…/d" with a word about credentials in it: the line with the secret goes? */
static bool deletes_credentials(struct span script)
{
	static const char *const words[] = {"auth", "token", "password", "passwd", "secret"};

	if (!span_ends(script, "d") && span_find(script, "/d;") == script.len)
		return false;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (span_find_nocase(script, words[i]) < script.len)
			return true;
	return false;
}

/* The index of the script, or the number of words if it is given by -e. */
static size_t sed_script(const struct command *c)
{
	for (size_t i = 1; i < c->argv.len; i++)
		if (span_eq_str(command_word(c, i), "-e"))
			return c->argv.len;
	return command_operand(c, 1, "");
}

static bool is_in_place(const struct command *c)
{
	for (size_t i = 1; i < c->argv.len; i++)
		if (span_starts(command_word(c, i), "-i") ||
			span_starts(command_word(c, i), "--in-place"))
			return true;
	return command_has_option(c, "i", NULL);
}

/* Where a part of a script ends: at the next delimiter that no backslash stands before. */
static size_t script_part_end(struct span script, size_t at, char delimiter)
{
	for (; at < script.len && script.ptr[at] != delimiter; at++)
		if (script.ptr[at] == '\\')
			at++;
	return at < script.len ? at : script.len;
}

/* What a script puts in: the replacements of its s commands; of other commands all. */
static void add_replacements(
	struct command *c, const struct value *script, struct value_builder *out)
{
	struct span text = script->text;
	size_t at = 0;

	while (at < text.len && builder_pay(c->run->b, script->pieces.len + 1)) {
		struct value part;
		size_t pattern;
		size_t end;
		char delimiter;

		while (at < text.len && (is_space(text.ptr[at]) || text.ptr[at] == ';'))
			at++;
		if (at + 1 >= text.len || text.ptr[at] != 's' || is_alnum(text.ptr[at + 1])) {
			part = value_sub(script, at, text.len, c->run->b->arena);
			value_add(out, &part);
			return;
		}
		delimiter = text.ptr[at + 1];
		pattern = script_part_end(text, at + 2, delimiter);
		end = script_part_end(text, pattern + 1, delimiter);
		part = value_sub(script, pattern + 1, end, c->run->b->arena);
		value_add(out, &part);
		for (at = end; at < text.len && text.ptr[at] != ';' && text.ptr[at] != '\n';)
			at++;
	}
}

/* All that a script may put in; sed -i changes its files, else the output gets it. */
void command_sed(struct command *c)
{
	struct value_builder scripts;
	struct value_builder replacements;
	struct value script;
	struct value put_in;
	size_t at = sed_script(c);
	bool by_option = at == c->argv.len;

	value_begin(&scripts, c->run->b->arena);
	value_begin(&replacements, c->run->b->arena);
	for (size_t i = 1; i < c->argv.len; i++) {
		if (i == at ||
			(by_option && i > 1 && span_eq_str(command_word(c, i - 1), "-e"))) {
			value_add(&scripts, &c->argv.at[i]);
			add_replacements(c, &c->argv.at[i], &replacements);
		}
	}
	script = value_end(&scripts);
	put_in = value_end(&replacements);
	if (!is_in_place(c)) {
		command_filter(c);
		if (value_has_source(&put_in))
			value_add(c->out, &put_in);
		return;
	}
	for (size_t i = by_option ? 1 : at + 1; i < c->argv.len; i++) {
		struct span path = shell_path(c->run, command_word(c, i));

		if (span_starts(command_word(c, i), "-") ||
			(by_option && span_eq_str(command_word(c, i - 1), "-e")))
			continue;
		if (deletes_credentials(script.text))
			shell_remove(c->run, path, false);
		else if (value_has_source(&put_in))
			shell_write_file(c->run, path, &put_in, true, c->range);
	}
}

void command_dd(struct command *c)
{
	struct value content = c->in ? *c->in : value_of(span_of("", 0));

	for (size_t i = 1; i < c->argv.len; i++)
		if (span_starts(command_word(c, i), "if="))
			content = shell_read_file(
				c->run, shell_path(c->run, span_from(command_word(c, i), 3)));
	for (size_t i = 1; i < c->argv.len; i++) {
		if (span_starts(command_word(c, i), "of=")) {
			shell_write_file(c->run,
				shell_path(c->run, span_from(command_word(c, i), 3)), &content,
				false, c->range);
			return;
		}
	}
	put(c, &content);
}
