#include "rules/ci_script_place.h"

/* The word of a here-document that expands nothing: "<<'EOF'", "<<-\"EOF\"" */
static struct span quoted_word(struct span line)
{
	size_t at = span_find(line, "<<");
	struct span word = span_from(line, at + 2);
	char quote;

	if (span_starts(word, "-"))
		word = span_from(word, 1);
	word = span_trim(word);
	if (word.len < 3 || (word.ptr[0] != '\'' && word.ptr[0] != '"'))
		return span_of("", 0);
	quote = word.ptr[0];
	word = span_from(word, 1);
	return span_sub(word, 0, span_chr(word, quote));
}

struct ci_script_place ci_script_start(struct span script)
{
	return (struct ci_script_place){
		.line = span_sub(script, 0, 0), .unread = script, .document = span_of("", 0)};
}

/* True if the part stands in this line; else the place moves behind it. */
static bool is_line_of(struct ci_script_place *place, struct span part)
{
	struct span rest = place->unread;
	struct span line;

	span_next_line(&rest, &line);
	if (line.ptr + line.len >= part.ptr)
		return true;
	place->unread = rest;
	if (place->document.len == 0)
		place->document = quoted_word(line);
	else if (span_eq(span_trim(line), place->document))
		place->document = span_of("", 0);
	return false;
}

void ci_script_go_on(struct ci_script_place *place, struct span part)
{
	while (place->unread.len && place->unread.ptr <= part.ptr)
		if (is_line_of(place, part))
			break;
	place->line = span_of(place->unread.ptr, (size_t)(part.ptr - place->unread.ptr));
}

bool ci_in_comment(const struct ci_script_place *place)
{
	size_t at = 0;

	while (at < place->line.len && is_space(place->line.ptr[at]))
		at++;
	return at < place->line.len && place->line.ptr[at] == '#';
}

bool ci_in_quoted_document(const struct ci_script_place *place)
{
	return place->document.len > 0;
}
