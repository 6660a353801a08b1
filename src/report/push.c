/*
 * For who pushes, through git's "remote: " lines:
 *
 *	error: push rejected: 1 finding blocks it
 *	error: .npmrc:1:32 in commit 1a2b3c4d5e6f, critical
 *	error:   npm access token is committed (its checksum is right)
 *	error:   //npm.example.com/:_authToken=npm_********
 *	hint:    revoke it, then write a reference such as …
 *	hint: …
 *	layergate: 3 commits and 2 files scanned
 *
 * git's client colours lines by their first word, so there are no colours of ours; it does not
 * wrap, so lines fit into a terminal of 80 columns behind git's prefix; and older ones pass
 * control characters on, so there are none. GitLab's web pages show only lines that start with
 * GL-HOOK-ERR, which gets a copy of what matters.
 */
#include "base/escape.h"
#include "report/places.h"
#include "report/report.h"

enum {
	COLUMNS = 72,
	MOST_FINDINGS = 20,
	MOST_UNREAD = 10,
	SHORT_NAME = 12, /* digits of a commit's name */
};

/* Columns of the character at text, and its bytes. Beyond ASCII it may be a wide one. */
static size_t columns_of(struct span text, size_t *bytes)
{
	*bytes = 1;
	if ((unsigned char)text.ptr[0] < 0x80)
		return 1;
	while (*bytes < text.len && ((unsigned char)text.ptr[*bytes] & 0xC0) == 0x80)
		++*bytes;
	return 2;
}

/* Where a line of at most that many columns ends: behind a word if there is one. */
static size_t line_end(struct span text, size_t columns)
{
	size_t at = 0;
	size_t blank = 0;

	while (at < text.len) {
		size_t bytes;
		size_t width = columns_of(span_from(text, at), &bytes);

		if (width > columns)
			return blank ? blank : at;
		if (text.ptr[at] == ' ')
			blank = at;
		columns -= width;
		at += bytes;
	}
	return text.len;
}

