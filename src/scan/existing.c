/* What was there before the change that is judged does not count as new. */
#include "scan/file_report.h"
#include "scan/moved.h"

struct span request_tree_path(const struct scan_request *request)
{
	return request->tree_path.ptr ? request->tree_path : request->path;
}

/*
 * A secret that is in git was there before, whatever is made of it. Of one that is not, only
 * the place is: an ARG that was in the history before is new in a file. What is wrong otherwise
 * was there if it was as bad: a CI file builds what its tree has.
 */
static bool was_as_bad(
	const struct policy *policy, const struct hit *before, const struct finding *f)
{
	if (before->rule->family == FAMILY_STRUCTURE)
		return hit_severity(policy, before) >= f->severity;
	if (!before->is_named || f->places.len == 0)
		return true;
	return hit_severity(policy, before) >= f->severity &&
		hit_worst_place(before) <= f->places.at[0].place;
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
			.tree_path = request_tree_path(request),
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

enum status file_compare_with_bases(struct file_report *r, struct error *err)
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
