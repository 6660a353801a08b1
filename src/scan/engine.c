#include "scan/engine.h"

#include <stdlib.h>

#include "base/escape.h"
#include "base/nomem.h"
#include "policy/inline_allow.h"
#include "report/mask.h"
#include "scan/analysis.h"

struct engine {
	struct policy *policy;
	struct arena *run;
	struct arena file; /* wiped after each file */
	struct token_scanner *scanner;
	struct finding_list findings;
	struct summary summary;
	struct deadline deadline;
	uint64_t total; /* bytes left of the budget */
	bool has_budget;
};

struct engine *engine_new(struct policy *policy, struct arena *run)
{
	struct engine *e = xmalloc(sizeof(*e));

	*e = (struct engine){.policy = policy, .run = run};
	e->scanner = token_scanner_new(policy->tokens.at, policy->tokens.len);
	return e;
}

void engine_free(struct engine *e)
{
	if (!e)
		return;
	token_scanner_free(e->scanner);
	arena_release(&e->file);
	free(e);
}

void engine_start_budget(struct engine *e)
{
	e->has_budget = true;
	e->total = e->policy->limits.total;
	e->deadline = deadline_in(e->policy->limits.time_ms);
}

struct deadline engine_deadline(const struct engine *e)
{
	return e->deadline;
}

void engine_skip(struct engine *e, struct span path, const char *reason)
{
	summary_skip(&e->summary, e->run, path, arena_copy(e->run, span_str(reason)).ptr);
}

bool engine_admit(struct engine *e, struct span path, uint64_t size)
{
	const struct limits *limits = &e->policy->limits;
	const char *reason = NULL;

	if (size > limits->blob)
		reason = arena_printf(e->run,
			"%llu bytes are more than the policy's limit for one file (blob = %zu)",
			(unsigned long long)size, limits->blob);
	else if (e->has_budget && size > e->total)
		reason = arena_printf(e->run,
			"the policy's limit for one run (total = %zu) is "
			"reached",
			limits->total);
	else if (deadline_passed(e->deadline))
		reason = arena_printf(e->run,
			"the policy's time limit (time = %lldms) is reached",
			(long long)limits->time_ms);
	if (reason) {
		summary_skip(&e->summary, e->run, path, reason);
		return false;
	}
	if (e->has_budget)
		e->total -= size;
	return true;
}

/* One file on its way from hits to findings. */
struct file_report {
	struct engine *engine;
	const struct analysis *analysis;
	const struct hit_identity *identities;
	struct span path; /* in the run arena */
	struct line_index lines;
	struct secret_span *secrets; /* all that are known in the file, for masking */
	size_t secret_count;
	size_t first; /* index of the file's first finding */
};

static enum severity severity_of(const struct policy *policy, const struct hit *hit)
{
	enum severity severity = policy->severities[hit->rule->id];

	return hit->at_most != SEVERITY_OFF && hit->at_most < severity ? hit->at_most
								       : severity;
}

static enum inline_allow inline_allow_of(
	const struct file_report *r, const struct hit *hit, size_t line)
{
	struct span text = lines_text(&r->lines, line);
	struct span above = line > 1 ? lines_text(&r->lines, line - 1) : span_of("", 0);

	return inline_allow_find(text, above, hit->rule);
}

static struct position position_of(const struct file_report *r, const char *byte)
{
	return lines_position(&r->lines, (size_t)(byte - r->analysis->subject.text.ptr));
}

/* The finding of the same secret in this file, if there is one already. */
static struct finding *find_same(struct file_report *r, const struct fingerprint *fingerprint)
{
	struct finding_list *list = &r->engine->findings;

	for (size_t i = r->first; i < list->items.len; i++)
		if (fingerprint_eq(&list->items.at[i].fingerprint, fingerprint))
			return &list->items.at[i];
	return NULL;
}

static void add_source(
	struct file_report *r, struct finding *f, struct position at, const char *text)
{
	*vec_add(&f->trace, r->engine->run) =
		(struct trace_step){ROLE_SOURCE, r->path, at.line, text};
}

static void add_finding(
	struct file_report *r, const struct hit *hit, const struct hit_identity *id)
{
	struct engine *e = r->engine;
	struct arena *run = e->run;
	struct position start = position_of(r, hit->where.ptr);
	enum inline_allow comment = inline_allow_of(r, hit, start.line);
	bool is_secret = hit->rule->family == FAMILY_SECRET;
	struct finding *f;
	struct excerpt excerpt = {"", 0, 0};

	if (comment == INLINE_ALLOWED) {
		e->summary.allowed++;
		return;
	}
	/* an empty place is a line that nobody understood: who knows what it holds */
	if (hit->where.len)
		excerpt = mask_excerpt(r->analysis->subject.text, hit->where, r->secrets,
			r->secret_count, run);
	f = is_secret ? find_same(r, &id->fingerprint) : NULL;
	if (f) {
		add_source(r, f, start, excerpt.text);
		return;
	}
	if (allow_covers(&e->policy->allows, hit->rule->id, r->path, id->fingerprint.text)) {
		e->summary.allowed++;
		return;
	}
	f = vec_add(&e->findings.items, run);
	f->rule = hit->rule;
	f->severity = severity_of(e->policy, hit);
	f->confidence = hit->confidence;
	f->path = r->path;
	f->start = start;
	f->end = position_of(r, hit->where.ptr + hit->where.len);
	f->message = arena_printf(run, "%s%s", hit->message,
		comment == INLINE_NO_REASON
			? "; its 'layergate: allow' comment gives no reason and does not count"
			: "");
	f->fix = arena_copy(run, span_str(hit->fix)).ptr;
	f->excerpt = excerpt;
	f->token = hit->token;
	f->checksum = hit->checksum;
	f->fingerprint = id->fingerprint;
	f->match_key = id->match_key;
	if (is_secret) {
		*vec_add(&f->places, run) =
			(struct finding_place){PLACE_COMMITTED, "", r->path, start.line};
		add_source(r, f, start, excerpt.text);
	}
}

