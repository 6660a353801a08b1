#include "git/staged.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "git/amend.h"
#include "git/child.h"
#include "git/merge_heads.h"
#include "git/raw_diff.h"

enum {
	MODE_TYPE = 0170000,
	MODE_REGULAR = 0100000,
	MODE_LINK = 0120000,
};

#define LARGEST_LISTING ((size_t)1 << 30)

static bool is_regular(unsigned mode)
{
	return (mode & MODE_TYPE) == MODE_REGULAR;
}

static bool is_link(unsigned mode)
{
	return (mode & MODE_TYPE) == MODE_LINK;
}

/* The commits whose trees the new commit is compared with. */
struct parent_list {
	VEC(const char *) commits; /* anything git resolves to a tree */
};

/* A shallow clone ends at commits whose parents are not there. */
static bool is_shallow(struct repo *repo, struct arena *arena)
{
	return access(arena_printf(arena, "%s/shallow", repo_common_dir(repo)), F_OK) == 0;
}

/* A parent that has no files: "git hash-object" knows its name in every hash. */
static enum status add_empty_tree(
	struct repo *repo, struct arena *arena, struct parent_list *out, struct error *err)
{
	const char *const args[] = {"hash-object", "-t", "tree", "--stdin", NULL};
	char name[OID_HEX_MAX + 1];
	enum status st = repo_ask(repo, args, name, sizeof(name), err);

	if (st == STATUS_OK)
		*vec_add(&out->commits, arena) = arena_copy(arena, span_str(name)).ptr;
	return st;
}

static enum status parents_of_head(struct repo *repo, struct deadline deadline,
	struct arena *arena, struct parent_list *out, struct error *err)
{
	const char *const args[] = {"rev-parse", "HEAD^@", NULL};
	struct buf names;
	struct span rest;
	struct span line;
	enum status st;

	buf_init(&names, 1 << 20);
	st = child_run(args, deadline, &names, err);
	rest = buf_span(&names);
	while (st == STATUS_OK && span_next_line(&rest, &line))
		*vec_add(&out->commits, arena) = arena_copy(arena, line).ptr;
	buf_release(&names);
	if (st != STATUS_OK || out->commits.len)
		return st;
	if (!is_shallow(repo, arena))
		return add_empty_tree(repo, arena, out, err);
	*vec_add(&out->commits, arena) = "HEAD";
	return STATUS_OK;
}

/* HEAD names a branch that has no commit; also if HEAD can't be read: then everything is new.
 */
static bool is_unborn(struct repo *repo)
{
	const char *const args[] = {"rev-parse", "--verify", "--quiet", "HEAD^{commit}", NULL};
	char name[OID_HEX_MAX + 1];

	return repo_ask(repo, args, name, sizeof(name), NULL) != STATUS_OK;
}

static enum status find_parents(struct repo *repo, struct deadline deadline,
	struct arena *arena, struct parent_list *out, struct error *err)
{
	struct name_list merged;

	*out = (struct parent_list){0};
	if (is_amending())
		return parents_of_head(repo, deadline, arena, out, err);
	*vec_add(&out->commits, arena) = "HEAD";
	merge_heads_find(repo, arena, &merged);
	VEC_EACH(const char *, name, &merged.names)
		*vec_add(&out->commits, arena) = *name;
	return STATUS_OK;
}

/* The listing of the index against one parent, in the arena. */
static enum status list_changes(const char *parent, struct deadline deadline,
	struct arena *arena, struct span *listing, struct error *err)
{
	/*
	 * "git add -N" entries are not part of the commit; submodules are no files of this
	 * repository, and looking into them would run git there.
	 */
	const char *const args[] = {"diff-index", "--cached", "--raw", "-z", "--no-renames",
		"--no-abbrev", "--no-relative", "--ita-invisible-in-index",
		"--ignore-submodules=all", "--no-ext-diff", "--no-textconv", parent, "--",
		NULL};
	struct buf buf;
	enum status st;

	buf_init(&buf, LARGEST_LISTING);
	st = child_run(args, deadline, &buf, err);
	if (st == STATUS_OK)
		*listing = arena_copy(arena, buf_span(&buf));
	buf_release(&buf);
	return st;
}

/* raw_diff.h has seen that it is one. */
static struct oid oid_of_name(struct span name)
{
	struct oid oid;
	size_t size;

