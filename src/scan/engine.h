/*
 * The engine of a run: takes files, keeps findings.
 *
 * The caller asks engine_admit() before it reads a file, hands the bytes to engine_scan(), and
 * calls engine_skip() for whatever it could not read. At the end findings and summary are
 * complete, and nothing that was not looked at is missing from the summary.
 */
#ifndef LAYERGATE_SCAN_ENGINE_H
#define LAYERGATE_SCAN_ENGINE_H

#include "base/arena.h"
#include "base/deadline.h"
#include "base/status.h"
#include "policy/policy.h"
#include "report/finding.h"
#include "report/summary.h"

struct engine;

/* policy: borrowed; its allow entries count their uses. run: for all that outlives a file. */
struct engine *engine_new(struct policy *policy, struct arena *run);
void engine_free(struct engine *engine);

/* From now on the limits "total" and "time" of the policy hold: for hooks. */
void engine_start_budget(struct engine *engine);

/* The end of the time budget; never if there is none. */
struct deadline engine_deadline(const struct engine *engine);

/*
 * May a file of that size be read and scanned? If not, it is noted as skipped with the limit
 * that stands against it.
 */
bool engine_admit(struct engine *engine, struct span path, uint64_t size);

/* Note a file as not scanned; reason is copied and must be printable. */
void engine_skip(struct engine *engine, struct span path, const char *reason);

/* A version of the file that was there before the change that is judged. */
struct base_version {
	struct span path; /* of this version */
	struct span bytes;
	bool moved; /* another file that the change removes: findings in it may have moved here
		     */
};

/*
 * Gives base versions by index from 0. STATUS_NOT_FOUND when there are no more. Any other
 * failure means that this version can't be read: findings then count as new. The bytes are
 * borrowed until the next call.
 */
typedef enum status base_reader(
	void *payload, size_t index, struct base_version *base, struct error *err);

struct scan_request {
	struct span path;    /* relative to the top of the tree, raw bytes */
	enum file_kind kind; /* KIND_NONE: search for tokens only */
	struct span bytes;
	base_reader *
		bases; /* only asked if the file has findings; NULL: nothing was there before */
	void *payload;
};

/* STATUS_POLICY if the policy turns out to be wrong (a pattern that does not compile). */
MUST_USE enum status engine_scan(
	struct engine *engine, const struct scan_request *request, struct error *err);

/* What there is at the end; sorted. */
struct finding_list *engine_findings(struct engine *engine);
struct summary *engine_summary(struct engine *engine);

#endif
