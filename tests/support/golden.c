#include "support/golden.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/io.h"
#include "base/tree_view.h"
#include "policy/load.h"
#include "support/shape.h"

static struct span read_whole(const char *path, struct arena *arena)
{
	struct buf buf;
	struct span copy = span_of("", 0);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	buf_init(&buf, 1 << 26);
	if (fd >= 0) {
		if (io_read_all(fd, &buf) == STATUS_OK)
			copy = arena_copy(arena, buf_span(&buf));
		close(fd);
	}
	buf_release(&buf);
	return copy;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(
		((const struct golden_file *)a)->path, ((const struct golden_file *)b)->path);
}

static bool load_below(
	const char *dir, const char *shown, struct arena *arena, struct tree *tree)
{
	DIR *handle = opendir(dir);
	struct dirent *entry;

	if (!handle)
		return false;
	while ((entry = readdir(handle))) {
		const char *path = arena_printf(arena, "%s/%s", dir, entry->d_name);
		const char *relative =
			arena_printf(arena, "%s%s%s", shown, *shown ? "/" : "", entry->d_name);
		struct stat info;

		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0 ||
			stat(path, &info) != 0)
			continue;
		if (S_ISDIR(info.st_mode))
			load_below(path, relative, arena, tree);
		else if (strcmp(relative, "expected") == 0)
			tree->expected = read_whole(path, arena);
		else if (strcmp(relative, "policy.ini") == 0)
			tree->policy = shape_fill(read_whole(path, arena), arena);
		else
			*vec_add(&tree->files, arena) = (struct golden_file){
				relative, shape_fill(read_whole(path, arena), arena)};
	}
	closedir(handle);
	return true;
}

bool golden_load(const char *dir, struct arena *arena, struct tree *tree)
{
	*tree = (struct tree){.policy = span_of("", 0), .expected = span_of("", 0)};
	if (!load_below(dir, "", arena, tree))
		return false;
	if (tree->files.len)
		qsort(tree->files.at, tree->files.len, sizeof(*tree->files.at), by_path);
	return true;
}

static bool is_in_an_image(const struct finding *f)
{
	return f->places.len > 1 ||
		(f->places.len == 1 && f->places.at[0].place != PLACE_COMMITTED);
}

static void add_places(struct buf *out, const struct finding *f)
{
	VEC_EACH(const struct finding_place, p, &f->places)
		buf_printf(out, "    place %s%s%s %.*s:%zu\n", place_name(p->place),
			p->detail[0] ? " " : "", p->detail, SPAN_ARG(p->path), p->line);
	for (size_t i = 0; i < f->trace.len; i++)
		buf_printf(out, "%s%s %.*s:%zu", i == 0 ? "    trace " : ", ",
			role_name(f->trace.at[i].role), SPAN_ARG(f->trace.at[i].path),
			f->trace.at[i].line);
	if (f->trace.len)
		buf_add_char(out, '\n');
}

static void add_finding(struct buf *out, const struct finding *f)
{
	buf_printf(out, "%s %s %.*s:%zu:%zu-%zu:%zu", severity_name(f->severity), f->rule->slug,
		SPAN_ARG(f->path), f->start.line, f->start.column, f->end.line, f->end.column);
	if (f->token)
		buf_printf(out, " %s", f->token->slug);
	if (f->checksum != CHECKSUM_ABSENT)
		buf_printf(out, " checksum %s", checksum_name(f->checksum));
	buf_printf(out, " %s%s\n", confidence_name(f->confidence), f->blocks ? " blocks" : "");
	buf_printf(out, "    %s\n", f->message);
	if (f->excerpt.text[0])
		buf_printf(out, "    | %s\n", f->excerpt.text);
	if (is_in_an_image(f)) {
		add_places(out, f);
	} else if (f->trace.len > 1) {
		buf_add_str(out, "    also");
		for (size_t i = 1; i < f->trace.len; i++)
			buf_printf(out, " %zu", f->trace.at[i].line);
		buf_add_char(out, '\n');
	}
}

static void add_unread(
	struct buf *out, const char *what, const struct unread *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		buf_printf(
			out, "%s %.*s: %s\n", what, SPAN_ARG(items[i].path), items[i].reason);
}

/* --- the tree as Dockerfiles see it --------------------------------------------------------
 */

struct memory_view {
	const struct tree *tree;
	VEC(struct tree_file) inspected;
	struct tree_view view;
};

static bool is_below(struct span path, struct span dir)
{
	return dir.len == 0 ||
		(path.len > dir.len && path.ptr[dir.len] == '/' &&
			span_eq(span_sub(path, 0, dir.len), dir));
}

static enum status memory_list(void *payload, struct span dir, const struct tree_file **files,
	size_t *count, struct error *err)
{
	const struct memory_view *m = payload;
	size_t from = 0;
	size_t to;

	(void)err;
	/* what is below a directory stands in one row of the sorted paths */
	while (from < m->inspected.len && !is_below(m->inspected.at[from].path, dir))
		from++;
	for (to = from; to < m->inspected.len && is_below(m->inspected.at[to].path, dir);)
		to++;
	*files = m->inspected.at + from;
	*count = to - from;
	return STATUS_OK;
}

