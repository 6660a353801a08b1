/*
 * What the files held that a change removes: a finding in a new file of the same kind may have
 * come from there, and then it is not new. Each removed finding excuses one new one: a rename
 * is not new, a copy is.
 */
#ifndef LAYERGATE_SCAN_MOVED_H
#define LAYERGATE_SCAN_MOVED_H

#include "base/key_map.h"
#include "model/classify.h"
#include "report/fingerprint.h"

struct moved {
	struct key_map keys;
	uint32_t file; /* number of the removed file whose findings are added */
};

void moved_init(struct moved *moved);
void moved_release(struct moved *moved);

/* What is added from now on was in one file: the same finding twice counts once. */
void moved_next_file(struct moved *moved);
void moved_add(struct moved *moved, enum file_kind kind, const struct fingerprint *match_key,
	enum severity severity);

/* Was there such a finding, as severe as this one, that nothing else was excused with? */
bool moved_take(struct moved *moved, enum file_kind kind, const struct fingerprint *match_key,
	enum severity severity);

#endif
