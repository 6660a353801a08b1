/* Commands that copy, move and remove files. */
#include "image/commands.h"
#include "image/path.h"
#include "text/glob.h"

/* All operands but the last go to the last one, or to the directory of -t. */
static void copy_operands(struct command *c, bool recursive, bool moves, const char *with_value)
{
	struct value target = {0};
	bool has_target = command_option(c, "-t", &target) ||
		command_option(c, "--target-directory", &target);
	size_t last = c->argv.len - 1;
	struct span to;
	size_t at;

	if (c->argv.len < 2)
		return;
	to = has_target ? path_join(c->run->b->arena, target.text, span_str("."))
			: command_word(c, last);
	if (has_target)
		to = span_sub(to, 0, to.len - 1); /* "DIR/" */
	for (at = command_operand(c, 1, with_value); at < last + has_target;
		at = command_operand(c, at + 1, with_value))
		shell_copy_file(c->run, command_word(c, at), to, recursive, moves, c->range);
}

void command_cp(struct command *c)
{
	bool is_rsync = span_eq_str(path_base(command_word(c, 0)), "rsync");

	copy_operands(c,
		command_has_option(c, "rRa", "recursive") ||
			command_has_option(c, "", "archive"),
		false, is_rsync ? "e" : "tS");
}

void command_mv(struct command *c)
{
	copy_operands(c, true, true, "tS");
}

/* ln -s TARGET NAME: what is done to the name is done to the target */
static void link_symbolically(struct command *c)
{
	struct stage *stage = c->run->b->stage;
	size_t at = command_operand(c, 1, "tS");
	size_t last = command_operand(c, at + 1, "tS");
	struct span path;

	if (last >= c->argv.len || !stage_has_room(c->run->b, stage->links.len))
		return;
	path = shell_path(c->run, command_word(c, last));
	if (stage_has_directory(c->run->b, path))
		path = path_join(c->run->b->arena, path, path_base(command_word(c, at)));
	shell_remove(c->run, path, false);
	*vec_add(&stage->links, c->run->b->arena) = (struct image_link){
		path, path_resolve(c->run->b->arena, path_parent(path), command_word(c, at))};
}

/* A hard link is a second name; a symbolic one has no content of its own. */
void command_ln(struct command *c)
{
	if (command_has_option(c, "s", "symbolic"))
		link_symbolically(c);
	else
		copy_operands(c, false, false, "tS");
}

void command_install(struct command *c)
{
	if (command_has_option(c, "d", "directory"))
		command_mkdir(c);
	else
		copy_operands(c, false, false, "mogtS");
}

void command_rm(struct command *c)
{
	bool recursive = command_has_option(c, "rR", "recursive");

	for (size_t at = command_operand(c, 1, ""); at < c->argv.len;
		at = command_operand(c, at + 1, ""))
		shell_remove(c->run, shell_path(c->run, command_word(c, at)), recursive);
}

void command_unlink(struct command *c)
{
	shell_remove(c->run, shell_path(c->run, command_word(c, 1)), false);
}

void command_truncate(struct command *c)
{
	for (size_t at = command_operand(c, 1, "sr"); at < c->argv.len;
		at = command_operand(c, at + 1, "sr"))
		shell_remove(c->run, shell_path(c->run, command_word(c, at)), false);
}

/* It overwrites what the file holds, with or without -u. */
void command_shred(struct command *c)
{
	for (size_t at = command_operand(c, 1, "ns"); at < c->argv.len;
		at = command_operand(c, at + 1, "ns"))
		shell_remove(c->run, shell_path(c->run, command_word(c, at)), false);
}

void command_mkdir(struct command *c)
{
	for (size_t at = command_operand(c, 1, "mgo"); at < c->argv.len;
		at = command_operand(c, at + 1, "mgo"))
		stage_add_directory(c->run->b, shell_path(c->run, command_word(c, at)));
}

void command_mktemp(struct command *c)
{
	const char *name = arena_printf(c->run->b->arena, "/tmp/tmp.%u", c->run->temporary++);

	if (command_has_option(c, "d", "directory"))
		stage_add_directory(c->run->b, span_str(name));
	value_add_text(c->out, span_str(name), 0, 0);
}

/* --- find ------------------------------------------------------------------------------- */

/* The words of find between its directories and what it does with what it finds. */
struct search {
	struct command *c;
	size_t roots_end;
	const struct value
		*names[16]; /* of -name, -iname and -path: one of them has to match */
	size_t name_count;
	bool deletes;
	size_t exec; /* index of the command, or 0 */
};

static void read_search(struct command *c, struct search *s)
{
	size_t at = 1;

	*s = (struct search){.c = c};
	while (at < c->argv.len && !span_starts(command_word(c, at), "-") &&
		!span_eq_str(command_word(c, at), "(") &&
		!span_eq_str(command_word(c, at), "!"))
		at++;
	s->roots_end = at;
	for (; at < c->argv.len; at++) {
		struct span word = command_word(c, at);

		if (span_eq_str(word, "-delete")) {
			s->deletes = true;
		} else if (span_eq_str(word, "-exec") || span_eq_str(word, "-execdir")) {
			s->exec = at + 1;
			return;
		} else if ((span_eq_str(word, "-name") || span_eq_str(word, "-iname") ||
				   span_eq_str(word, "-path")) &&
			at + 1 < c->argv.len && s->name_count < 16) {
			s->names[s->name_count++] = &c->argv.at[++at];
		}
	}
}

