#include "text/references.h"

static size_t name_length(struct span s)
{
	size_t len = 0;

	while (len < s.len && (is_alnum(s.ptr[len]) || s.ptr[len] == '_'))
		len++;
	return len;
}

bool next_reference(struct span *rest, struct span *name)
{
	for (;;) {
		size_t dollar = span_chr(*rest, '$');
		size_t len;

		if (dollar == rest->len)
			return false;
		*rest = span_from(*rest, dollar + 1);
		*name = span_from(*rest, span_starts(*rest, "{"));
		len = name_length(*name);
		*name = span_sub(*name, 0, len);
		if (len > 0)
			return true;
	}
}
