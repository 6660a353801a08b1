#include "image/edit.h"

#include "text/glob.h"

struct value edit_strip(struct builder *b, const struct value *value, struct span pattern,
	char end, bool longest)
{
	struct span text = value->text;

	if (value_is_unknown(text))
		return *value;
	for (size_t i = 0; i <= text.len; i++) {
		size_t len = longest ? text.len - i : i;
		struct span part =
			end == '#' ? span_sub(text, 0, len) : span_from(text, text.len - len);

		if (!builder_pay(b, part.len * (pattern.len + 1) + 1))
			break;
		if (glob_match_part(pattern, part))
			return end == '#' ? value_sub(value, len, text.len, b->arena)
					  : value_sub(value, 0, text.len - len, b->arena);
	}
	return *value;
}
