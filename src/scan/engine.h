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
#include "base/tree_view.h"
#include "policy/policy.h"
#include "report/finding.h"
#include "report/summary.h"

struct engine;
struct moved;
struct carried_file;

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

/* The version of a file that a history has. */
struct version {
	uint32_t commit_index; /* goes into the finding */
	const char *commit;    /* hexadecimal, for messages; NULL: it is in no commit */
	const char *blob;      /* hexadecimal */
	struct span ref;       /* that leads here without a commit */
};

/*
 * From now on what is not scanned is noted as of this version of its file, which is borrowed;
 * NULL: of no particular one.
 */
void engine_at(struct engine *engine, const struct version *version);

/*
 * Comments in files ("layergate: allow …") don't count from now on: on a server, who pushes
 * must not be able to allow what is pushed.
 */
void engine_ignore_comments(struct engine *engine);

/* Note a file as not scanned; reason is copied and must be printable. */
void engine_skip(struct engine *engine, struct span path, const char *reason);

/* The same, because of a limit: whoever may change the policy can do something about it. */
void engine_skip_limit(struct engine *engine, struct span path, const char *reason);

/*
 * Gives the versions of a file that were there before the change that is judged, by index from
 * 0. STATUS_NOT_FOUND when there are no more. Any other failure means that this version can't
 * be read: findings then count as new. The bytes are borrowed until the next call.
 */
typedef enum status base_reader(
	void *payload, size_t index, struct span *bytes, struct error *err);

/*
 * For a file that was not there before: what the files held that the same change removes, since
 * it may be one of them under another name. NULL if there are none.
 */
typedef struct moved *moved_finder(void *payload);

/* What the caller may make use of. */
struct scan_outcome {
	bool is_clean; /* nothing at all: the same bytes are so under any path of the kind */
	bool has_existing; /* a finding was there before */
	/* an image that takes it along would hold a secret, or asks for one */
	bool matters_to_images;
};

struct scan_request {
	struct span path;    /* relative to the top of the tree, raw bytes; NULL: no name */
	enum file_kind kind; /* KIND_NONE: search for tokens only */
	struct span bytes;
	struct content_id
		content; /* what the bytes are known by in views of trees, or nothing */
	bool again;      /* the file was counted before */
	/* only asked if the file has findings; NULL: nothing was there before */
	base_reader *bases;
	moved_finder *moved;
	void *payload;
	/*
	 * Of a Dockerfile: the tree it is in (NULL: not known), its path there (NULL: path),
	 * and the tree that the first of its earlier versions was in (NULL: not known).
	 */
	const struct tree_view *tree;
	struct span tree_path;
	/* by the index of the earlier version; NULL, also as an answer: not known */
	const struct tree_view *(*base_tree)(void *payload, size_t index);
	/*
	 * In a history; NULL elsewhere. The same finding in several versions of a file is one:
	 * that of the version that comes first, or of a later one where it is worse.
	 */
	const struct version *version;
	struct scan_outcome *outcome; /* or NULL */
};

/*
 * A number for what a file of a tree means to images, by what it holds or says about them:
 * equal if it means the same. 0: nothing. It is of this process only.
 */
uint64_t engine_means_to_images(
	struct engine *engine, const struct tree_view *view, const struct tree_file *file);

/* The kind of file of a path; remembered. */
enum file_kind engine_kind_of(struct engine *engine, struct span path);

/*
 * A Dockerfile may take a file along whose secrets are findings of that file. Their places are
 * added to the findings that there are by now. For files that were not scanned in this run
 * rescan is asked, if it is not NULL: it is to call engine_scan() for that path.
 */
typedef enum status file_rescanner(
	void *payload, const struct carried_file *carried, struct error *err);
MUST_USE enum status engine_settle_carried(
	struct engine *engine, file_rescanner *rescan, void *payload, struct error *err);

/* STATUS_POLICY if the policy turns out to be wrong (a pattern that does not compile). */
MUST_USE enum status engine_scan(
	struct engine *engine, const struct scan_request *request, struct error *err);

/*
 * Add what a removed file held to moved (moved.h). What is allowed there counts for nothing: it
 * was accepted where it stood.
 */
MUST_USE enum status engine_add_removed(struct engine *engine, struct span path,
	enum file_kind kind, struct span bytes, struct moved *moved, struct error *err);

/*
 * Which of these findings of one file does HEAD's version of it have (in_head)? For findings of
 * engine_findings(), in a version that may not have been scanned.
 */
MUST_USE enum status engine_look_for(struct engine *engine, const struct scan_request *request,
	struct finding *findings, size_t count, struct error *err);

/* What there is at the end; sorted. */
struct finding_list *engine_findings(struct engine *engine);
struct summary *engine_summary(struct engine *engine);

#endif
