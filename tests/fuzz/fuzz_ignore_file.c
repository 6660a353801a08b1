/* A .dockerignore file, and below a NUL a path that it excludes or not. */
#include "fuzz/fuzz.h"
#include "image/ignore_file.h"

/* Patterns that match nothing new do not change a verdict. */
static void check_verdict(const struct ignore_file *file, struct span path)
{
	bool is_excluded = ignore_file_excludes(file, path);

	MUST(!is_excluded || (!file->complaint && file->patterns.len > 0));
	if (path.len == 0 || span_eq_str(path, "."))
		MUST(!is_excluded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span all = span_of_data(data, size);
	struct span text;
	struct arena arena = {0};
	struct ignore_file file;

	/* the work is the product of both lengths */
	if (size == 0 || size > 4096)
		return 0;
	text = span_sub(all, 0, span_chr(all, '\0'));
	ignore_file_read(text, &arena, &file);
	MUST(file.complaint_at <= text.len);
	MUST(!file.complaint || file.patterns.len == 0);
	VEC_EACH(const struct ignore_pattern, pattern, &file.patterns) {
		MUST(pattern->text.len > 0 && pattern->text.len <= text.len);
		MUST(pattern->offset < text.len);
	}
	check_verdict(&file, span_from(all, text.len + 1));
	check_verdict(&file, text);
	arena_release(&arena);
	return 0;
}
