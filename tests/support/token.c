/*
 * token KIND [N]: print a made-up token. token fill < FILE: expand @{…}. For shell tests.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "support/shape.h"

int main(int argc, char **argv)
{
	struct arena arena = {0};
	struct span text;
	struct buf input;

	if (argc == 2 && strcmp(argv[1], "fill") == 0) {
		buf_init(&input, 1 << 24);
		if (io_read_all(STDIN_FILENO, &input) != STATUS_OK)
			return 1;
		text = shape_fill(buf_span(&input), &arena);
		fwrite(text.ptr, 1, text.len, stdout);
		return 0;
	}
	if (argc < 2 || !shape_kind(span_str(argv[1])))
		return 64;
	text = shape_token(shape_kind(span_str(argv[1])),
		argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 1, &arena);
	printf("%.*s\n", SPAN_ARG(text));
	arena_release(&arena);
	return 0;
}
