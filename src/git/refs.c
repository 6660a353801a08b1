#include "git/refs.h"

#include <unistd.h>

#include "base/escape.h"
#include "git/child.h"
#include "git/repo_internal.h"

#define LARGEST_LISTING ((size_t)1 << 31)
#define LARGEST_COMPLAINT ((size_t)1 << 20)

static enum status not_understood(const char *command, struct error *err)
{
	error_set(err, "git %s: its output is not understood", command);
	return STATUS_GIT;
}

/* Run git and keep its output in the arena, and what it complains of in broken, if asked to. */
static enum status list(struct repo *repo, const char *const args[], struct arena *arena,
	struct span *listing, struct ref_list *hearer, struct error *err)
{
	struct buf buf;
	struct buf complaints;
	struct span rest;
	struct span line;
	enum status st;

	buf_init(&buf, LARGEST_LISTING);
	buf_init(&complaints, LARGEST_COMPLAINT);
	st = child_run_heard(args, repo->deadline, &buf, &complaints, err);
	if (st == STATUS_OK)
		*listing = arena_copy(arena, buf_span(&buf));
	rest = buf_span(&complaints);
	while (st == STATUS_OK && hearer && span_next_line(&rest, &line))
		*vec_add(&hearer->broken, arena) = escaped_text(arena, line);
	buf_release(&complaints);
	buf_release(&buf);
	return st;
}

enum status refs_read(
	struct repo *repo, struct arena *arena, struct ref_list *out, struct error *err)
{
	const char *const args[] = {"for-each-ref", "--format=%(objectname) %(refname)", NULL};
	struct span rest;
	struct span line;
	enum status st = list(repo, args, arena, &rest, out, err);

	while (st == STATUS_OK && span_next_line(&rest, &line)) {
		struct ref *ref = vec_add(&out->items, arena);
		struct span hex;
		size_t size;

		if (!span_split(&line, ' ', &hex) || !oid_parse(hex, &ref->oid, &size))
			st = not_understood(args[0], err);
		ref->name = line;
	}
	return st;
}

/* "worktree PATH", "HEAD NAME", "branch REF" or "detached", an empty line; for each worktree.
 */
enum status refs_add_heads(
	struct repo *repo, struct arena *arena, struct ref_list *out, struct error *err)
{
	const char *const worktrees[] = {"worktree", "list", "--porcelain", NULL};
	const char *const head[] = {"rev-parse", "--verify", "--quiet", "HEAD", NULL};
	char name[OID_HEX_MAX + 1];
	struct span rest;
	struct span line;
	struct oid oid;
	size_t size;
	enum status st;

	if (repo_ask(repo, head, name, sizeof(name), NULL) == STATUS_OK &&
		oid_parse(span_str(name), &oid, &size))
		*vec_add(&out->items, arena) = (struct ref){span_str("HEAD"), oid};
	if (access(arena_printf(arena, "%s/worktrees", repo_common_dir(repo)), F_OK) != 0)
		return STATUS_OK;
	st = list(repo, worktrees, arena, &rest, NULL, err);
	while (st == STATUS_OK && span_next_line(&rest, &line))
		if (span_starts(line, "HEAD ") && oid_parse(span_from(line, 5), &oid, &size) &&
			!oid_is_null(&oid))
			*vec_add(&out->items, arena) = (struct ref){span_str("HEAD"), oid};
	return st;
}

bool ref_is_of_notes(struct span name)
{
	return span_starts(name, "refs/notes/");
}
