/* From the hits of a file to its findings. */
#include <stdlib.h>

#include "base/escape.h"
#include "policy/inline_allow.h"
#include "scan/file_report.h"

enum severity hit_severity(const struct policy *policy, const struct hit *hit)
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

struct trace_step file_trace_step(struct file_report *r, enum trace_role role, size_t offset)
{
	size_t line = lines_position(&r->lines, offset).line;
	struct excerpt excerpt =
		mask_excerpt(r->analysis->subject.text, span_trim(lines_text(&r->lines, line)),
			r->secrets, r->secret_count, r->engine->run);

	return (struct trace_step){role, r->path, line, excerpt.text};
}

/* The line of an instruction as a step of the story; once is enough. */
static void add_step(
	struct file_report *r, struct finding *f, enum trace_role role, size_t offset)
{
	size_t line = lines_position(&r->lines, offset).line;

	VEC_EACH(const struct trace_step, step, &f->trace)
		if (step->line == line && step->role == role)
			return;
	*vec_add(&f->trace, r->engine->run) = file_trace_step(r, role, offset);
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
enum place hit_worst_place(const struct hit *hit)
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
			hit_severity(e->policy, hit), hit_worst_place(hit)))
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
	f->severity = hit_severity(e->policy, hit);
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
	if (hit->place != PLACE_COMMITTED)
		*vec_add(&f->places, run) = (struct finding_place){hit->place,
			arena_copy(run, span_str(hit->place_detail)).ptr, r->path, start.line};
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
void file_add_findings(struct file_report *r)
{
	const struct hit_list *hits = &r->analysis->hits;
	struct turn *turns = arena_array(&r->engine->file, hits->items.len, sizeof(*turns));

	for (size_t i = 0; i < hits->items.len; i++) {
		const struct hit *hit = &hits->items.at[i];

		turns[i] =
			(struct turn){i, hit_severity(r->engine->policy, hit), hit->confidence};
	}
	if (hits->items.len > 1)
		qsort(turns, hits->items.len, sizeof(*turns), by_turn);
	for (size_t i = 0; i < hits->items.len; i++)
		add_finding(r, &hits->items.at[turns[i].index], &r->identities[turns[i].index]);
}

/* All secrets that are known in the file, also those that are no finding of their own. */
void file_collect_secrets(struct file_report *r)
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
