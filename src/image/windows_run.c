#include "image/windows_run.h"

#include "image/commands.h"
#include "image/path.h"

/* A text on its way. */
struct windows_reader {
	struct shell_run *run;
	bool is_powershell;
	char escape; /* '`' or '^' */
	struct span rest;
};

static bool is_separator(const struct windows_reader *r, char c)
{
	return c == '|' || c == '&' || c == '\n' || (c == ';' && r->is_powershell);
}

static bool is_name(char c)
{
	return is_alnum(c) || c == '_';
}

/* $env:NAME, ${env:NAME}, $NAME; or %NAME%: the length of the reference, and the name. */
static size_t variable_length(const struct windows_reader *r, struct span s, struct span *name)
{
	size_t start;
	size_t end;
	bool braced;

	if (!r->is_powershell) {
		end = 1 + span_chr(span_from(s, 1), '%');
		*name = span_sub(s, 1, end);
		return s.ptr[0] == '%' && end < s.len && name->len ? end + 1 : 0;
	}
	if (s.ptr[0] != '$')
		return 0;
	braced = s.len > 1 && s.ptr[1] == '{';
	start = 1U + braced;
	if (span_starts_nocase(span_from(s, start), "env:"))
		start += 4;
	for (end = start; end < s.len && is_name(s.ptr[end]); end++)
		;
	*name = span_sub(s, start, end);
	return name->len ? end + braced : 0;
}

static void add_text(struct windows_reader *r, struct value_builder *out, struct span text)
{
	struct file_range range = shell_range(r->run, text);

	value_add_text(out, text, range.from, range.to);
	mark_tokens(r->run->b, out, text.len, range);
}

/* One word, quotes and escapes gone, variables in place. */
static struct value take_word(struct windows_reader *r)
{
	struct value_builder out;
	char quote = '\0';

	value_begin(&out, r->run->b->arena);
	while (r->rest.len && builder_pay(r->run->b, 1)) {
		char c = r->rest.ptr[0];
		struct span name;
		size_t len;

		if (!quote && (is_space(c) || c == '>' || c == '<' || is_separator(r, c)))
			break;
		len = quote == '\'' ? 0 : variable_length(r, r->rest, &name);
		if (c == quote) {
			quote = '\0';
			r->rest = span_from(r->rest, 1);
		} else if (!quote && (c == '"' || (c == '\'' && r->is_powershell))) {
			quote = c;
			r->rest = span_from(r->rest, 1);
		} else if (len) {
			struct value value = shell_variable(r->run, name);

			value_add(&out, &value);
			r->rest = span_from(r->rest, len);
		} else {
			if (c == r->escape && r->rest.len > 1 && quote != '\'')
				r->rest = span_from(r->rest, 1);
			add_text(r, &out, span_sub(r->rest, 0, 1));
			r->rest = span_from(r->rest, 1);
		}
	}
	return value_end(&out);
}

static void skip_blanks(struct windows_reader *r)
{
	while (r->rest.len && is_blank(r->rest.ptr[0]))
		r->rest = span_from(r->rest, 1);
}

/* --- commands --------------------------------------------------------------------------- */

static bool is_named(const struct command *c, const char *const *names, size_t count)
{
	struct span name = command_word(c, 0);

	if (span_ends_nocase(name, ".exe"))
		name = span_sub(name, 0, name.len - 4);
	for (size_t i = 0; i < count; i++)
		if (span_eq_nocase(name, names[i]))
			return true;
	return false;
}

