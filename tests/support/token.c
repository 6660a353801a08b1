/*
 * token KIND [N]: print a made-up token. token fill < FILE: expand @{…}. For shell tests.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/io.h"
#include "support/shape.h"

static int fill(struct arena *arena)
{
	struct buf input;
	struct span text;
	bool read;

	buf_init(&input, 1 << 24);
	read = io_read_all(STDIN_FILENO, &input) == STATUS_OK;
	if (read) {
		text = shape_fill(buf_span(&input), arena);
		fwrite(text.ptr, 1, text.len, stdout);
	}
	buf_release(&input);
	return read ? 0 : 1;
}

static int print(const char *kind, const char *number, struct arena *arena)
{
	const struct token_kind *found = shape_kind(span_str(kind));
	struct span text;

	if (!found)
		return 64;
	text = shape_token(found, number ? (unsigned)strtoul(number, NULL, 10) : 1, arena);
	printf("%.*s\n", SPAN_ARG(text));
	return 0;
}

int main(int argc, char **argv)
{
	struct arena arena = {0};
	int result;

	if (argc < 2)
		return 64;
	if (argc == 2 && strcmp(argv[1], "fill") == 0)
		result = fill(&arena);
	else
		result = print(argv[1], argc > 2 ? argv[2] : NULL, &arena);
	arena_release(&arena);
	return result;
}
