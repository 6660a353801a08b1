#include "rules/ci_foreign_text.h"

#define ON(event) (1u << CI_ON_##event)
#define PULL_EVENTS                                                             \
	(ON(PULL_REQUEST) | ON(PULL_REQUEST_TARGET) | ON(PULL_REQUEST_REVIEW) | \
		ON(PULL_REQUEST_REVIEW_COMMENT))

static const struct ci_foreign_text texts[] = {
#define TEXT(path, events, lines, whose) {path, (events) | ON(CALLER), lines, whose},
#include "rules/ci_foreign_text.def"
#undef TEXT
};

/* "github.event.commits[0]['message']" as "github.event.commits.*.message", in lower case */
static struct span plain_path(struct span path, struct arena *arena)
{
	char *out = arena_alloc(arena, path.len + 1);
	size_t len = 0;

	for (size_t i = 0; i < path.len; i++) {
		char c = path.ptr[i];

		if (c == '\'' || c == ']')
			continue;
		if (c == '[')
			c = '.';
		else if (is_digit(c) && i > 0 && path.ptr[i - 1] == '[')
			c = '*';
		out[len++] = to_lower(c);
	}
	return span_of(out, len);
}

/* Is path this one, or does it start with the parts of path? */
static bool leads_to(struct span path, const char *known, bool *is_part)
{
	struct span rest = span_str(known);
	struct span wanted;
	struct span part;

	while (span_split(&path, '.', &part))
		if (!span_split(&rest, '.', &wanted) || !span_eq(part, wanted))
			return false;
	*is_part = rest.ptr != NULL;
	return true;
}

void ci_each_foreign_text(
	struct span path, struct arena *arena, ci_foreign_text_user *use, void *payload)
{
	struct span plain = plain_path(path, arena);
	struct span context;
	bool is_part;

	span_split(&plain, '.', &context);
	if (!span_eq_str(context, "github") && !span_eq_str(context, "gitea") &&
		!span_eq_str(context, "forgejo"))
		return;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if ((plain.len == 0 || plain.ptr[0] == texts[i].path[0]) &&
			leads_to(plain, texts[i].path, &is_part))
			use(payload, &texts[i], is_part);
}
