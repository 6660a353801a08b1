/*
 * For people. One block a finding:
 *
 *	.npmrc:3:32  critical  npm access token is committed (its checksum is right)
 *	  //npm.example.com/:_authToken=npm_********
 *	                                ^~~~~~~~~~~~
 *	  fix:   revoke it, then write a reference such as ${NPM_TOKEN} …
 *	  why:   … (once for each rule)
 *	  allow: '# layergate: allow committed-token REASON' above the line, or …
 *
 * then what was not scanned, then one line that sums up. Nothing is printed when all is well
 * and the context is a hook.
 */
#include "base/escape.h"
#include "report/history.h"
#include "report/places.h"
#include "report/report.h"

struct painter {
	struct buf *out;
	bool color;
};

static const char *style_of(enum severity severity)
{
	switch (severity) {
	case SEVERITY_CRITICAL:
	case SEVERITY_HIGH:
		return "\033[1;31m";
	case SEVERITY_MEDIUM:
		return "\033[1;33m";
	case SEVERITY_LOW:
	case SEVERITY_NOTE:
	case SEVERITY_OFF:
		break;
	}
	return "\033[1;36m";
}

static void painted(struct painter *p, const char *style, const char *text)
{
	if (p->color)
		buf_add_str(p->out, style);
	buf_add_str(p->out, text);
	if (p->color)
		buf_add_str(p->out, "\033[0m");
}

static void add_caret(struct painter *p, const struct excerpt *excerpt)
{
	buf_add_str(p->out, "    ");
	for (size_t i = 0; i < excerpt->caret; i++)
		buf_add_char(p->out, ' ');
	if (p->color)
		buf_add_str(p->out, "\033[1;32m");
	buf_add_char(p->out, '^');
	for (size_t i = 1; i < excerpt->caret_len; i++)
		buf_add_char(p->out, '~');
	if (p->color)
		buf_add_str(p->out, "\033[0m");
	buf_add_char(p->out, '\n');
}

/* Other lines of the file that have the same secret. */
static void add_more_lines(struct painter *p, const struct finding *f)
{
	enum {
		MOST = 5
	};
	size_t count = 0;

	/* of a secret that is not in the file its places say enough */
	if (f->places.len == 0 || f->places.at[0].place != PLACE_COMMITTED)
		return;
	VEC_EACH(const struct trace_step, step, &f->trace) {
		if (step->role != ROLE_SOURCE || step->line == f->start.line ||
			!span_eq(step->path, f->path))
			continue;
		if (++count <= MOST)
			buf_printf(p->out, "%sline %zu",
				count > 1 ? ", " : "    also:  ", step->line);
	}
	if (count > MOST)
		buf_printf(p->out, " and %zu more", count - MOST);
	if (count)
		buf_add_char(p->out, '\n');
}

static void add_places(struct painter *p, const struct finding *f)
{
	if (!has_image_places(f))
		return;
	buf_add_str(p->out, "    image: ");
	add_image_places(p->out, f);
	buf_add_char(p->out, '\n');
}

static void add_finding(struct painter *p, const struct finding *f, bool say_why)
{
	struct buf where;

	buf_init(&where, 64 * 1024);
	if (f->path.ptr)
		escape_path(&where, f->path);
	else
		buf_add_str(&where, "(a file without a name)");
	if (f->start.line)
		buf_printf(&where, ":%zu:%zu", f->start.line, f->start.column);
	painted(p, "\033[1m", where.ptr ? where.ptr : "");
	buf_release(&where);
	buf_add_str(p->out, ": ");
	painted(p, style_of(f->severity), severity_name(f->severity));
	buf_printf(p->out, ": %s%s\n", f->message, f->existing ? " (was there before)" : "");
	if (f->excerpt.text[0]) {
		buf_printf(p->out, "    %s\n", f->excerpt.text);
		if (f->excerpt.caret_len)
			add_caret(p, &f->excerpt);
	}
	add_more_lines(p, f);
	add_places(p, f);
	add_history_lines(p->out, f);
	if (f->fix[0])
		buf_printf(p->out, "    fix:   %s\n", f->fix);
	if (say_why)
		buf_printf(p->out, "    why:   %s (layergate explain %s)\n", f->rule->why,
			f->rule->slug);
	/* a comment put in now changes nothing about a version in the history */
	if (f->history.commits)
		buf_printf(p->out, "    allow: [allow] in the policy with %s\n\n",
			f->fingerprint.text);
	else
		buf_printf(p->out,
			"    allow: '# layergate: allow %s REASON' above the line, or [allow] "
			"with %s\n\n",
			f->rule->slug, f->fingerprint.text);
}