static bool search_finds(const struct search *s, struct span path)
{
	struct span base = path_base(path);

	for (size_t i = 0; i < s->name_count; i++) {
		struct span name = s->names[i]->text;

		if (span_eq(name, base) || glob_match_part(name, base) ||
			glob_match(name, path))
			return true;
	}
	return s->name_count == 0;
}

static bool is_below_roots(const struct search *s, struct span path)
{
	struct span below;

	for (size_t i = 1; i < s->roots_end; i++)
		if (path_is_below(path, shell_path(s->c->run, command_word(s->c, i)), &below))
			return true;
	return s->roots_end == 1 && path_is_below(path, s->c->run->cwd, &below);
}

/* -exec rm {} \; for one file */
static void execute(const struct search *s, struct span path)
{
	struct command inner = *s->c;

	inner.argv.len = inner.argv.cap = 0;
	inner.argv.at = NULL;
	for (size_t i = s->exec; i < s->c->argv.len; i++) {
		struct span word = command_word(s->c, i);

		if (span_eq_str(word, ";") || span_eq_str(word, "+"))
			break;
		*vec_add(&inner.argv, s->c->run->b->arena) =
			span_eq_str(word, "{}") ? value_of(path) : s->c->argv.at[i];
	}
	if (inner.argv.len)
		command_follow_from(&inner, 0);
}

void command_find(struct command *c)
{
	struct search s;
	struct file_list files = files_copy(c->run->b, &c->run->b->stage->files);

	read_search(c, &s);
	VEC_EACH(const struct image_file, file, &files.items) {
		if (!builder_pay(c->run->b, s.roots_end + s.name_count) ||
			!is_below_roots(&s, file->path) || !search_finds(&s, file->path))
			continue;
		if (s.deletes)
			shell_remove(c->run, file->path, false);
		else if (s.exec)
			execute(&s, file->path);
		else
			value_add_text(c->out, file->path, 0, 0), value_add_char(c->out, '\n');
	}
}

/* What it reads are further words of the command. */
void command_xargs(struct command *c)
{
	struct command inner = *c;
	struct value words = c->in ? *c->in : value_of(span_of("", 0));
	size_t at = command_operand(c, 1, "IinLPdEs");
	size_t start = 0;

	inner.argv.len = inner.argv.cap = 0;
	inner.argv.at = NULL;
	for (; at < c->argv.len; at++)
		*vec_add(&inner.argv, c->run->b->arena) = c->argv.at[at];
	while (start < words.text.len && builder_pay(c->run->b, 1)) {
		size_t end = start;

		while (end < words.text.len && !is_space(words.text.ptr[end]))
			end++;
		if (end > start)
			*vec_add(&inner.argv, c->run->b->arena) =
				value_sub(&words, start, end, c->run->b->arena);
		start = end + 1;
	}
	if (inner.argv.len)
		command_follow_from(&inner, 0);
}

/* --- tar -------------------------------------------------------------------------------- */

/* The archive holds what its files hold; where it is unpacked, nobody looks into it. */
static void pack(struct command *c, struct span archive)
{
	struct shell_run *run = c->run;
	struct span directory = run->cwd;
	struct value_builder content;
	struct value value;
	struct value dir;

	value_begin(&content, run->b->arena);
	if (command_option(c, "-C", &dir))
		directory = shell_path(run, dir.text);
	for (size_t i = 1; i < c->argv.len; i++) {
		struct span path = path_resolve(run->b->arena, directory, command_word(c, i));

		if (span_starts(command_word(c, i), "-") || !builder_pay(run->b, 8))
			continue;
		VEC_EACH(const struct image_file, file, &run->b->stage->files.items) {
			struct span below;

			if (!path_is_below(file->path, path, &below))
				continue;
			value_add_unknown(&content, file->path, NO_SOURCE);
			VEC_EACH(const struct file_source, fs, &file->sources)
				value_mark(&content, file->path.len + 3, fs->source);
		}
	}
	value = value_end(&content);
	if (archive.len == 0 || span_eq_str(archive, "-"))
		value_add(c->out, &value);
	else
		shell_write_file(run, shell_path(run, archive), &value, false, c->range);
}

void command_tar(struct command *c)
{
	struct span mode = command_word(c, 1);
	bool creates = span_eq_str(mode, "--create");
	struct value archive = value_of(span_of("", 0));

	if (!span_starts(mode, "--"))
		creates = span_chr(mode, 'c') < mode.len && span_chr(mode, 'x') == mode.len;
	if (!creates)
		return;
	if (!span_starts(mode, "--") && span_chr(mode, 'f') < mode.len)
		archive = c->argv.len > 2 ? c->argv.at[2] : archive;
	else if (!command_option(c, "-f", &archive))
		command_option(c, "--file", &archive);
	pack(c, archive.text);
}
