/* What git says to us: raw diffs, and command lines in /proc. */
#include "fuzz/fuzz.h"
#include "git/amend.h"
#include "git/raw_diff.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span rest = span_of_data(data, size);
	struct raw_entry entry;
	bool is_git;

	if (size == 0)
		return 0;
	(void)is_amend_command(rest, &is_git);
	while (raw_diff_next(&rest, &entry))
		MUST(entry.path.len > 0 && entry.new_name.len >= 40);
	return 0;
}
