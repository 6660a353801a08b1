#include "git/push_lines.h"

static bool parse_line(struct span line, size_t oid_size, struct push_line *out)
{
	struct span old_hex;
	struct span new_hex;
	struct oid old_oid;
	size_t old_size;
	size_t new_size;

	if (!span_split(&line, ' ', &old_hex) || !span_split(&line, ' ', &new_hex) ||
		line.len == 0 || span_chr(line, '\0') < line.len)
		return false;
	if (!oid_parse(old_hex, &old_oid, &old_size) || old_size != oid_size ||
		!oid_parse(new_hex, &out->new_oid, &new_size) || new_size != oid_size)
		return false;
	out->deletes = oid_is_null(&out->new_oid);
	out->ref = line;
	return true;
}

enum status push_lines_parse(struct span input, size_t oid_size, struct arena *arena,
	struct push_lines *out, struct error *err)
{
	struct span line;
	size_t number = 0;

	*out = (struct push_lines){{0}};
	while (input.len) {
		size_t end = span_chr(input, '\n');

		number++;
		line = span_sub(input, 0, end);
		if (end == input.len ||
			!parse_line(line, oid_size, vec_add(&out->items, arena))) {
			error_set(err,
				"line %zu of stdin is no \"OLD NEW REF\" of this repository",
				number);
			return STATUS_GIT;
		}
		input = span_from(input, end + 1);
	}
	return STATUS_OK;
}
