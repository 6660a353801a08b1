/* What the text report says of findings in a history, beside the rest. */
#ifndef LAYERGATE_REPORT_HISTORY_H
#define LAYERGATE_REPORT_HISTORY_H

#include "base/buf.h"
#include "report/report.h"

/* "    in:    1a2b3c4d5e6f 2026-01-31 Name <address>, 3 versions, still in HEAD" and refs. */
void add_history_lines(struct buf *out, const struct finding *finding);

/* A table: how many findings of each rule, and how many of them HEAD still has. */
void add_history_table(struct buf *out, const struct finding_list *findings);

#endif
