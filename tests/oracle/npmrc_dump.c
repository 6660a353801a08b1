/*
 * npmrc_dump: reads one .npmrc line after the other from stdin (hexadecimal, one a line) and
 * prints what our reader makes of each: "key value" in hexadecimal, "-" for nothing.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "model/settings.h"

static void print_hex(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		printf("%02x", (unsigned char)s.ptr[i]);
}

int main(void)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t len;

	while ((len = getline(&line, &size, stdin)) > 0) {
		struct arena arena = {0};
		struct settings s;
		struct buf text;

		buf_init(&text, 1 << 20);
		for (ssize_t i = 0; i + 1 < len && line[i] != '\n'; i += 2)
			buf_add_char(&text,
				(char)(hex_value(line[i]) << 4 | hex_value(line[i + 1])));
		settings_read(READER_NPMRC, buf_span(&text), &arena, &s);
		/* what npm sees comes first; strays follow */
		if (s.items.len == 0 || s.items.at[0].commented) {
			puts("-");
		} else {
			/* the key as npm has it: scope and name together */
			if (s.items.at[0].scope.len) {
				print_hex(s.items.at[0].scope);
				print_hex(span_str(":"));
			}
			print_hex(s.items.at[0].name);
			putchar(' ');
			print_hex(s.items.at[0].value);
			putchar('\n');
		}
		buf_release(&text);
		arena_release(&arena);
	}
	free(line);
	return 0;
}
