/*
 * One file on its way from hits to findings: what the files of the engine share.
 *
 * file_findings.c makes findings of hits, existing.c compares them with the versions that were
 * there before, carry.c hands on what an image takes along of other files.
 */
#ifndef LAYERGATE_SCAN_FILE_REPORT_H
#define LAYERGATE_SCAN_FILE_REPORT_H

#include "report/mask.h"
#include "scan/analysis.h"
#include "scan/carried.h"
#include "scan/engine.h"
#include "scan/file_facts.h"
#include "scan/merged.h"

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

/* file_findings.c */

/* The severity that the policy gives a hit. */
enum severity hit_severity(const struct policy *policy, const struct hit *hit);
/* The worst place of a secret that is not in git; else the file itself. */
enum place hit_worst_place(const struct hit *hit);
/* All secrets that are known in the file, for masking. */
void file_collect_secrets(struct file_report *report);
/* Make findings of the hits, the worst first. */
void file_add_findings(struct file_report *report);

/* The line of an offset, masked, as a step of a story. */
struct trace_step file_trace_step(
	struct file_report *report, enum trace_role role, size_t offset);

/* engine.c: does the policy let the finding stop what is judged? */
bool finding_blocks(const struct policy *policy, const struct finding *finding);

/* existing.c */

/* The path of the request's file in its tree. */
struct span request_tree_path(const struct scan_request *request);
/* Mark the findings that were there before. */
MUST_USE enum status file_compare_with_bases(struct file_report *report, struct error *err);

/* carry.c */

/* Does an image take secrets of other files along? */
bool file_carries_others(const struct analysis *analysis);
/* Note them: engine_settle_carried() makes places of them. */
void file_carry_others(struct file_report *report);

#endif
