/* Shell scripts: every span can be read, depth and size keep their limits. */
#include "fuzz/fuzz.h"
#include "text/shell.h"

/* What the sanitizer sees if a span leads nowhere. */
static volatile unsigned char seen;

static size_t nodes;

static void check_list(const struct shell_list *list, unsigned depth);

static void check_span(struct span s)
{
	if (s.len == 0)
		return;
	seen = (unsigned char)s.ptr[0];
	seen = (unsigned char)s.ptr[s.len - 1];
}

static void check_word(const struct shell_word *word, unsigned depth)
{
	check_span(word->raw);
	VEC_EACH(const struct shell_part, p, &word->parts) {
		bool has_list = p->kind == SHELL_COMMAND || p->kind == SHELL_PROCESS;

		nodes++;
		check_span(p->raw);
		check_span(p->text);
		check_span(p->op);
		MUST(p->raw.len > 0);
		MUST((p->list != NULL) == has_list);
		MUST(!p->word || p->kind == SHELL_PARAMETER);
		if (p->word)
			check_word(p->word, depth + 1);
		if (p->list)
			check_list(p->list, depth + 1);
	}
}

static void check_branch(const struct shell_branch *branch, unsigned depth)
{
	VEC_EACH(const struct shell_word, pattern, &branch->patterns)
		check_word(pattern, depth);
	if (branch->condition)
		check_list(branch->condition, depth + 1);
	MUST(branch->body != NULL);
	check_list(branch->body, depth + 1);
}

static void check_command(const struct shell_command *command, unsigned depth)
{
	nodes++;
	MUST(command->raw.len > 0);
	check_span(command->raw);
	check_span(command->name);
	VEC_EACH(const struct shell_assignment, a, &command->assignments) {
		MUST(a->name.len > 0);
		check_span(a->name);
		check_word(&a->value, depth);
	}
	VEC_EACH(const struct shell_word, word, &command->words)
		check_word(word, depth);
	VEC_EACH(const struct shell_redirect, redirect, &command->redirects)
		check_word(&redirect->target, depth);
	VEC_EACH(const struct shell_branch, branch, &command->branches)
		check_branch(branch, depth);
	if (command->body)
		check_list(command->body, depth + 1);
}

static void check_list(const struct shell_list *list, unsigned depth)
{
	/* the body of a function too deep is a list of its own, and so is what is skipped */
	MUST(depth <= SHELL_DEPTH_MAX + 1);
	VEC_EACH(const struct shell_item, item, &list->items) {
		MUST(item->pipeline.commands.len > 0);
		VEC_EACH(const struct shell_command, command, &item->pipeline.commands)
			check_command(command, depth);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct span text = span_of_data(data, size);
	struct shell_script script;
	struct shell_word word;
	struct shell_body body = {text, true, true};

	nodes = 0;
	shell_read(text, NULL, 0, &arena, &script);
	check_list(&script.list, 0);
	MUST(nodes <= SHELL_NODES_MAX + 1000);
	check_span(script.complaint_at);
	if (script.complaint && size)
		MUST(script.complaint_at.ptr >= text.ptr &&
			script.complaint_at.ptr + script.complaint_at.len <= text.ptr + size);
	shell_read(text, &body, 1, &arena, &script);
	check_list(&script.list, 0);
	shell_read_text(text, &arena, &word);
	check_word(&word, 0);
	arena_release(&arena);
	return 0;
}
