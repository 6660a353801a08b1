/* Secrets of other files that an image takes along: one more place of theirs. */
#include "base/escape.h"
#include "scan/file_report.h"
#include "scan/tree_context.h"

/* Paths of the tree as findings show them: what stands before the Dockerfile's is before all.
 */
static struct span shown_path(const struct file_report *r, struct span tree_path)
{
	struct span own = request_tree_path(r->request);
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
	*vec_add(&place->trace, r->engine->run) = file_trace_step(r, role, at->start);
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

bool file_carries_others(const struct analysis *a)
{
	if (!a->subject.image)
		return false;
	VEC_EACH(const struct image_secret, secret, &a->subject.image->secrets)
		if (secret->kind == IMAGE_FILE)
			return true;
	return false;
}

void file_carry_others(struct file_report *r)
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
		/* a doubt about what it is doesn't go away in an image */
		if (f->confidence == CONFIDENCE_POSSIBLE)
			continue;
		f->severity = worst;
		f->blocks = finding_blocks(policy, f);
	}
}

enum status engine_settle_carried(
	struct engine *e, file_rescanner *rescan, void *payload, struct error *err)
{
	struct path_index index;
	enum status st = STATUS_OK;

	if (e->carried.items.len == 0)
		return STATUS_OK; /* the index would be made of all findings, commit by commit
				   */
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
