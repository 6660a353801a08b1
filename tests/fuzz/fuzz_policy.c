/* Policies: right or refused with a printable sentence. */
#include "fuzz/fuzz.h"
#include "policy/load.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {0};
	struct policy policy;
	struct error err = {""};

	if (policy_parse(&policy, "p.ini", span_of_data(data, size), &arena, &err) !=
		STATUS_OK) {
		MUST(span_starts(span_str(err.text), "p.ini"));
		for (const char *c = err.text; *c; c++)
			MUST((unsigned char)*c >= 0x20 && *c != 0x7f);
	}
	arena_release(&arena);
	return 0;
}