	return oid_parse(name, &oid, &size) ? oid : (struct oid){{0}};
}

static void take_entry(
	const struct raw_entry *entry, struct arena *arena, struct staged_list *out)
{
	struct staged_file *file;
	bool was_file = is_regular(entry->old_mode) || is_link(entry->old_mode);

	if (entry->new_mode == 0) {
		if (is_regular(entry->old_mode))
			*vec_add(&out->removed, arena) = (struct removed_file){
				entry->path, oid_of_name(entry->old_name)};
		return;
	}
	if (!is_regular(entry->new_mode) && !is_link(entry->new_mode))
		return; /* a submodule */
	file = vec_add(&out->files, arena);
	file->path = entry->path;
	file->is_link = is_link(entry->new_mode);
	file->blob = oid_of_name(entry->new_name);
	file->parents = arena_array(arena, out->parent_count, sizeof(*file->parents));
	if (was_file)
		file->parents[0] = (struct parent_version){true, oid_of_name(entry->old_name)};
}

static enum status bad_listing(struct error *err)
{
	error_set(err, "git diff-index: its output is not understood");
	return STATUS_GIT;
}

static enum status read_first_parent(
	struct span listing, struct arena *arena, struct staged_list *out, struct error *err)
{
	struct raw_entry entry;

	while (raw_diff_next(&listing, &entry)) {
		if (entry.status == 'U') {
			error_set(err, "there are unmerged files");
			return STATUS_GIT;
		}
		take_entry(&entry, arena, out);
	}
	return listing.len ? bad_listing(err) : STATUS_OK;
}

static int by_path(const void *a, const void *b)
{
	return span_cmp(
		((const struct raw_entry *)a)->path, ((const struct raw_entry *)b)->path);
}

/* Keep only files that this parent has in another version too, and note that version. */
static enum status read_other_parent(struct span listing, size_t parent, struct arena *arena,
	struct staged_list *out, struct error *err)
{
	VEC(struct raw_entry) entries = {0};
	struct raw_entry entry;
	size_t kept = 0;

	while (raw_diff_next(&listing, &entry))
		*vec_add(&entries, arena) = entry;
	if (listing.len)
		return bad_listing(err);
	if (entries.len)
		qsort(entries.at, entries.len, sizeof(*entries.at), by_path);
	for (size_t i = 0; i < out->files.len; i++) {
		struct staged_file *file = &out->files.at[i];
		struct raw_entry wanted = {.path = file->path};
		const struct raw_entry *found = entries.len
			? bsearch(&wanted, entries.at, entries.len, sizeof(*entries.at),
				  by_path)
			: NULL;

		if (!found)
			continue; /* the same as in this parent: nothing new */
		if (is_regular(found->old_mode) || is_link(found->old_mode))
			file->parents[parent] =
				(struct parent_version){true, oid_of_name(found->old_name)};
		out->files.at[kept++] = *file;
	}
	out->files.len = kept;
	return STATUS_OK;
}

/* Compare with all parents; the first listing says what there is. */
static enum status read_parents(struct deadline deadline, struct arena *arena,
	const struct parent_list *parents, struct staged_list *out, struct error *err)
{
	enum status st = STATUS_OK;

	*out = (struct staged_list){.parent_count = parents->commits.len};
	out->parent_names = parents->commits.at;
	for (size_t i = 0; st == STATUS_OK && i < parents->commits.len; i++) {
		struct span listing;

		st = list_changes(parents->commits.at[i], deadline, arena, &listing, err);
		if (st == STATUS_OK && i == 0)
			st = read_first_parent(listing, arena, out, err);
		else if (st == STATUS_OK)
			st = read_other_parent(listing, i, arena, out, err);
	}
	return st;
}

enum status staged_read(struct repo *repo, struct deadline deadline, struct arena *arena,
	struct staged_list *out, struct error *err)
{
	struct parent_list parents;
	enum status st = find_parents(repo, deadline, arena, &parents, err);

	if (st == STATUS_OK)
		st = read_parents(deadline, arena, &parents, out, err);
	/* only now, since hardly any commit is the first one and each question costs a process
	 */
	if (st == STATUS_GIT && is_unborn(repo)) {
		parents = (struct parent_list){0};
		st = add_empty_tree(repo, arena, &parents, err);
		if (st == STATUS_OK)
			st = read_parents(deadline, arena, &parents, out, err);
	}
	return st;
}
