/* The reporters: one call each, at the end of a run. */
#ifndef LAYERGATE_REPORT_REPORT_H
#define LAYERGATE_REPORT_REPORT_H

#include <stdbool.h>

#include "base/buf.h"
#include "report/finding.h"
#include "report/summary.h"

/* Who asks; some sentences depend on it. */
enum report_context {
	REPORT_CHECK,
	REPORT_PRE_COMMIT,
	REPORT_PUSH,
	REPORT_HISTORY,
};

struct report {
	const struct finding_list *findings; /* sorted */
	const struct summary *summary;
	enum verdict verdict;
	enum severity block; /* the policy's threshold; SEVERITY_OFF: nothing blocks */
	enum report_context context;
	bool color;
	bool quiet;          /* only what blocks or was not scanned */
	bool tolerates_gaps; /* what was not scanned does not fail the run */
	bool for_gitlab;     /* of a push: GitLab runs the hook */
};

/* A reporter appends its output to out, whole. */
typedef void reporter(const struct report *report, struct buf *out);

reporter report_text, report_json, report_jsonl;

/* What "text" is in a pre-receive hook: see push.c. Without a name of its own. */
reporter report_push;

/* The reporter of that name ("text", "json", "jsonl"), or NULL. */
reporter *reporter_find(const char *name);

#endif
