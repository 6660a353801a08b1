/*
 * A view of a tree of files: an index, a commit or a directory, without saying which.
 *
 * Who asks whether "COPY . ." takes a credential file along asks a view. Only files that the
 * one who made the view is interested in are in it (the inspected ones), never all of a tree.
 */
#ifndef LAYERGATE_BASE_TREE_VIEW_H
#define LAYERGATE_BASE_TREE_VIEW_H

#include <stdbool.h>
#include <stddef.h>

#include "base/span.h"
#include "base/status.h"

/* What a content is known by: equal for equal content, of all views of one repository. */
struct content_id {
	unsigned char bytes[32];
	bool is_known; /* false: a file of a directory, which has to be read to be known */
};

struct tree_file {
	struct span path; /* from the top of the tree, raw bytes; lives as long as the view */
	struct content_id id;
	bool is_link;
};

struct tree_view {
	void *payload;

	/*
	 * The files below a directory ("" for the top; no '/' at its end), in no particular
	 * order. *files lives as long as the view. A directory that is not there has none.
	 */
	enum status (*list)(void *payload, struct span dir, const struct tree_file **files,
		size_t *count, struct error *err);

	/*
	 * Is there anything at that path, a file (inspected or not), a link or a directory? A
	 * question that can't be answered is answered with no.
	 */
	bool (*exists)(void *payload, struct span path);

	/*
	 * The bytes of a file that list() gave; borrowed until the next call. STATUS_LIMIT:
	 * larger than what is read at all.
	 */
	enum status (*read)(void *payload, const struct tree_file *file, struct span *bytes,
		struct error *err);
};

/*
 * The listed file at that path. STATUS_NOT_FOUND if there is none; what list() says if its
 * directory can't be listed.
 */
MUST_USE enum status tree_view_find(const struct tree_view *view, struct span path,
	const struct tree_file **out, struct error *err);

#endif
