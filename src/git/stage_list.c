#include "git/stage_list.h"

static bool parse_mode(struct span text, enum entry_type *type)
{
	unsigned mode = 0;

	if (text.len != 6)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '7')
			return false;
		mode = mode << 3 | (unsigned)(text.ptr[i] - '0');
	}
	*type = entry_type_of(mode);
	return true;
}

static bool parse_stage(struct span text, unsigned *stage)
{
	if (text.len != 1 || text.ptr[0] < '0' || text.ptr[0] > '3')
		return false;
	*stage = (unsigned)(text.ptr[0] - '0');
	return true;
}

bool stage_list_next(struct span *rest, struct stage_entry *entry)
{
	size_t end = span_chr(*rest, '\0');
	struct span left = span_sub(*rest, 0, end);
	size_t tab = span_chr(left, '\t');
	struct span head = span_sub(left, 0, tab);
	struct span mode;
	struct span name;
	struct span stage;
	size_t oid_size;

	if (end == rest->len || tab == left.len)
		return false;
	if (!span_split(&head, ' ', &mode) || !span_split(&head, ' ', &name) ||
		!span_split(&head, ' ', &stage) || head.ptr)
		return false;
	entry->path = span_from(left, tab + 1);
	if (!parse_mode(mode, &entry->type) || !oid_parse(name, &entry->oid, &oid_size) ||
		!parse_stage(stage, &entry->stage) || entry->path.len == 0)
		return false;
	*rest = span_from(*rest, end + 1);
	return true;
}
