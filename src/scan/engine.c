#include "scan/engine.h"

#include <stdlib.h>

#include "base/escape.h"
#include "base/nomem.h"
#include "scan/file_report.h"
#include "scan/moved.h"

struct engine *engine_new(struct policy *policy, struct arena *run)
{
	struct engine *e = xmalloc(sizeof(*e));

	*e = (struct engine){.policy = policy, .run = run};
	e->scanner = token_scanner_new(policy->tokens.at, policy->tokens.len);
	merged_init(&e->merged);
	facts_cache_init(&e->facts, e->scanner, policy);
	return e;
}

void engine_free(struct engine *e)
{
	if (!e)
		return;
	token_scanner_free(e->scanner);
	merged_release(&e->merged);
	facts_cache_release(&e->facts);
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

void engine_ignore_comments(struct engine *e)
{
	e->ignores_comments = true;
}

void engine_at(struct engine *e, const struct version *version)
{
	e->version = version;
}

void engine_skip(struct engine *e, struct span path, const char *reason)
{
	const struct version *v = e->version;
	const char *text = v && v->commit
		? arena_printf(e->run, "%s (in commit %.12s)", reason, v->commit)
		: arena_copy(e->run, span_str(reason)).ptr;

	summary_skip(&e->summary, e->run, path, text);
}

void engine_skip_limit(struct engine *e, struct span path, const char *reason)
{
	e->summary.limit_reached = true;
	engine_skip(e, path, reason);
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
		engine_skip_limit(e, path, reason);
		return false;
	}
	if (e->has_budget)
		e->total -= size;
	return true;
}

static void count_hidden(struct file_report *r, const struct finding *f)
{
	if (!r->request->version ||
		merged_first_time(&r->engine->merged, &f->fingerprint, r->path_hash))
		r->engine->summary.hidden++;
}

bool finding_blocks(const struct policy *policy, const struct finding *f)
{
	bool counts = !f->existing || policy->existing == EXISTING_BLOCK;

	return counts && policy->block != SEVERITY_OFF && f->severity >= policy->block;
}

/* What the policy makes of the file's findings: which block, which are not shown. */
static void decide(struct file_report *r)
{
	struct engine *e = r->engine;
	const struct policy *policy = e->policy;
	size_t kept = r->first;

	for (size_t i = r->first; i < e->findings.items.len; i++) {
		struct finding *f = &e->findings.items.at[i];

		f->blocks = finding_blocks(policy, f);
		if (!f->blocks &&
			(f->severity < policy->show ||
				(f->existing && policy->existing == EXISTING_HIDE))) {
			count_hidden(r, f);
			continue;
		}
		e->findings.items.at[kept++] = *f;
	}
	e->findings.items.len = kept;
}

static void note_problems(struct file_report *r)
{
	const struct problem_list *problems = r->analysis->subject.problems;
	const struct problem *first;
	size_t line;

	/* of a history's many versions of a file the first one is told */
	if (problems->items.len == 0 ||
		(r->request->version &&
			!merged_first_time(&r->engine->merged, NULL, r->path_hash)))
		return;
	first = &problems->items.at[0];
	/* that is said of what was skipped */
	if (first->what == problems->limit)
		return;
	line = lines_position(&r->lines, first->offset).line;
	summary_partial(&r->engine->summary, r->engine->run, r->path,
		arena_printf(r->engine->run, "line %zu: %s", line,
			escaped_text(&r->engine->file, span_str(first->what))));
}

/* The same bytes may mean something else in another tree. */
static bool depends_on_tree(const struct analysis *a)
{
	return a->subject.pipeline && a->subject.pipeline->builds->items.len > 0;
}

static struct scan_outcome outcome_of(const struct file_report *r)
{
	const struct finding_list *list = &r->engine->findings;
	struct scan_outcome outcome = {
		.is_clean = r->analysis->hits.items.len == 0 &&
			r->analysis->subject.problems->items.len == 0 &&
			!r->analysis->undecided && !depends_on_tree(r->analysis),
	};

	for (size_t i = r->first; i < list->items.len; i++)
		outcome.has_existing |= list->items.at[i].existing;
	outcome.matters_to_images = analysis_matters(r->analysis);
	return outcome;
}

static struct analysis_input input_of(struct engine *e, const struct scan_request *request)
{
	return (struct analysis_input){.path = request->path,
		.kind = request->kind,
		.bytes = request->bytes,
		.tree = request->tree,
		.tree_path = request_tree_path(request),
		.facts = &e->facts};
}