#define IS_NAMED(command, ...)                                \
	is_named(command, (const char *const[]){__VA_ARGS__}, \
		sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* The value of a parameter such as -Path, or the first word that is none. */
static bool parameter(
	const struct command *c, const char *name, size_t position, struct value *out)
{
	size_t seen = 0;

	for (size_t i = 1; i < c->argv.len; i++)
		if (span_eq_nocase(command_word(c, i), name) && i + 1 < c->argv.len) {
			*out = c->argv.at[i + 1];
			return true;
		}
	for (size_t i = 1; i < c->argv.len; i++) {
		if (span_starts(command_word(c, i), "-")) {
			if (!span_eq_nocase(command_word(c, i), "-Force") &&
				!span_eq_nocase(command_word(c, i), "-Recurse"))
				i++;
			continue;
		}
		if (seen++ == position) {
			*out = c->argv.at[i];
			return true;
		}
	}
	return false;
}

static void remove_all(struct command *c)
{
	for (size_t i = 1; i < c->argv.len; i++) {
		struct span word = command_word(c, i);

		/* del /f /q; Remove-Item -Force */
		if (!span_starts(word, "-") && !(span_starts(word, "/") && word.len == 2))
			shell_remove(c->run, shell_path(c->run, word), true);
	}
}

static void write_content(struct command *c, bool append)
{
	struct value path;
	struct value value = c->in ? *c->in : value_of(span_of("", 0));

	if (!parameter(c, "-Path", 0, &path) && !parameter(c, "-FilePath", 0, &path))
		return;
	if (!c->in)
		parameter(c, "-Value", 1, &value);
	shell_write_file(c->run, shell_path(c->run, path.text), &value, append, c->range);
}

static void follow(struct command *c)
{
	struct value path;

	if (IS_NAMED(c, "del", "erase", "rd", "rmdir", "Remove-Item", "ri"))
		remove_all(c);
	else if (IS_NAMED(c, "Set-Content", "sc", "Out-File"))
		write_content(c, false);
	else if (IS_NAMED(c, "Add-Content", "ac"))
		write_content(c, true);
	else if (IS_NAMED(c, "Write-Output", "Write-Host", "write"))
		command_echo(c);
	else if (IS_NAMED(c, "Get-Content", "gc", "type"))
		command_cat(c);
	else if (IS_NAMED(c, "copy", "Copy-Item", "cpi", "xcopy"))
		command_cp(c);
	else if (IS_NAMED(c, "move", "Move-Item", "mi", "ren", "rename"))
		command_mv(c);
	else if (IS_NAMED(c, "cd", "chdir", "Set-Location", "sl") &&
		parameter(c, "-Path", 0, &path))
		c->run->cwd = shell_path(c->run, path.text);
	else
		command_follow(c);
}

/* One command with its redirections; its output is what the next of a pipe reads. */
static struct value run_one(struct windows_reader *r, const struct value *in)
{
	struct value_builder out;
	struct command c = {.run = r->run, .in = in, .out = &out, .range = r->run->around};
	struct value target = {0};
	struct value written;
	bool appends = false;

	value_begin(&out, r->run->b->arena);
	for (skip_blanks(r); r->rest.len && !is_separator(r, r->rest.ptr[0]); skip_blanks(r)) {
		if (span_starts(r->rest, ">")) {
			appends = span_starts(r->rest, ">>");
			r->rest = span_from(r->rest, appends ? 2 : 1);
			skip_blanks(r);
			target = take_word(r);
		} else if (span_starts(r->rest, "<")) {
			r->rest = span_from(r->rest, 1);
		} else {
			*vec_add(&c.argv, r->run->b->arena) = take_word(r);
		}
		if (!builder_pay(r->run->b, 2))
			break;
	}
	/* a word alone is what PowerShell writes: 'text' | Out-File x */
	if (c.argv.len == 1 && r->is_powershell)
		value_add(&out, &c.argv.at[0]);
	if (c.argv.len)
		follow(&c);
	written = value_end(&out);
	if (target.text.len)
		shell_write_file(
			r->run, shell_path(r->run, target.text), &written, appends, c.range);
	return written;
}

void windows_run_text(struct shell_run *run, struct span text)
{
	bool is_powershell = run->b->stage->shell == FLAVOUR_POWERSHELL;
	struct windows_reader r = {.run = run,
		.is_powershell = is_powershell,
		.escape = is_powershell ? '`' : '^',
		.rest = text};
	struct value *before = NULL;

	while (r.rest.len && builder_pay(run->b, 4)) {
		struct value *written = ARENA_NEW(run->b->arena, struct value);
		bool is_pipe;

		*written = run_one(&r, before);
		is_pipe = span_starts(r.rest, "|") && !span_starts(r.rest, "||");
		before = is_pipe ? written : NULL;
		while (r.rest.len && is_separator(&r, r.rest.ptr[0]))
			r.rest = span_from(r.rest, 1);
	}
}