static void add_unread(
	struct painter *p, const char *head, const struct unread *items, size_t count)
{
	enum {
		MOST = 20
	};

	if (count == 0)
		return;
	painted(p, "\033[1m", head);
	buf_add_char(p->out, '\n');
	for (size_t i = 0; i < count && i < MOST; i++) {
		buf_add_str(p->out, "    ");
		escape_path(p->out, items[i].path);
		buf_printf(p->out, "%s%s\n", items[i].path.len ? ": " : "", items[i].reason);
	}
	if (count > MOST)
		buf_printf(p->out, "    and %zu more\n", count - MOST);
	buf_add_char(p->out, '\n');
}

static const char *plural(size_t n)
{
	return n == 1 ? "" : "s";
}

static size_t count_blocking(const struct report *report)
{
	size_t count = 0;

	VEC_EACH(const struct finding, f, &report->findings->items)
		count += f->blocks;
	return count;
}

static void add_counts(struct painter *p, const struct report *report)
{
	const struct summary *s = report->summary;
	size_t findings = report->findings->items.len;

	buf_printf(p->out, "%zu finding%s in %zu scanned file%s", findings, plural(findings),
		s->files, plural(s->files));
	if (report->context == REPORT_HISTORY)
		buf_printf(p->out, " of %zu commit%s", s->commits, plural(s->commits));
	if (s->allowed)
		buf_printf(p->out, ", %zu allowed", s->allowed);
	if (s->hidden)
		buf_printf(p->out, ", %zu not shown", s->hidden);
	if (s->skipped.len)
		buf_printf(p->out, ", %zu not scanned", s->skipped.len);
	buf_add_char(p->out, '\n');
}

static void add_verdict(struct painter *p, const struct report *report)
{
	bool hook = report->context == REPORT_PRE_COMMIT;
	size_t blocking = count_blocking(report);

	buf_add_str(p->out, "layergate: ");
	switch (report->verdict) {
	case VERDICT_BLOCKED:
		painted(p, "\033[1;31m", hook ? "commit stopped" : "blocked");
		buf_printf(p->out, " by %zu of ", blocking);
		break;
	case VERDICT_INCOMPLETE:
		painted(p, "\033[1;31m",
			hook ? "commit stopped, not everything was scanned"
			     : "not everything was scanned");
		buf_add_str(p->out, ": ");
		break;
	case VERDICT_FINDINGS:
		buf_add_str(p->out, "nothing blocks: ");
		break;
	case VERDICT_CLEAN:
		painted(p, "\033[1;32m", "clean");
		buf_add_str(p->out, ": ");
		break;
	}
	add_counts(p, report);
	if (!hook || report->verdict == VERDICT_FINDINGS || report->verdict == VERDICT_CLEAN)
		return;
	buf_add_str(p->out, "  'git commit --no-verify' would only move this to the server\n");
}

void report_text(const struct report *report, struct buf *out)
{
	struct painter p = {out, report->color};
	bool said_why[RULE_COUNT] = {false};
	bool silent = report->quiet || report->context == REPORT_PRE_COMMIT;

	VEC_EACH(const struct finding, f, &report->findings->items) {
		if (report->quiet && !f->blocks)
			continue;
		add_finding(&p, f, !said_why[f->rule->id]);
		said_why[f->rule->id] = true;
	}
	add_unread(
		&p, "Not scanned:", report->summary->skipped.at, report->summary->skipped.len);
	if (!report->quiet)
		add_unread(&p, "Searched for tokens only, their structure was not understood:",
			report->summary->partial.at, report->summary->partial.len);
	if (silent && report->findings->items.len == 0 && report->summary->skipped.len == 0)
		return;
	if (report->quiet && report->verdict != VERDICT_BLOCKED &&
		report->verdict != VERDICT_INCOMPLETE)
		return;
	if (report->context == REPORT_HISTORY)
		add_history_table(out, report->findings);
	add_verdict(&p, report);
}
