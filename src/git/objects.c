#include "git/objects.h"

#include <stdlib.h>

#include "base/nomem.h"
#include "git/alternates.h"
#include "git/repo_internal.h"

static const char *const type_words[] = {"commit", "tree", "blob", "tag"};

const char *object_type_name(enum object_type type)
{
	static const char *const names[] = {"a commit", "a directory", "a file", "a tag"};

	return names[type];
}

static enum status not_found(const struct repo *repo, const struct oid *oid, struct error *err)
{
	error_set(err, "object %.12s is missing or damaged",
		oid_hex(oid, repo_oid_size(repo)).text);
	return STATUS_NOT_FOUND;
}

static enum status wrong_type(const struct repo *repo, const struct oid *oid,
	enum object_type is, enum object_type wanted, struct error *err)
{
	error_set(err, "object %.12s is %s, not %s", oid_hex(oid, repo_oid_size(repo)).text,
		object_type_name(is), object_type_name(wanted));
	return STATUS_GIT;
}

/* --- git ------------------------------------------------------------------------------- */

static bool parse_type(struct span word, enum object_type *type)
{
	for (int i = OBJECT_COMMIT; i <= OBJECT_TAG; i++) {
		*type = (enum object_type)i;
		if (span_eq_str(word, type_words[i]))
			return true;
	}
	return false;
}

/* Parse "NAME TYPE SIZE"; false for "NAME missing". */
static bool parse_answer(struct span line, enum object_type *type, uint64_t *size)
{
	struct span rest = span_trim(line);
	struct span name;
	struct span word;
	char *end;

	if (!span_split(&rest, ' ', &name) || !span_split(&rest, ' ', &word) ||
		!parse_type(word, type) || rest.len == 0 || !is_digit(rest.ptr[0]))
		return false;
	*size = strtoull(rest.ptr, &end, 10); /* the line end stops it */
	return end == rest.ptr + rest.len;
}

/*
 * Ask a cat-file child about an object. A child that ends instead of answering (it tried to
 * fetch, and may not) is no answer: not found.
 */
static enum status ask(struct repo *repo, struct child *child, const char *mode,
	const struct oid *oid, enum object_type *type, uint64_t *size, struct error *err)
{
	const char *const args[] = {"cat-file", mode, NULL};
	struct buf line;
	enum status st = STATUS_OK;

	if (child->pid == 0)
		st = child_start(child, args, err);
	if (st != STATUS_OK)
		return st;
	buf_init(&line, 1024);
	buf_printf(&line, "%s\n", oid_hex(oid, repo_oid_size(repo)).text);
	st = child_write(child, buf_span(&line));
	buf_reset(&line);
	if (st == STATUS_OK)
		st = child_read_line(child, repo->deadline, &line);
	/* a child that did not answer is of no use any more */
	if (st != STATUS_OK)
		child_stop(child);
	if (st == STATUS_LIMIT)
		error_set(err, "the time limit is reached");
	else if (st != STATUS_OK || !parse_answer(buf_span(&line), type, size))
		st = not_found(repo, oid, err);
	buf_release(&line);
	return st;
}

static enum status read_by_git(
	struct repo *repo, const struct oid *oid, struct object *object, struct error *err)
{
	struct buf *contents = xmalloc(sizeof(*contents));
	uint64_t size = 0;
	enum status st = ask(repo, &repo->contents, "--batch", oid, &object->type, &size, err);

	buf_init(contents, (size_t)size + 1);
	if (st == STATUS_OK) {
		/* the contents and one LF behind them */
		st = child_read(&repo->contents, (size_t)size + 1, repo->deadline, contents);
		if (st != STATUS_OK) {
			not_found(repo, oid, err);
			child_stop(&repo->contents);
		}
	}
	if (st != STATUS_OK) {
		buf_release(contents);
		free(contents);
		return st;
	}
	object->bytes = span_of(contents->ptr, (size_t)size);
	object->owner = contents;
	object->of_libgit2 = false;
	return STATUS_OK;
}

/* --- libgit2 --------------------------------------------------------------------------- */

static const char *environment(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* What libgit2 has added itself already is added once. */
static void add_borrowed(git_odb *odb, const struct repo *repo)
{
	struct store_list stores;
	struct arena arena;

	arena_init(&arena);
	alternates_follow(
		arena_printf(&arena, "%s/objects", repo_common_dir(repo)), &arena, &stores);
	VEC_EACH(const char *const, directory, &stores.directories)
		(void)git_odb_add_disk_alternate(odb, *directory);
	arena_release(&arena);
}

/*
 * The quarantine of a push is in GIT_OBJECT_DIRECTORY; products name further stores in
 * GIT_ALTERNATE_OBJECT_DIRECTORIES. What is missing if this fails, git is asked for.
 */
static void add_directories_of_environment(git_odb *odb)
{
	const char *objects = environment("GIT_OBJECT_DIRECTORY");
	const char *alternates = environment("GIT_ALTERNATE_OBJECT_DIRECTORIES");
	struct span rest = span_str(alternates);
	struct arena arena;
	const char *directory;

	if (objects)
		(void)git_odb_add_disk_alternate(odb, objects);
	arena_init(&arena);
	while (alternates && alternates_next(&rest, &arena, &directory))
		if (*directory)
			(void)git_odb_add_disk_alternate(odb, directory);
	arena_release(&arena);
}

/*
 * Extensions that change nothing for a reader of objects. libgit2 knows none of them and
 * refuses to open a repository that declares one, unless it is told.
 */
static void declare_harmless_extensions(void)
{
	const char *names[] = {"noop", "preciousobjects", "worktreeconfig", "partialclone",
		"relativeworktrees"};

	git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, names, sizeof(names) / sizeof(*names));
}

