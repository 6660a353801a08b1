#include "report/history.h"

#include "base/escape.h"

enum {
	SHORT_NAME = 12, /* digits of a commit's name */
	DATE_ONLY = 10,  /* characters of 2026-01-31 */
	MOST_REFS = 3,
};

static void add_refs(struct buf *out, const struct finding_history *h)
{
	for (size_t i = 0; i < h->refs.len && i < MOST_REFS; i++) {
		buf_add_str(out, i ? ", " : "    refs:  ");
		escape_path(out, h->refs.at[i]);
	}
	if (h->refs.len > MOST_REFS)
		buf_add_str(out, " …");
	if (h->refs.len)
		buf_add_char(out, '\n');
}

void add_history_lines(struct buf *out, const struct finding *f)
{
	const struct finding_history *h = &f->history;

	if (h->commit) {
		buf_printf(out, "    in:    %.*s", SHORT_NAME, h->commit);
		if (h->date)
			buf_printf(out, " %.*s", DATE_ONLY, h->date);
		if (h->author)
			buf_printf(out, " %s", h->author);
		if (h->commits > 1)
			buf_printf(out, ", %zu versions", h->commits);
		buf_add_str(out, h->in_head ? ", still in HEAD\n" : ", not in HEAD\n");
	}
	add_refs(out, h);
}

void add_history_table(struct buf *out, const struct finding_list *findings)
{
	struct {
		const char *slug;
		size_t all;
		size_t in_head;
	} rows[RULE_COUNT] = {{NULL, 0, 0}};

	VEC_EACH(const struct finding, f, &findings->items) {
		rows[f->rule->id].slug = f->rule->slug;
		rows[f->rule->id].all++;
		rows[f->rule->id].in_head += f->history.in_head;
	}
	if (findings->items.len)
		buf_printf(out, "%-32s %8s %8s\n", "rule", "findings", "in HEAD");
	for (size_t i = 0; i < RULE_COUNT; i++)
		if (rows[i].slug)
			buf_printf(out, "%-32s %8zu %8zu\n", rows[i].slug, rows[i].all,
				rows[i].in_head);
	if (findings->items.len)
		buf_add_char(out, '\n');
}
