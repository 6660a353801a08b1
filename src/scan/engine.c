#include "scan/engine.h"

#include <stdlib.h>

#include "base/escape.h"
#include "base/nomem.h"
#include "policy/inline_allow.h"
#include "report/mask.h"
#include "scan/analysis.h"
#include "scan/carried.h"
#include "scan/file_facts.h"
#include "scan/merged.h"
#include "scan/moved.h"
#include "scan/tree_context.h"

struct engine {
	struct policy *policy;
	struct arena *run;
	struct arena file; /* wiped after each file */
	struct token_scanner *scanner;
	struct finding_list findings;
	size_t sorted; /* so many of them are in order; more are added at the end */
	struct summary summary;
	struct deadline deadline;
	uint64_t total; /* bytes left of the budget */
	bool has_budget;
	bool ignores_comments;
	const struct version *version; /* that what is skipped is noted with */
	struct merged merged;
	struct facts_cache facts;
	struct carried_list carried;
};

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

/* One file on its way from hits to findings. */
struct file_report {
	struct engine *engine;
	const struct scan_request *request;
	const struct analysis *analysis;
	const struct hit_identity *identities;
	struct span path; /* in the run arena */
	uint64_t path_hash;
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

/* The line of an instruction as a step of the story; once is enough. */
static void add_step(
	struct file_report *r, struct finding *f, enum trace_role role, size_t offset)
{
	struct span text = r->analysis->subject.text;
	size_t line = lines_position(&r->lines, offset).line;
	struct excerpt excerpt;

	VEC_EACH(const struct trace_step, step, &f->trace)
		if (step->line == line && step->role == role)
			return;
	excerpt = mask_excerpt(text, span_trim(lines_text(&r->lines, line)), r->secrets,
		r->secret_count, r->engine->run);
	*vec_add(&f->trace, r->engine->run) =
		(struct trace_step){role, r->path, line, excerpt.text};
}

static void add_steps(struct file_report *r, struct finding *f, const struct image_step *step)
{
	if (!step)
		return;
	add_steps(r, f, step->before);
	add_step(r, f, step->role, step->at->start);
}

static void add_landing(
	struct file_report *r, struct finding *f, const struct image_landing *landing)
{
	struct arena *run = r->engine->run;

	VEC_EACH(const struct finding_place, p, &f->places)
		if (p->place == landing->place &&
			span_eq_str(landing->detail, p->detail)) /* of another spelling */
			return;
	*vec_add(&f->places, run) =
		(struct finding_place){landing->place, escaped_text(run, landing->detail),
			r->path, lines_position(&r->lines, landing->from).line};
	add_steps(r, f, landing->steps);
	if (landing->removed)
		add_step(r, f, ROLE_REMOVED, landing->removed->start);
}

/* Where the image would have the secret, and how it gets there. */
static void add_image(struct file_report *r, struct finding *f, const struct hit *hit)
{
	const struct image_secret *secret = hit->in_image;

	if (!secret)
		return;
	if (hit->is_named && secret->kind != IMAGE_UNSEEN && secret->kind != IMAGE_FILE)
		add_step(r, f, ROLE_SOURCE, secret->from);
	VEC_EACH(const struct image_landing, landing, &secret->landings)
		add_landing(r, f, landing);
}

static const char *about_comment(const struct engine *e, enum inline_allow comment)
{
	if (comment == INLINE_ALLOWED && e->ignores_comments)
		return "; 'layergate: allow' comments do not count here";
	if (comment == INLINE_NO_REASON)
		return "; its 'layergate: allow' comment gives no reason and does not count";
	return "";
}

/* Count a finding that is not reported; in a history once, however many versions have it. */
static void count_once(struct file_report *r, const struct hit_identity *id, size_t *counter)
{
	if (!r->request->version ||
		merged_first_time(&r->engine->merged, &id->fingerprint, r->path_hash))
		++*counter;
}

static void add_history(struct finding *f, const struct version *version, struct arena *run)
{
	f->history.commit_index = version->commit_index;
	f->history.blob = arena_copy(run, span_str(version->blob)).ptr;
	f->history.commits = 1;
	if (version->ref.len)
		*vec_add(&f->history.refs, run) = arena_copy(run, version->ref);
}

/* The worst place of a secret that is not in git; else the file itself. */
static enum place worst_place(const struct hit *hit)
{
	return hit->is_named && hit->in_image ? hit->in_image->landings.at[0].place
					      : PLACE_COMMITTED;
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

