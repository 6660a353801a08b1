#include "policy/load.h"

#include <errno.h>
#include <fcntl.h>
#include <ini.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/io.h"
#include "policy/keys.h"
#include "tokens/scan.h"

enum {
	LARGEST_FILE = 1 << 20,
	LONGEST_LINE = 198,   /* what inih's buffer of 200 takes, with the line end */
	LONGEST_SECTION = 48, /* inih cuts at 50 */
	LONGEST_KEY = 48,
};

/* The state between our line reader and inih's callback. */
struct loader {
	struct policy *policy;
	struct arena *arena;
	struct error *err;
	enum status status;
	struct span rest;          /* lines not read yet */
	unsigned line;             /* number of the line that was read last */
	bool continued;            /* that line is indented: it goes on with the key before */
	struct policy_entry entry; /* complete when the next key or section begins */
	unsigned entry_line;
	unsigned bad_line;     /* of the mistake, if it is not the last one */
	VEC(struct span) seen; /* "section\nkey", to find duplicates */
};

static void fail(struct loader *l, const char *what)
{
	if (l->status == STATUS_OK) {
		error_set(l->err, "%s", what);
		l->status = STATUS_POLICY;
		l->bad_line = l->line;
	}
}

/* The entry before the current line is complete: apply it. */
static void flush_entry(struct loader *l)
{
	if (l->status == STATUS_OK && l->entry.key.len) {
		l->status = policy_apply(l->policy, &l->entry, l->arena, l->err);
		l->bad_line = l->entry_line;
	}
	l->entry.key = span_of("", 0);
	l->entry.parts.at = NULL;
	l->entry.parts.len = l->entry.parts.cap = 0;
}

static void begin_section(struct loader *l, struct span line)
{
	struct span name = span_sub(line, 1, span_chr(line, ']'));
	struct span rest = span_from(line, name.len + 2);
	struct span comment = span_trim(rest);

	flush_entry(l);
	if (l->status != STATUS_OK)
		return;
	if (name.len + 1 >= line.len)
		fail(l, "a section header without ']'");
	else if (name.len > LONGEST_SECTION)
		fail(l, "the name of the section is longer than 48 bytes");
	else if (comment.len && (comment.ptr == rest.ptr || comment.ptr[0] != ';'))
		fail(l, "text behind the section header");
	else {
		l->entry.section = name;
		l->entry.section_line = l->line;
		l->status = policy_begin_section(l->policy, name, l->line, l->arena, l->err);
		l->bad_line = l->line;
	}
}

/*
 * inih's fgets. It must see every line (comments too) and gets it whole or not at all; after a
 * mistake the file ends.
 */
static char *next_line(char *out, int room, void *stream)
{
	struct loader *l = stream;
	struct span line;

	if (l->status != STATUS_OK || !span_next_line(&l->rest, &line))
		return NULL;
	l->line++;
	if (l->line == 1 && span_starts(line, "\xef\xbb\xbf"))
		line = span_from(line, 3);
	if (line.len > LONGEST_LINE || line.len + 2 > (size_t)room) {
		fail(l, "the line is longer than 198 bytes; go on in an indented line below");
		return NULL;
	}
	if (span_chr(line, '\0') < line.len) {
		fail(l, "a NUL byte");
		return NULL;
	}
	l->continued = line.len && is_space(line.ptr[0]) && l->entry.key.len;
	if (line.len && line.ptr[0] == '[')
		begin_section(l, line);
	memcpy(out, line.ptr, line.len);
	out[line.len] = '\n';
	out[line.len + 1] = '\0';
	return out;
}

static void note_key(struct loader *l, struct span key)
{
	struct span full = span_str(arena_printf(
		l->arena, "%.*s\n%.*s", SPAN_ARG(l->entry.section), SPAN_ARG(key)));

	VEC_EACH(const struct span, s, &l->seen)
		if (span_eq(*s, full))
			fail(l, "the key is there twice");
	*vec_add(&l->seen, l->arena) = full;
}

/* inih's callback: 1 is "understood". */
static int on_pair(void *user, const char *section, const char *name, const char *value)
{
	struct loader *l = user;
	struct span text = arena_copy(l->arena, span_str(value));

	(void)section; /* begin_section saw it, also when it has no keys */
	if (l->status != STATUS_OK)
		return 0;
	if (l->continued) {
		*vec_add(&l->entry.parts, l->arena) = text;
		return 1;
	}
	flush_entry(l);
	if (l->status != STATUS_OK)
		return 0;
	l->entry.key = arena_copy(l->arena, span_str(name));
	l->entry_line = l->line;
	*vec_add(&l->entry.parts, l->arena) = text;
	if (l->entry.key.len > LONGEST_KEY)
		fail(l, "the key is longer than 48 bytes");
	else if (l->entry.key.len == 0)
		fail(l, "a line without a key");
	else
		note_key(l, l->entry.key);
	return l->status == STATUS_OK;
}

