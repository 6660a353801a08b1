/*
 * What git says to us and what its objects hold: raw diffs, lists of an index, command lines in
 * /proc, settings in the environment, the lines of a push, lists of object stores, trees,
 * commits and tags.
 */
#include "fuzz/fuzz.h"
#include "git/alternates.h"
#include "git/amend.h"
#include "git/config_env.h"
#include "git/parse.h"
#include "git/push_lines.h"
#include "git/raw_diff.h"
#include "git/stage_list.h"

static void must_be_inside(struct span part, struct span whole)
{
	MUST(part.ptr >= whole.ptr && part.len <= whole.len);
	MUST((size_t)(part.ptr - whole.ptr) <= whole.len - part.len);
}

static void feed_diff_and_commands(struct span input)
{
	struct span rest = input;
	struct raw_entry entry;
	bool is_git;

	(void)is_amend_command(rest, &is_git);
	while (raw_diff_next(&rest, &entry)) {
		MUST(entry.path.len > 0 && entry.new_name.len >= 40);
		must_be_inside(entry.path, input);
		must_be_inside(entry.new_name, input);
	}
	must_be_inside(rest, input);
}

static void feed_stage_list(struct span input)
{
	struct span rest = input;
	struct stage_entry entry;

	while (stage_list_next(&rest, &entry)) {
		MUST(entry.path.len > 0 && entry.stage <= 3);
		must_be_inside(entry.path, input);
		MUST(entry.path.ptr + entry.path.len < rest.ptr || rest.len == 0);
	}
	MUST(rest.ptr + rest.len == input.ptr + input.len);
}

static void feed_tree(struct span input, size_t oid_size)
{
	struct span rest = input;
	struct tree_entry entry;
	size_t before = input.len;

	while (tree_next(&rest, oid_size, &entry)) {
		struct span oid = span_of((const char *)entry.oid, oid_size);

		/* a mode of a digit at least, a blank, the name, a NUL, the object's name */
		MUST(rest.len + 3 + entry.name.len + oid_size <= before);
		must_be_inside(entry.name, input);
		must_be_inside(oid, input);
		MUST(oid.ptr + oid.len == rest.ptr && rest.len < before);
		MUST(rest.ptr + rest.len == input.ptr + input.len);
		MUST(span_chr(entry.name, '\0') == entry.name.len);
		MUST(entry.has_slash == (span_chr(entry.name, '/') < entry.name.len));
		before = rest.len;
	}
	MUST(rest.len == before);
}

static void feed_commit(struct span input, size_t oid_size)
{
	struct commit_head head;
	struct signature author;
	struct oid oid;
	int64_t local;

	if (commit_parse(input, oid_size, &head)) {
		size_t before = head.parents.len;

		must_be_inside(head.parents, input);
		while (commit_next_parent(&head.parents, oid_size, &oid)) {
			MUST(head.parents.len < before);
			before = head.parents.len;
		}
		MUST(head.parents.len == 0);
		MUST(!tag_parse(input, oid_size, &oid));
	}
	(void)tag_parse(input, oid_size, &oid);
	MUST(commit_time(input) >= 0);
	if (commit_author(input, &author)) {
		must_be_inside(author.who, input);
		MUST(author.who.len > 0 && author.time >= 0);
		MUST(!__builtin_add_overflow(author.time, (int64_t)author.zone * 60, &local));
	}
}

static void feed_push_lines(struct span input, size_t oid_size, struct arena *arena)
{
	struct push_lines lines;
	struct error err = {""};

	if (push_lines_parse(input, oid_size, arena, &lines, &err) != STATUS_OK) {
		MUST(err.text[0]);
		return;
	}
	MUST(input.len == 0 || input.ptr[input.len - 1] == '\n');
	MUST((lines.items.len == 0) == (input.len == 0));
	VEC_EACH(const struct push_line, line, &lines.items) {
		must_be_inside(line->ref, input);
		MUST(line->ref.len > 0 && span_chr(line->ref, '\n') == line->ref.len);
		MUST(line->deletes == oid_is_null(&line->new_oid));
	}
}

static void feed_environment(struct span input, struct arena *arena)
{
	struct span rest = input;
	size_t before = input.len + 1; /* a list has one more entry than separators */
	const char *directory;
	struct span name;
	struct span value;

	while (alternates_next(&rest, arena, &directory)) {
		MUST(directory && strlen(directory) <= input.len);
		MUST(rest.len < before);
		before = rest.len ? rest.len : 1;
		if (rest.len)
			must_be_inside(rest, input);
	}
	rest = input;
	before = input.len;
	while (config_env_next(&rest, arena, &name, &value)) {
		MUST(rest.len < before && name.len + value.len <= input.len);
		must_be_inside(rest, input);
		before = rest.len;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t oid_sizes[] = {OID_SHA1, OID_MAX};
	struct span input = span_of_data(data, size);
	struct arena arena = {0};

	if (size == 0)
		return 0;
	feed_diff_and_commands(input);
	feed_stage_list(input);
	for (size_t i = 0; i < sizeof(oid_sizes) / sizeof(*oid_sizes); i++) {
		feed_tree(input, oid_sizes[i]);
		feed_commit(input, oid_sizes[i]);
		feed_push_lines(input, oid_sizes[i], &arena);
	}
	feed_environment(input, &arena);
	arena_release(&arena);
	return 0;
}
