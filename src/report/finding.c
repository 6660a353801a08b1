#include "report/finding.h"

#include <stdlib.h>

static int by_place(const void *left, const void *right)
{
	const struct finding *a = left;
	const struct finding *b = right;
	int order = span_cmp(a->path, b->path);

	if (order != 0)
		return order;
	if (a->start.line != b->start.line)
		return a->start.line < b->start.line ? -1 : 1;
	order = strcmp(a->rule->slug, b->rule->slug);
	if (order != 0)
		return order;
	return strcmp(a->fingerprint.text, b->fingerprint.text);
}

void findings_sort(struct finding_list *list)
{
	if (list->items.len > 1)
		qsort(list->items.at, list->items.len, sizeof(*list->items.at), by_place);
}

const char *checksum_name(enum checksum_verdict verdict)
{
	static const char *const names[] = {
		[CHECKSUM_ABSENT] = "none",
		[CHECKSUM_VALID] = "valid",
		[CHECKSUM_INVALID] = "invalid",
	};

	return names[verdict];
}