/*
 * Open the objects by libgit2, once; where it refuses (SHA-256, reftable, extensions that it
 * does not know) git reads them.
 *
 * Not "from the environment": that fails with GIT_WORK_TREE and GIT_COMMON_DIR. The owner is
 * not checked, since git was asked before and did.
 */
static git_odb *open_libgit2(struct repo *repo)
{
	git_repository *handle = NULL;

	if (repo->tried_libgit2)
		return repo->odb;
	repo->tried_libgit2 = true;
	if (git_libgit2_init() < 0)
		nomem();
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	git_libgit2_opts(GIT_OPT_ENABLE_CACHING, 0);
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	declare_harmless_extensions();
	if (git_repository_open_ext(
		    &handle, repo->git_dir, GIT_REPOSITORY_OPEN_NO_SEARCH, NULL) == 0 &&
		git_repository_odb(&repo->odb, handle) == 0) {
		add_borrowed(repo->odb, repo);
		add_directories_of_environment(repo->odb);
	}
	git_repository_free(handle); /* the odb lives on */
	return repo->odb;
}

void objects_close(struct repo *repo)
{
	child_stop(&repo->sizes);
	child_stop(&repo->contents);
	git_odb_free(repo->odb);
	git_odb_free(repo->settled);
	if (repo->tried_libgit2)
		git_libgit2_shutdown();
}

static bool type_of(git_object_t type, enum object_type *out)
{
	switch (type) {
	case GIT_OBJECT_COMMIT:
		*out = OBJECT_COMMIT;
		return true;
	case GIT_OBJECT_TREE:
		*out = OBJECT_TREE;
		return true;
	case GIT_OBJECT_BLOB:
		*out = OBJECT_BLOB;
		return true;
	case GIT_OBJECT_TAG:
		*out = OBJECT_TAG;
		return true;
	default:
		return false;
	}
}

enum status object_header(struct repo *repo, const struct oid *oid, enum object_type *type,
	uint64_t *size, struct error *err)
{
	git_odb *odb = open_libgit2(repo);
	git_oid id;
	git_object_t their_type;
	size_t length;

	if (odb && git_oid_fromraw(&id, oid->bytes) == 0 &&
		git_odb_read_header(&length, &their_type, odb, &id) == 0 &&
		type_of(their_type, type)) {
		*size = length;
		return STATUS_OK;
	}
	return ask(repo, &repo->sizes, "--batch-check", oid, type, size, err);
}

static git_odb *open_settled(struct repo *repo)
{
	struct arena arena;

	if (repo->tried_settled || !environment("GIT_QUARANTINE_PATH") || !open_libgit2(repo))
		return repo->settled;
	repo->tried_settled = true;
	arena_init(&arena);
	if (git_odb_open(&repo->settled,
		    arena_printf(&arena, "%s/objects", repo_common_dir(repo))) != 0)
		repo->settled = NULL;
	if (repo->settled)
		add_borrowed(repo->settled, repo);
	arena_release(&arena);
	return repo->settled;
}

bool object_is_quarantined(struct repo *repo, const struct oid *oid)
{
	git_odb *settled = open_settled(repo);
	git_oid id;

	return settled && git_oid_fromraw(&id, oid->bytes) == 0 &&
		!git_odb_exists_ext(settled, &id, GIT_ODB_LOOKUP_NO_REFRESH);
}

enum status object_read(
	struct repo *repo, const struct oid *oid, struct object *object, struct error *err)
{
	git_odb *odb = open_libgit2(repo);
	git_oid id;
	git_odb_object *read;

	if (odb && git_oid_fromraw(&id, oid->bytes) == 0 &&
		git_odb_read(&read, odb, &id) == 0) {
		object->bytes = span_of(git_odb_object_data(read), git_odb_object_size(read));
		object->owner = read;
		object->of_libgit2 = true;
		if (type_of(git_odb_object_type(read), &object->type))
			return STATUS_OK;
		object_release(object);
	}
	return read_by_git(repo, oid, object, err);
}

enum status object_read_as(struct repo *repo, const struct oid *oid, enum object_type type,
	uint64_t largest, struct object *object, struct error *err)
{
	enum object_type is;
	uint64_t size;
	enum status st = object_header(repo, oid, &is, &size, err);

	if (st != STATUS_OK)
		return st;
	if (is != type)
		return wrong_type(repo, oid, is, type, err);
	if (size > largest) {
		error_set(err, "object %.12s has %llu bytes, too many for %s",
			oid_hex(oid, repo_oid_size(repo)).text, (unsigned long long)size,
			object_type_name(type));
		return STATUS_LIMIT;
	}
	return object_read(repo, oid, object, err);
}

enum status object_read_tree(struct repo *repo, const struct oid *oid, uint64_t largest,
	struct object *tree, struct error *err)
{
	enum object_type is;
	enum status st;

	if (largest)
		return object_read_as(repo, oid, OBJECT_TREE, largest, tree, err);
	st = object_read(repo, oid, tree, err);
	if (st != STATUS_OK || tree->type == OBJECT_TREE)
		return st;
	is = tree->type;
	object_release(tree);
	return wrong_type(repo, oid, is, OBJECT_TREE, err);
}

enum status blob_size(
	struct repo *repo, const struct oid *oid, uint64_t *size, struct error *err)
{
	enum object_type type;
	enum status st = object_header(repo, oid, &type, size, err);

	if (st == STATUS_OK && type != OBJECT_BLOB)
		return wrong_type(repo, oid, type, OBJECT_BLOB, err);
	return st;
}

void object_release(struct object *object)
{
	if (!object->owner)
		return;
	if (object->of_libgit2) {
		git_odb_object_free(object->owner);
	} else {
		buf_release(object->owner);
		free(object->owner);
	}
	*object = (struct object){0};
}