enum status policy_parse(struct policy *policy, const char *name, struct span text,
	struct arena *arena, struct error *err)
{
	struct loader l = {
		.policy = policy,
		.arena = arena,
		.err = err,
		.rest = text,
		.entry = {.section = span_of("", 0), .key = span_of("", 0)},
	};
	const char *shown = escaped_path(arena, span_str(name));
	int wrong;

	policy_default(policy, arena);
	policy->origin = shown;
	wrong = ini_parse_stream(next_line, &l, on_pair, &l);
	if (l.status == STATUS_OK && wrong > 0) {
		error_set(err, "not 'key = value'");
		l.status = STATUS_POLICY;
		l.bad_line = (unsigned)wrong;
	}
	flush_entry(&l);
	if (l.status == STATUS_OK)
		l.status = policy_finish(policy, &l.bad_line, err);
	if (l.status == STATUS_OK)
		return STATUS_OK;
	if (l.bad_line)
		error_prefix(err, "%s:%u", shown, l.bad_line);
	else
		error_prefix(err, "%s", shown);
	return l.status;
}

/* The whole file; only regular files, so that a FIFO or a directory can't hold a hook up. */
static enum status read_file(
	const char *path, struct buf *buf, struct error *err, const char *shown)
{
	enum status st = STATUS_IO;
	struct stat info;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0) {
		int reason = errno;

		error_set(err, "cannot open the policy '%s': %s", shown, strerror(reason));
		return reason == ENOENT || reason == ENOTDIR ? STATUS_NOT_FOUND : STATUS_IO;
	}
	if (fstat(fd, &info) != 0)
		error_set(err, "cannot read the policy '%s': %s", shown, strerror(errno));
	else if (!S_ISREG(info.st_mode))
		error_set(err, "the policy '%s' is not a regular file", shown);
	else if (info.st_size == 0)
		error_set(err, "the policy '%s' is empty", shown);
	else {
		st = io_read_all(fd, buf);
		if (st == STATUS_LIMIT)
			error_set(err, "the policy '%s' is larger than 1 MiB", shown);
		else if (st != STATUS_OK)
			error_set(
				err, "cannot read the policy '%s': %s", shown, strerror(errno));
	}
	close(fd);
	return st;
}

enum status policy_read(
	struct policy *policy, const char *path, struct arena *arena, struct error *err)
{
	struct buf buf;
	enum status st;

	buf_init(&buf, LARGEST_FILE);
	st = read_file(path, &buf, err, escaped_path(arena, span_str(path)));
	if (st == STATUS_OK)
		st = policy_parse(policy, path, arena_copy(arena, buf_span(&buf)), arena, err);
	buf_release(&buf);
	return st;
}

/* How many matches of the kind are in the text? */
static enum status count_matches(struct token_scanner *scanner, const struct token_kind *kind,
	struct span text, struct arena *arena, size_t *count, struct error *err)
{
	struct token_matches matches;
	enum status st = token_scan(scanner, text, arena, &matches, err);

	*count = 0;
	if (st != STATUS_OK)
		return st;
	if (matches.undecided.len) {
		error_set(err, "[token %s]: the pattern takes too long on its example",
			kind->slug);
		return STATUS_POLICY;
	}
	VEC_EACH(const struct token_match, m, &matches.tokens)
		*count += m->kind == kind;
	return STATUS_OK;
}

static enum status try_lines(struct token_scanner *scanner, const struct token_kind *kind,
	const char *lines, bool must_match, struct arena *arena, struct error *err)
{
	struct span rest = span_str(lines ? lines : "");
	struct span line;

	while (span_next_line(&rest, &line)) {
		size_t count;
		enum status st = count_matches(scanner, kind, line, arena, &count, err);

		if (st != STATUS_OK)
			return st;
		if (must_match != (count > 0)) {
			error_set(err, "[token %s]: the %s", kind->slug,
				must_match ? "example is not found (is a keyword in it?)"
					   : "counter-example is found");
			return STATUS_POLICY;
		}
	}
	return STATUS_OK;
}

enum status policy_try_tokens(const struct policy *policy, struct error *err)
{
	struct token_scanner *scanner =
		token_scanner_new(policy->tokens.at, policy->tokens.len);
	struct arena arena;
	enum status st = STATUS_OK;

	arena_init(&arena);
	VEC_EACH(const struct token_kind, kind, &policy->tokens) {
		/* a keyword alone makes the pattern compile even without an example */
		size_t count;

		st = count_matches(
			scanner, kind, span_str(kind->keywords), &arena, &count, err);
		if (st == STATUS_OK)
			st = try_lines(scanner, kind, kind->example, true, &arena, err);
		if (st == STATUS_OK)
			st = try_lines(
				scanner, kind, kind->counter_example, false, &arena, err);
		if (st != STATUS_OK)
			break;
	}
	if (st != STATUS_OK)
		error_prefix(err, "%s", policy->origin);
	token_scanner_free(scanner);
	arena_release(&arena);
	return st;
}
