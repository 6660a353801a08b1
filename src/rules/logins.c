#include "rules/logins.h"

static const struct login logins[] = {
#define LOGIN(words, options, file) {words, options},
#include "image/logins.def"
#undef LOGIN
};

/* The index behind the words that a log-in starts with, or 0. */
static size_t match_words(const struct command *c, struct span program, const char *words)
{
	struct span rest = span_str(words);
	struct span word;
	size_t i = 1;

	if (!span_split(&rest, ' ', &word) || !span_eq(program, word))
		return 0;
	while (span_split(&rest, ' ', &word)) {
		/* options in front, perhaps with a value */
		while (i < c->words.len && span_starts(command_text(c, i), "-") &&
			!span_eq(command_text(c, i), word))
			i += span_chr(command_text(c, i), '=') < command_text(c, i).len ||
					span_eq(command_text(c, i + 1), word)
				? 1
				: 2;
		if (!span_eq(command_text(c, i), word))
			return 0;
		i++;
	}
	return i;
}

const struct login *login_find(
	const struct subject *subject, const struct command *c, size_t *behind)
{
	struct span program = ci_program(subject->pipeline, c);

	*behind = 0;
	if (program.len == 0)
		return NULL;
	for (size_t i = 0; i < sizeof(logins) / sizeof(*logins); i++) {
		if (program.ptr[0] != logins[i].words[0])
			continue; /* most commands are no log-in at all */
		*behind = match_words(c, program, logins[i].words);
		if (*behind)
			return &logins[i];
	}
	return NULL;
}