/* The text in lines, each with the word, and all but the first a little further in. */
static void add_lines(struct buf *out, const char *word, const char *indent, const char *text)
{
	struct span rest = span_str(text);
	const char *deeper = "";

	do {
		size_t used = strlen(word) + strlen(indent) + strlen(deeper);
		size_t end = line_end(rest, COLUMNS - used);

		buf_printf(out, "%s%s%s", word, indent, deeper);
		buf_add(out, span_sub(rest, 0, end));
		buf_add_char(out, '\n');
		rest = span_from(rest, end);
		while (span_starts(rest, " "))
			rest = span_from(rest, 1);
		deeper = "  ";
	} while (rest.len);
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

/* "PATH:LINE:COLUMN in commit NAME", or what there is of it. */
static const char *where(const struct finding *f, struct arena *arena)
{
	const char *path = f->path.ptr ? escaped_path(arena, f->path)
		: f->history.refs.len  ? escaped_path(arena, f->history.refs.at[0])
				       : "a file without a name";
	const char *place = f->start.line
		? arena_printf(arena, "%s:%zu:%zu", path, f->start.line, f->start.column)
		: path;

	if (!f->history.commit)
		return place;
	return arena_printf(arena, "%s in commit %.*s", place, SHORT_NAME, f->history.commit);
}

/* "in the image: final-file /app/.npmrc (line 3)" */
static const char *image_line(const struct finding *f, struct arena *arena)
{
	struct buf text;
	const char *line;

	buf_init(&text, 64 * 1024);
	buf_add_str(&text, "in the image: ");
	add_image_places(&text, f);
	line = arena_copy(arena, buf_span(&text)).ptr;
	buf_release(&text);
	return line;
}

static void add_finding(struct buf *out, const struct finding *f)
{
	struct arena arena;
	const char *word = f->blocks ? "error: " : "warning: ";

	arena_init(&arena);
	add_lines(out, word, "",
		arena_printf(&arena, "%s, %s%s", where(f, &arena), severity_name(f->severity),
			f->existing ? " (was there before)" : ""));
	add_lines(out, word, "  ", f->message);
	if (f->excerpt.text[0])
		add_lines(out, word, "  ", f->excerpt.text);
	if (has_image_places(f))
		add_lines(out, word, "  ", image_line(f, &arena));
	if (f->fix[0])
		add_lines(out, "hint: ", "  ", f->fix);
	arena_release(&arena);
}

/* What blocks comes first. */
static void add_findings(struct buf *out, const struct report *report)
{
	size_t total = report->findings->items.len;
	size_t shown = 0;

	for (int blocks = 1; blocks >= 0; blocks--)
		VEC_EACH(const struct finding, f, &report->findings->items) {
			if (f->blocks != blocks || shown == MOST_FINDINGS ||
				(report->quiet && !f->blocks))
				continue;
			add_finding(out, f);
			shown++;
		}
	if (shown < total && !report->quiet)
		buf_printf(out, "error: %zu more\n", total - shown);
}

static void add_unread(struct buf *out, const struct report *report)
{
	const struct summary *s = report->summary;
	struct arena arena;

	arena_init(&arena);
	for (size_t i = 0; i < s->skipped.len && i < MOST_UNREAD; i++) {
		const struct unread *u = &s->skipped.at[i];

		add_lines(out, "error: ", "",
			arena_printf(&arena, "not scanned: %s%s%s",
				u->path.len ? escaped_path(&arena, u->path) : "",
				u->path.len ? ": " : "", u->reason));
	}
	if (s->skipped.len > MOST_UNREAD)
		buf_printf(out, "error: not scanned: %zu more\n", s->skipped.len - MOST_UNREAD);
	arena_release(&arena);
}

static void add_advice(struct buf *out, const struct report *report, bool has_blocking)
{
	if (has_blocking)
		add_lines(out, "hint: ", "",
			"A later commit does not take a secret out of an earlier one: "
			"change the commit itself (git commit --amend, git rebase -i) and "
			"push again. A secret that left your machine has to be revoked.");
	if (report->summary->limit_reached)
		add_lines(out, "hint: ", "",
			"Take a file that is too large out, push fewer commits at once, or "
			"ask the administrator about [limits] in the server's policy.");
	else if (report->summary->skipped.len)
		add_lines(out, "hint: ", "",
			"The server could not read all of what was pushed. If pushing "
			"again does not help, tell the administrator.");
}

static void add_verdict(struct buf *out, const struct report *report, size_t blocking)
{
	struct arena arena;

	arena_init(&arena);
	if (report->verdict == VERDICT_BLOCKED)
		add_lines(out, "error: ", "",
			arena_printf(&arena, "push rejected: %zu finding%s block%s it",
				blocking, plural(blocking), blocking == 1 ? "s" : ""));
	else if (report->verdict == VERDICT_INCOMPLETE)
		add_lines(out, report->tolerates_gaps ? "warning: " : "error: ", "",
			report->tolerates_gaps ? "not everything was scanned"
					       : "push rejected: not everything was scanned");
	arena_release(&arena);
}

static void add_counts(struct buf *out, const struct summary *s)
{
	buf_printf(out, "layergate: %zu commit%s and %zu file%s scanned", s->commits,
		plural(s->commits), s->files, plural(s->files));
	if (s->allowed)
		buf_printf(out, ", %zu allowed", s->allowed);
	if (s->skipped.len)
		buf_printf(out, ", %zu not scanned", s->skipped.len);
	buf_add_char(out, '\n');
}

/* Each line once more, for GitLab's web pages. */
static void add_copy_for_gitlab(struct buf *out, size_t from)
{
	struct arena arena;
	struct span rest;
	struct span line;

	arena_init(&arena);
	rest = arena_copy(&arena, span_from(buf_span(out), from));
	while (span_next_line(&rest, &line)) {
		buf_add_str(out, "GL-HOOK-ERR: ");
		buf_add(out, line);
		buf_add_char(out, '\n');
	}
	arena_release(&arena);
}

void report_push(const struct report *report, struct buf *out)
{
	size_t blocking = 0;
	size_t from = out->len;

	VEC_EACH(const struct finding, f, &report->findings->items)
		blocking += f->blocks;
	add_verdict(out, report, blocking);
	add_findings(out, report);
	add_unread(out, report);
	add_advice(out, report, blocking > 0);
	if (report->for_gitlab &&
		(report->verdict == VERDICT_BLOCKED || report->verdict == VERDICT_INCOMPLETE))
		add_copy_for_gitlab(out, from);
	if (!report->quiet || report->verdict == VERDICT_BLOCKED ||
		report->verdict == VERDICT_INCOMPLETE)
		add_counts(out, report->summary);
}
