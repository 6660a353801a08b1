/* One reader of credential files; READER says which. All spans must lie inside the text. */
#include "fuzz/fuzz.h"
#include "model/settings.h"

static void must_be_inside(struct span s, struct span text)
{
	MUST(s.ptr >= text.ptr && s.ptr + s.len <= text.ptr + text.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span text = span_of_data(data, size);
	struct arena arena = {0};
	struct settings settings;

	if (size == 0)
		return 0;
	settings_read(READER, text, &arena, &settings);
	VEC_EACH(const struct setting, s, &settings.items) {
		must_be_inside(s->key_raw, text);
		must_be_inside(s->value_raw, text);
	}
	VEC_EACH(const struct problem, p, &settings.problems.items)
		MUST(p->offset <= size && p->what);
	arena_release(&arena);
	return 0;
}