uint64_t engine_means_to_images(
	struct engine *e, const struct tree_view *view, const struct tree_file *file)
{
	const struct file_facts *facts = NULL;
	uint64_t key = key_hash(key_seed(), file->path.ptr, file->path.len);

	if (engine_kind_of(e, file->path) != KIND_IGNORE_FILE) {
		facts = file_facts(&e->facts, view, file);
		if (!file_facts_matter(facts))
			return 0;
		/* what a pipeline does besides is of no interest */
		if (!facts->secrets.len && !facts->has_off && !facts->references.len)
			return key + facts->builds_key;
	}
	return key_hash(key, file->id.bytes, sizeof(file->id.bytes));
}

enum file_kind engine_kind_of(struct engine *e, struct span path)
{
	return facts_kind(&e->facts, path);
}

enum status engine_scan(struct engine *e, const struct scan_request *request, struct error *err)
{
	struct analysis analysis;
	struct file_report r = {.engine = e,
		.request = request,
		.analysis = &analysis,
		.first = e->findings.items.len};
	struct analysis_input input = input_of(e, request);
	enum status st = analyse(&analysis, e->scanner, e->policy, &input, &e->file, err);

	if (st != STATUS_OK) {
		arena_reset(&e->file);
		return st;
	}
	if (!request->again) {
		e->summary.files++;
		e->summary.bytes += request->bytes.len;
	}
	if (request->content.is_known)
		facts_cache_learn(&e->facts, &request->content, &analysis);
	if (analysis.undecided)
		engine_skip(e, request->path, analysis.undecided);
	if (analysis.hits.items.len || analysis.subject.problems->items.len ||
		file_carries_others(&analysis)) {
		r.path = arena_copy(e->run, request->path);
		if (!request->path.ptr)
			r.path.ptr = NULL;
		r.path_hash = merged_path(&e->merged, request->path);
		lines_index(&r.lines, analysis.subject.text, &e->file);
		r.identities = analysis_identities(&analysis, e->policy, &e->file);
		file_collect_secrets(&r);
		note_problems(&r);
		merged_next_version(&e->merged, request->again);
		file_add_findings(&r);
		if (file_carries_others(&analysis))
			file_carry_others(&r);
	}
	if (e->findings.items.len > r.first) {
		st = file_compare_with_bases(&r, err);
		if (request->outcome)
			*request->outcome = outcome_of(&r);
		decide(&r);
	} else if (request->outcome) {
		*request->outcome = outcome_of(&r);
	}
	if (request->version)
		merged_take(&e->merged, &e->findings, r.first, r.path_hash);
	arena_reset(&e->file);
	return st;
}

enum status engine_add_removed(struct engine *e, struct span path, enum file_kind kind,
	struct span bytes, struct moved *moved, struct error *err)
{
	struct analysis analysis;
	const struct hit_identity *ids;
	struct analysis_input input = {.path = path, .kind = kind, .bytes = bytes};
	struct arena arena; /* of its own: it is asked while another file is judged */
	enum status st;

	arena_init(&arena);
	st = analyse(&analysis, e->scanner, e->policy, &input, &arena, err);

	if (st == STATUS_OK) {
		ids = analysis_identities(&analysis, e->policy, &arena);
		moved_next_file(moved);
		for (size_t i = 0; i < analysis.hits.items.len; i++) {
			const struct hit *hit = &analysis.hits.items.at[i];

			if (!allow_covers(&e->policy->allows, hit->rule->id, path,
				    ids[i].fingerprint.text))
				moved_add(moved, kind, &ids[i].match_key,
					hit_severity(e->policy, hit));
		}
	}
	arena_release(&arena);
	return st;
}

enum status engine_look_for(struct engine *e, const struct scan_request *request,
	struct finding *findings, size_t count, struct error *err)
{
	struct analysis analysis;
	const struct hit_identity *ids;
	struct analysis_input input = input_of(e, request);
	enum status st = analyse(&analysis, e->scanner, e->policy, &input, &e->file, err);

	if (st == STATUS_OK) {
		ids = analysis_identities(&analysis, e->policy, &e->file);
		for (size_t n = 0; n < count; n++)
			for (size_t i = 0;
				i < analysis.hits.items.len && !findings[n].history.in_head;
				i++)
				findings[n].history.in_head = fingerprint_eq(
					&ids[i].fingerprint, &findings[n].fingerprint);
	}
	arena_reset(&e->file);
	return st;
}

struct finding_list *engine_findings(struct engine *e)
{
	if (e->sorted != e->findings.items.len)
		findings_sort(&e->findings);
	e->sorted = e->findings.items.len;
	return &e->findings;
}

struct summary *engine_summary(struct engine *e)
{
	return &e->summary;
}
