#include "base/tree_view.h"

static struct span directory_of(struct span path)
{
	size_t len = path.len;

	while (len > 0 && path.ptr[len - 1] != '/')
		len--;
	return span_sub(path, 0, len ? len - 1 : 0);
}

enum status tree_view_find(const struct tree_view *view, struct span path,
	const struct tree_file **out, struct error *err)
{
	const struct tree_file *files;
	size_t count;
	enum status st = view->list(view->payload, directory_of(path), &files, &count, err);

	for (size_t i = 0; st == STATUS_OK && i < count; i++) {
		if (span_eq(files[i].path, path)) {
			*out = &files[i];
			return STATUS_OK;
		}
	}
	return st == STATUS_OK ? STATUS_NOT_FOUND : st;
}
