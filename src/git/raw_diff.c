#include "git/raw_diff.h"

/* Take the text up to the byte off *rest; false if it is not there. */
static bool take_until(struct span *rest, char byte, struct span *part)
{
	size_t at = span_chr(*rest, byte);

	if (at == rest->len)
		return false;
	*part = span_sub(*rest, 0, at);
	*rest = span_from(*rest, at + 1);
	return true;
}

static bool parse_mode(struct span text, unsigned *mode)
{
	*mode = 0;
	if (text.len != 6)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '7')
			return false;
		*mode = *mode << 3 | (unsigned)(text.ptr[i] - '0');
	}
	return true;
}

static bool is_object_name(struct span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (!is_hex_digit(text.ptr[i]))
			return false;
	return text.len == 40 || text.len == 64;
}

bool raw_diff_next(struct span *rest, struct raw_entry *entry)
{
	struct span left = *rest;
	struct span old_mode;
	struct span new_mode;
	struct span status;

	if (!span_starts(left, ":"))
		return false;
	left = span_from(left, 1);
	if (!take_until(&left, ' ', &old_mode) || !take_until(&left, ' ', &new_mode) ||
		!take_until(&left, ' ', &entry->old_name) ||
		!take_until(&left, ' ', &entry->new_name) ||
		!take_until(&left, '\0', &status) || !take_until(&left, '\0', &entry->path))
		return false;
	if (!parse_mode(old_mode, &entry->old_mode) ||
		!parse_mode(new_mode, &entry->new_mode) || !is_object_name(entry->old_name) ||
		!is_object_name(entry->new_name) || status.len == 0 || entry->path.len == 0)
		return false;
	entry->status = status.ptr[0];
	*rest = left;
	return true;
}