/*
 * Doubtful hits come second: of a secret that stands in a comment and in a live line, the live
 * one is the finding.
 */
static void add_findings(struct file_report *r)
{
	const struct hit_list *hits = &r->analysis->hits;

	for (int doubtful = 0; doubtful <= 1; doubtful++)
		for (size_t i = 0; i < hits->items.len; i++)
			if ((hits->items.at[i].confidence == CONFIDENCE_POSSIBLE) == doubtful)
				add_finding(r, &hits->items.at[i], &r->identities[i]);
}

/* All secrets that are known in the file, also those that are no finding of their own. */
static void collect_secrets(struct file_report *r)
{
	const struct subject *s = &r->analysis->subject;

	r->secrets = arena_array(&r->engine->file, s->hits.len, sizeof(*r->secrets));
	for (size_t i = 0; i < s->hits.len; i++) {
		const struct hit *hit = &s->hits.at[i];

		if (hit->rule->family == FAMILY_SECRET)
			r->secrets[r->secret_count++] = (struct secret_span){
				hit->where, mask_public_prefix(hit->token, hit->where)};
	}
	r->secret_count = mask_prepare(r->secrets, r->secret_count);
}

/* Mark the file's findings that this base version has as well. */
static enum status mark_existing(struct file_report *r, const struct scan_request *request,
	const struct base_version *base, struct error *err)
{
	struct engine *e = r->engine;
	struct arena arena;
	struct analysis before;
	const struct hit_identity *ids;
	enum status st;

	arena_init(&arena);
	st = analyse(&before, e->scanner, e->policy, base->path, request->kind, base->bytes,
		&arena, err);
	if (st == STATUS_OK) {
		ids = analysis_identities(&before, e->policy, &arena);
		for (size_t i = r->first; i < e->findings.items.len; i++) {
			struct finding *f = &e->findings.items.at[i];

			for (size_t j = 0; j < before.hits.items.len && !f->existing; j++)
				f->existing = base->moved
					? fingerprint_eq(&ids[j].match_key, &f->match_key)
					: fingerprint_eq(&ids[j].fingerprint, &f->fingerprint);
		}
	}
	arena_release(&arena);
	return st;
}

static enum status compare_with_bases(
	struct file_report *r, const struct scan_request *request, struct error *err)
{
	struct base_version base;
	enum status st;

	if (!request->bases)
		return STATUS_OK;
	for (size_t i = 0;; i++) {
		base = (struct base_version){0};
		st = request->bases(request->payload, i, &base, err);
		if (st == STATUS_NOT_FOUND)
			return STATUS_OK;
		if (st != STATUS_OK)
			continue; /* not readable: its findings count as new */
		st = mark_existing(r, request, &base, err);
		if (st != STATUS_OK)
			return st;
	}
}

/* What the policy makes of the file's findings: which block, which are not shown. */
static void decide(struct file_report *r)
{
	struct engine *e = r->engine;
	const struct policy *policy = e->policy;
	size_t kept = r->first;

	for (size_t i = r->first; i < e->findings.items.len; i++) {
		struct finding *f = &e->findings.items.at[i];
		bool counts = !f->existing || policy->existing == EXISTING_BLOCK;

		f->blocks =
			counts && policy->block != SEVERITY_OFF && f->severity >= policy->block;
		if (!f->blocks &&
			(f->severity < policy->show ||
				(f->existing && policy->existing == EXISTING_HIDE))) {
			e->summary.hidden++;
			continue;
		}
		e->findings.items.at[kept++] = *f;
	}
	e->findings.items.len = kept;
}

static void note_problems(struct file_report *r)
{
	const struct settings *settings = &r->analysis->settings;
	const struct problem *first;
	size_t line;

	if (settings->problems.len == 0)
		return;
	first = &settings->problems.at[0];
	line = lines_position(&r->lines, first->offset).line;
	summary_partial(&r->engine->summary, r->engine->run, r->path,
		arena_printf(r->engine->run, "line %zu: %s", line,
			escaped_text(&r->engine->file, span_str(first->what))));
}

enum status engine_scan(struct engine *e, const struct scan_request *request, struct error *err)
{
	struct analysis analysis;
	struct file_report r = {
		.engine = e, .analysis = &analysis, .first = e->findings.items.len};
	enum status st = analyse(&analysis, e->scanner, e->policy, request->path, request->kind,
		request->bytes, &e->file, err);

	if (st != STATUS_OK) {
		arena_reset(&e->file);
		return st;
	}
	e->summary.files++;
	e->summary.bytes += request->bytes.len;
	if (analysis.undecided)
		engine_skip(e, request->path, analysis.undecided);
	if (analysis.hits.items.len || analysis.settings.problems.len) {
		r.path = arena_copy(e->run, request->path);
		lines_index(&r.lines, analysis.subject.text, &e->file);
		r.identities = analysis_identities(&analysis, e->policy, &e->file);
		collect_secrets(&r);
		note_problems(&r);
		add_findings(&r);
	}
	if (e->findings.items.len > r.first) {
		st = compare_with_bases(&r, request, err);
		decide(&r);
	}
	arena_reset(&e->file);
	return st;
}

struct finding_list *engine_findings(struct engine *e)
{
	findings_sort(&e->findings);
	return &e->findings;
}

struct summary *engine_summary(struct engine *e)
{
	return &e->summary;
}