	if (comment == INLINE_ALLOWED && !e->ignores_comments) {
		count_once(r, id, &e->summary.allowed);
		return;
	}
	if (r->request->version &&
		merged_covers(&e->merged, &e->findings, id, r->path_hash,
			severity_of(e->policy, hit), worst_place(hit)))
		return;
	/* an empty place is a line that nobody understood: who knows what it holds */
	if (hit->where.len)
		excerpt = mask_excerpt(r->analysis->subject.text, hit->where, r->secrets,
			r->secret_count, run);
	f = is_secret ? find_same(r, &id->fingerprint) : NULL;
	if (f) {
		if (!hit->is_named)
			add_source(r, f, start, excerpt.text);
		add_image(r, f, hit);
		return;
	}
	if (allow_covers(&e->policy->allows, hit->rule->id, r->path, id->fingerprint.text)) {
		count_once(r, id, &e->summary.allowed);
		return;
	}
	f = vec_add(&e->findings.items, run);
	f->rule = hit->rule;
	f->severity = severity_of(e->policy, hit);
	f->confidence = hit->confidence;
	f->path = r->path;
	f->start = start;
	f->end = position_of(r, hit->where.ptr + hit->where.len);
	f->message = arena_printf(run, "%s%s", hit->message, about_comment(e, comment));
	f->fix = arena_copy(run, span_str(hit->fix)).ptr;
	f->excerpt = excerpt;
	f->token = hit->token;
	f->checksum = hit->checksum;
	f->fingerprint = id->fingerprint;
	f->match_key = id->match_key;
	if (r->request->version)
		add_history(f, r->request->version, run);
	if (is_secret && !hit->is_named) {
		*vec_add(&f->places, run) =
			(struct finding_place){PLACE_COMMITTED, "", r->path, start.line};
		add_source(r, f, start, excerpt.text);
	}
	add_image(r, f, hit);
}

/* A hit and what decides when its turn comes. */
struct turn {
	size_t index;
	enum severity severity;
	enum confidence confidence;
};

static int by_turn(const void *left, const void *right)
{
	const struct turn *a = left;
	const struct turn *b = right;
	bool doubtful_a = a->confidence == CONFIDENCE_POSSIBLE;
	bool doubtful_b = b->confidence == CONFIDENCE_POSSIBLE;

	if (a->severity != b->severity)
		return a->severity > b->severity ? -1 : 1;
	if (doubtful_a != doubtful_b)
		return doubtful_b ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

/*
 * The worst hits come first, doubtful ones last: of a secret that stands in a comment and in a
 * live line, or in a harmless and in a dangerous slot, the worse one is the finding.
 */
static void add_findings(struct file_report *r)
{
	const struct hit_list *hits = &r->analysis->hits;
	struct turn *turns = arena_array(&r->engine->file, hits->items.len, sizeof(*turns));

	for (size_t i = 0; i < hits->items.len; i++) {
		const struct hit *hit = &hits->items.at[i];

		turns[i] =
			(struct turn){i, severity_of(r->engine->policy, hit), hit->confidence};
	}
	if (hits->items.len > 1)
		qsort(turns, hits->items.len, sizeof(*turns), by_turn);
	for (size_t i = 0; i < hits->items.len; i++)
		add_finding(r, &hits->items.at[turns[i].index], &r->identities[turns[i].index]);
}

/* All secrets that are known in the file, also those that are no finding of their own. */
static void collect_secrets(struct file_report *r)
{
	const struct subject *s = &r->analysis->subject;

	r->secrets = arena_array(&r->engine->file, s->hits.len, sizeof(*r->secrets));
	for (size_t i = 0; i < s->hits.len; i++) {
		const struct hit *hit = &s->hits.at[i];

		if (hit->rule->family == FAMILY_SECRET && !hit->is_named)
			r->secrets[r->secret_count++] = (struct secret_span){
				hit->where, mask_public_prefix(hit->token, hit->where)};
	}
	r->secret_count = mask_prepare(r->secrets, r->secret_count);
}

static struct span tree_path_of(const struct scan_request *request)
{
	return request->tree_path.ptr ? request->tree_path : request->path;
}

/*
 * A secret that is in git was there before, whatever is made of it. Of one that is not, only
 * the place is: an ARG that was in the history before is new in a file.
 */
static bool was_as_bad(
	const struct policy *policy, const struct hit *before, const struct finding *f)
{
	if (!before->is_named || f->places.len == 0)
		return true;
	return severity_of(policy, before) >= f->severity &&
		worst_place(before) <= f->places.at[0].place;
}

/* Mark the file's findings that this base version has as well. */
static enum status mark_existing(
	struct file_report *r, size_t index, struct span bytes, struct error *err)
{
	struct engine *e = r->engine;
	const struct scan_request *request = r->request;
	struct arena arena;
	struct analysis before;
	const struct hit_identity *ids;
	enum status st;

	arena_init(&arena);
	st = analyse(&before, e->scanner, e->policy,
		&(struct analysis_input){.path = request->path,
			.kind = request->kind,
			.bytes = bytes,
			.tree = request->base_tree ? request->base_tree(request->payload, index)
						   : NULL,
			.tree_path = tree_path_of(request),
			.facts = &e->facts},
		&arena, err);
	if (st == STATUS_OK) {
		ids = analysis_identities(&before, e->policy, &arena);
		for (size_t i = r->first; i < e->findings.items.len; i++) {
			struct finding *f = &e->findings.items.at[i];

			for (size_t j = 0; j < before.hits.items.len && !f->existing; j++)
				f->existing =
					fingerprint_eq(&ids[j].fingerprint, &f->fingerprint) &&
					was_as_bad(
						r->engine->policy, &before.hits.items.at[j], f);
		}
	}
	arena_release(&arena);
	return st;
}

/* Mark the findings of a new file that came out of one that the change removes. */
static void mark_moved(struct file_report *r)
{
	const struct scan_request *request = r->request;
	struct moved *moved = request->moved ? request->moved(request->payload) : NULL;
	struct finding_list *list = &r->engine->findings;

	for (size_t i = r->first; i < list->items.len; i++) {
		struct finding *f = &list->items.at[i];

		f->existing =
			moved && moved_take(moved, request->kind, &f->match_key, f->severity);
	}
}

static enum status compare_with_bases(struct file_report *r, struct error *err)
{
	const struct scan_request *request = r->request;
	struct span bytes;
	size_t i = 0;
	enum status st = request->bases ? STATUS_OK : STATUS_NOT_FOUND;

	for (; st == STATUS_OK; i++) {
		st = request->bases(request->payload, i, &bytes, err);
		if (st == STATUS_NOT_FOUND)
			break;
		/* what is not readable has no findings: they count as new */
		st = st == STATUS_OK ? mark_existing(r, i, bytes, err) : STATUS_OK;
	}
	if (st == STATUS_NOT_FOUND && i == 0)
		mark_moved(r);
	return st == STATUS_NOT_FOUND ? STATUS_OK : st;
}

static void count_hidden(struct file_report *r, const struct finding *f)
{
	if (!r->request->version ||
		merged_first_time(&r->engine->merged, &f->fingerprint, r->path_hash))
		r->engine->summary.hidden++;
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
	line = lines_position(&r->lines, first->offset).line;
	summary_partial(&r->engine->summary, r->engine->run, r->path,
		arena_printf(r->engine->run, "line %zu: %s", line,
			escaped_text(&r->engine->file, span_str(first->what))));
}

static struct scan_outcome outcome_of(const struct file_report *r)
{
	const struct finding_list *list = &r->engine->findings;
	struct scan_outcome outcome = {
		.is_clean = r->analysis->hits.items.len == 0 &&
			r->analysis->subject.problems->items.len == 0 &&
			!r->analysis->undecided,
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
		.tree_path = tree_path_of(request),
		.facts = &e->facts};
}

const struct file_facts *engine_file_facts(
	struct engine *e, const struct tree_view *view, const struct tree_file *file)
{
	return file_facts(&e->facts, view, file);
}

/* --- files that a Dockerfile takes along -----------------------------------------------------
 */

/* Paths of the tree as findings show them: what stands before the Dockerfile's is before all.
 */
static struct span shown_path(const struct file_report *r, struct span tree_path)
{
	struct span own = tree_path_of(r->request);
	struct span shown = r->path;
	struct arena *run = r->engine->run;
	char *path;
	size_t lead = shown.len > own.len ? shown.len - own.len : 0;

	path = arena_alloc(run, lead + tree_path.len + 1);
	if (lead)
		memcpy(path, shown.ptr, lead);
	memcpy(path + lead, tree_path.ptr, tree_path.len);
	return span_of(path, lead + tree_path.len);
}

static void carry_trace(struct file_report *r, struct carried_place *place,
	enum trace_role role, const struct instruction *at)
{
	size_t line = lines_position(&r->lines, at->start).line;
	struct excerpt excerpt =
		mask_excerpt(r->analysis->subject.text, span_trim(lines_text(&r->lines, line)),
			r->secrets, r->secret_count, r->engine->run);

	*vec_add(&place->trace, r->engine->run) =
		(struct trace_step){role, r->path, line, excerpt.text};
}

static void carry_steps(
	struct file_report *r, struct carried_place *place, const struct image_step *step)
{
	if (!step)
		return;
	carry_steps(r, place, step->before);
	carry_trace(r, place, step->role, step->at);
}

static void carry_file(struct file_report *r, const struct image_secret *secret)
{
	struct arena *run = r->engine->run;
	const struct tree_context *tc = r->analysis->context;
	const struct file_facts *facts = tree_context_facts(tc, secret->file);
	const struct tree_file *file = secret->file->owner;
	struct carried_file *carried = vec_add(&r->engine->carried.items, run);

	carried->path = shown_path(r, file->path);
	carried->was_rescanned = span_eq(carried->path, r->path); /* it is scanned right now */
	carried->tree_path = arena_copy(run, file->path);
	VEC_EACH(const struct fingerprint, fingerprint, &facts->secrets)
		*vec_add(&carried->secrets, run) = *fingerprint;
	/* its own literals: what they are was settled with its image */
	for (size_t i = 0; span_eq(carried->path, r->path) && i < r->analysis->hits.items.len;
		i++)
		if (!r->analysis->hits.items.at[i].is_named &&
			r->analysis->hits.items.at[i].rule->family == FAMILY_SECRET)
			*vec_add(&carried->secrets, run) = r->identities[i].fingerprint;
	VEC_EACH(const struct image_landing, l, &secret->landings) {
		struct carried_place *place = vec_add(&carried->places, run);

		place->place = (struct finding_place){l->place, escaped_text(run, l->detail),
			r->path, lines_position(&r->lines, l->from).line};
		carry_steps(r, place, l->steps);
		if (l->removed)
			carry_trace(r, place, ROLE_REMOVED, l->removed);
	}
}

static bool carries_files(const struct analysis *a)
{
	if (!a->subject.image)
		return false;
	VEC_EACH(const struct image_secret, secret, &a->subject.image->secrets)
		if (secret->kind == IMAGE_FILE)
			return true;
	return false;
}

static void carry_files(struct file_report *r)
{
	VEC_EACH(const struct image_secret, secret, &r->analysis->subject.image->secrets) {
		if (secret->kind != IMAGE_FILE)
			continue;
		if (r->engine->carried.items.len >= CARRIED_MAX) {
			engine_skip_limit(r->engine, r->path,
				"too many files with secrets in too many images; not all are "
				"listed");
			return;
		}
		carry_file(r, secret);
	}
}

static enum rule_id rule_of_place(enum place place)
{
	switch (place) {
	case PLACE_FINAL_FILE:
		return RULE_secret_file_in_image;
	case PLACE_CONFIG:
		return RULE_secret_in_image_config;
	case PLACE_EARLIER_LAYER:
		return RULE_secret_file_in_layer;
	case PLACE_HISTORY:
		return RULE_secret_in_image_history;
	case PLACE_DOWNSTREAM:
		return RULE_secret_in_downstream_image;
	default:
		return RULE_secret_in_build_stage;
	}
}

/* A secret in an image is as bad as its places are, if one of them is worse. */
static void raise_carried(struct engine *e, const struct carried_file *carried)
{
	const struct policy *policy = e->policy;
	enum severity worst = SEVERITY_OFF;

	VEC_EACH(const struct carried_place, c, &carried->places) {
		enum severity severity = policy->severities[rule_of_place(c->place.place)];

		worst = severity > worst ? severity : worst;
	}
	for (size_t i = carried->first; i < carried->end; i++) {
		struct finding *f = &e->findings.items.at[i];

		if (!span_eq(f->path, carried->path) || f->rule->family != FAMILY_SECRET ||
			f->severity >= worst || !carried_has(carried, f))
			continue;
		f->severity = worst;
		f->blocks = (!f->existing || policy->existing == EXISTING_BLOCK) &&
			policy->block != SEVERITY_OFF && f->severity >= policy->block;
	}
}

enum status engine_settle_carried(
	struct engine *e, file_rescanner *rescan, void *payload, struct error *err)
{
	struct path_index index;
	enum status st = STATUS_OK;

	path_index_make(&index, &e->findings);
	for (size_t i = 0; st == STATUS_OK && i < e->carried.items.len; i++) {
		struct carried_file *carried = &e->carried.items.at[i];
		bool found;

		if (deadline_passed(e->deadline)) {
			engine_skip_limit(
				e, carried->path, "the policy's time limit is reached");
			break;
		}
		found = carried_apply(carried, &index, &e->findings, e->run);
		if (!found && rescan && !carried->was_rescanned) {
			carried->was_rescanned = true;
			st = rescan(payload, carried, err);
			carried = &e->carried.items.at[i];
			path_index_release(&index);
			path_index_make(&index, &e->findings);
			found = carried_apply(carried, &index, &e->findings, e->run);
		}
		if (found)
			raise_carried(e, carried);
	}
	path_index_release(&index);
	e->carried.items.len = 0;
	return st;
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
		carries_files(&analysis)) {
		r.path = arena_copy(e->run, request->path);
		if (!request->path.ptr)
			r.path.ptr = NULL;
		r.path_hash = merged_path(&e->merged, request->path);
		lines_index(&r.lines, analysis.subject.text, &e->file);
		r.identities = analysis_identities(&analysis, e->policy, &e->file);
		collect_secrets(&r);
		note_problems(&r);
		merged_next_version(&e->merged, request->again);
		add_findings(&r);
		if (carries_files(&analysis))
			carry_files(&r);
	}
	if (e->findings.items.len > r.first) {
		st = compare_with_bases(&r, err);
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
					severity_of(e->policy, hit));
		}
	}
	arena_release(&arena);
	return st;
}

enum status engine_has(struct engine *e, const struct scan_request *request,
	const struct fingerprint *fingerprint, bool *has, struct error *err)
{
	struct analysis analysis;
	const struct hit_identity *ids;
	struct analysis_input input = input_of(e, request);
	enum status st = analyse(&analysis, e->scanner, e->policy, &input, &e->file, err);

	*has = false;
	if (st == STATUS_OK) {
		ids = analysis_identities(&analysis, e->policy, &e->file);
		for (size_t i = 0; i < analysis.hits.items.len && !*has; i++)
			*has = fingerprint_eq(&ids[i].fingerprint, fingerprint);
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
