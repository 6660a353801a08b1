/*
 * The findings of a history: one for each (fingerprint, path), however many versions of the
 * file have it.
 */
#ifndef LAYERGATE_SCAN_MERGED_H
#define LAYERGATE_SCAN_MERGED_H

#include "base/key_map.h"
#include "report/finding.h"
#include "scan/analysis.h"

struct merged {
	struct key_map findings; /* fingerprint and path to index and last version */
	struct key_map counted;  /* the same, of what is counted but not reported */
	uint32_t version;        /* number of the one that is scanned */
	bool was_counted; /* that version was scanned before, with other files around it */
};

void merged_init(struct merged *merged);
void merged_release(struct merged *merged);

/* The number that stands for a path here. */
uint64_t merged_path(const struct merged *merged, struct span path);

/* The findings that follow are of another version of a file; again: of one that was counted. */
void merged_next_version(struct merged *merged, bool again);

/*
 * Is there a finding already that a hit of that severity and worst place adds nothing to? It is
 * counted as one more version then.
 */
bool merged_covers(struct merged *merged, struct finding_list *findings,
	const struct hit_identity *id, uint64_t path, enum severity severity, enum place worst);

/*
 * Merge the findings from first on, all of one version of one file, with those before: what was
 * there stays, unless the new one is worse.
 */
void merged_take(
	struct merged *merged, struct finding_list *findings, size_t first, uint64_t path);

/* Is this the first question about it? fingerprint is NULL for the file as a whole. */
bool merged_first_time(
	struct merged *merged, const struct fingerprint *fingerprint, uint64_t path);

#endif