static bool memory_exists(void *payload, struct span path)
{
	const struct memory_view *m = payload;

	VEC_EACH(const struct golden_file, file, &m->tree->files)
		if (span_eq_str(path, file->path) || is_below(span_str(file->path), path))
			return true;
	return false;
}

static enum status memory_read(
	void *payload, const struct tree_file *wanted, struct span *bytes, struct error *err)
{
	const struct memory_view *m = payload;

	(void)err;
	VEC_EACH(const struct golden_file, file, &m->tree->files) {
		if (!span_eq_str(wanted->path, file->path))
			continue;
		*bytes = file->bytes;
		return STATUS_OK;
	}
	return STATUS_NOT_FOUND;
}

static int by_tree_path(const void *a, const void *b)
{
	return span_cmp(
		((const struct tree_file *)a)->path, ((const struct tree_file *)b)->path);
}

static void memory_view_open(struct memory_view *m, const struct tree *tree,
	const struct policy *policy, struct arena *arena)
{
	*m = (struct memory_view){.tree = tree};
	m->view = (struct tree_view){m, memory_list, memory_exists, memory_read};
	VEC_EACH(const struct golden_file, file, &tree->files) {
		struct span path = span_str(file->path);

		if (classify(policy->classifier, path) != KIND_NONE)
			*vec_add(&m->inspected, arena) = (struct tree_file){.path = path};
	}
	if (m->inspected.len)
		qsort(m->inspected.at, m->inspected.len, sizeof(*m->inspected.at),
			by_tree_path);
}

static void must(enum status st, const struct error *err)
{
	if (st == STATUS_OK)
		return;
	fprintf(stderr, "%s\n", err->text);
	abort();
}

static void scan_tree(const struct tree *tree, struct engine *engine,
	const struct policy *policy, struct arena *arena)
{
	struct memory_view memory;
	struct error err = {""};

	memory_view_open(&memory, tree, policy, arena);
	VEC_EACH(const struct golden_file, file, &tree->files) {
		struct span path = span_str(file->path);
		struct scan_request request = {
			.path = path,
			.kind = classify(policy->classifier, path),
			.bytes = file->bytes,
			.tree = &memory.view,
			.tree_path = path,
		};

		if (request.kind == KIND_NONE || !engine_admit(engine, path, file->bytes.len))
			continue;
		must(engine_scan(engine, &request, &err), &err);
	}
	must(engine_settle_carried(engine, NULL, NULL, &err), &err);
}

/* Does the text hold a run of 12 bytes of a secret? */
static bool leaks(struct span text, struct span secret)
{
	enum {
		RUN = 12
	};

	for (size_t i = 0; text.len && i + RUN <= secret.len; i++)
		if (memmem(text.ptr, text.len, secret.ptr + i, RUN))
			return true;
	return false;
}

/* Nothing that was filled into the tree may be seen in the report. */
static size_t count_leaks(struct span report, struct arena *arena)
{
	size_t count = 0;

	for (size_t i = 0; i < token_catalogue_count; i++)
		for (unsigned n = 1; n <= 3; n++)
			if (!(token_catalogue[i].flags & TOKEN_JWT) &&
				token_catalogue[i].lead == 0)
				count += leaks(report,
					span_from(shape_token(&token_catalogue[i], n, arena),
						strcspn(token_catalogue[i].keywords, " ")));
	return count;
}

struct golden_result golden_run(const struct tree *tree, const char *rule, struct arena *arena)
{
	struct golden_result result = {"", 0, 0};
	struct policy policy;
	struct error err = {""};
	struct engine *engine;
	struct finding_list *findings;
	struct summary *summary;
	struct buf out;

	if (tree->policy.len) {
		if (policy_parse(&policy, "policy.ini", tree->policy, arena, &err) !=
			STATUS_OK) {
			result.text = arena_printf(arena, "error %s\n", err.text);
			return result;
		}
	} else {
		policy_default(&policy, arena);
		policy.show = SEVERITY_NOTE;
	}
	engine = engine_new(&policy, arena);
	scan_tree(tree, engine, &policy, arena);
	findings = engine_findings(engine);
	summary = engine_summary(engine);
	buf_init(&out, 1 << 24);
	VEC_EACH(const struct finding, f, &findings->items) {
		add_finding(&out, f);
		result.of_rule += strcmp(f->rule->slug, rule) == 0;
	}
	add_unread(&out, "partial", summary->partial.at, summary->partial.len);
	add_unread(&out, "skipped", summary->skipped.at, summary->skipped.len);
	if (summary->allowed)
		buf_printf(&out, "allowed %zu\n", summary->allowed);
	result.text = arena_copy(arena, buf_span(&out)).ptr;
	result.secrets_leaked = count_leaks(buf_span(&out), arena);
	buf_release(&out);
	engine_free(engine);
	return result;
}
