/* Dockerfiles: every span leads back into the file, and every instruction moves on. */
#include "fuzz/fuzz.h"
#include "model/dockerfile.h"

static void check_span(
	const struct dockerfile *file, const struct instruction *in, struct span s)
{
	if (s.len)
		MUST(instruction_offset(file, in, s.ptr) <= file->text.len);
}

static void check_instruction(const struct dockerfile *file, const struct instruction *in)
{
	MUST(in->start <= in->end && in->end <= file->text.len);
	check_span(file, in, in->keyword);
	check_span(file, in, in->rest);
	VEC_EACH(const struct instruction_flag, f, &in->flags)
		check_span(file, in, f->raw);
	VEC_EACH(const struct instruction_word, w, &in->words)
		check_span(file, in, w->raw);
	VEC_EACH(const struct instruction_pair, p, &in->pairs) {
		check_span(file, in, p->name);
		check_span(file, in, p->value);
	}
	VEC_EACH(const struct heredoc, h, &in->heredocs)
		MUST(h->body.len <= file->text.len);
	if (in->inner)
		check_instruction(file, in->inner);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct dockerfile file;
	size_t before = 0;

	dockerfile_read(span_of_data(data, size), &arena, &file);
	VEC_EACH(const struct instruction, in, &file.instructions) {
		MUST(in->start >= before);
		before = in->end;
		check_instruction(&file, in);
	}
	MUST(file.problems.items.len <= PROBLEMS_MAX);
	VEC_EACH(const struct problem, p, &file.problems.items)
		MUST(p->offset <= size);
	arena_release(&arena);
	return 0;
}
