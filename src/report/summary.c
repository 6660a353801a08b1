#include "report/summary.h"

void summary_skip(
	struct summary *summary, struct arena *arena, struct span path, const char *reason)
{
	*vec_add(&summary->skipped, arena) = (struct unread){arena_copy(arena, path), reason};
}

void summary_partial(
	struct summary *summary, struct arena *arena, struct span path, const char *reason)
{
	*vec_add(&summary->partial, arena) = (struct unread){arena_copy(arena, path), reason};
}

enum verdict verdict_of(const struct finding_list *findings, const struct summary *summary)
{
	VEC_EACH(const struct finding, f, &findings->items)
		if (f->blocks)
			return VERDICT_BLOCKED;
	if (summary->skipped.len)
		return VERDICT_INCOMPLETE;
	return findings->items.len ? VERDICT_FINDINGS : VERDICT_CLEAN;
}

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {"clean", "findings", "blocked", "incomplete"};

	return names[verdict];
}
